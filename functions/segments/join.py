"""Joins the parts by copying their packets, and holds the whole against source and plan as a proxy of one pass is held.

What was decoded were the parts, each by its own worker. So the joined file need not be decoded again: its packets are the
parts' packets, bit for bit, by a hash over all of them, and its codec's parameters are those that every part has.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, cast

from functions import confine, finished, log, runs, verify
from functions.certificate import Rule
from functions.complaints import Complaint, Kind
from functions.confine import Tools
from functions.deployment import Deployment
from functions.encode import Encoded
from functions.errors import BucketUnavailable, SegmentsDiffer
from functions.media import Measured
from functions.packets import Packets
from functions.segments import commands, cuts
from functions.segments.manifest import SOUND, Manifest, name
from functions.segments.pieces import Part
from functions.sniff import MOV
from functions.watch import Watch

AT_ONCE = 8  # parts that are fetched at the same time
LIST_LIMIT = 1024**3  # bytes of the list of packets; ten hours have about 10 MB


class Joined(NamedTuple):
    """The proxy, what it was made from, what was found in it, and the rules of its certificate."""

    encoded: Encoded
    measured: Measured
    rules: tuple[Rule, ...]


def make(
    house: Deployment, manifest: Manifest, parts: dict[str, Part], tools: Tools, folder: Path, watch: Watch
) -> Joined:
    """Join the ``parts`` of all pieces in ``folder``.

    Raises SegmentsDiffer when they do not fit together, and what storage and ffmpeg raise. Whether the whole is what it
    should be, the rules say: see verify.judge.
    """
    segments = [parts[name(cut)] for cut in manifest.cuts]
    headers = {part.header for part in segments}
    if len(headers) > 1:
        raise SegmentsDiffer(f"Its segments have {len(headers)} different codec parameters.")
    files = _fetched(house, [*segments, parts[SOUND]], folder, watch)
    proxy, listed = folder / f"proxy{manifest.plan.extension}", folder / "parts.ffconcat"
    pictures, sound = files[:-1], files[-1] if parts[SOUND].key else None
    listed.write_text(commands.playlist(manifest.plan, manifest.cuts, pictures), encoding="utf-8")
    guards, hashes = confine.local_guards(MOV), _Hashes()
    read = _read(house, parts)
    start = cuts.start(read, manifest.plan)
    argv = commands.join(manifest.plan, manifest.cuts, start, listed, sound, tools.ffmpeg, guards, proxy)
    began = time.monotonic()
    made = runs.run(argv, hashes, output=proxy, tools=tools, watch=watch)
    log.info("joined", size=proxy.stat().st_size, seconds=round(time.monotonic() - began, 3))
    for path in files:
        path.unlink(missing_ok=True)
    found = finished.listed(commands.hashes(proxy, tools.ffmpeg, guards), proxy, tools, watch.check)
    header = finished.header(proxy, tools)
    encoded = _encoded(read, manifest, parts, proxy, made)
    measured = _measured(parts, encoded, finished.measure(proxy, tools, watch.check, decode=False))
    rules = (
        *verify.compare(manifest.media, manifest.plan, encoded, measured),
        Rule(
            rule="joined_packets",
            expected=" ".join(hashes.found),
            found=" ".join(found),
            passed=hashes.found == found,
            note=f"Made in {len(segments)} segments; each was decoded where it was made.",
        ),
        Rule(rule="joined_header", expected=headers.pop(), found=header, passed=header in {s.header for s in segments}),
    )
    return Joined(encoded, measured, rules)


def _fetched(house: Deployment, parts: list[Part], folder: Path, watch: Watch) -> list[Path]:
    """Fetch the parts' files, and hold each against the digest that its maker named. Raises BucketUnavailable."""

    def fetch(number: int, part: Part) -> Path:
        path = folder / f"part-{number:04}{Path(part.key).suffix}"
        if part.key:
            watch.check()
            if house.storage.get_file(house.config.proxy_bucket, part.key, path) != part.sha256:
                raise BucketUnavailable(f"{part.key} is not what was put there.")
        return path

    with ThreadPoolExecutor(AT_ONCE, "parts") as threads:
        return list(threads.map(fetch, range(len(parts)), parts))


def _read(house: Deployment, parts: dict[str, Part]) -> Packets:
    """Fetch the list of the source's packets. Raises SegmentsDiffer when another version wrote it."""
    dumped = house.storage.get_bytes(house.config.proxy_bucket, parts[SOUND].list_key, LIST_LIMIT)
    try:
        return Packets.load(dumped)
    except ValueError as other:
        raise SegmentsDiffer("Its packets were listed by another version.") from other


def _encoded(read: Packets, manifest: Manifest, parts: dict[str, Part], proxy: Path, made: runs.Log) -> Encoded:
    """Put together what the pieces read of the source, as if one pass had read it."""
    met = [one for part in parts.values() for one in part.complaints]
    return Encoded(
        path=proxy,
        plan=manifest.plan,
        packets=read,
        decoded=sum(part.frames for part in parts.values()),
        complaints=tuple((Complaint(cast("Kind", kind), text), count) for kind, text, count in met),
        argv=tuple(made.argv),
        log=made.text,
        cpu_seconds=made.cpu_seconds + sum(part.cpu_seconds for part in parts.values()),
        copied=parts[SOUND].copied,
    )


def _measured(parts: dict[str, Part], encoded: Encoded, listed: Measured) -> Measured:
    errors = tuple(error for part in parts.values() for error in part.decode_errors)
    return listed._replace(frames_decoded=encoded.decoded, decode_errors=errors)


class _Hashes:
    """Reads what streamhash lists: a line for each stream."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def read(self, line: str) -> None:
        self._lines.append(line.strip())

    def __len__(self) -> int:
        return 0

    @property
    def found(self) -> tuple[str, ...]:
        return tuple(self._lines)
