"""The parts of a multipart upload on their way: several at a time, each sent until the storage has acknowledged it.

Etags are not collected: the API lists the parts itself when it joins them.
"""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO, NamedTuple

from functions.common.errors import RequestError, Transient
from local.client import checksums, wire
from local.client.api import Client, StoredPart, Ticket
from local.client.patience import Patience, Stopped
from local.client.receipts import Film

STREAMS = 6
"""Parts in flight. Beside a MinIO on two cores 4 and 6 were as quick, 8 slower by a quarter; a line with latency wants more."""

_SIGNED_AHEAD = 64  # parts a call; at 8 MiB half a GiB, which is sent before the URLs expire on most lines
_READ_SECONDS = 0.05  # for the checksums of a call; what was read is sent out of the system's cache
_USED_LIFE = 0.9  # of a URL's life: a PUT that starts later might be refused
_SAID = re.compile(rb"<(?:Code|Message)>([^<]*)</")
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_PASSING_CODES = (
    "RequestTimeout",
    "IncompleteBody",
)  # S3 answers them with 400; they mean a line that was too slow or cut
_CHANGED_CODES = ("BadDigest", "XAmzContentChecksumMismatch")

Acknowledged = Callable[[int], None]
"""Called from any thread with the bytes of a part that the storage has acknowledged."""


class StorageFaltered(Transient):
    """The object storage could not take the bytes at the moment."""


class StorageRefused(RequestError):
    """The object storage refused the bytes."""

    hint = "If it speaks of time, set this machine's clock; else run `./vts doctor` beside the server."


class BytesChanged(StorageRefused):
    """What arrived at the object storage is not what was sent: bytes were changed on the way, twice."""

    hint = (
        "Something between changes what it carries: a cable, a network card, memory or a proxy. Send over another one."
    )


class UrlRefused(StorageRefused):
    """The object storage refused the signed URL."""


class UploadGone(RequestError):
    """The upload is no longer open: it was completed, aborted or swept meanwhile."""

    hint = "Run the command again: it finds out how the job stands, and starts anew where it must."


def put(line: wire.Line, url: str, headers: Mapping[str, str], body: wire.Slice) -> None:
    """Send the body to a signed URL, once. A body that is there already (412, by If-None-Match) counts as sent.

    Raises what the line raises, BytesChanged, UrlRefused, UploadGone, StorageRefused, or StorageFaltered when trying again may
    help.
    """
    answer = line.call("PUT", url, headers, body)
    if answer.status < HTTPStatus.MULTIPLE_CHOICES or answer.status == HTTPStatus.PRECONDITION_FAILED:
        return
    said = [found[1].decode(errors="replace") for found in _SAID.finditer(answer.body)]
    detail = f"It answered {answer.status}: {' '.join(said)}" if said else f"It answered {answer.status}."
    if answer.status == HTTPStatus.FORBIDDEN:
        raise UrlRefused(detail)
    if answer.status == HTTPStatus.NOT_FOUND:
        raise UploadGone(detail)
    if said[:1] and said[0] in _CHANGED_CODES:
        raise BytesChanged(detail)
    passing = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _PASSING
    if passing or (said[:1] and said[0] in _PASSING_CODES):
        raise StorageFaltered(detail)
    raise StorageRefused(detail)


class Signed(NamedTuple):
    """Where a part goes, the headers to send with it, and until when, by the clock that nobody sets."""

    url: str
    headers: Mapping[str, str]
    good_until: float


class Checksums:
    """The checksums of a file's parts."""

    def __init__(self, film: Film, part_size: int) -> None:
        """Read from ``film``, cut into parts of ``part_size`` bytes."""
        self._film = film
        self._part_size = part_size

    def crc32(self, number: int) -> str:
        """Give that of part ``number``, from 1. Raises FileUnreadable, FileEnded."""
        start = (number - 1) * self._part_size
        with self._film.open() as file:
            return checksums.crc32(file, start, min(self._part_size, self._film.size - start))


