"""Which programme of a broadcast's transport stream is taken: one picture with its own sound, and none of the others. Pure."""

from collections.abc import Collection
from typing import NamedTuple

from functions.common.errors import EncryptedMedia, ProgrammeNotFound
from functions.media import ffprobe
from functions.media.ffprobe import Document

NAME_LENGTH = 40  # characters of a programme's name that are shown


class Chosen(NamedTuple):
    """What ffprobe said of the streams that are taken, and what is left out."""

    document: Document
    number: int | None = None  # of the programme; None where there is no choice
    others: tuple[str, ...] = ()  # the streams of other programmes, by name


def choose(document: Document, wanted: int | None, *, header: bool = False, encrypted: Collection[int] = ()) -> Chosen:
    """Take the programme ``wanted``, or else the first that has a picture; all streams where there is one programme or none.

    One whose picture is ``encrypted``, by PID, is passed over for the first whose picture is not.

    Raises EncryptedMedia where picture or sound of what is taken is encrypted, and ProgrammeNotFound, with the numbers that
    there are, for one that the file does not have. A ``header`` may not tell of all of them yet: then there is nothing in
    what is chosen.
    """
    programmes = {int(p["program_id"]): p for p in document.get("programs", []) if p.get("streams")}
    if wanted is not None and wanted not in programmes:
        if header:
            return Chosen({**document, "streams": []})
        known = f"It has {', '.join(map(str, programmes))}." if programmes else "It has no programmes."
        raise ProgrammeNotFound(known)
    if len(programmes) < 2:  # noqa: PLR2004
        return _open(Chosen(document), encrypted)
    pictures = {int(stream["index"]) for stream in ffprobe.videos(document)}
    clear = pictures - {int(stream["index"]) for stream in _encrypted(document, encrypted)}
    numbers = [number for found in (clear, pictures) for number, p in programmes.items() if _streams(p) & found]
    first = numbers[0] if numbers else next(iter(programmes))
    number = first if wanted is None else wanted
    kept = _streams(programmes[number])
    streams = [stream for stream in ffprobe.streams(document) if int(stream["index"]) in kept]
    packets = [packet for packet in document.get("packets", []) if packet.get("stream_index") in kept]
    left = [stream for stream in ffprobe.streams(document) if int(stream["index"]) not in kept]
    others = tuple(ffprobe.named(stream) + _of(int(stream["index"]), programmes) for stream in left)
    return _open(Chosen({**document, "streams": streams, "packets": packets}, number, others), encrypted)


def _open(chosen: Chosen, encrypted: Collection[int]) -> Chosen:
    """Give what is chosen, if it can be read without a key."""
    if _encrypted(chosen.document, encrypted):
        raise EncryptedMedia
    return chosen


def _encrypted(document: Document, pids: Collection[int]) -> list[Document]:
    taken = [stream for stream in ffprobe.streams(document) if stream.get("codec_type") in {"video", "audio"}]
    return [stream for stream in taken if pids and int(str(stream.get("id", "0")), 0) in pids]


def _streams(programme: Document) -> set[int]:
    return {int(stream["index"]) for stream in programme["streams"]}


def _of(index: int, programmes: dict[int, Document]) -> str:
    """Say which programme a stream is of, with its name: ", of programme 2 (News)"."""
    for number, programme in programmes.items():
        if index in _streams(programme):
            name = str(programme.get("tags", {}).get("service_name", ""))
            plain = "".join(letter for letter in name if letter.isprintable())[:NAME_LENGTH]
            return f", of programme {number}" + (f" ({plain})" if plain else "")
    return ", of no programme"
