"""What was answered to requests with an Idempotency-Key, kept for a day in the job table as documents of a kind of their own."""

import secrets
from datetime import timedelta
from typing import Final

from functions.jobs.model import DOCUMENT_LIFE, IDEMPOTENCY, Document, JobTable

CLAIM_LIFE: Final = timedelta(seconds=60)
"""How long a request may take; one that was not answered by then was lost with its process, and may be carried out again."""

_SWEPT = 100  # documents looked at in one turn


def claim(table: JobTable, key: str, fingerprint: str) -> Document | None:
    """Take the key for this request; None when that worked, else the document of who has it."""
    there = next(iter(table.documents(IDEMPOTENCY, key)), None)
    if there and not _is_over(table, there):
        return there
    body = {"fingerprint": fingerprint}
    if table.put_document(IDEMPOTENCY, key, body, if_version=there.version if there else 0):
        return None
    return next(iter(table.documents(IDEMPOTENCY, key)), None) or claim(table, key, fingerprint)


def keep(table: JobTable, key: str, fingerprint: str, answer: dict[str, str]) -> None:
    """Write down what was answered."""
    table.put_document(IDEMPOTENCY, key, {"fingerprint": fingerprint, **answer})


def give_up(table: JobTable, key: str) -> None:
    """Let the key go: nothing was made for it."""
    table.delete_document(IDEMPOTENCY, key)


def sweep(table: JobTable) -> int:
    """Delete some of those that are over, wherever this turn happens to look; how many."""
    seen = table.document_range(IDEMPOTENCY, after=secrets.token_hex(2), limit=_SWEPT)
    seen = seen or table.document_range(IDEMPOTENCY, limit=_SWEPT)
    over = [document for document in seen if _is_over(table, document)]
    for document in over:
        table.delete_document(IDEMPOTENCY, document.key)
    return len(over)


def _is_over(table: JobTable, document: Document) -> bool:
    """Whether the key is free again; also where nobody can read what was answered, so that it is not refused for a day."""
    said = [document.body.get(name) for name in ("fingerprint", "answer", "status")]
    if not isinstance(said[0], str) or (
        "status" in document.body and not (isinstance(said[1], str) and str(said[2]).isdecimal())
    ):
        return True
    life = DOCUMENT_LIFE[IDEMPOTENCY] if "status" in document.body else CLAIM_LIFE
    return table.now() - document.written_at > life
