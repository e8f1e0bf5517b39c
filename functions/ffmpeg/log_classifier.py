"""What ffmpeg complains of while it decodes, read from its log: damage, or what an intact file may also give rise to. Pure.

ffmpeg ends with 0 after damage: it conceals, skips and goes on. What it met is told only by its log. Any error of a
decoder counts as damage unless it is listed here, so that a new wording is refused rather than missed. What a demuxer says
of its container (counters, flags, odd elements) is no damage by itself: damage.py looks whether anything is missing there.
What one of our own limits says (sandbox.py) is never the source's damage.
"""

import re
from typing import Literal, NamedTuple

from functions.media import codecs, container
from functions.plan import encoders

Kind = Literal["damage", "reference", "container", "limit", "harmless"]

LINE = re.compile(
    r"(?P<contexts>(?:\[[^\]]+ @ 0x[0-9a-f]+\] )*)"
    r"\[(?P<level>panic|fatal|error|warning|info|verbose|debug|trace)\] (?P<text>.*)"
)
NAME = re.compile(r"\[(?:\w+#\d+/|\w+:)?([^\]@]+) @")  # of a context: [h264 @ …], [in#0/mpegts @ …], [dec:h264 @ …]
# Our own side, beside the encoders that encoders.py names: muxers, filters, outputs. A demuxer is named by its whole list
# ("mov,mp4,…"), a muxer by one name.
OURS = re.compile(
    r"\[(?:(?:mp4|mov|null|framecrc|swscaler|sws|SWR|a?buffer(?:sink)?) @"
    r"|out#|[va]ost#|enc:|Parsed_|auto_|graph|fc#|format_|filter)"
)
WARNED = re.compile(
    r"corrupt decoded frame|corrupt input packet|Packet corrupt|Input buffer exhausted|concealing \d+ DC"
)
SAID_BY_NONE = re.compile(
    r"Error while decoding|.*corrupt (input packet|decoded frame)|source: "
)  # ffmpeg 5.1's own lines on decoding, and on a source of which it stops reading
# What demuxers call themselves. Names that decoders have as well are taken for the decoders'.
AMBIGUOUS = frozenset({"flv", "gif", "apng"})
DEMUXERS = frozenset(family.demuxers for family in container.CONTAINERS) - AMBIGUOUS | {"http"}
VIDEO_DECODERS, SOUND_DECODERS = (
    frozenset(names.split(",")) for names in (codecs.VIDEO_DECODERS, codecs.AUDIO_DECODERS)
)
# A demuxer that cannot read on, finds the file at its end before data that must be there, or data that differs from its checksum.
COUNTED = re.compile(
    r"Error (during demuxing|retrieving a packet)|partial file|ended prematurely|[Tt]runcated|CRC mismatch"
)
OF_FLV = re.compile(r"Packet mismatch|Packet corrupt")  # said by the demuxer flv, not by the decoder of that name
TIMES = re.compile(r"[Nn]on.monoton|out of order|[Ii]nvalid [DPdp][Tt][Ss]")  # a demuxer puts these right itself
# Said by the limits that every source is read under (sandbox.py).
LIMIT = re.compile(
    r"exceeds max_streams|not on whitelist|exceeds specified max pixel count|max_alloc|Not allowed to open protocol"
)
# References to frames or parameters that are not there: at a beginning in the middle of a recording, or in an open group.
REFERENCE = re.compile(
    r"non-existing [SP]PS|no frame!|decode_slice_header error|Could not find ref with POC|[SPV]PS id out of range"
    r"|[SPV]PS \d+ does not exist|co located POCs unavailable|Error parsing NAL unit|invalid undecodable NALU"
    r"|Error constructing the frame RPS|[Rr]eference picture missing|Missing reference|missing picture in access unit"
    r"|first frame is no keyframe|First slice in a frame missing|Frame num gap|Warning MVs not available"
    r"|Error (while decoding stream|submitting packet to decoder).*Invalid data|corrupt decoded frame|No sequence header"
    r"|concealing \d+ DC|Invalid frame dimensions 0x0|Not all references are available|Missing Sequence Header"
    r"|Failed to get reference"
)
# Said of intact files too: bookkeeping of references by encoders that do it carelessly, and headers of no consequence.
HARMLESS = re.compile(
    r"mmco: unref short failure|number of reference frames .* exceeds max|illegal short term buffer state"
    r"|non-existing [SP]PS \d+ referenced in buffering period|SEI type \d+ size|Overread VUI|overread \d"
    r"|unable to decode APP fields|invalid new backstep|Header missing|Could not update timestamps"
    r"|timestamp discontinuity|Unsupported .*(SEI|metadata)|Application has requested|DTS discontinuity"
    # Of a packet without a byte, as FLAC and others end in NUT: nothing of it could be decoded, and counts are held anyway.
    r"|Error (while decoding stream|submitting packet to decoder)[^:]*(:\d+)?: Invalid argument"
)


class Complaint(NamedTuple):
    """One line of complaint, and what it tells; the text begins with the decoder's or demuxer's name, where it is told."""

    kind: Kind
    text: str


def read(line: str) -> Complaint | None:
    """Read a line of ffmpeg's log (``-loglevel level+…``); None when it is no complaint about the source."""
    found = LINE.match(line)
    if found is None or OURS.search(found["contexts"]):
        return None
    names = NAME.findall(found["contexts"])
    if not encoders.log_names().isdisjoint(names):
        return None
    text = found["text"]
    if not found["contexts"] and not SAID_BY_NONE.match(text):
        return None
    if found["level"] not in {"panic", "fatal", "error"} and not WARNED.search(text):
        return None
    return Complaint(_kind(names, text), f"{names[-1]}: {text}" if names else text)


def is_of_decoder(complaint: Complaint) -> bool:
    """Whether a decoder made it, and makes it again whenever it decodes the same; what demuxers say they say once."""
    by = complaint.text.partition(": ")[0]
    return complaint.kind in {"damage", "reference"} and by in VIDEO_DECODERS | SOUND_DECODERS and by not in AMBIGUOUS


def _kind(names: list[str], text: str) -> Kind:
    """Tell what a complaint by the last of ``names`` is worth."""
    if LIMIT.search(text):
        return "limit"
    if HARMLESS.search(text):
        return "harmless"
    if "corrupt input packet" in text or (names and (names[-1] in DEMUXERS or OF_FLV.match(text))):
        if COUNTED.search(text):
            return "damage"
        return "harmless" if TIMES.search(text) else "container"
    return "reference" if REFERENCE.search(text) else "damage"
