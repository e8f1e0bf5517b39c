"""What cannot be read: a row or a document that is broken, or that another release wrote in its own way.

It is set aside where it is met: nothing is written to it, a line in the log says so, and all else goes on. Tables give such a row
as Unreadable in lists, and raise JobUnreadable where that very job is asked for.
"""

import json
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from functions.common import log
from functions.jobs.model import EPOCH, UNKNOWN_VERSION, Document

T = TypeVar("T")

FAULTS: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, IndexError),
    *(OverflowError, RecursionError, zlib.error),
)
"""What reading raises where the data is not what it should be; a ValidationError is a ValueError."""

LONGEST: Final = 64 * 1024 * 1024  # bytes that one compressed value may hold
_SAID_SECONDS: Final = 300.0  # a line in the log for each, no more often than this
_MOST_SAID: Final = 1000

_lock = threading.Lock()
_said: dict[tuple[str, str], float] = {}


class Broken:
    """Stands for a value that could not be read; no field takes it. ``raw`` is what was there."""

    def __init__(self, raw: object) -> None:
        """Keep what was there."""
        self.raw = raw

    def __repr__(self) -> str:
        """Say what it is; the value itself may be anything."""
        return "a broken value"


def from_json(text: str | bytes) -> Any:  # noqa: ANN401  any JSON value
    """Read JSON; Broken where it is none."""
    try:
        return json.loads(text)
    except FAULTS:
        return Broken(text)


def inflated(data: bytes) -> bytes:
    """Unpack a compressed value. Raises zlib.error or ValueError for what is broken or too long."""
    unpacking = zlib.decompressobj()
    value = unpacking.decompress(data, LONGEST)
    if not unpacking.eof:
        raise ValueError("a compressed value is cut short or too long")
    return value


def reason(error: BaseException) -> str:
    """Say shortly what is wrong, naming the field where it is known."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'all of it'}: {first['msg']}"[:200]
    if isinstance(error, KeyError):
        return f"{error.args[0] if error.args else 'something'}: is missing"[:200]
    return f"{type(error).__name__}: {error}"[:200]


def met(kind: str, key: str, why: str) -> None:
    """Say in the log that this row (kind ``job``) or document could not be read; every five minutes at most."""
    now = time.monotonic()
    with _lock:
        if now - _said.get((kind, key), -_SAID_SECONDS) < _SAID_SECONDS:
            return
        if len(_said) >= _MOST_SAID:
            _said.clear()
        _said[kind, key] = now
    log.warning("unreadable", kind=kind, key=key, reason=why)


def readable(documents: Iterable[Document], read: Callable[[Document], T]) -> Iterator[T]:
    """Read documents one by one, and pass over those that cannot be read."""
    for document in documents:
        try:
            found = read(document)
        except FAULTS as fault:
            met(document.kind, document.key, document.broken or reason(fault))
        else:
            yield found


def first(documents: Iterable[Document], read: Callable[[Document], T]) -> T | None:
    """Read a document; None where it is not there or cannot be read."""
    return next(readable(documents, read), None)


def as_document(kind: str, key: str, fields: dict[str, Any]) -> Document:
    """Make a document of what a table keeps of it; where that cannot be read, an empty one that says why."""
    try:
        return _numbered(Document.model_validate({**fields, "kind": kind, "key": key}))
    except FAULTS as fault:
        version, written_at = fields.get("version"), fields.get("written_at")
        return Document(
            kind=kind,
            key=key,
            body={},
            version=version if isinstance(version, int) and version > 0 else UNKNOWN_VERSION,
            written_at=_moment(written_at),
            broken=reason(fault),
        )


def _numbered(document: Document) -> Document:
    if document.version < 1:
        raise ValueError("version: no write gives this one")
    return document


def _moment(value: object) -> datetime:
    """Read a moment as a table gives it; EPOCH where it is none."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except FAULTS:
        return EPOCH
    return moment if moment.tzinfo else EPOCH
