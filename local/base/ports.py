"""Ports of this machine: of its loopback interface, unless an installation is to be reached from others."""

import errno
import random
import socket
from ipaddress import ip_address

from functions.common.errors import SetupError

LOOPBACK = "127.0.0.1"
# Systems take the ports of outgoing connections from higher up (ip_local_port_range of Linux begins at 32768, the range of
# RFC 6335 at 49152): none of them can take a port of these from a server between its choice and its start, or while it is down.
FOR_SERVERS = range(20_000, 32_768)


class PortBusy(SetupError):
    """A port that was asked for is in use."""

    hint = "Give another port, or stop the program that has it."


class OpenToEverybody(SetupError):
    """Everybody who reaches this address could use the installation and read all films, since nobody has to sign in."""

    hint = "If that is what you want, in a network of your own, say so: --open, or OPEN=1 where it runs in containers."


class AddressMissing(SetupError):
    """This machine does not have the address that it is to listen on."""

    hint = "Give --listen one of this machine's own addresses, as `ip address` lists them."


def refuse_strangers(address: str, *, is_open: bool) -> None:
    """See that who listens for other machines has said that everybody may come. Raises OpenToEverybody."""
    if not (is_open or _is_loopback(address)):
        raise OpenToEverybody(f"It is to listen on {address or 'all addresses'}.")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def listen(port: int, option: str, address: str = LOOPBACK) -> socket.socket:
    """Open a listening socket on ``port`` (0: any free one) of ``address``.

    Raises PortBusy, naming the port and the option to change it; AddressMissing.
    """
    try:
        return socket.create_server((address, port), backlog=1024)
    except OSError as taken:
        if isinstance(taken, socket.gaierror) or taken.errno == errno.EADDRNOTAVAIL:
            raise AddressMissing(f"{address}: {taken.strerror}.") from taken
        raise PortBusy(f"Port {port} cannot be had ({taken.strerror}); choose another with {option}.") from taken


def free(address: str = LOOPBACK) -> int:
    """Give a port that nobody listens on, and that no connection of another program will have before it is listened on.

    Raises PortBusy when all of them are taken.
    """
    for port in random.SystemRandom().sample(FOR_SERVERS, len(FOR_SERVERS)):
        if _vacant(port, address):
            return port
    raise PortBusy(f"None of the ports {FOR_SERVERS[0]} to {FOR_SERVERS[-1]} is free.")


def prefer(port: int, address: str = LOOPBACK) -> int:
    """Give ``port`` if nobody listens on it, else a free one."""
    return port if _vacant(port, address) else free(address)


def _vacant(port: int, address: str) -> bool:
    try:
        socket.create_server((address, port)).close()
    except OSError:
        return False
    return True
