"""A stack for the time of one command: started when none runs, stopped when the command ends, however it ends."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.common.errors import SetupError
from local import tools
from local.base import config
from local.commands import reach
from local.servers.installation import Installation
from local.terminal import show

_LEASH = str(Path(__file__).parents[1] / "base" / "leash.py")
_LOOK_SECONDS = 0.05
_STOP_SECONDS = 30


class StackDidNotStart(SetupError):
    """The servers could not be started."""

    hint = "Run `./vts up` and read what it says."


@contextmanager
def running(data: Path) -> Iterator[reach.Reached]:
    """Run a stack on the data folder while the block runs; its ports are free ones, so it is in nobody's way.

    Raises SetupError when a tool cannot be had, StackDidNotStart with the stack's last line.
    """
    with show.err().status("looking for tools") as status:
        tools.gather(config.load(os.environ), lambda name, line: status.update(f"{name}: {line}"))
        status.update("starting the servers")
        stack = _start(data)
    try:
        with show.err().status("starting the servers"):
            reached = _wait(stack, data)
        yield reached
    finally:
        stack.send_signal(signal.SIGTERM)
        with show.err().status("stopping the servers"):
            try:
                stack.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                stack.kill()
                stack.wait()


def _start(data: Path) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own, so that Ctrl-C ends this command first, and on the leash of this process."""
    log = Installation(data.absolute()).logs / "stack.log"
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    leash = [sys.executable, "-I", "-S", _LEASH, str(os.getpid())]
    command = [sys.executable, "-P", "-m", "local.cli", "up", "--data", str(data.absolute())]
    options = ["--port", "0", "--ui-port", "0", "--no-sample", "--no-page"]
    environment = {**os.environ, "PYTHONPATH": str(reach.ROOT)}
    with log.open("wb") as file:
        return subprocess.Popen(
            [*leash, *command, *options],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=environment,
            start_new_session=True,
        )


def _wait(stack: "subprocess.Popen[bytes]", data: Path) -> reach.Reached:
    """Wait until it says where it is; it says so when it is ready."""
    pause = threading.Event()
    while stack.poll() is None:
        if (described := reach.running(data)) and described.pids:
            return reach.server(None, data)
        pause.wait(_LOOK_SECONDS)
    said = (Installation(data.absolute()).logs / "stack.log").read_text(errors="replace").strip().splitlines()
    raise StackDidNotStart(said[-1] if said else "")
