"""A film of H.264 pictures that are coded field by field (PAFF), as broadcasters do and no encoder here can.

Each field is a picture of its own in PCM macroblocks (ISO/IEC 14496-10, 7.3): large, but without any prediction to get
wrong. The first field of a frame is an IDR picture, the second a non-IDR one.
"""

from collections.abc import Iterator

WIDTH, HEIGHT = 64, 64  # pixels of a frame; a field has half the lines
MACROBLOCKS = WIDTH // 16 * (HEIGHT // 32)


class _Bits:
    """Bits as the standard writes them: u(n), and the Exp-Golomb codes ue(v) and se(0)."""

    def __init__(self) -> None:
        self._bits: list[str] = []

    def u(self, count: int, value: int) -> "_Bits":
        self._bits.append(format(value, f"0{count}b"))
        return self

    def ue(self, *values: int) -> "_Bits":
        for value in values:
            code = format(value + 1, "b")
            self._bits.append("0" * (len(code) - 1) + code)
        return self

    def aligned(self, *, stop: bool) -> bytes:
        text = "".join(self._bits) + ("1" if stop else "")
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def stream(frames: int) -> bytes:
    """Give the elementary stream of that many frames at 25 a second, top field first."""
    parameters = _nal(0x67, _sequence()) + _nal(0x68, _picture())
    return b"".join(parameters + first + second for first, second in map(_fields, range(frames)))


def _sequence() -> bytes:
    bits = _Bits().u(8, 77).u(8, 0).u(8, 30)  # Main profile, level 3
    bits.ue(0, 0, 2, 1).u(1, 0)  # id, frame_num of 4 bits, picture order by decoding, one reference, no gaps
    bits.ue(WIDTH // 16 - 1, HEIGHT // 32 - 1).u(1, 0).u(1, 0).u(1, 1).u(1, 0)  # fields allowed, not adaptive, no crop
    bits.u(1, 1).u(4, 0).u(1, 1).u(32, 1).u(32, 50).u(1, 1).u(4, 0)  # VUI: 50 fields a second, fixed
    return bits.aligned(stop=True)


def _picture() -> bytes:
    bits = _Bits().ue(0, 0).u(2, 0).ue(0, 0, 0).u(3, 0).ue(0, 0, 0).u(3, 0)
    return bits.aligned(stop=True)


def _fields(frame: int) -> tuple[bytes, bytes]:
    light = 40 + 5 * (frame % 30)
    return _nal(0x65, _slice(bottom=False, instant=frame % 2, light=light)), _nal(
        0x61, _slice(bottom=True, light=light)
    )


def _slice(*, bottom: bool, light: int, instant: int | None = None) -> bytes:
    bits = _Bits().ue(0, 7, 0).u(4, 0).u(1, 1).u(1, int(bottom))  # I slice of one field
    if instant is not None:
        bits.ue(instant).u(2, 0)
    else:
        bits.u(1, 0)
    bits.ue(0)  # the picture's own quantiser
    return b"".join(_macroblocks(bits, light)) + b"\x80"


def _macroblocks(bits: _Bits, light: int) -> Iterator[bytes]:
    samples = bytes([light]) * 256 + b"\x80" * 128
    for _ in range(MACROBLOCKS):
        yield bits.ue(25).aligned(stop=False) + samples
        bits = _Bits()


def _nal(header: int, payload: bytes) -> bytes:
    safe, zeros = bytearray(), 0
    for byte in payload:
        if zeros == 2 and byte <= 3:
            safe.append(3)
            zeros = 0
        safe.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return b"\x00\x00\x00\x01" + bytes([header]) + bytes(safe)
