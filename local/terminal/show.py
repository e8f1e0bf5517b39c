"""What the command line prints: results on standard output, everything else on standard error."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.common.errors import VtsError
from local.client.api import Job, ProfileOffer, UnreadableJob
from local.terminal import hints, tables, words
from local.terminal.tables import Cell, Column

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_COLOUR = {
    "done": "green",
    "partial": "yellow",
    "running": "cyan",
    "failed": "red",
    "rejected": "red",
    "cancelled": "yellow",
    "expired": "yellow",
}
_KINDS = {"boolean": "true or false", "integer": "a whole number", "number": "a number"}  # of JSON Schema
_TOLD = ("frame_count", "frame_rate", "duration", "start_timecode", "audio_tracks")  # of a certificate, in short
SHORT_ID = 8
"""Digits of a job's id that tables show; commands take them."""
_JOBS = (
    Column("job"),
    Column("status"),
    Column("name", elastic=True),
    Column("profile"),
    Column("size"),
    Column("made"),
)
_AFFECTED = (Column("job"), Column("name", elastic=True), Column("profile"), Column("why", elastic=True))
_PROFILES = (Column("profile"), Column("file"), Column("what it is", elastic=True))
_HOSTS = (
    Column("host", elastic=True),
    *map(Column, ("role", "cores", "CPU", "memory", "disk free", "load", "jobs", "seen")),
)


@cache
def out() -> "Console":
    """Give the console on standard output."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


@cache
def err() -> "Console":
    """Give the console on standard error, for progress and trouble."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, stderr=True)


def check(name: str, text: str, todo: str, *, ok: bool) -> None:
    """Print how one check ended: ok, or what to do."""
    from rich.text import Text

    out().print(Text.assemble(("ok    " if ok else "not ok", "green" if ok else "bold red"), f"  {name}: {text}"))
    if todo:
        line(f"        {todo}", "bold")


def as_json(data: object) -> None:
    """Print data for programs."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def line(text: str, style: str = "") -> None:
    """Print one line of a result."""
    out().print(text, style=style or None, markup=False)


def note(text: str) -> None:
    """Print a line beside the result."""
    err().print(text, style="dim", markup=False)


def error(trouble: VtsError) -> None:
    """Print what went wrong in one sentence, the wrong inputs by name, and what to do."""
    said = trouble.as_dict()
    problem(said["message"], hints.of(said["code"], said["hint"]), said.get("fields") or {})


def error_as_json(trouble: VtsError) -> None:
    """Print for programs what went wrong, in the shape of the API, with the command line's hint."""
    said = trouble.as_dict()
    as_json({"error": {**said, "hint": hints.of(said["code"], said["hint"])}})


def problem(message: str, hint: str = "", fields: Mapping[str, str] | None = None) -> None:
    """Print a sentence, the wrong inputs by name, and what to do, if that is to be said."""
    from rich.text import Text

    err().print(Text.assemble(("vts: ", "bold red"), message))
    for name, reason in (fields or {}).items():
        err().print(Text.assemble("     ", (name, "bold"), f": {reason}"))
    if hint:
        err().print(Text.assemble("     ", (hint, "dim")))


# ---------------------------------------------------------------- jobs


def unreadable(listed: list[UnreadableJob]) -> None:
    """Say which jobs of a page cannot be read; nothing where there is none."""
    for each in listed:
        name = f" ({each['filename']})" if each["filename"] else ""
        note(f"Job {each['job_id']}{name} cannot be read: {each['reason']}")


def jobs(listed: list[Job], *, more: bool, chosen: bool) -> None:
    """Print jobs as a table, newest first; ``chosen``: only some of those there are were asked for."""
    rows = [
        (
            Cell(job["job_id"][:SHORT_ID], whole=job["job_id"]),
            Cell(_with_progress(job), _COLOUR.get(job["status"], ""), whole=job["status"]),
            Cell(job["filename"]),
            Cell(job["profile"]),
            Cell(words.size(job["source"]["size"]), whole=str(job["source"]["size"])),
            Cell(words.ago(job["created_at"]), whole=job["created_at"]),
        )
        for job in listed
    ]
    if rows:
        tables.show(out(), _JOBS, rows)
    elif chosen:
        note("There are no such jobs.")
    else:
        note("There are no jobs yet; `./vts push FILE` sends a film.")
    if more:
        note("There are more; --limit shows them.")


def affected(found: Sequence[tuple[Job, str]]) -> None:
    """Print proxies that should be made again, and why."""
    rows = [
        (
            Cell(job["job_id"][:SHORT_ID], whole=job["job_id"]),
            Cell(job["filename"]),
            Cell(job["profile"]),
            Cell(why),
        )
        for job, why in found
    ]
    if rows:
        tables.show(out(), _AFFECTED, rows)
        note("Convert these again on the page, or send them with `./vts transcode FILE --again`.")
    else:
        note("No proxy is known to be affected.")


def job(shown: Job) -> None:
    """Print one job: how it stands, what came in, what came out."""
    from rich.text import Text

    out().print(
        Text(shown["filename"], style="bold"), Text(_with_progress(shown), style=_COLOUR.get(shown["status"], ""))
    )
    rows = {
        "job": shown["job_id"],
        "profile": " ".join([shown["profile"], *(f"{k}={v}" for k, v in shown["options"].items() if v)]),
        "source": _described(shown["source"]),
        "proxy": _described(shown["proxy"]) if shown["proxy"] else "",
        "took": _took(shown),
        "worker": shown["worker"] or "",
        "try": str(shown["attempt"]) if shown["attempt"] > 1 else "",
    }
    for name, value in rows.items():
        if value:
            line(f"  {name:<8}{value}")
    if lacks := shown.get("missing"):
        line(f"  {'partial':<8}{words.missing(lacks)}", "yellow")
    if shown["proxy"]:
        certificate(shown["proxy"].get("certificate") or {})
    if shown["error"]:
        line(f"  {'reason':<8}{shown['error']['code']}: {shown['error']['message']}", "red")
        line(f"  {'':<8}{hints.of(shown['error']['code'], shown['error']['hint'])}", "dim")


