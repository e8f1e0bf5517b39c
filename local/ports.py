"""Ports of this machine's loopback interface."""

import socket

from functions.errors import SetupError

LOOPBACK = "127.0.0.1"


class PortBusy(SetupError):
    """A port that was asked for is in use."""

    hint = "Give another port, or stop the program that has it."


def listen(port: int, option: str) -> socket.socket:
    """Open a listening socket on ``port`` (0: any free one). Raises PortBusy, naming the port and the option to change it."""
    try:
        return socket.create_server((LOOPBACK, port), backlog=1024)
    except OSError as taken:
        raise PortBusy(f"Port {port} cannot be had ({taken.strerror}); choose another with {option}.") from taken


def free() -> int:
    """Give a port that nobody listens on at this moment."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        return int(taken.getsockname()[1])


def prefer(port: int) -> int:
    """Give ``port`` if nobody listens on it, else a free one."""
    try:
        with socket.create_server((LOOPBACK, port)):
            return port
    except OSError:
        return free()
