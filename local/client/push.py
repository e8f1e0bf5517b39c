"""Puts a file into the bucket by signed URLs, and goes on where an earlier push was broken off.

begun before?   the receipt names the job; the bucket says which parts it has
sent before?    nothing is sent: the job is given, or a new one made of the same bytes
else            a new job; one PUT for a small file, parts for a large one
in the end      the API checks the sum and queues the job
"""

import contextlib
import mimetypes
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from functions.common.errors import Transient
from local.client import checksums, parts, wire
from local.client.api import Client, Job, Refused, StoredPart, Ticket, Upload
from local.client.parts import BytesChanged, Checksums, Parts, Signatures, UrlRefused
from local.client.patience import Pace, Patience
from local.client.receipts import FileChanged, Film, Receipt, Receipts, Wish

_HASHED_BELOW = 16 * 1024 * 1024  # bytes of a file that comes in one PUT; of a larger one each part has a checksum
_UNKNOWN_TYPE = "application/octet-stream"
_SPENT = frozenset({"expired", "cancelled"})
_NOT_ALL = frozenset({"upload_incomplete", "upload_size_mismatch"})
_NOT_THERE = frozenset({"job_not_found", "source_not_found", "not_in_this_state"})


class Pushed(NamedTuple):
    """A file that is in the bucket. ``sent`` counts the bytes acknowledged now, not those that were there before.

    ``changed`` counts the parts that arrived with other bytes than were sent, and were sent again.
    """

    job: Job
    how: Literal["sent", "resumed", "there", "reused"]
    sent: int
    changed: int = 0


class OnePut(NamedTuple):
    """Where a file that goes in one PUT is to be sent, as nothing of it is there."""

    ticket: Ticket


class Meter(Protocol):
    """Is told of the bytes that the storage has acknowledged; from any thread."""

    def began(self, there: int, total: int) -> None:
        """So many bytes of so many are there already."""

    def acknowledged(self, count: int) -> None:
        """So many more are there."""