def proxy(made: Job, path: Path) -> None:
    """Print where a proxy lies, what it is, and how it was checked."""
    lacks = made.get("missing")
    line(str(path), "bold yellow" if lacks else "bold green")
    if lacks:
        line(f"  {'partial':<8}{words.missing(lacks)}", "yellow")
    for name, value in (
        ("source", _described(made["source"])),
        ("proxy", _described(made["proxy"] or {})),
        ("took", _took(made)),
    ):
        line(f"  {name:<8}{value}")
    certificate((made["proxy"] or {}).get("certificate") or {})


def certificate(checked: Mapping[str, Any]) -> None:
    """Print a certificate in short: how many rules passed, and what they found."""
    rules = checked.get("rules") or []
    for lack in (checked.get("missing") or {}).get("streams", ()):
        line(f"  {'missing':<8}{words.ranges(lack)}", "yellow")
    if why := checked.get("why_larger"):
        line(f"  {'size':<8}larger than the source. {why}")
    passed = {rule["rule"]: rule["found"] for rule in rules if rule["passed"]}
    told = ", ".join(f"{name.replace('_', ' ')} {passed[name]}" for name in _TOLD if name in passed)
    line(f"  {'checked':<8}{len(passed)} of {len(rules)} rules passed{': ' if told else ''}{told}")
    for rule in rules:
        if not rule["passed"]:
            line(f"  {'':<8}{rule['rule']}: expected {rule['expected']}, found {rule['found']}", "red")


def _described(file: Mapping[str, Any]) -> str:
    """Say what is in a source or a proxy, as far as it is known."""
    parts = [words.size(file["size"])]
    if media := file.get("media"):
        video = media["video"]
        sound = [f"{track['codec']} {track['layout'] or str(track['channels']) + ' ch'}" for track in media["audio"]]
        parts += [
            f"{video['width']}x{video['height']} {video['codec']}",
            f"{float(Fraction(video['rate'])):g} fps",
            words.seconds(media["duration"]),
            " + ".join(sound) or "silent",
        ]
    return ", ".join(parts)


def _with_progress(job: Job) -> str:
    if job["status"] != "running":
        return job["status"]
    left = f", {words.seconds(job['eta_seconds'])} left" if job["eta_seconds"] else ""
    return f"{job['phase'] or 'running'} {job['progress']:.0%}{left}"


def _took(job: Job) -> str:
    span = words.between(job["started_at"], job["finished_at"])
    return "" if span is None else words.seconds(span)


# ---------------------------------------------------------------- profiles, hosts and settings


def profiles(listed: Sequence[ProfileOffer]) -> None:
    """Print the profiles that a job may name."""
    rows = [
        (
            Cell(each["name"], "bold" if each["is_default"] else ""),
            Cell(each["container"]),
            Cell(each["title"] + (" (default)" if each["is_default"] else ""), whole=each["title"]),
        )
        for each in listed
    ]
    tables.show(out(), _PROFILES, rows)


def hosts(load: Mapping[str, Any]) -> None:
    """Print the hosts that reported lately."""
    rows = [
        (
            Cell(host["host"]),
            Cell("draining" if host.get("draining") else host["role"]),
            Cell(str(host.get("cores") or "")),
            Cell(f"{host['cpu_percent']:.0f} %"),
            Cell(f"{host['memory_percent']:.0f} %"),
            Cell(words.size(host["disk_free"]), whole=str(host["disk_free"])),
            Cell(f"{host['load_average'][0]:.1f}"),  # of the last minute; all three leave 80 columns no room for names
            Cell(str(len(host["jobs"]))),
            Cell(words.ago(host["seen_at"]), whole=host["seen_at"]),
        )
        for host in load["hosts"]
    ]
    if rows:
        tables.show(out(), _HOSTS, rows)
    else:
        note("No worker has reported lately; `./vts up` or `./vts worker` starts one.")


def settings(values: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Print the settings, what each takes, and what it means; ``schema`` describes them as JSON Schema properties."""
    from rich.text import Text

    for name, value in values.items():
        if name == "version":
            continue
        described = schema.get(name, {})
        style = "" if value == described.get("default") else "green"
        shown = styled(f"{_setting(name, value):<28}", style)
        out().print(Text.assemble((f"{name:<26}", "bold"), shown, (takes(described), "dim")))
        line(f"  {described.get('description', '')}", "dim")


def _setting(name: str, value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if name.endswith("_bytes") and isinstance(value, int):
        return f"{value} ({words.size(value)})"
    return f"{value:g}" if isinstance(value, float) else str(value)


def takes(described: Mapping[str, Any]) -> str:
    """Say in few words what values a JSON Schema allows."""
    kinds = described.get("anyOf", [described])
    kind: Mapping[str, Any] = next((each for each in kinds if each.get("type") != "null"), {})
    null = ", null" if any(each.get("type") == "null" for each in kinds) else ""
    if choices := kind.get("enum"):
        return ", ".join(map(str, choices)) + null
    if "minimum" in kind and "maximum" in kind:
        unit = f" {described['x-unit']}" if "x-unit" in described else ""
        return f"{_number(kind['minimum'])} to {_number(kind['maximum'])}{unit}{null}"
    return _KINDS.get(str(kind.get("type")), "text") + null


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def styled(text: str, style: str = "") -> "Text":
    """Give text that is shown as it is, whatever brackets are in it."""
    from rich.text import Text

    return Text(text, style=style)
