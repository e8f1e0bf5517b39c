"""Decides from a file's first bytes which container it is in, so that ffmpeg is only ever told to try that one.

The name and the declared type of a file are not looked at: they are the sender's to choose. What is neither a container
taken here nor something well known is UnknownFormat; ffmpeg's own guessing is never asked.
"""

import re
from collections import Counter
from collections.abc import Callable

from functions.common.errors import (
    ArchiveFile,
    EmptyFile,
    EncryptedMedia,
    ImageFile,
    MediaSegmentAlone,
    NoVideoStream,
    PlaylistFile,
    Rejection,
    TextFile,
    UnknownFormat,
)
from functions.media import lone_fragments, moving
from functions.media.container import ASF, AVI, FLV, GXF, IVF, MATROSKA, MOV, MPEG, MPEGTS, MXF, NUT, OGG, Y4M, Family

HEAD_BYTES = 64 * 1024

# First boxes of a QuickTime or ISO base media file (ISO/IEC 14496-12; older QuickTime files have no ftyp).
MOV_BOXES = {
    b"ftyp",
    b"moov",
    b"mdat",
    b"free",
    b"skip",
    b"wide",
    b"pnot",
    b"moof",
    b"styp",
    b"sidx",
    b"uuid",
    b"emsg",
    b"prft",
}
UNSIZED, BOX_HEADER = (0, 1), 8  # to the end of the file, and size in 64 bits; bytes of the plain header
# Still pictures and their sequences (HEIF, AVIF). A film may list such a brand as compatible, but not as its major one.
IMAGE_BRANDS = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"mif1",
    b"avif",
    b"hevc",
    b"hevx",
    b"msf1",
    b"avis",
    b"jxl ",
    b"crx ",
}

MOTION_JPEG_2000 = b"\x00\x00\x00\x0cjP  \r\n\x87\n", b"mjp2"  # its signature box, and its brand (ISO/IEC 15444-3)
Y4M_MAGIC, NUT_MAGIC = b"YUV4MPEG2 ", b"nut/multimedia container\x00"
GXF_MAP = b"\x00\x00\x00\x00\x01\xbc", b"\x00\x00\x00\x00\xe1\xe2"  # a packet's header, SMPTE ST 360

TS_SYNC, TS_ENOUGH = 0x47, 5  # the sync byte, and how often it must come in its rhythm
TS_LAYOUTS = ((188, 0), (192, 4), (204, 0))  # packet size and bytes before the sync byte: broadcast, m2ts, Reed-Solomon
TS_NULL_PID, TS_FIRST_MEDIA_PID = 0x1FFF, 0x20
MPEG_STARTS = (b"\x00\x00\x01\xba", b"\x00\x00\x01\xbb")  # pack and system header, ISO/IEC 13818-1
TEXT_BYTES = 4096  # how far text and playlists are looked into

