"""Tells the pieces of fragmented films that cannot be read by themselves: the first one alone, or one without it. Pure."""

from functions.common.errors import InitSegmentAlone, MediaSegmentAlone, Rejection

EBML, SEGMENT, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1654AE6B, 0x1F43B675  # element ids of Matroska (RFC 9559)
CLUSTER_FIRST = CLUSTER.to_bytes(4, "big")
BEFORE_FRAGMENT = {b"styp", b"sidx", b"emsg", b"prft", b"free", b"skip", b"ftyp", b"moof"}  # ISO/IEC 14496-12, 8.16


def lone_box(head: bytes, size: int) -> Rejection | None:
    """Look at an mp4 or mov of ``size`` bytes: what is wrong if it is one piece of a film, else None."""
    at, kinds, extends = 0, list[bytes](), False
    while at + 8 <= len(head):
        length, kind = int.from_bytes(head[at : at + 4], "big"), head[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(head[at + 8 : at + 16], "big")
        if length < 8:  # noqa: PLR2004  the rest of the file, or nonsense
            return None
        kinds.append(kind)
        if kind == b"moof" and b"moov" not in kinds:
            return MediaSegmentAlone() if set(kinds) <= BEFORE_FRAGMENT else None
        if kind == b"moov":
            extends = b"mvex" in head[at : at + length]
        at += length
    complete = at == size and b"moov" in kinds and not {b"mdat", b"moof"} & set(kinds)
    return InitSegmentAlone() if complete and extends else None


def lone_element(head: bytes, size: int) -> Rejection | None:
    """Look at a WebM or Matroska file in the same way: one that ends after its list of tracks."""
    at, seen = 0, set[int]()
    while at < len(head):
        element, at = _number(head, at, marked=True)
        length, at = _number(head, at, marked=False)
        if element == CLUSTER or at > len(head):
            return None
        seen.add(element)
        if element != SEGMENT:  # what is in it is looked at
            at += length
    return InitSegmentAlone() if at == size and TRACKS in seen else None


def _number(head: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """Read an EBML number, with its length marker or without; and where the next thing begins."""
    length = 9 - head[at].bit_length() if at < len(head) else 9
    value = int.from_bytes(head[at : at + length], "big")
    return value if marked else value & ((1 << 7 * length) - 1), at + length