class Signatures:
    """The signed URLs of an open upload: used while they live, and asked for again, many at once, when they do not."""

    def __init__(self, client: Client, job_id: str, ticket: Ticket | None, checksums: Checksums | None = None) -> None:
        """Begin with the URLs of ``ticket``; with ``checksums``, each part is signed with its own."""
        self._client = client
        self._job_id = job_id
        self._checksums = checksums
        self._lock = threading.Lock()
        self._kept: dict[int, Signed] = {}
        if ticket:
            self._keep(ticket)

    def of(self, number: int, following: Sequence[int]) -> Signed:
        """Give a URL that lives, and what goes with it; when it has to be signed, the ``following`` parts are signed with it.

        Raises what the client raises, and FileEnded.
        """
        with self._lock:
            found = self._kept.get(number)
            if found is None or time.monotonic() >= found.good_until:
                self._keep(self._sign(number, following))
                found = self._kept[number]
            return found

    def discard(self, number: int) -> None:
        """Use the URL of this part, and all that were signed as early, no more."""
        with self._lock:
            found = self._kept.get(number)
            early = found.good_until if found else 0.0
            self._kept = {n: kept for n, kept in self._kept.items() if kept.good_until > early}

    def _sign(self, number: int, following: Sequence[int]) -> Ticket:
        wanted = list(dict.fromkeys([number, *following[: _SIGNED_AHEAD - 1]]))
        if self._checksums is None:
            return self._client.sign_parts(self._job_id, wanted)
        told: list[str] = []
        until = time.monotonic() + _READ_SECONDS
        for each in wanted:
            told.append(self._checksums.crc32(each))
            if time.monotonic() >= until:
                break
        return self._client.sign_parts(self._job_id, wanted[: len(told)], told)

    def _keep(self, ticket: Ticket) -> None:
        """Keep the URLs with the end of their life, by a clock that nobody sets.

        If this machine's clock is so far off that they seem dead already, they are used until the storage refuses them.
        """
        life = (datetime.fromisoformat(ticket["expires_at"]) - datetime.now(UTC)).total_seconds()
        good_until = time.monotonic() + life * _USED_LIFE if life > 0 else float("inf")
        for part in ticket["parts"]:
            self._kept[part["number"]] = Signed(part["url"], part.get("headers", {}), good_until)


class Parts:
    """The parts of one file that are still to be sent."""

    def __init__(self, film: Film, part_size: int, signatures: Signatures, patience: Patience) -> None:
        """Cut the file into parts of ``part_size`` bytes."""
        self._film = film
        self._part_size = part_size
        self._signatures = signatures
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting: list[int] = []
        self._changed: set[int] = set()

    @property
    def changed(self) -> int:
        """How many parts arrived with other bytes than were sent, and were sent again."""
        return len(self._changed)

    def missing(self, stored: Iterable[StoredPart]) -> list[int]:
        """List the numbers of the parts that the bucket does not have, or has with another size."""
        sizes = {part["number"]: part["size"] for part in stored}
        count = -(-self._film.size // self._part_size)
        return [number for number in range(1, count + 1) if sizes.get(number) != self.size(number)]

    def size(self, number: int) -> int:
        """Bytes of part ``number``, from 1."""
        return min(self._part_size, self._film.size - (number - 1) * self._part_size)

    def send(self, numbers: Iterable[int], acknowledged: Acknowledged, streams: int = STREAMS) -> None:
        """Send these parts, ``streams`` at a time.

        Raises FileChanged, StorageRefused, UploadGone, what the client refuses, or the Transient that lasted too long. The
        first of them, or Ctrl-C, stops the others at once; what was acknowledged stays in the bucket.
        """
        self._waiting = sorted(numbers)
        lines = [wire.Line() for _ in range(min(streams, len(self._waiting)))]
        with ThreadPoolExecutor(max(1, len(lines)), thread_name_prefix="part") as pool:
            try:
                working = [pool.submit(self._work, line, acknowledged) for line in lines]
                for finished in as_completed(working):
                    finished.result()
            except BaseException:
                self._patience.stop()
                for line in lines:
                    line.cut()
                raise

    def _work(self, line: wire.Line, acknowledged: Acknowledged) -> None:
        """Send one waiting part after the other over one connection."""
        with self._film.open() as file, contextlib.closing(line):
            while number := self._next():
                self._deliver(line, file, number)
                self._film.check()
                acknowledged(self.size(number))

    def _next(self) -> int | None:
        if self._patience.stopped:
            raise Stopped
        with self._lock:
            return self._waiting.pop(0) if self._waiting else None

    def _deliver(self, line: wire.Line, file: BinaryIO, number: int) -> None:
        """Send a part until it is acknowledged."""
        body = wire.Slice(file, (number - 1) * self._part_size, self.size(number))
        cuts, refused = 0, False
        while True:
            try:
                signed = self._signatures.of(number, tuple(self._waiting))
                put(line, signed.url, signed.headers, body)
            except BytesChanged:
                self._film.check()
                if number in self._changed:
                    raise
                self._changed.add(number)
                self._signatures.discard(number)
            except UrlRefused:
                if refused:  # a fresh one, too: it is not its age
                    raise
                refused = True
                self._signatures.discard(number)
            except Transient as failure:
                cuts += 1
                refused = False
                if cuts > 1:  # a refusal may get lost with the connection that it closes
                    self._signatures.discard(number)
                self._patience.wait(failure, cuts)
            else:
                self._patience.renew()
                return
