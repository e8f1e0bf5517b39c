"""What an HEVC stream has beside its picture, by its headers: an alpha channel, depth, or another view. Pure.

Decoders of the picture alone pass over further layers (ITU-T H.265, annex F). They are told of by the extension of the video
parameter set and by a message for the alpha channel; in mp4 and mov, by a box beside that of the first layer (ISO/IEC 14496-15).
"""

from collections.abc import Iterator
from typing import Literal

from functions.media.mp4 import boxes

Layer = Literal["alpha", "depth", "view", "unsaid"]

VPS, PREFIX_SEI, SUFFIX_SEI = 32, 39, 40  # types of NAL units
ALPHA_INFO = 165  # type of a message, H.265 F.14
AUXILIARY: dict[int, Layer] = {1: "alpha", 2: "depth"}  # by AuxId, table F.2
DEPTH, VIEW, AUX = 0, 1, 3  # bits of the mask of scalability, table F.1
SCALABILITIES, LAYER_BITS, MOST_LAYERS = 16, 6, 62
VISUAL = 78  # bytes of a picture's sample entry before the boxes in it
HVCC, LHVC = 22, 5  # where, in the two boxes, the number of arrays stands
WORDS: dict[Layer, str] = {
    "alpha": "an alpha channel",
    "depth": "depth",
    "view": "another view",
    "unsaid": "of what, its header does not say",
}


def of(header: bytes, entry: bytes = b"") -> Layer | None:
    """Say what the layers beside the picture are of; None where there is none.

    ``header`` is what the decoder is given first: an hvcC, or NAL units behind start codes. ``entry`` has the boxes of the
    sample entry in mp4 or mov.
    """
    units = [*_units(header), *_arrays(boxes.within(entry, b"lhvC"), LHVC)]
    if any(_tells_alpha(unit) for unit in units):
        return "alpha"
    told = next((layer for unit in units if _type(unit) == VPS and (layer := _layer(unit))), None)
    names = {name for name, _ in boxes.inside(entry)}
    if told in {None, "unsaid"} and b"lhvC" in names:
        return "view" if b"vexu" in names else "unsaid"
    return told


def entry(track: bytes) -> bytes:
    """Give the boxes in the first sample entry of a track of mp4 or mov."""
    descriptions = boxes.within(track, b"mdia", b"minf", b"stbl", b"stsd")[8:]
    return next((contents[VISUAL:] for _, contents in boxes.inside(descriptions)), b"")


# ---------------------------------------------------------------- NAL units


def _units(header: bytes) -> list[bytes]:
    if header[:1] == b"\x01":
        return list(_arrays(header, HVCC))
    return [unit for unit in header.split(b"\0\0\1")[1:] if len(unit) > 2]  # noqa: PLR2004


def _arrays(box: bytes, at: int) -> Iterator[bytes]:
    """Give the NAL units of an hvcC or lhvC, as far as they are there."""
    fields = boxes.Fields(box, at)
    for _ in range(fields.take(1)):
        fields.take(1)
        for _ in range(fields.take(2)):
            size = fields.take(2)
            if fields.at + size > len(box):
                return
            yield box[fields.at : fields.at + size]
            fields.at += size


def _type(unit: bytes) -> int:
    return unit[0] >> 1 & 0x3F if unit else -1


def _payload(unit: bytes) -> bytes:
    """Give what is behind the header of a unit, without the bytes that keep start codes out of it."""
    return unit[2:].replace(b"\0\0\3", b"\0\0")


def _tells_alpha(unit: bytes) -> bool:
    """Whether messages are in it of which one says that there is an alpha channel."""
    body, at = _payload(unit) if _type(unit) in {PREFIX_SEI, SUFFIX_SEI} else b"", 0
    while at + 2 < len(body):
        kind, at = _counted(body, at)
        size, at = _counted(body, at)
        if kind == ALPHA_INFO and at < len(body):
            return not body[at] & 0x80  # else it says that there is none any more
        at += size
    return False


def _counted(body: bytes, at: int) -> tuple[int, int]:
    """Read a number of which each byte of 255 means that another follows; and where the next thing begins."""
    total = 0
    while at < len(body) and body[at] == 0xFF:  # noqa: PLR2004
        total, at = total + 0xFF, at + 1
    return total + (body[at] if at < len(body) else 0), at + 1


# ---------------------------------------------------------------- video parameter set


class _Bits:
    """Reads bits one after another; 0 for those behind the end."""

    def __init__(self, body: bytes) -> None:
        self._value, self._left = int.from_bytes(body), len(body) * 8
        self._length = self._left

    def take(self, width: int) -> int:
        self._left -= width
        shifted = self._value >> self._left if self._left >= 0 else 0
        return shifted & ((1 << width) - 1)

    def golomb(self) -> int:
        zeros = 0
        while self._left > 0 and not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def align(self) -> None:
        self._left -= self._left % 8


def _layer(unit: bytes) -> Layer | None:
    """Say what the second layer is of, by a video parameter set (H.265, 7.3.2.1 and F.7.3.2.1); None where there is none."""
    bits = _Bits(_payload(unit)[:4096])
    bits.take(4)
    own, _, layers, temporal = bits.take(1), bits.take(1), bits.take(6), bits.take(3)
    if not layers:
        return None
    bits.take(17)
    _tier(bits, temporal, named=True)
    each = bits.take(1)
    for _ in range(3 * (temporal + 1 if each else 1)):
        bits.golomb()
    highest, sets = bits.take(6), bits.golomb()
    bits.take(min(sets, 1024) * (highest + 1))
    if bits.take(1):
        bits.take(64)
        if bits.take(1):
            bits.golomb()
        if bits.golomb():
            return "unsaid"  # buffers of a hypothetical decoder are described, which nobody does beside such layers
    if not bits.take(1):
        return "unsaid"
    bits.align()
    if own:
        _tier(bits, temporal, named=False)
    return _dimension(bits)


def _tier(bits: _Bits, temporal: int, *, named: bool) -> None:
    """Pass over profile, tier and level (7.3.3)."""
    bits.take(96 if named else 8)
    told = [(bits.take(1), bits.take(1)) for _ in range(temporal)]
    if temporal:
        bits.take(2 * (8 - temporal))
    for profile, level in told:
        bits.take(88 * profile + 8 * level)


def _dimension(bits: _Bits) -> Layer:
    """Read by what the second layer differs from the first."""
    split, mask = bits.take(1), [bit for bit in range(SCALABILITIES) if bits.take(1)]
    widths = [bits.take(3) + 1 for _ in mask[: len(mask) - split]]
    number = bits.take(LAYER_BITS) if bits.take(1) else 1
    values = [bits.take(width) for width in widths]
    if split:  # the values are parts of the layer's number, the last of which is what is left of it
        values = [number >> sum(widths[:at]) & ((1 << width) - 1) for at, width in enumerate([*widths, LAYER_BITS])]
    told = dict(zip(mask, values, strict=False))
    if layer := AUXILIARY.get(told.get(AUX, 0)):
        return layer
    return "depth" if told.get(DEPTH) else "view" if told.get(VIEW) else "unsaid"
