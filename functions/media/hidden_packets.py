"""Packets that hold a picture which is never shown: VP8, VP9 and AV1 code some only for others to refer to.

In the list of a source's packets they look like frames, and no decoder gives any for them. So ffmpeg writes the picture's packets
into a named pipe as well, one behind the other; the list tells their sizes, and each says in its first bits whether it is shown.
What cannot be read so counts as shown: it has to decode.
"""

import os
import select
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol

CODECS = frozenset({"vp8", "vp9", "av1"})
LOOK_SECONDS, READ_BYTES = 0.1, 1 << 20
VP8_START = b"\x9d\x01\x2a"
VP9_MARKER, VP9_SUPERFRAME = 0b10, 0b110  # the first bits of a frame, and of the byte that ends a superframe
AV1_SEQUENCE, AV1_FRAMES = (
    1,
    frozenset({3, 6, 7}),
)  # types of OBU: a sequence header; those that begin with a frame header


class Packets(Protocol):
    """What is needed of packets.Packets."""

    sizes: "array[int]"  # of the packets of the picture that were listed so far, bytes

    def hide(self, shown: Sequence[bool]) -> None:
        """Be told which packets are shown."""


@contextmanager
def heard(codec: str | None, folder: Path, packets: Packets) -> Iterator[Path | None]:
    """Give the pipe for a run that lists ``packets``, and tell them which are shown once it has ended; none without a codec."""
    if codec is None:
        yield None
        return
    with Listener(folder, codec, packets.sizes) as listener:
        yield listener.path
    packets.hide(listener.shown)


class Listener:
    """A pipe in ``folder`` that ffmpeg writes a copy of the packets of ``codec`` into, read by a thread while it is open.

    ``sizes`` of the packets are added meanwhile.
    """

    def __init__(self, folder: Path, codec: str, sizes: "array[int]") -> None:
        """Make the pipe; nothing is read yet."""
        self.path = folder / "packets"
        self.path.unlink(missing_ok=True)
        os.mkfifo(self.path)
        self._reader, self._done = Reader(codec, sizes), threading.Event()
        self._pipe = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._thread = threading.Thread(target=self._read, name="packets", daemon=True)

    def __enter__(self) -> "Listener":
        """Begin to read."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Read what is left: ffmpeg has ended."""
        self._done.set()
        self._thread.join()
        os.close(self._pipe)
        self.path.unlink(missing_ok=True)

    @property
    def shown(self) -> Sequence[bool]:
        """Which packets are shown, in their order; complete once the listener was left."""
        return self._reader.shown

    def _read(self) -> None:
        while True:
            done = self._done.is_set()
            ready, _, _ = select.select([self._pipe], [], [], 0 if done else LOOK_SECONDS)
            try:
                data = os.read(self._pipe, READ_BYTES) if ready else b""
            except BlockingIOError:
                data = b""
            if data:
                self._reader.feed(data)
            elif done:
                self._reader.feed(b"")
                return
            elif ready:  # nobody writes yet, or any more
                self._done.wait(LOOK_SECONDS)


class Reader:
    """Reads packets of ``codec`` as they come, of so many bytes each, and says of each whether it is shown."""

    def __init__(self, codec: str, sizes: Sequence[int]) -> None:
        """Start at the first. ``sizes`` may be added to."""
        readers: dict[str, Callable[[bytes], bool]] = {"vp8": vp8, "vp9": vp9, "av1": Av1().shown}
        self.shown: list[bool] = []
        self._says, self._buffer, self._sizes = readers[codec], bytearray(), sizes

    def feed(self, data: bytes) -> None:
        """Take the next bytes; none once all sizes are known."""
        self._buffer += data
        at = 0
        while len(self.shown) < len(self._sizes) and (end := at + self._sizes[len(self.shown)]) <= len(self._buffer):
            self.shown.append(self._says(bytes(self._buffer[at:end])))
            at = end
        del self._buffer[:at]


def vp8(packet: bytes) -> bool:
    """Whether a frame of VP8 is shown (RFC 6386, 9.1)."""
    if len(packet) < 3:  # noqa: PLR2004
        return True
    key, shown = not packet[0] & 1, bool(packet[0] & 0x10)
    return shown or (key and packet[3:6] != VP8_START)


def vp9(packet: bytes) -> bool:
    """Whether a packet of VP9, which may hold several frames, shows any (VP9 bitstream specification, 6.2 and annex B)."""
    return any(_vp9_frame(frame) for frame in _vp9_frames(packet)) if packet else True


def _vp9_frames(packet: bytes) -> Iterator[bytes]:
    mark = packet[-1]
    count, width = (mark & 7) + 1, (mark >> 3 & 3) + 1
    index = 2 + count * width
    if mark >> 5 != VP9_SUPERFRAME or len(packet) < index or packet[-index] != mark:
        yield packet
        return
    at, table = 0, packet[len(packet) - index + 1 : -1]
    for number in range(count):
        size = int.from_bytes(table[number * width : (number + 1) * width], "little")
        yield packet[at : at + size]
        at += size


def _vp9_frame(frame: bytes) -> bool:
    if not frame or frame[0] >> 6 != VP9_MARKER:
        return True
    bits = frame[0] << 2 & 0xFF  # behind the marker: two of the profile, one more in profile 3
    bits = bits << (3 if bits >> 6 == 3 else 2) & 0xFF  # noqa: PLR2004
    again, shown = bits & 0x80, bits & 0x20
    return bool(again or shown)


class Av1:
    """Reads the headers of AV1's units (AV1 bitstream specification, 5.3 to 5.9)."""

    def __init__(self) -> None:
        """Start without a sequence header."""
        self._reduced = False  # one whose frames are all shown

    def shown(self, packet: bytes) -> bool:
        """Whether a packet shows a frame, or has none."""
        headers = [self._frame(kind, body) for kind, body in _units(packet)]
        frames = [shown for shown in headers if shown is not None]
        return any(frames) or not frames

    def _frame(self, kind: int, body: bytes) -> bool | None:
        if kind == AV1_SEQUENCE and body:
            self._reduced = bool(body[0] & 0x08)
        if kind not in AV1_FRAMES or not body:
            return None
        return self._reduced or bool(body[0] & 0x80) or bool(body[0] & 0x10)


def _units(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the type and the contents of each unit, up to the first that is none."""
    at = 0
    while at < len(packet) and not packet[at] & 0x80:
        kind, extended, sized = packet[at] >> 3 & 15, packet[at] & 4, packet[at] & 2
        at += 2 if extended else 1
        size = len(packet) - at
        if sized:
            size, shift = 0, 0
            while at < len(packet):
                size |= (packet[at] & 0x7F) << shift
                at, shift = at + 1, shift + 7
                if not packet[at - 1] & 0x80:
                    break
        yield kind, packet[at : at + size]
        at += size
