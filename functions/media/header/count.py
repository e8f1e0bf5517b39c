"""What a file's header may hold, counted before ffprobe reads it; a file made to take long or much memory is refused here.

ffmpeg compares each tag with all before it, keeps all of a header in memory, and inflates one that is compressed without
a bound. A film has some hundred entries and some MB of metadata; the bounds are far above what editors and cameras write.
"""

from functions.common.errors import HeaderTooLarge
from functions.media.mp4.boxes import Fetch

MOST_ENTRIES = 10_000  # boxes, elements, tags, chapters
MOST_DEPTH = 12  # boxes or elements inside each other; films have 7
MOST_TEXT = 24 * 1024 * 1024  # bytes of metadata, cover pictures among them
MOST_ATTACHED = 96 * 1024 * 1024  # bytes of attachments, such as fonts
ATTACHED_TAKES = 4  # times as much memory, at most
MOST_INDEX = 128 * 1024 * 1024  # bytes of tables of samples; ten hours of 60 frames a second have 40 MB
SMALL_SAMPLES = 4 * 1024 * 1024  # of all tracks together, that any file may list
MOST_SAMPLES = (
    32 * 1024 * 1024
)  # that a large one may; six hours of 60 frames a second with eight tracks of AAC have 9.4
SAMPLE_BYTES = 8  # of the file, at least, for each of them, on average
SAMPLE_TAKES = 72  # bytes of memory: ffmpeg's index, and its copy while an edit list is applied
LEAST_MEMORY = 128 * 1024 * 1024  # bytes that a probe may write to; with the program's own, it then stays below 150 MiB
SMALLEST, LARGEST = 64 * 1024, 1024 * 1024  # bytes that are read at once


class Count:
    """Adds up what a header holds. Each call raises HeaderTooLarge when it becomes too much."""

    def __init__(self, size: int = 0) -> None:
        """Begin at nothing, for a file of ``size`` bytes."""
        self._most_samples = min(max(SMALL_SAMPLES, size // SAMPLE_BYTES), MOST_SAMPLES)
        self._entries = self._text = self._attached = self._index = self._samples = 0

    def entries(self, more: int = 1) -> None:
        """Count boxes, elements or tags."""
        self._entries += more
        if self._entries > MOST_ENTRIES:
            raise HeaderTooLarge(f"It has more than {MOST_ENTRIES:,} entries.")

    def depth(self, depth: int) -> None:
        """Look at how deep entries lie inside each other."""
        if depth > MOST_DEPTH:
            raise HeaderTooLarge(f"Its entries lie inside each other more than {MOST_DEPTH} deep.")

    def text(self, length: int) -> None:
        """Count bytes of metadata."""
        self._text += length
        self._bytes(self._text, MOST_TEXT, "metadata")

    def attached(self, length: int) -> None:
        """Count bytes of attachments."""
        self._attached += length
        self._bytes(self._attached, MOST_ATTACHED, "attachments")

    def index(self, length: int) -> None:
        """Count bytes of an index."""
        self._index += length
        self._bytes(self._index, MOST_INDEX, "index")

    def samples(self, more: int) -> None:
        """Count samples that an index says there are."""
        self._samples += more
        if self._samples > self._most_samples:
            raise HeaderTooLarge(f"Its index says that it has more than {self._most_samples:,} packets.")

    @property
    def memory(self) -> int:
        """Bytes that a program may need that reads all of this: more than the least only for what the file really holds."""
        return LEAST_MEMORY + ATTACHED_TAKES * self._attached + SAMPLE_TAKES * self._samples

    @property
    def cpu_seconds(self) -> int:
        """CPU seconds that it may need, on a slow processor."""
        return 2 + self._samples // SMALL_SAMPLES

    @staticmethod
    def _bytes(length: int, most: int, what: str) -> None:
        if length > most:
            raise HeaderTooLarge(f"It has more than {most // 1024**2} MiB of {what}.")


class Window:
    """Reads a file by ranges that grow while what is asked next lies near, and shrink when it lies far behind."""

    def __init__(self, fetch: Fetch, size: int, smallest: int = SMALLEST, largest: int = LARGEST) -> None:
        """Begin with nothing read of a file of ``size`` bytes; ``smallest`` and ``largest`` are read at once."""
        self.size = size
        self._fetch, self._smallest, self._largest = fetch, smallest, largest
        self._at, self._bytes, self._reach = 0, b"", smallest

    def read(self, start: int, end: int) -> bytes:
        """Give the bytes from ``start`` up to ``end``, or to the end of the file."""
        end = min(end, self.size)
        if start >= end:
            return b""
        here = self._at + len(self._bytes)
        if not self._at <= start <= end <= here:
            near = start - here < self._reach
            self._reach = min(self._reach * 2, self._largest) if near else max(self._reach // 2, self._smallest)
            self._at = start
            self._bytes = self._fetch(start, min(max(end, start + self._reach), self.size))
        return self._bytes[start - self._at : end - self._at]
