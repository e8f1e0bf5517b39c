"""The page, in a real browser: what it loads, how it scrolls, how fast it uploads, and whether watching slows that down."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

from local.base import config
from local.bench import clips, rows, uploads
from local.bench.browser import Browser, NotMeasurable
from local.bench.figures import Bar, Figure, Samples, ratio
from local.bench.measured_stack import MeasuredStack
from local.bench.scale import MIB, Scale
from local.client import wire
from local.page import build

_KB = 1000

_LOAD = Figure("page_load", "JavaScript that the jobs page loads, gzip", Bar(250, "at most", "kB"))
_BUILD = Figure("page_build", "build of the page from clean, npm's packages being there", Bar(90, "at most", "s"))
_SCROLL = Figure(
    "page_scroll", "longest task of the browser while the list of jobs is scrolled", Bar(50, "at most", "ms")
)
_UPLOAD = Figure("page_upload", "upload through the page, times as fast as boto3's upload_file", Bar(0.8, "at least"))
_POLLING = Figure("page_polling", "speed of an upload while jobs run and the hosts page is open", Bar(0.95, "at least"))


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give five figures; where the page is not served, or there is no browser, each says that it was not measured."""
    try:
        browser = _browser(deployment)
    except NotMeasurable as lacking:
        for figure in (_LOAD, _BUILD, _SCROLL, _UPLOAD, _POLLING):
            yield _given(figure, note=lacking.message)
        return
    yield load(deployment, browser)
    yield (
        clean_build(deployment, browser)
        if scale.build_page
        else _given(_BUILD, note="It is built for a full run only.")
    )
    yield scroll(deployment, browser, scale)
    yield upload(deployment, browser, scale)
    yield polling(deployment, browser, scale)


def load(deployment: MeasuredStack, browser: Browser) -> Figure:
    """Load the jobs page once."""
    met = browser.measure("load", deployment.running.page)
    size = met["bytes"] / _KB
    note = f"{met['files']} files; {met['ahead'] / _KB:.0f} kB more are fetched ahead, for the other pages"
    return _given(_LOAD, size, (Samples("scripts", "kB", (size,)),), note)


def clean_build(deployment: MeasuredStack, browser: Browser) -> Figure:
    """Build it in a fresh folder, once."""
    with tempfile.TemporaryDirectory(dir=deployment.folder) as folder:
        began = time.monotonic()
        build.make(browser.node, Path(folder), deployment.folder / "page.log")
        seconds = time.monotonic() - began
    return _given(_BUILD, seconds, (Samples("next build", "s", (seconds,)),))


def scroll(deployment: MeasuredStack, browser: Browser, scale: Scale) -> Figure:
    """Scroll through a list of many done jobs, from the first row to the last, as fast as a wheel turns."""
    built = build.prepare(config.load(os.environ), deployment.folder / "page.log", lambda _: None)
    with rows.site(deployment.folder, scale.page_rows, deployment.environment, built) as page:
        met = browser.measure("scroll", page, rows=scale.page_rows)
    note = f"{met['seen']:,} of {scale.page_rows:,} rows seen in {met['seconds']:.0f} s; {met['long_tasks']} tasks over 50 ms"
    return _given(_SCROLL, met["longest_ms"], (Samples("longest task", "ms", (met["longest_ms"],)),), note)


def upload(deployment: MeasuredStack, browser: Browser, scale: Scale) -> Figure:
    """Upload the same large file through the page and with boto3, in turn."""
    path = clips.hollow(deployment.folder, scale.upload_size)
    page, boto3 = _rounds(
        scale.page_upload_rounds,
        scale.page_warm_ups,
        lambda: _through_the_page(deployment, browser, path)[0],
        lambda: uploads.boto3s(deployment, path),
    )
    ways = Samples("boto3", "s", boto3), Samples("page", "s", page)
    return ratio(_UPLOAD.name, f"{_UPLOAD.claim}, {scale.upload_size // MIB} MiB", _UPLOAD.bar, *ways)


def polling(deployment: MeasuredStack, browser: Browser, scale: Scale) -> Figure:
    """Upload through the page with nothing to watch, and while jobs run and the hosts page is open, in turn."""
    path = clips.hollow(deployment.folder, scale.page_polled_size)
    slowest: list[float] = []

    def watched() -> float:
        with rows.running(deployment.environment["DATABASE_URL"], scale.page_running):
            seconds, slowest_poll = _through_the_page(deployment, browser, path, watched=True)
        slowest.append(slowest_poll)
        return seconds

    rounds = scale.page_polled_rounds, scale.page_warm_ups
    polled, idle = _rounds(*rounds, watched, lambda: _through_the_page(deployment, browser, path)[0])
    ways = Samples("idle", "s", idle), Samples("watched", "s", polled)
    claim = f"{_POLLING.claim}, to that without; {scale.page_polled_size // MIB} MiB, {scale.page_running} jobs"
    return ratio(_POLLING.name, claim, _POLLING.bar, *ways, f"slowest answer to a poll {max(slowest):.0f} ms")


def _browser(deployment: MeasuredStack) -> Browser:
    """Give the browser, if the page is served. Raises NotMeasurable."""
    with contextlib.closing(wire.Line()) as line:
        answer = line.call("GET", f"{deployment.running.page}/")
    if answer.status != HTTPStatus.OK:
        raise NotMeasurable("The page is not served.")
    return Browser(deployment.folder)


def _through_the_page(
    deployment: MeasuredStack, browser: Browser, path: Path, *, watched: bool = False
) -> tuple[float, float]:
    """Upload through the page; its seconds, declaring and completing included, and those of the slowest poll, ms."""
    met = browser.measure("upload", deployment.running.page, path=str(path), watched=watched)
    deployment.clear(met["job_id"])
    return met["seconds"], met["slowest_poll_ms"]


def _rounds(
    rounds: int, warm_ups: int, one: Callable[[], float], other: Callable[[], float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Take both once a round, now this first, now that, after rounds that do not count."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(-warm_ups, rounds):
        for which in (number % 2, 1 - number % 2):
            os.sync()
            seconds = (one, other)[which]()
            if number >= 0:
                taken[which].append(seconds)
    return tuple(taken[0]), tuple(taken[1])


def _given(figure: Figure, value: float | None = None, samples: tuple[Samples, ...] = (), note: str = "") -> Figure:
    """Fill in what was measured."""
    return Figure(figure.name, figure.claim, figure.bar, value, samples, note)
