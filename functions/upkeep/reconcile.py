"""The reconciler: bucket against job table. Finds what events missed and mends it, and says what it mended.

Rows say themselves when they want to be looked at (``due_at``), so a turn costs what there is to mend. Buckets are walked in
slices, a few thousand keys a turn, round and round; the inbox is read whole, because there a lost event has no row.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import chain, islice

from functions.bucket import keys, outputs
from functions.bucket.s3 import Stored
from functions.common import ignored, log
from functions.common.errors import AttemptsExhausted, JobUnreadable, SourceGone, VtsError
from functions.deployment import Deployment
from functions.intake import admission, tasks
from functions.intake import inbox as inboxes
from functions.jobs import transitions, unreadable
from functions.jobs.model import ACTIVE, SWEEP, TERMINAL, Changes, Document, Guard, Job, Status
from functions.jobs.settings import AppConfig
from functions.segments import mend
from functions.upkeep import audit, sweeps

SLICE = 2000  # keys of a bucket walked in one turn
FIRST_LOOK = timedelta(seconds=60)  # an upload without a row is left alone for this long: the row may be on its way
SLOWEST_LOOK = timedelta(hours=1)  # a waiting or queued row is looked at ever later, but no later than this
TASK_LIFE = timedelta(hours=24)  # a task object older than this was lost with its event; its job's due_at sends another
CLOCK_SKEW = timedelta(minutes=10)  # how far the bucket's clock may be from the table's
MOST_IN_TROUBLE = 3  # rows in trouble after which a turn takes the storage for away, and leaves the others


class Reconciler:
    """One turn of looking. ``mended`` counts what was found and mended, by kind."""

    def __init__(self, deployment: Deployment, settings: AppConfig) -> None:
        """Look at this deployment with these settings."""
        self.mended: Counter[str] = Counter()
        self._deployment = deployment
        self._settings = settings
        self._now = deployment.table.now()
        self._unfinished = False  # whether a bucket has more keys than were walked

    def turn(self) -> Counter[str]:
        """Look once. One kind of trouble does not keep the others from being looked for."""
        for look in (self.due_rows, self.inbox, self.sweep, self.ended_pieces, self.unreadables):
            self._look(look)
        return self.mended

    def sweep(self) -> None:
        """Take those of the slow looks through the buckets that are due."""
        by_name = dict(
            zip(
                sweeps.SWEEPS,
                (self.uploads, self.open_multiparts, self.stale_tasks, self.orphaned_outputs),
                strict=True,
            )
        )
        taken, before = sweeps.due(self._deployment.table), self.mended.total()
        for name in taken:
            self._look(by_name[name])
        sweeps.done(self._deployment.table, taken, busy=self._unfinished or self.mended.total() > before)

    def _look(self, look: Callable[[], None]) -> None:
        try:
            look()
        except VtsError as away:
            self._interrupted(look.__name__, away)
        except Exception:  # noqa: BLE001  what is wrong with one thing must not keep the others from being mended
            log.exception("reconcile_failed", look=look.__name__)
            self.mended["interrupted"] += 1

    # ------------------------------------------------------------ rows

    def due_rows(self) -> None:
        """See to waiting rows whose upload came or expired, queued rows whose event was lost, and leases that ran out."""
        by_status: dict[Status, Callable[[Job], None]] = {
            Status.WAITING: self._waiting,
            Status.QUEUED: self._queued,
            Status.RUNNING: self._running,
        }
        in_trouble = 0
        for job in self._deployment.table.due(limit=1000):
            with log.bound(job_id=job.job_id, attempt=job.attempt):
                try:
                    by_status[job.status](job)
                except VtsError as trouble:  # perhaps with this row's object alone: next turn the others come first
                    self._write(job, {"due_at": self._now})
                    in_trouble += 1
                    if in_trouble == MOST_IN_TROUBLE:
                        raise
                    self._interrupted("due_row", trouble)
                except unreadable.FAULTS as fault:  # something in this row that nobody foresaw
                    unreadable.met("job", job.job_id, unreadable.reason(fault))
                    self.mended["interrupted"] += 1

    def _waiting(self, job: Job) -> None:
        stored = self._deployment.storage.head(job.source.bucket, job.source.key)
        expires = job.created_at + timedelta(hours=self._settings.upload_expiry_hours)
        if stored:
            if admission.arrived(self._deployment, job, stored):
                self._send(job, "lost_event")
        elif self._now > expires:
            if job.upload and job.upload.upload_id:
                self._deployment.storage.abort_multipart(job.source.key, job.upload.upload_id)
            expired = transitions.settled(Status.EXPIRED, self._now)
            self._write(job, {**expired, "keeps_source": False}, "upload_expired")
        else:
            self._write(job, {"due_at": min(self._later(job.created_at), expires)})

    def _queued(self, job: Job) -> None:
        if self._deployment.storage.head(job.source.bucket, job.source.key) is None:
            gone = transitions.settled(Status.FAILED, self._now, SourceGone())
            self._write(job, {**gone, "keeps_source": False}, "source_gone")
        elif self._write(job, {"due_at": self._later(job.queued_at or job.created_at)}):
            self._send(job, "queued_again")

    def _running(self, job: Job) -> None:
        if job.lease_until is None:
            every = timedelta(seconds=self._settings.cleanup_interval_seconds)
            if sent := mend.look(self._deployment, job, every):
                self.mended["pieces_sent_again"] += sent
            return
        if job.strikes >= self._settings.max_attempts:
            spent = AttemptsExhausted("Its worker was lost each time.")
            self._write(job, transitions.settled(Status.FAILED, self._now, spent), "attempts_exhausted")
            return
        if self._write(job, transitions.requeued(self._later(self._now))):
            self._send(job, "lease_expired")

    def _send(self, job: Job, what: str) -> None:
        tasks.send(self._deployment, job)
        self._tell(what, job_id=job.job_id)

    def _write(self, job: Job, changes: Changes, what: str | None = None) -> bool:
        """Write if the row is still as it was seen."""
        written = self._deployment.table.write(job.job_id, Guard({job.status}, job.attempt), changes) is not None
        if written and what:
            self._tell(what, job_id=job.job_id)
        return written

    def _later(self, since: datetime) -> datetime:
        """Double the age of what is waited for, so that a long queue or a slow upload is not asked about all the time."""
        one_turn = timedelta(seconds=self._settings.cleanup_interval_seconds)
        return self._now + min(max(self._now - since, one_turn), SLOWEST_LOOK)

    def ended_pieces(self) -> None:
        """Clear away the pieces of jobs that were cancelled, deleted, or begun again."""
        if cleared := mend.clear_ended(self._deployment):
            self.mended["pieces_cleared"] += cleared

    def unreadables(self) -> None:
        """Look for rows and documents that cannot be read, and write down which they are."""
        self.mended += audit.look(self._deployment.table)

    # ------------------------------------------------------------ buckets

    def inbox(self) -> None:
        """Make jobs of inbox objects whose event was lost; objects seen by an earlier turn are not asked about again."""
        checked = self._mark("inbox")
        newest = checked
        for stored in chain.from_iterable(
            self._deployment.storage.listing(self._source, prefix) for prefix in self._everywhere(keys.INBOX)
        ):
            if not keys.is_inbox_file(stored.key) or (checked and stored.modified < checked - CLOCK_SKEW):
                continue
            newest = max(newest or stored.modified, stored.modified)
            if ignored.matches(stored.key, self._settings.ignored_files):
                continue
            try:
                found = inboxes.find(self._deployment, self._source, stored)
            except JobUnreadable:
                continue
            if (
                found.job is None
                and not found.late
                and (job := admission.adopt_inbox(self._deployment, self._source, stored, found))
            ):
                self._send(job, "object_without_job")
        if newest and newest != checked:
            self._deployment.table.put_document(SWEEP, "inbox", {"checked": newest.isoformat()})

    def uploads(self) -> None:
        """Give uploads whose row was lost a row again, and delete those whose job was deleted while they came."""
        for stored in self._slices("uploads", keys.UPLOADS):
            job_id = keys.job_of_upload(stored.key)
            if job_id is None or not (self._older(stored, FIRST_LOOK) or _from_the_future(stored)):
                continue
            if job := self._row(job_id):
                if not isinstance(job, JobUnreadable):
                    self._late_upload(stored, job)
                continue
            page = self._deployment.table.find(source_key=stored.key, limit=1)
            if page.jobs or page.unreadable:
                continue  # a conversion outlived the job it was uploaded for
            if self._deployment.table.documents(inboxes.TOMBSTONE, job_id):
                self._deployment.storage.delete(self._source, [stored.key])
                self._tell("late_upload_deleted", key=stored.key)
            else:
                self._adopt(stored, job_id, job_id)

    def _late_upload(self, stored: Stored, job: Job) -> None:
        """Take what came after its upload expired and was not told of; delete what came after its job was over."""
        if job.status is Status.EXPIRED:
            if admission.arrived(self._deployment, job, stored):
                self._send(job, "lost_event")
        elif job.status in TERMINAL and _is_not_its_source(job) and not self._is_read_by_others(job):
            self._deployment.storage.delete(self._source, [stored.key])
            self._tell("late_upload_deleted", key=stored.key)

    def _is_read_by_others(self, job: Job) -> bool:
        """Whether another job reads the object at this job's key, or keeps it for another try."""
        others = self._deployment.table.find(source_key=job.source.key, limit=200)
        kept = any(other.keeps_source for other in others.jobs if other.job_id != job.job_id)
        return kept or bool(others.unreadable)

    def open_multiparts(self) -> None:
        """Abort multipart uploads that nobody will complete: older than upload_expiry_hours, and no row waits for them."""
        limit = self._now - timedelta(hours=self._settings.upload_expiry_hours)
        for upload in self._deployment.storage.open_multiparts():
            job_id = keys.job_of_upload(upload.key)
            job = self._row(job_id) if job_id else None
            if isinstance(job, JobUnreadable):
                continue
            waited_for = job is not None and job.status is Status.WAITING
            ended = job is not None and not waited_for
            if not waited_for and (ended or upload.started < limit):
                self._deployment.storage.abort_multipart(upload.key, upload.upload_id)
                self._tell("multipart_aborted", key=upload.key)

    def stale_tasks(self) -> None:
        """Delete task objects whose event was lost; the rows they were for ask for themselves."""
        for stored in self._slices("tasks", keys.TASKS):
            if self._older(stored, TASK_LIFE):
                self._deployment.storage.delete(self._source, [stored.key])
                self._tell("task_deleted", key=stored.key)

    def orphaned_outputs(self) -> None:
        """Delete outputs that no job points to: of attempts that lost or were stopped, and of jobs that are gone."""
        proxies, age = self._deployment.config.proxy_bucket, timedelta(hours=self._deployment.config.orphan_hours)
        for stored in self._slice("proxies", proxies, keys.PROXIES):
            found = keys.attempt_of_output(stored.key)
            if found is None or not self._older(stored, age):
                continue
            job = self._row(found[0])
            if isinstance(job, JobUnreadable):
                continue  # which of them are its outputs, nobody can say
            at_work = job is not None and job.status in ACTIVE and job.attempt == found[1]
            if job is None or not (at_work or stored.key in outputs.published(job)):
                self._deployment.storage.delete(proxies, [stored.key])
                self._tell("orphan_deleted", key=stored.key)

    # ------------------------------------------------------------ small things

    def _row(self, job_id: str) -> Job | JobUnreadable | None:
        """Read a row; the error where there is one that cannot be read, as what belongs to it is left alone."""
        try:
            return self._deployment.table.get(job_id)
        except JobUnreadable as broken:
            return broken

    @property
    def _source(self) -> str:
        return self._deployment.config.source_bucket

    def _adopt(self, stored: Stored, job_id: str, name: str) -> None:
        job = admission.adopt(self._deployment, self._source, stored, job_id, name)
        if job:
            self._send(job, "object_without_job")

    def _slices(self, name: str, prefix: str) -> Iterable[Stored]:
        """Walk a slice of the prefix in each lane of the source bucket."""
        return chain.from_iterable(
            self._slice(each.replace(prefix, name), self._source, each) for each in self._everywhere(prefix)
        )

    def _everywhere(self, prefix: str) -> tuple[str, ...]:
        """Give a prefix of the source bucket in every lane that there is: listing those that are off costs as much."""
        return keys.everywhere(prefix) if self._deployment.config.priorities else (prefix,)

    def _slice(self, name: str, bucket: str, prefix: str) -> Iterable[Stored]:
        """Walk the next SLICE keys after where the last turn stopped; from the start again after the last key."""
        after = unreadable.first(self._deployment.table.documents(SWEEP, name), _place) or ""
        found = list(islice(self._deployment.storage.listing(bucket, prefix, after=after), SLICE))
        stop = found[-1].key if len(found) == SLICE else ""
        self._unfinished = self._unfinished or bool(stop)
        if stop != after:
            self._deployment.table.put_document(SWEEP, name, {"after": stop})
        return found

    def _mark(self, name: str) -> datetime | None:
        return unreadable.first(self._deployment.table.documents(SWEEP, name), _checked)

    def _older(self, stored: Stored, age: timedelta) -> bool:
        return self._now - stored.modified > age

    def _interrupted(self, look: str, trouble: VtsError) -> None:
        log.warning("reconcile_interrupted", look=look, reason=str(trouble))
        self.mended["interrupted"] += 1

    def _tell(self, what: str, **about: str) -> None:
        self.mended[what] += 1
        log.info("mended", what=what, **about)


def _from_the_future(stored: Stored) -> bool:
    """Whether it was put later than the storage's own clock: who put it has said so, and MinIO takes his word."""
    return stored.told_at is not None and stored.modified > stored.told_at + CLOCK_SKEW


def _is_not_its_source(job: Job) -> bool:
    """Whether an object at the job's key came too late: the job ended without one, or had its own deleted."""
    return job.source.etag is None or not job.keeps_source


def _place(document: Document) -> str:
    """Read the key that a walk stopped at. Raises KeyError or TypeError for what is none."""
    after = document.body["after"]
    if not isinstance(after, str):
        raise TypeError("after: is no key")
    return after


def _checked(document: Document) -> datetime:
    """Read until when objects were seen. Raises KeyError, TypeError or ValueError for what is no moment."""
    moment = datetime.fromisoformat(document.body["checked"])
    if moment.tzinfo is None:
        raise ValueError("checked: a moment without its offset from UTC")
    return moment
