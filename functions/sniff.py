"""Decides from a file's first bytes which container it is in, so that ffmpeg is only ever told to try that one.

The name and the declared type of a file are not looked at: they are the sender's to choose. What is neither a container
taken here nor something well known is UnknownFormat; ffmpeg's own guessing is never asked.
"""

import re
from typing import NamedTuple

from functions.errors import (
    ArchiveFile,
    EmptyFile,
    EncryptedMedia,
    ImageFile,
    PlaylistFile,
    Rejection,
    TextFile,
    UnknownFormat,
)

HEAD_BYTES = 64 * 1024


class Family(NamedTuple):
    """A container family, and the ffmpeg demuxers (a ``format_whitelist``) that read it and nothing else."""

    name: str
    demuxers: str


MOV = Family("mov", "mov,mp4,m4a,3gp,3g2,mj2")
MATROSKA = Family("matroska", "matroska,webm")
MPEGTS = Family("mpegts", "mpegts")
MPEG = Family("mpeg", "mpeg")
AVI = Family("avi", "avi")
MXF = Family("mxf", "mxf")
FLV = Family("flv", "flv")
ASF = Family("asf", "asf")
OGG = Family("ogg", "ogg")

# First boxes of a QuickTime or ISO base media file (ISO/IEC 14496-12; older QuickTime files have no ftyp).
MOV_BOXES = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"styp", b"sidx", b"uuid"}
)
IMAGE_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif"})
SEQUENCE_BRANDS = frozenset({b"hevc", b"hevx", b"msf1", b"avis"})  # picture sequences that are no films either

TS_SYNC = 0x47
TS_LAYOUTS = (
    (188, 0),
    (192, 4),
    (204, 0),
)  # packet size, bytes before the sync byte: broadcast, m2ts, with Reed-Solomon
TS_NULL_PID, TS_FIRST_MEDIA_PID = 0x1FFF, 0x20
MPEG_STARTS = (b"\x00\x00\x01\xba", b"\x00\x00\x01\xbb")  # pack and system header, ISO/IEC 13818-1

MXF_PARTITION = bytes.fromhex("060e2b34020501010d0102")  # partition pack key, SMPTE ST 377-1
MXF_ENCRYPTED = bytes.fromhex("060e2b3404010107 0d010301020b0100")  # encrypted essence container, SMPTE ST 429-6
ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_ENCRYPTION = (  # (extended) content encryption object, ASF specification 3.14 and 3.15
    bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e"),
    bytes.fromhex("14e68a292226174cb935dae07ee9289c"),
)

ARCHIVES = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00", b"BZh",
    b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF\x00\x00\x00\x00", b"!<arch>\n", b"xar!", b"\x1f\x9d", b"LZIP\x01",
)  # fmt: skip
IMAGES = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"8BPS",
    b"SDPX", b"XPDS", b"\x76\x2f\x31\x01", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"\x00\x00\x01\x00", b"IIRO",
    b"FUJIFILMCCD-RAW", b"\xff\x0a", b"\x00\x00\x00\x0cJXL ", b"qoif",
)  # fmt: skip
PLAYLISTS = re.compile(
    rb"#EXTM3U|ffconcat version|<(\w+:)?MPD[\s>]|<(\w+:)?CompositionPlaylist|<(\w+:)?PackingList|<(\w+:)?AssetMap"
    rb"|<(\w+:)?playlist[\s>]|<(\w+:)?SmoothStreamingMedia|<asx|<(\w+:)?smil[\s>]|<xmeml|<fcpxml|\[playlist\]|\[Reference\]"
    rb"|v=0\r?\n|TITLE:.*\r?\n(.*\r?\n)?FCM:|rtsptext|RTSPtext|(file|https?|rtsp|rtmp|mms)://",
    re.IGNORECASE,
)


def sniff(head: bytes, size: int) -> Family:
    """Give the container family of a file of ``size`` bytes that starts with ``head`` (its first HEAD_BYTES).

    Raises EmptyFile, TextFile, ArchiveFile, ImageFile, PlaylistFile, EncryptedMedia or UnknownFormat. Pure.
    """
    if size == 0 or not head:
        raise EmptyFile
    if family := _container(head):
        if _scrambled(head, family):
            raise EncryptedMedia
        return family
    raise _refusal(head)


