"""What the steps ask while they work: may I go on, and here is how far I am."""

import threading
import time
from typing import Protocol

from functions.errors import DeadlineReached, HandedBack, VtsError

DEADLINE_MARGIN = 10.0  # seconds kept for ending ffmpeg and giving the job back

stopping = threading.Event()  # set by a worker that is told to stop: what runs is handed back at once


class Context(Protocol):
    """What Lambda hands a function, as far as it is used here."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""


class Holder(Protocol):
    """Who holds the work: an attempt of a job, or a piece of one."""

    def frames(self, done: int) -> None:
        """Be told how many frames are done."""

    def stopped(self) -> VtsError | None:
        """Say why the work must stop; None while it is held."""


class Watch:
    """Ends the work when its holder lost it, its worker is stopping, or its time is over."""

    def __init__(self, holder: Holder, stall_seconds: float, context: Context | None = None) -> None:
        """Begin now; ``context`` says how much time there is."""
        self.started = time.monotonic()
        self.stall_seconds = stall_seconds
        self._holder = holder
        left = context.get_remaining_time_in_millis() / 1000 - DEADLINE_MARGIN if context else float("inf")
        self._deadline = self.started + left

    def seconds_left(self) -> float:
        """How long the work may still take; infinite where nothing ends it."""
        return self._deadline - time.monotonic()

    def on_frames(self, frames: int) -> None:
        """Tell the holder, who writes it down in its own time."""
        self._holder.frames(frames)

    def stopped(self) -> VtsError | None:
        """Say why the work must end now; None to go on."""
        if stopping.is_set():
            return HandedBack()
        if time.monotonic() > self._deadline:
            return DeadlineReached()
        return self._holder.stopped()

    def check(self, _progress: int = 0) -> None:
        """Raise why the work must end now."""
        if reason := self.stopped():
            raise reason
