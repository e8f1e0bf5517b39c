"""The layout of the buckets: which key means what. Pure.

    source bucket   uploads/{job_id}/source            put by a client with a signed URL
                    inbox/…                            put by any S3 client, under its own name
                    tasks/{job_id}/{nonce}.json        put by us, so that its creation event fires the transcode function
                    tasks/{job_id}/{attempt}/{piece}/{nonce}.json    the same, for a piece of a job that is made in segments
    proxy bucket    proxies/{job_id}/{attempt}/{name}  outputs of one attempt; only those that the job row names are published;
                                                       outputs.py has their names
                    proxies/{job_id}/{attempt}/parts/… what a job in segments is made from; gone when it has ended

What is below high/ or low/ in the source bucket is the same, with that priority (priority.py): low/inbox/film.mov is a job, too.

No user bytes get into a key that we make.
"""

import re
import uuid
from typing import NamedTuple

from functions.common import folders, priority
from functions.common.priority import PRIORITIES, Priority

UPLOADS, INBOX, TASKS, PROXIES = "uploads/", "inbox/", "tasks/", "proxies/"

_UPLOAD = re.compile(r"(?:high/|low/)?uploads/([0-9a-f]{32})/source")
_TASK = re.compile(r"(?:high/|low/)?tasks/([0-9a-f]{32})/[0-9a-f]{32}\.json")
_PIECE_TASK = re.compile(r"(?:high/|low/)?tasks/([0-9a-f]{32})/([0-9]{1,9})/([0-9]{4,6}|sound|join)/[0-9a-f]{32}\.json")
_OUTPUT = re.compile(r"proxies/([0-9a-f]{32})/([0-9]{1,9})/.+")
_INBOX_JOBS = uuid.UUID("6f4a1f0e-6d53-5e0b-9f0c-0a6b1f3f7d11")  # any fixed one: it only has to stay the same


class PieceTask(NamedTuple):
    """What a task asks for: one piece of one attempt of a job that is made in segments."""

    job_id: str
    attempt: int
    piece: str


def everywhere(prefix: str) -> tuple[str, ...]:
    """Give a prefix of the source bucket in every lane, such as uploads/ and high/uploads/."""
    return tuple(priority.folder(lane) + prefix for lane in PRIORITIES)


def source_of_upload(job_id: str, lane: Priority = "normal") -> str:
    """Give the key that a client's upload goes to."""
    return f"{priority.folder(lane)}{UPLOADS}{job_id}/source"


def new_task(job_id: str, lane: Priority = "normal") -> str:
    """Give a key of a task for this job; each is used once."""
    return f"{priority.folder(lane)}{TASKS}{job_id}/{uuid.uuid4().hex}.json"


def new_piece_task(task: PieceTask, lane: Priority = "normal") -> str:
    """Give a key of a task for this piece; each is used once."""
    return f"{priority.folder(lane)}{TASKS}{task.job_id}/{task.attempt}/{task.piece}/{uuid.uuid4().hex}.json"


def outputs_of_job(job_id: str) -> str:
    """Give the prefix of everything that any attempt of the job has put."""
    return f"{PROXIES}{job_id}/"


def output(job_id: str, attempt: int, name: str) -> str:
    """Give the key of one output of one attempt."""
    return f"{PROXIES}{job_id}/{attempt}/{name}"


def parts(job_id: str, attempt: int) -> str:
    """Give the prefix of what one attempt of a job in segments is made from."""
    return output(job_id, attempt, "parts/")


def job_of_upload(key: str) -> str | None:
    """Read the job id out of an upload's key."""
    found = _UPLOAD.fullmatch(key)
    return found[1] if found else None


def job_of_task(key: str) -> str | None:
    """Read the job id out of a task's key."""
    found = _TASK.fullmatch(key)
    return found[1] if found else None


def piece_of_task(key: str) -> PieceTask | None:
    """Read out of a task's key which piece it is for; None when it is for no piece."""
    found = _PIECE_TASK.fullmatch(key)
    return PieceTask(found[1], int(found[2]), found[3]) if found else None


def job_of_inbox(bucket: str, key: str, etag: str, generation: int = 0) -> str:
    """Give the job id of this version of an inbox object: the same for each of its events, another for other content.

    ``generation`` counts how often the same bytes were put again after their job had ended (inbox.py).
    """
    put_again = f"#{generation}" if generation else ""
    return uuid.uuid5(_INBOX_JOBS, f"{bucket}/{key}#{etag}{put_again}").hex


def attempt_of_output(key: str) -> tuple[str, int] | None:
    """Read job id and attempt number out of an output's key."""
    found = _OUTPUT.fullmatch(key)
    return (found[1], int(found[2])) if found else None


def is_inbox_file(key: str) -> bool:
    """Whether the key is a file under inbox/, and not a folder marker."""
    path = key.removeprefix(priority.folder(priority.of_key(key)))
    return path.startswith(INBOX) and not path.endswith("/") and len(path) > len(INBOX)


def folder_of_inbox(key: str) -> str:
    """Give the folder of an inbox object: ``inbox/A001/Clips/film.mov`` lay in ``A001/Clips``. Empty for other keys."""
    path = key.removeprefix(priority.folder(priority.of_key(key)))
    return folders.clean(path.removeprefix(INBOX).rpartition("/")[0]) if path.startswith(INBOX) else ""
