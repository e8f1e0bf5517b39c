"""Runs a program that the kernel kills when the process that started it is gone, however that ended (Linux).

    python -I -S leash.py PARENT_PID PROGRAM ARGUMENT…

The parent must start it from a thread that lives as long as the parent: the kernel watches the thread. It is a program of
its own, and not a hook between fork and exec, because Python code there may deadlock where the parent has threads.
"""

import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tied(argv: Sequence[str]) -> list[str]:
    """Give the command that runs ``argv`` (its program with its path) tied to the thread that starts it."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *argv]


def main(parent: int, argv: list[str]) -> None:
    """Tie this process to its parent, then become the program. The tie outlives exec."""
    if sys.platform == "linux":
        import ctypes

        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it ended before it was watched
        sys.exit(1)
    os.execv(argv[0], argv)  # noqa: S606


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
