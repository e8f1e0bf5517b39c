"""Which programme of a broadcast's transport stream is taken: one picture with its own sound, and none of the others. Pure."""

from typing import NamedTuple

from functions.common.errors import ProgrammeNotFound
from functions.media import ffprobe
from functions.media.ffprobe import Document

NAME_LENGTH = 40  # characters of a programme's name that are shown


class Chosen(NamedTuple):
    """What ffprobe said of the streams that are taken, and what is left out."""

    document: Document
    number: int | None = None  # of the programme; None where there is no choice
    others: tuple[str, ...] = ()  # the streams of other programmes, by name


def choose(document: Document, wanted: int | None, *, header: bool = False) -> Chosen:
    """Take the programme ``wanted``, or else the first that has a picture; all streams where there is one programme or none.

    Raises ProgrammeNotFound, with the numbers that there are, for one that the file does not have. A ``header`` may not tell
    of all of them yet: then there is nothing in what is chosen.
    """
    programmes = {int(p["program_id"]): p for p in document.get("programs", []) if p.get("streams")}
    if wanted is not None and wanted not in programmes:
        if header:
            return Chosen({**document, "streams": []})
        known = f"It has {', '.join(map(str, programmes))}." if programmes else "It has no programmes."
        raise ProgrammeNotFound(known)
    if len(programmes) < 2:  # noqa: PLR2004
        return Chosen(document)
    pictures = {int(stream["index"]) for stream in ffprobe.videos(document)}
    first = next((number for number, p in programmes.items() if _streams(p) & pictures), next(iter(programmes)))
    number = first if wanted is None else wanted
    kept = _streams(programmes[number])
    streams = [stream for stream in ffprobe.streams(document) if int(stream["index"]) in kept]
    packets = [packet for packet in document.get("packets", []) if packet.get("stream_index") in kept]
    left = [stream for stream in ffprobe.streams(document) if int(stream["index"]) not in kept]
    others = tuple(ffprobe.named(stream) + _of(int(stream["index"]), programmes) for stream in left)
    return Chosen({**document, "streams": streams, "packets": packets}, number, others)


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