MXF_PARTITION = bytes.fromhex("060e2b34020501010d0102")  # partition pack key, SMPTE ST 377-1
PES_PICTURE = re.compile(rb"\x00\x00\x01[\xe0-\xef]")  # ISO/IEC 13818-1, 2.4.3.7
MXF_ENCRYPTED = bytes.fromhex("060e2b3404010107 0d010301020b0100")  # encrypted essence container, SMPTE ST 429-6
ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_ENCRYPTION = (  # (extended) content encryption object, ASF specification 3.14 and 3.15
    bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e"),
    bytes.fromhex("14e68a292226174cb935dae07ee9289c"),
)

ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"\x1f\x9d", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh",
    b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF\x00\x00\x00\x00", b"!<arch>\n", b"xar!", b"LZIP\x01",
)  # fmt: skip
IMAGES = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"8BPS",
    b"SDPX", b"XPDS", b"\x76\x2f\x31\x01", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"\x00\x00\x01\x00", b"IIRO",
    b"FUJIFILMCCD-RAW", b"\xff\x0a", b"\x00\x00\x00\x0cJXL ", b"qoif",
)  # fmt: skip
BITMAP_HEADERS = {bytes([length, 0, 0, 0]) for length in (12, 40, 108, 124)}
SOUND = (
    b"ID3",
    b"fLaC",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf2",
    b"\xff\xf1",
    b"\xff\xf9",
    b"#!AMR",
    b".snd",
    b"MAC ",
    b"wvpk",
)
# Pictures that move, or did, in formats that are not taken: what they are is said.
NAMED = (
    (b".RMF", "RealMedia"), (b"FWS", "a Flash animation"), (b"CWS", "a Flash animation"), (b"%PDF", "a PDF document"),
    (b"BIK", "a Bink video of a game"), (b"SMK", "a Smacker video of a game"), (b"MThd", "music as notes (MIDI)"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"SQLite format 3", "a database"),
)  # fmt: skip
ANIMATED_WITHIN = 64  # bytes of a WebP
SEQUENCES = {b"avis": "AVIF", b"msf1": "HEIF", b"hevc": "HEIF", b"hevx": "HEIF"}
RIFF_SOUND = {b"WAVE", b"AIFF", b"AIFC"}
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# M3U and HLS, ffconcat, DASH, IMF and DCP, Smooth Streaming, XSPF, ASX, SMIL, timelines, PLS, SDP, EDL, or plain addresses.
PLAYLIST = re.compile(
    rb"#EXTM3U|^ffconcat version|<(\w+:)?(MPD|CompositionPlaylist|PackingList|AssetMap|SmoothStreamingMedia|playlist|asx|smil"
    rb"|xmeml|fcpxml)[\s>]|^\[(playlist|Reference)\]|\Av=0\r?$|^TITLE:.*\s+FCM:|^rtsptext"
    rb"|^(file|https?|rtsp|rtmp|mms|concat|data):(//)?\S+\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def sniff(head: bytes, size: int) -> Family:
    """Give the container family of a file of ``size`` bytes that starts with ``head`` (its first HEAD_BYTES).

    Raises EmptyFile, TextFile, PlaylistFile, ArchiveFile, ImageFile, NoVideoStream for bare sound, EncryptedMedia,
    InitSegmentAlone, MediaSegmentAlone, and UnknownFormat for everything else. Pure.
    """
    if size == 0 or not head:
        raise EmptyFile
    if head.startswith(Y4M_MAGIC):  # its header is a line of text; its demuxer follows nothing
        return Y4M
    if _is_text(head):  # first of all: no container is text at its start, but text may be made to look like one
        raise PlaylistFile if PLAYLIST.search(_plain(head)[:TEXT_BYTES]) else TextFile
    for family, holds in CONTAINERS:
        if holds(head):
            if _scrambled(head, family):
                raise EncryptedMedia
            if piece := _piece(head, size, family):
                raise piece
            return family
    if found := moving.of(head):
        return found
    raise _refusal(head)


def _piece(head: bytes, size: int, family: Family) -> Rejection | None:
    """Say what is wrong with a piece of a fragmented film that cannot be read without the others."""
    if family is MOV:
        return lone_fragments.lone_box(head, size)
    return lone_fragments.lone_element(head, size) if family is MATROSKA else None


def _is_mov(head: bytes) -> bool:
    """Whether it starts with a box that a film may start with, of a size that holds its own header."""
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if head.startswith(MOTION_JPEG_2000[0]):
        return head[20:24] == MOTION_JPEG_2000[1]
    if kind == b"ftyp":
        return head[8:12] not in IMAGE_BRANDS
    return kind in MOV_BOXES and (size in UNSIZED or size >= BOX_HEADER)


def _is_mxf(head: bytes) -> bool:
    """Whether a partition pack stands at the start, or after a run-in of less than 64 KiB (SMPTE ST 377-1, 6.5)."""
    at = head.find(MXF_PARTITION)
    return at == 0 or (at > 0 and not head.startswith((*ARCHIVES, *IMAGES)))


def ts_layout(head: bytes) -> tuple[int, int] | None:
    """Find packet size and first sync byte of an MPEG transport stream, wherever in a packet the recording began."""
    for size, lead in TS_LAYOUTS:
        if len(head) < TS_ENOUGH * size:
            continue
        for first in range(lead, size + lead):
            if head[first] == TS_SYNC and set(head[first::size][:TS_ENOUGH]) == {TS_SYNC}:
                return size, first
    return None


# Strong signatures first; a transport stream is told by its rhythm alone.
CONTAINERS: tuple[tuple[Family, Callable[[bytes], bool]], ...] = (
    (MATROSKA, lambda head: head[:4] == b"\x1aE\xdf\xa3"),
    (AVI, lambda head: head[:4] == b"RIFF" and head[8:12] in {b"AVI ", b"AVIX"}),
    (OGG, lambda head: head[:5] == b"OggS\x00"),
    (FLV, lambda head: head[:4] == b"FLV\x01"),
    (ASF, lambda head: head[:16] == ASF_HEADER),
    (MOV, _is_mov),
    (MPEG, lambda head: head[:4] in MPEG_STARTS),
    (GXF, lambda head: head.startswith(GXF_MAP[0]) and head[10:16] == GXF_MAP[1]),
    (NUT, lambda head: head.startswith(NUT_MAGIC)),
    (IVF, lambda head: head.startswith(b"DKIF\x00\x00")),
    (MXF, _is_mxf),
    (MPEGTS, lambda head: ts_layout(head) is not None),
)


def _scrambled(head: bytes, family: Family) -> bool:
    """Whether the container says at its start that its contents are encrypted; mov and Matroska say it in their tracks."""
    if family is MXF:
        return MXF_ENCRYPTED in head
    if family is ASF:
        return any(guid in head for guid in ASF_ENCRYPTION)
    locked, clear_picture = _locked(head) if family is MPEGTS else (frozenset(), True)
    return bool(locked) and not clear_picture


def encrypted_pids(head: bytes) -> frozenset[int]:
    """Give the streams of a transport stream, by PID, most packets of which are encrypted at its start."""
    return _locked(head)[0]


def _locked(head: bytes) -> tuple[frozenset[int], bool]:
    """Give the streams that are encrypted, and whether there is a picture that is not."""
    layout = ts_layout(head)
    if layout is None:
        return frozenset(), True
    size, first = layout
    count, scrambled, pictures = Counter[int](), Counter[int](), set[int]()
    for at in range(first, len(head) - 3, size):
        pid, control = int.from_bytes(head[at + 1 : at + 3], "big") & TS_NULL_PID, head[at + 3] >> 6
        if TS_FIRST_MEDIA_PID <= pid < TS_NULL_PID:
            count[pid] += 1
            scrambled[pid] += control != 0  # transport_scrambling_control
            if not control and head[at + 1] & 0x40 and PES_PICTURE.search(head[at : at + size]):
                pictures.add(pid)
    locked = frozenset(pid for pid, packets in count.items() if scrambled[pid] > packets / 2)
    return locked, bool(pictures - locked) or scrambled.total() <= count.total() / 2


def _refusal(head: bytes) -> Rejection:
    """Name what a file is that is neither text nor a container taken here."""
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        return ArchiveFile()
    riff = head[8:12] if head[:4] in {b"RIFF", b"FORM", b"RF64"} else b""
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if head.startswith(lone_fragments.CLUSTER_FIRST):
        return MediaSegmentAlone()
    if name := _name(head, riff, brand):
        return UnknownFormat(f"It is {name}.")
    bitmap = head[:2] == b"BM" and head[14:18] in BITMAP_HEADERS
    if head.startswith(IMAGES) or riff == b"WEBP" or brand in IMAGE_BRANDS or bitmap:
        return ImageFile()
    if head.startswith(SOUND) or riff in RIFF_SOUND:
        return NoVideoStream("It is sound alone.")
    return UnknownFormat()


def _name(head: bytes, riff: bytes, brand: bytes) -> str | None:
    """Name what moves, or is something else, in a format that is not taken."""
    if brand in SEQUENCES or (riff == b"WEBP" and b"ANIM" in head[:ANIMATED_WITHIN]):
        return f"an animation in {SEQUENCES.get(brand, 'WebP')}"
    return next((name for magic, name in NAMED if head.startswith(magic)), None)


def _is_text(head: bytes) -> bool:
    """Whether the first bytes are text: no control characters but white space, in UTF-8, Latin or marked UTF-16."""
    return CONTROL.search(_plain(head)[:TEXT_BYTES]) is None


def _plain(head: bytes) -> bytes:
    """Take off a byte order mark, and the zeros of UTF-16."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")
