"""Ports of this machine: of its loopback interface, unless an installation is to be reached from others."""

import errno
import socket

from functions.errors import SetupError

LOOPBACK = "127.0.0.1"


class PortBusy(SetupError):
    """A port that was asked for is in use."""

    hint = "Give another port, or stop the program that has it."


class AddressMissing(SetupError):
    """This machine does not have the address that it is to listen on."""

    hint = "Give --listen one of this machine's own addresses, as `ip address` lists them."


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
    """Give a port that nobody listens on at this moment."""
    with socket.create_server((address, 0)) as taken:
        return int(taken.getsockname()[1])


def prefer(port: int, address: str = LOOPBACK) -> int:
    """Give ``port`` if nobody listens on it, else a free one."""
    try:
        with socket.create_server((address, port)):
            return port
    except OSError:
        return free(address)