@dataclass(frozen=True)
class Push:
    """How files are pushed to one server. Receipts are kept under ``name``, by default its address."""

    client: Client
    receipts: Receipts
    meter: Meter
    pace: Pace = field(default_factory=Pace)
    streams: int = parts.STREAMS
    name: str = ""

    def file(self, film: Film, wish: Wish, *, again: bool = False) -> Pushed:
        """Bring the file into the bucket and queue its job; with ``again`` even if it is there.

        Raises FileChanged, FileUnreadable, StorageRefused, UploadGone, Refused, or the Transient that lasted too long; after
        that one, the same call goes on with what is missing.
        """
        known = [] if again else self.receipts.of(film, self._server)
        for receipt in known:
            if receipt.wish == wish.name and (pushed := self._resume(film, receipt)):
                return pushed
        for receipt in known:
            if pushed := self._reuse(film, wish, receipt):
                return pushed
        return self._start(film, wish)

    def known(self, film: Film, wish: Wish) -> Job | None:
        """Look up the job of an earlier push of this file with this wish, if the server still has it."""
        for receipt in self.receipts.of(film, self._server):
            if receipt.wish == wish.name:
                with contextlib.suppress(Refused):
                    return self.client.job(receipt.job_id)
        return None

    @property
    def _server(self) -> str:
        return self.name or self.client.url

    # ------------------------------------------------------------ three ways to begin

    def _resume(self, film: Film, receipt: Receipt) -> Pushed | None:
        """Go on with an upload; None when there is nothing to go on with."""
        patience = Patience(self.pace)
        standing = self._look(receipt, patience)
        if standing is None:
            self._drop(film, receipt.job_id)
            return None
        if isinstance(standing, list):
            return self._in_parts(film, receipt, None, standing, patience)
        if isinstance(standing, OnePut):
            return self._in_one(film, receipt, standing.ticket, patience)
        return Pushed(standing, "there", 0)

    def _look(self, receipt: Receipt, patience: Patience) -> "Job | list[StoredPart] | OnePut | None":
        """See how an earlier push stands.

        Its job if all bytes are there, the parts that are, the address of a file that goes in one PUT and has not come, or
        None if it came to nothing.
        """
        with contextlib.suppress(Refused):  # the job is gone, or its bytes are not all there
            job = patience.insist(lambda: self.client.job(receipt.job_id))
            if job["status"] != "waiting":
                return None if job["status"] in _SPENT else job
            with contextlib.suppress(Refused):  # the parts may be joined already, and only the answer was lost
                return patience.insist(lambda: self.client.stored_parts(receipt.job_id))
            with contextlib.suppress(Refused):
                return patience.insist(lambda: self.client.complete(receipt.job_id))
            return OnePut(patience.insist(lambda: self.client.sign_put(receipt.job_id)))
        return None

    def _reuse(self, film: Film, wish: Wish, receipt: Receipt) -> Pushed | None:
        """Make a new job of the bytes of an earlier one; None when they are not there."""
        try:
            job = self.client.convert(receipt.job_id, wish.profile, wish.options)
        except Refused as refused:
            if refused.problem["code"] in _NOT_THERE:
                return None
            raise
        self.receipts.keep(film, self._server, receipt._replace(job_id=job["job_id"], wish=wish.name))
        return Pushed(job, "reused", 0)

    def _start(self, film: Film, wish: Wish) -> Pushed:
        """Declare the file and send all of it."""
        patience = Patience(self.pace)
        upload = self._declare(film, wish, patience)
        if upload["method"] == "multipart":
            return self._in_parts(film, self._receipt(film, wish, upload), upload["upload"], [], patience)
        return self._in_one(film, self._receipt(film, wish, upload), upload["upload"], patience)

    def _declare(self, film: Film, wish: Wish, patience: Patience) -> Upload:
        name = os.fsencode(film.path.name).decode(errors="replace")
        folder = os.fsencode(film.folder).decode(errors="replace")
        content_type = mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE
        whole = _sha256(film) if film.size < _HASHED_BELOW else None

        def start(*, checked: bool) -> Upload:
            given = (name, film.size, content_type, wish.profile, wish.options, folder, whole)
            return self.client.start_upload(*given, part_checksums=checked)

        try:
            return patience.insist(lambda: start(checked=whole is None))
        except Refused as refused:
            if "part_checksums" not in refused.problem.get("fields", {}):
                raise
            return patience.insist(lambda: start(checked=False))  # a server up to 0.3.0

    def _receipt(self, film: Film, wish: Wish, upload: Upload) -> Receipt:
        ticket = upload["upload"]
        checked = bool(ticket.get("part_checksums"))
        receipt = Receipt(upload["job_id"], wish.name, ticket.get("part_size"), checked)
        self.receipts.keep(film, self._server, receipt)
        return receipt

    # ------------------------------------------------------------ two ways to send

    def _in_one(self, film: Film, receipt: Receipt, ticket: Ticket, patience: Patience) -> Pushed:
        self.meter.began(0, film.size)
        changed = 0
        try:
            self._put(film, receipt, ticket, patience)
        except (UrlRefused, BytesChanged) as refused:  # once more: it has expired, or its bytes were changed on the way
            changed = int(isinstance(refused, BytesChanged))
            with self._unchanged(film, receipt):
                pass
            self._put(film, receipt, patience.insist(lambda: self.client.sign_put(receipt.job_id)), patience)
        self.meter.acknowledged(film.size)
        return Pushed(patience.insist(lambda: self.client.complete(receipt.job_id)), "sent", film.size, changed)

    def _put(self, film: Film, receipt: Receipt, ticket: Ticket, patience: Patience) -> None:
        with self._unchanged(film, receipt), film.open() as file, contextlib.closing(wire.Line()) as line:
            body = wire.Slice(file, 0, film.size)
            patience.insist(lambda: parts.put(line, ticket["url"], ticket["headers"], body))

    def _in_parts(
        self, film: Film, receipt: Receipt, ticket: Ticket | None, stored: list[StoredPart], patience: Patience
    ) -> Pushed:
        part_size = receipt.part_size or film.size
        told = Checksums(film, part_size) if receipt.checked else None
        plan = Parts(film, part_size, Signatures(self.client, receipt.job_id, ticket, told), patience)
        missing = plan.missing(stored)
        self.meter.began(film.size - sum(map(plan.size, missing)), film.size)
        sent = 0
        for last in (False, False, True):  # rounds of sending what the API misses; even a second one is rare
            with self._unchanged(film, receipt):
                plan.send(missing, self.meter.acknowledged, self.streams)
            sent += sum(map(plan.size, missing))
            try:
                job = patience.insist(lambda: self.client.complete(receipt.job_id))
            except Refused as refused:
                if last or refused.problem["code"] not in _NOT_ALL:
                    raise
                missing = plan.missing(patience.insist(lambda: self.client.stored_parts(receipt.job_id)))
            else:
                break
        return Pushed(job, "sent" if ticket else "resumed", sent, plan.changed)

    @contextlib.contextmanager
    def _unchanged(self, film: Film, receipt: Receipt) -> Iterator[None]:
        """Drop the upload when the file changes while it is sent: what is in the bucket would be of two versions."""
        try:
            yield
            film.check()
        except (FileChanged, wire.FileEnded):
            self._drop(film, receipt.job_id)
            raise

    def _drop(self, film: Film, job_id: str) -> None:
        self.receipts.forget(film, self._server, job_id)
        with contextlib.suppress(Refused, Transient):  # it is gone already, or expires by itself
            self.client.abort(job_id)


def _sha256(film: Film) -> str:
    with film.open() as file:
        return checksums.sha256(file, film.size)