def _container(head: bytes) -> Family | None:
    if head[:4] == b"\x1aE\xdf\xa3":
        return MATROSKA
    if head[:4] == b"RIFF" and head[8:12] in {b"AVI ", b"AVIX"}:
        return AVI
    if head[:4] == b"OggS":
        return OGG
    if head[:3] == b"FLV" and head[3:4] in {b"\x01", b"\x02", b"\x03", b"\x04"}:
        return FLV
    if head[:16] == ASF_HEADER:
        return ASF
    if _is_mov(head):
        return MOV
    if _is_mxf(head):
        return MXF
    if head[:4] in MPEG_STARTS:
        return MPEG
    return MPEGTS if _ts_layout(head) else None


def _is_mov(head: bytes) -> bool:
    """Whether it starts with a box that a film may start with, of a size that holds its own header."""
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if kind == b"ftyp":
        return size >= 16 and not _image_brands(head)
    return kind in MOV_BOXES and (size in {0, 1} or size >= 8)


def _image_brands(head: bytes) -> bool:
    """Whether the ftyp box is that of a still picture (HEIF, AVIF). A film may list such a brand, but not as its major one."""
    return head[8:12] in IMAGE_BRANDS | SEQUENCE_BRANDS


def _is_mxf(head: bytes) -> bool:
    """Whether a partition pack stands at the start, or after a run-in of less than 64 KiB (SMPTE ST 377-1, 6.5)."""
    at = head.find(MXF_PARTITION)
    # A run-in may hold anything but the first eleven bytes of the key; text before it is a polyglot, not a broadcast file.
    return at == 0 or (at > 0 and not _is_text(head[:at]) and not head.startswith((*ARCHIVES, *IMAGES)))


def _ts_layout(head: bytes) -> tuple[int, int] | None:
    """Find packet size and offset of the first sync byte of an MPEG transport stream, wherever the recording began."""
    for size, lead in TS_LAYOUTS:
        enough = min(5, len(head) // size)
        for first in range(lead, size + lead):
            syncs = head[first::size]
            if enough and head[first : first + 1] == b"G" and syncs[: max(enough, 1)].count(TS_SYNC) >= max(enough, 3):
                return size, first
    return None


def _scrambled(head: bytes, family: Family) -> bool:
    """Whether the container says at its start that its contents are encrypted; mov and Matroska say it in their tracks."""
    if family is MXF:
        return MXF_ENCRYPTED in head
    if family is ASF:
        return any(guid in head for guid in ASF_ENCRYPTION)
    layout = _ts_layout(head) if family is MPEGTS else None
    if layout is None:
        return False
    size, first = layout
    headers = [head[at : at + 4] for at in range(first, len(head) - 3, size)]
    media = [h for h in headers if TS_FIRST_MEDIA_PID <= int.from_bytes(h[1:3], "big") & 0x1FFF < TS_NULL_PID]
    return bool(media) and sum(h[3] >> 6 != 0 for h in media) > len(media) / 2  # transport_scrambling_control


def _refusal(head: bytes) -> Rejection:
    """Name what a file is that is no container taken here."""
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        return ArchiveFile()
    if head.startswith(IMAGES) or (head[4:8] == b"ftyp" and _image_brands(head)):
        return ImageFile()
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or _is_bmp(head):
        return ImageFile()
    if _is_text(head):
        return PlaylistFile() if PLAYLISTS.search(_plain(head)[:4096]) else TextFile()
    return UnknownFormat()


def _is_bmp(head: bytes) -> bool:
    """Whether it is a Windows bitmap: "BM", reserved zeros, and the size of a known header."""
    return (
        head[:2] == b"BM"
        and head[6:10] == bytes(4)
        and head[14:18] in {bytes([n, 0, 0, 0]) for n in (12, 40, 108, 124)}
    )


def _is_text(head: bytes) -> bool:
    """Whether these bytes are text: UTF-16 by its mark, or no control characters but white space in the first 1024."""
    sample = _plain(head)[:1024]
    return bool(sample) and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", sample)


def _plain(head: bytes) -> bytes:
    """Take off a byte order mark, and the zeros of UTF-16."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")
