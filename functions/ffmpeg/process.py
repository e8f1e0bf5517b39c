"""Child processes that are counted: once one has ended, its CPU time is added up, whichever thread waited for it."""

import os
import select
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100  # of proc_pid_stat(5), a second


class Meter:
    """CPU-seconds of children that have ended. Safe across threads."""

    def __init__(self) -> None:
        """Start at none."""
        self._lock = threading.Lock()
        self._seconds = 0.0

    @property
    def cpu_seconds(self) -> float:
        """The sum so far."""
        return self._seconds

    def add(self, seconds: float) -> None:
        """Add those of a child."""
        with self._lock:
            self._seconds += seconds


class Child(subprocess.Popen[bytes]):
    """A process whose CPU time is given to ``count`` when it has ended and was waited for; nothing where there is no /proc.

    The kernel keeps the times of an ended process until it is reaped. Reaping it with wait4 would tell them, but not to
    Popen, so they are read just before.
    """

    def __init__(
        self,
        argv: Sequence[str],
        count: Callable[[float], None] | None,
        *,
        cpu_limit: float | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Start it, with Popen's options; ``cpu_limit`` is the one of CPU seconds that it has, if any."""
        self._count, self._cpu_limit = count, cpu_limit
        self._cpu_seconds: float | None = None
        self._counting = threading.Lock()
        super().__init__(argv, **options)

    @property
    def cpu_seconds(self) -> float:
        """CPU-seconds that it took; 0 before its end, and where there is no /proc."""
        return self._cpu_seconds or 0.0

    @property
    def took_too_long(self) -> bool:
        """Whether it has ended, and by its limit of CPU time: whatever it made of that signal."""
        if self._cpu_limit is None or not self.returncode:
            return False
        return -self.returncode == signal.SIGXCPU or (self._cpu_seconds or 0.0) >= self._cpu_limit

    def poll(self) -> int | None:
        """Give the exit code; None while it runs."""
        if self.returncode is None and self.ended(0):
            self._read()
        return super().poll()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and give the exit code. Raises TimeoutExpired."""
        if self.returncode is None:
            if not self.ended(timeout):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._read()
        return super().wait()

    def ended(self, seconds: float | None) -> bool:
        """Wait up to ``seconds`` (None: for ever) for the end without reaping it, and say whether it came.

        Popen.wait with a time-out sleeps up to 50 ms too long, which short probes would feel.
        """
        if self.returncode is not None:
            return True
        if not hasattr(os, "pidfd_open"):  # not Linux
            with suppress(subprocess.TimeoutExpired):
                super().wait(seconds)
            return self.returncode is not None
        try:
            descriptor = os.pidfd_open(self.pid)
        except ProcessLookupError:  # another thread has just reaped it
            return True
        try:
            watched = select.poll()
            watched.register(descriptor, select.POLLIN)
            return bool(watched.poll(None if seconds is None else seconds * 1000))
        finally:
            os.close(descriptor)

    def _read(self) -> None:
        """Read the times of the ended process, once."""
        with self._counting:  # until they are read: whoever waits as well may reap it next
            if self._cpu_seconds is not None:
                return
            with suppress(FileNotFoundError, ProcessLookupError):  # reaped by Popen itself
                stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii", errors="replace")
                # After the name, in brackets, which may hold anything: state is field 3, then utime 14, stime 15, cutime, cstime.
                fields = stat.rpartition(")")[2].split()
                self._cpu_seconds = sum(int(field) for field in fields[11:15]) / _TICKS
                if self._count:
                    self._count(self._cpu_seconds)
