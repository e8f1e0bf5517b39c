"""What the pipeline costs on top of ffmpeg: upload complete to done, against the same argv run by hand on the same file."""

import shlex
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from functions.common.errors import Failure
from local.bench import clips
from local.bench.figures import Bar, Figure, Samples, difference, ratio
from local.bench.measured_stack import MeasuredStack, seconds_between
from local.bench.scale import Scale

_HAND_SECONDS = 1_800
_OF_THE_NETWORK = frozenset({"-rw_timeout", "-max_redirects"})


class NoCommandInLog(Failure):
    """The log of the job does not hold its ffmpeg command."""

    hint = "Please report it."


class HandRunFailed(Failure):
    """The ffmpeg command of the job failed when it was run by hand."""


def measure(deployment: MeasuredStack, scale: Scale) -> Iterator[Figure]:
    """Give the three figures: a long film as a ratio, a short one as a difference, and event to claim."""
    film = clips.film(deployment.running.ffmpeg, deployment.folder, scale.film_seconds)
    jobs, hand, _ = _rounds(deployment, film, scale.rounds)
    yield ratio(
        "overhead_film",
        f"upload complete to done, over the same ffmpeg by hand: {scale.film_seconds:g} s of 1080p",
        Bar(1.10, "at most"),
        Samples("pipeline", "s", jobs),
        Samples("by hand", "s", hand),
    )
    short = clips.film(deployment.running.ffmpeg, deployment.folder, 2)
    jobs, hand, claims = _rounds(deployment, short, scale.short_rounds)
    yield difference(
        "overhead_short",
        "upload complete to done, beyond the same ffmpeg by hand: 2 s of 1080p",
        Bar(1.0, "at most", "s"),
        Samples("pipeline", "s", jobs),
        Samples("by hand", "s", hand),
    )
    claimed = Samples("claims", "s", claims)
    yield Figure("event_to_claim", "object complete to claimed", Bar(0.2, "at most", "s"), claimed.median, (claimed,))


def by_hand(argv: Sequence[str], source: Path, output: Path) -> list[str]:
    """Give the same command with a local file instead of the loopback reader, and another place for the proxy."""
    words: list[str] = []
    given = iter(argv)
    for word in given:
        if word in _OF_THE_NETWORK:
            next(given)
        elif words and words[-1] == "-protocol_whitelist":
            words.append("file")
        elif words and words[-1] == "-i":
            words.append(f"file:{source}")
        else:
            words.append(f"file:{output}" if word.startswith("file:") else word)
    return words


def command_of(log: str) -> list[str]:
    """Read the ffmpeg command, the first line of a job's log. Raises NoCommandInLog."""
    words = shlex.split(log.partition("\n")[0])
    if "-i" not in words:
        raise NoCommandInLog
    return words


def _rounds(
    deployment: MeasuredStack, film: Path, count: int
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Measure pipeline and hand in turn; seconds of the jobs, of the hand runs, and from arrival to claim.

    One round goes before that does not count: it warms the worker and tells the command.
    """
    proxy = deployment.folder / "by-hand.mp4"
    argv = by_hand(_job(deployment, film)[2], film, proxy)
    jobs, hand, claims = [], [], []
    for number in range(count):
        if number % 2:
            hand.append(_hand(argv, proxy))
        whole, claim, _ = _job(deployment, film)
        jobs.append(whole)
        claims.append(claim)
        if not number % 2:
            hand.append(_hand(argv, proxy))
    return tuple(jobs), tuple(hand), tuple(claims)


def _job(deployment: MeasuredStack, film: Path) -> tuple[float, float, list[str]]:
    """Run one job; seconds from arrival to done and to claimed, and its ffmpeg command."""
    sent = deployment.send(film)
    job = deployment.done(sent.job_id)
    command = command_of(deployment.log(sent.job_id))
    deployment.clear(sent.job_id)
    return (
        seconds_between(sent.arrived_at, job["finished_at"]),
        seconds_between(sent.arrived_at, job["started_at"]),
        command,
    )


def _hand(argv: list[str], proxy: Path) -> float:
    """Run the command; its seconds. Raises HandRunFailed."""
    proxy.unlink(missing_ok=True)
    began = time.monotonic()
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=_HAND_SECONDS, check=False)
    seconds = time.monotonic() - began
    if done.returncode:
        raise HandRunFailed(done.stderr.decode(errors="replace").strip()[-500:])
    return seconds
