"""What a file's header may hold, counted before ffprobe reads it; a file made to take long or much memory is refused here.

ffmpeg compares each tag with all before it, keeps all of a header in memory, and inflates one that is compressed without
a bound. A film has some hundred entries and some MB of metadata; the bounds are far above what editors and cameras write.
"""

from functions.common.errors import HeaderTooLarge
from functions.media.mp4.boxes import Fetch

MOST_ENTRIES = 10_000  # boxes, elements, tags, chapters
MOST_DEPTH = 12  # boxes or elements inside each other; films have 7
MOST_TEXT = 24 * 1024 * 1024  # bytes of metadata, cover pictures among them
MOST_ATTACHED = 28 * 1024 * 1024  # bytes of attachments, such as fonts; ffmpeg takes three times as much
MOST_INDEX = 128 * 1024 * 1024  # bytes of tables of samples; ten hours of 60 frames a second have 40 MB
MOST_SAMPLES = (
    4 * 1024 * 1024
)  # of all tracks together; six hours of 60 frames a second with two tracks of AAC have 3.3
SMALLEST, LARGEST = 64 * 1024, 1024 * 1024  # bytes that are read at once


class Count:
    """Adds up what a header holds. Each call raises HeaderTooLarge when it becomes too much."""

    def __init__(self) -> None:
        """Begin at nothing."""
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
        if self._samples > MOST_SAMPLES:
            raise HeaderTooLarge(f"Its index says that it has more than {MOST_SAMPLES:,} packets.")

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
