"""Structured log lines: one JSON object a line, each with the job id and attempt it is about."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

_bound: ContextVar[dict[str, Any]] = ContextVar("bound", default={})  # noqa: B039  never mutated
_logger = logging.getLogger("vts")

T = TypeVar("T")


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, event, then the bound and the given fields."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def start() -> None:
    """Send this process's log lines to standard error. Called once, by whoever starts the process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logging.getLogger().handlers[:] = [handler]
    _logger.setLevel(logging.INFO)


@contextmanager
def bound(**fields: Any) -> Iterator[None]:  # noqa: ANN401  any JSON value
    """Add fields (job_id, attempt, …) to every line logged inside the block, in this thread or task."""
    token = _bound.set({**_bound.get(), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


def carried(function: Callable[..., T]) -> Callable[..., T]:
    """Give the function so that it logs with the fields that are bound now, in whichever thread it is called."""
    return partial(copy_context().run, function)


def fields() -> Mapping[str, Any]:
    """Give the fields that are bound."""
    return _bound.get()


def info(event: str, **fields: Any) -> None:  # noqa: ANN401
    """Log what happened."""
    _logger.info(event, extra={"fields": {**_bound.get(), **fields}})


def warning(event: str, **fields: Any) -> None:  # noqa: ANN401
    """Log what went wrong and was dealt with."""
    _logger.warning(event, extra={"fields": {**_bound.get(), **fields}})


def exception(event: str, **fields: Any) -> None:  # noqa: ANN401
    """Log what was not expected, with its traceback."""
    _logger.exception(event, extra={"fields": {**_bound.get(), **fields}})  # noqa: LOG004  called from handlers only
