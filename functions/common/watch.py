"""What the steps ask while they work: may I go on, and here is how far I am."""

import threading
import time
from typing import Protocol

from functions.common.errors import DeadlineReached, HandedBack, VtsError

DEADLINE_MARGIN = 10.0  # seconds kept for ending ffmpeg and giving the job back

STARTING_SECONDS = 15.0  # from the beginning of a run to that of its first job, at most

FINISHING = 0.25  # of the time that encoding took: what verifying and publishing are taken to add


class Stop:
    """Whether this worker was told to stop, and until when what ends soon may go on. All else is handed back at once."""

    def __init__(self) -> None:
        """Nobody has said so yet."""
        self._told = threading.Event()
        self._until = 0.0

    def set(self, seconds: float = 0) -> None:
        """Stop; what will have ended in so many seconds is finished."""
        self._until = time.monotonic() + seconds
        self._told.set()

    def is_set(self) -> bool:
        """Whether it was said."""
        return self._told.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds`` until it is said, and tell whether it was."""
        return self._told.wait(seconds)

    def clear(self) -> None:
        """Go on."""
        self._told.clear()

    def seconds_left(self) -> float:
        """How long what ends soon may go on; 0 once that is over."""
        return max(self._until - time.monotonic(), 0.0)


stopping = Stop()


class Context(Protocol):
    """What Lambda hands a function, as far as it is used here."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""


class Run:
    """One run of the function, whose time several jobs of a batch may share. ``whole_seconds`` is what it began with."""

    def __init__(self, context: Context) -> None:
        """Begin now."""
        self._context = context
        self.aws_request_id: str | None = getattr(context, "aws_request_id", None)
        self.whole_seconds = context.get_remaining_time_in_millis() / 1000

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""
        return self._context.get_remaining_time_in_millis()


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
        whole = getattr(context, "whole_seconds", None)
        self._late = max(whole - DEADLINE_MARGIN - left, 0.0) if whole is not None else 0.0
        self._expected: int | None = None
        self._done, self._begun, self._last = 0, self.started, self.started

    def seconds_left(self) -> float:
        """How long the work may still take; infinite where nothing ends it."""
        return self._deadline - time.monotonic()

    def is_late(self) -> bool:
        """Whether other work had taken of the run's time before this began; starting up is part of every run."""
        return self._late > STARTING_SECONDS

    def seconds_of_a_whole_run(self) -> float:
        """How long the work could still take if its run had begun with it."""
        return max(self.seconds_left() + self._late, 0.0)

    def expect(self, frames: int | None) -> None:
        """Be told how many frames are to be encoded from now on; None: nobody knows."""
        self._expected, self._done, self._begun = frames, 0, time.monotonic()

    def on_frames(self, frames: int) -> None:
        """Tell the holder, who writes it down in its own time."""
        self._done, self._last = frames, time.monotonic()
        self._holder.frames(frames)

    def seconds_to_go(self) -> float:
        """How long the work will still take, by its pace so far; infinite while that cannot be told."""
        if not self._expected or not self._done:
            return float("inf")
        whole = (self._last - self._begun) * max(self._expected / self._done, 1)
        return max(whole * (1 + FINISHING) - (time.monotonic() - self._begun), 0.0)

    def stopped(self) -> VtsError | None:
        """Say why the work must end now; None to go on."""
        if stopping.is_set() and not self.seconds_to_go() < stopping.seconds_left():
            return HandedBack()
        if time.monotonic() > self._deadline:
            return DeadlineReached()
        return self._holder.stopped()

    def check(self, _progress: int = 0) -> None:
        """Raise why the work must end now."""
        if reason := self.stopped():
            raise reason
