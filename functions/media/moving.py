"""Tells moving pictures from still ones, and raw video from noise, by the first bytes. Pure."""

import re
from itertools import islice

from functions.media.container import APNG, DV, GIF, H264, HEVC, M4V, MPEGVIDEO, OBU, VC1, Family

GIF_SIGNATURES, PNG_SIGNATURE = (b"GIF87a", b"GIF89a"), b"\x89PNG\r\n\x1a\n"
GIF_EXTENSION, GIF_IMAGE, GIF_END = 0x21, 0x2C, 0x3B
COLOURS_FOLLOW = 0x80  # a flag in GIF: a table of 3 bytes for each of 2 to 256 colours comes next
START_CODE = re.compile(rb"\x00\x00\x01(..)", re.DOTALL)
LOOKED_AT = 64  # units of a raw stream
# First start codes of raw streams (ISO/IEC 13818-2, 14496-2, SMPTE ST 421): sequence header; visual object; sequence header.
STARTS = ((b"\xb3", MPEGVIDEO), (b"\xb0", M4V), (b"\xb5", M4V), (b"\x00", M4V), (b"\x20", M4V), (b"\x0f", VC1))
FORBIDDEN = 0x80  # the first bit of a unit is 0
H264_PARAMETERS, H264_FIRST = {7, 8}, {6, 7, 9}  # NAL unit types (ITU-T H.264, table 7-1)
HEVC_PARAMETERS, HEVC_FIRST = {32, 33, 34}, {32, 33, 35, 39}  # ITU-T H.265, table 7-1
DV_HEADER, DV_BLOCK, DV_SUBCODE = (
    b"\x1f\x07\x00",
    80,
    1,
)  # SMPTE ST 314: first block's id; its size; type of the next one
AV1_DELIMITER = b"\x12\x00\x0a"  # an empty temporal delimiter, then a sequence header (AV1, 5.3)


def of(head: bytes) -> Family | None:
    """Give the family of an animation or of a raw stream that starts with ``head``; None where it is neither."""
    if head.startswith(GIF_SIGNATURES):
        return GIF if _animated_gif(head) else None
    if head.startswith(PNG_SIGNATURE):
        control, pixels = head.find(b"acTL"), head.find(b"IDAT")
        return APNG if control > 0 and not 0 < pixels < control else None
    if head.startswith(DV_HEADER) and head[3:4] in {b"\x3f", b"\xbf"} and head[DV_BLOCK : DV_BLOCK + 1]:
        return DV if head[DV_BLOCK] >> 5 == DV_SUBCODE else None
    if head.startswith(AV1_DELIMITER):
        return OBU
    if not head.startswith((b"\x00\x00\x01", b"\x00\x00\x00\x01")):
        return None
    code = head[head.index(b"\x01") + 1 :][:1]
    return next((family for start, family in STARTS if code == start), None) or _by_units(head)


def _by_units(head: bytes) -> Family | None:
    """Tell H.264 from HEVC by the parameter sets among the first units; both have the same start codes."""
    units = [found[1] for found in islice(START_CODE.finditer(head), LOOKED_AT)]
    if not units:
        return None
    types = [unit[0] & 0x1F for unit in units]
    if all(unit[0] < FORBIDDEN for unit in units) and types[0] in H264_FIRST and set(types) >= H264_PARAMETERS:
        return H264
    types = [unit[0] >> 1 for unit in units]
    if (
        all(unit[0] < FORBIDDEN and unit[1] & 7 for unit in units)
        and types[0] in HEVC_FIRST
        and set(types) >= HEVC_PARAMETERS
    ):
        return HEVC
    return None


def _animated_gif(head: bytes) -> bool:
    """Whether a second picture follows, as far as ``head`` goes; a first one that is longer than that is given the doubt."""
    at, pictures = 13 + _colours(head[10:11]), 0
    while at < len(head) and head[at] in {GIF_EXTENSION, GIF_IMAGE}:
        if head[at] == GIF_EXTENSION:
            at += 2
        else:
            pictures += 1
            at += 11 + _colours(head[at + 9 : at + 10])
        while at < len(head) and head[at]:  # blocks, each with its length before it
            at += 1 + head[at]
        at += 1
    return pictures > 1 or at >= len(head)


def _colours(flags: bytes) -> int:
    """Give how many bytes the table of colours takes."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & COLOURS_FOLLOW else 0
