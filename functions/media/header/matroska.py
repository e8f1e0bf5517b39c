"""Counts what the header of a Matroska or WebM file holds, by the heads of its elements (RFC 8794, RFC 9559). Pure."""

from collections.abc import Iterator

from functions.common.errors import HeaderTooLarge
from functions.media.header.count import Count, Window

EBML, SEGMENT, CLUSTER, SEEK_HEAD, CUES, ATTACHMENTS = (
    0x1A45DFA3,
    0x18538067,
    0x1F43B675,
    0x114D9B74,
    0x1C53BB6B,
    0x1941A469,
)
TAGS, CHAPTERS, TRACKS, INFO = 0x1254C367, 0x1043A770, 0x1654AE6B, 0x1549A966
SEEK, SEEK_POSITION, VOID, CRC = 0x4DBB, 0x53AC, 0xEC, 0xBF
# Elements that hold elements: Tag, Targets, SimpleTag; EditionEntry, ChapterAtom, -Display, -Track; TrackEntry and within it
# Video, Colour, mastering, projection, Audio, ContentEncodings and below, operations; Seek; AttachedFile; cue points.
HOLDERS = frozenset(
    {TAGS, CHAPTERS, TRACKS, INFO, SEEK_HEAD, SEEK, ATTACHMENTS}
    | {
        0x7373,
        0x63C0,
        0x67C8,
        0x45B9,
        0xB6,
        0x80,
        0x8F,
        0xAE,
        0xE0,
        0x55B0,
        0x55D0,
        0x7670,
        0xE1,
        0x6D80,
        0x6240,
        0x5034,
        0x5035,
    }
    | {0xE2, 0xE3, 0xE4, 0x41E4, 0x6924, 0x6944, 0x6911, 0x61A7}
)
FIRST_LEVEL = frozenset({TAGS, CHAPTERS, TRACKS, INFO, SEEK_HEAD, ATTACHMENTS, CUES})
FILE_DATA = 0x465C
MOST_CUES = 8 * 1024 * 1024  # bytes; a film of ten hours with a keyframe a second has half a MB


def count(window: Window, into: Count) -> None:
    """Count the elements before the first cluster, and those that the lists of places lead to. Raises HeaderTooLarge."""
    for name, begin, end in elements(window, 0, window.size):
        if name == SEGMENT:
            _segment(window, into, begin, end)
            return
        into.entries()


def _segment(window: Window, into: Count, begin: int, end: int) -> None:
    seen, places = set[int](), list[int]()
    at = begin
    for name, inside, until in elements(window, begin, end):
        if name == CLUSTER:
            break
        seen.add(at)
        _first_level(window, into, name, (inside, until), places)
        at = until
    while places:
        place = begin + places.pop()
        if place in seen:
            continue
        seen.add(place)
        found = next(elements(window, place, end), None)
        if found and found[0] in FIRST_LEVEL:
            _first_level(window, into, found[0], found[1:], places)


def _first_level(window: Window, into: Count, name: int, body: tuple[int, int], places: list[int]) -> None:
    into.entries()
    begin, end = body
    if name == CUES:
        if end - begin > MOST_CUES:
            raise HeaderTooLarge(f"It has more than {MOST_CUES // 1024**2} MiB of index.")
    elif name in FIRST_LEVEL:
        if name != ATTACHMENTS:
            into.text(end - begin)
        _walk(window, into, (begin, end), 1, places)


def _walk(window: Window, into: Count, body: tuple[int, int], depth: int, places: list[int]) -> None:
    into.depth(depth)
    for name, begin, end in elements(window, *body):
        into.entries()
        if name in HOLDERS:
            _walk(window, into, (begin, end), depth + 1, places)
        elif name == SEEK_POSITION:
            places.append(int.from_bytes(window.read(begin, min(end, begin + 8))))
        elif name == FILE_DATA:
            into.attached(end - begin)


def elements(window: Window, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Give id, and where its contents begin and end, of each element, up to one that is broken or cut off."""
    while at < end:
        head = window.read(at, min(at + 12, end))
        name, after = _number(head, 0, marked=True)
        length, skip = _number(head, after, marked=False)
        if skip > len(head) or after > 4:  # noqa: PLR2004  the longest id
            return
        unknown = length == (1 << 7 * (skip - after)) - 1
        until = end if unknown else at + skip + length
        yield name, at + skip, min(until, end)
        at = until


def _number(head: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """Read an EBML number, with its length marker or without; and where the next thing begins."""
    length = 9 - head[at].bit_length() if at < len(head) and head[at] else 99
    value = int.from_bytes(head[at : at + length])
    return (value if marked else value & ((1 << 7 * length) - 1)), at + length
