"""Traces, off by default: the request that made a job, each of its tries and their phases, in one tree.

What goes on is told to TRACES_ENDPOINT in OpenTelemetry's protocol (OTLP 1.x over HTTP, as JSON), which any collector takes. A
span is named by its traceparent (W3C Trace Context, version 00), which the job's row carries from the request to whoever
transcodes the film, since neither bucket nor queue would carry it.

Telling never holds up what is told of: spans wait in a short queue for a thread that sends them, and are dropped, with a line in
the log, when the collector does not take them.
"""

import json
import queue
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from functions.common import log

_PARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_MOST_WAITING, _MOST_AT_ONCE = 1000, 100  # spans
_SEND_SECONDS = 5.0
_KINDS: Final = {"internal": 1, "server": 2, "consumer": 5}  # of opentelemetry.proto.trace.v1.Span
_ERROR: Final = 2  # a span's status code

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


@dataclass
class Span:
    """Something that took time. ``traceparent`` names it to those that come after it."""

    name: str
    traceparent: str
    parent: str | None
    kind: str
    began: float = field(default_factory=time.time)  # seconds since 1970
    attributes: dict[str, str | int | float] = field(default_factory=dict)
    error: str = ""

    def as_otlp(self, ended: float) -> dict[str, Any]:
        """Give it as OTLP's JSON has it."""
        _, trace_id, span_id, _ = self.traceparent.split("-")
        told: dict[str, Any] = {
            "traceId": trace_id,
            "spanId": span_id,
            "name": self.name,
            "kind": _KINDS[self.kind],
            "startTimeUnixNano": str(round(self.began * 1e9)),
            "endTimeUnixNano": str(round(max(ended, self.began) * 1e9)),
            "attributes": [_attribute(name, value) for name, value in self.attributes.items()],
        }
        if self.parent:
            told["parentSpanId"] = self.parent.split("-")[2]
        if self.error:
            told["status"] = {"code": _ERROR, "message": self.error}
        return told


class _Exporter:
    """Sends spans to a collector, in a thread of its own that begins with the first."""

    def __init__(self, endpoint: str) -> None:
        self._url = f"{endpoint.rstrip('/')}/v1/traces"
        self._waiting: queue.Queue[dict[str, Any]] = queue.Queue(_MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, span: dict[str, Any]) -> None:
        """Take a span to be sent; one too many is dropped."""
        try:
            self._waiting.put_nowait(span)
        except queue.Full:
            log.warning("trace_dropped", reason="too many wait to be sent")
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep_sending, name="traces", daemon=True)
                self._thread.start()

    def flush(self, seconds: float) -> None:
        """Wait until all was sent, or for so many seconds."""
        done = self._waiting.all_tasks_done
        with done:
            done.wait_for(lambda: not self._waiting.unfinished_tasks, seconds)

    def _keep_sending(self) -> None:
        while True:
            spans = [self._waiting.get()]
            while len(spans) < _MOST_AT_ONCE and not self._waiting.empty():
                spans.append(self._waiting.get())
            try:
                self._send(spans)
            except (OSError, ValueError) as away:  # ValueError: what answers does not speak HTTP
                log.warning("traces_not_sent", spans=len(spans), reason=str(away))
            finally:
                for _ in spans:
                    self._waiting.task_done()

    def _send(self, spans: list[dict[str, Any]]) -> None:
        import urllib.request

        service = {"attributes": [_attribute("service.name", "vts")]}
        body = {"resourceSpans": [{"resource": service, "scopeSpans": [{"scope": {"name": "vts"}, "spans": spans}]}]}
        request = urllib.request.Request(  # noqa: S310  http or https, as the configuration has checked
            self._url, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=_SEND_SECONDS) as answer:  # noqa: S310
            answer.read()


class _Chosen:
    """Where this process's spans go; None: nowhere."""

    exporter: _Exporter | None = None


def start(endpoint: str | None) -> None:
    """Say where the spans of this process go."""
    _Chosen.exporter = _Exporter(endpoint) if endpoint else None


def current() -> str | None:
    """Name the span that this thread or task is in; None while traces are off."""
    return _current.get()


def flush(seconds: float = 2.0) -> None:
    """Wait until all spans were sent, or for so many seconds: a function that has answered may be frozen at once."""
    if _Chosen.exporter:
        _Chosen.exporter.flush(seconds)


@contextmanager
def span(name: str, parent: str | None = None, *, kind: str = "internal", **attributes: str | float) -> Iterator[Span]:
    """Trace what the block does, below ``parent`` (a traceparent; what is none begins a trace). What it raises is its error."""
    known = parent if parent and _PARENT.fullmatch(parent) else None
    begun = Span(name, _below(known), known, kind, attributes=dict(attributes))
    if _Chosen.exporter is None:
        yield begun
        return
    token = _current.set(begun.traceparent)
    try:
        with log.bound(trace_id=begun.traceparent.split("-")[1]):
            yield begun
    except BaseException as error:
        begun.error = begun.error or str(error) or type(error).__name__
        raise
    finally:
        _current.reset(token)
        _Chosen.exporter.take(begun.as_otlp(time.time()))


def phases(of: Span, begun: Mapping[str, datetime], ended: datetime) -> None:
    """Tell of phases that followed each other within a span: when each began, the last until ``ended``."""
    if _Chosen.exporter is None:
        return
    times = sorted((moment.timestamp(), name) for name, moment in begun.items())
    ends = [moment for moment, _ in times[1:]] + [ended.timestamp()]
    for (moment, name), end in zip(times, ends, strict=True):
        phase = Span(name, _below(of.traceparent), of.traceparent, "internal", began=moment)
        _Chosen.exporter.take(phase.as_otlp(end))


def _below(parent: str | None) -> str:
    """Name a new span: in its parent's trace, or in a trace of its own."""
    trace_id = parent.split("-")[1] if parent else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def _attribute(name: str, value: str | float) -> dict[str, Any]:
    match value:
        case str():
            held: dict[str, Any] = {"stringValue": value}
        case int():
            held = {"intValue": str(value)}
        case _:
            held = {"doubleValue": value}
    return {"key": name, "value": held}
