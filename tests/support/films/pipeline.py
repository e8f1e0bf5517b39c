"""The media path by itself: a file on disk through probe, plan, encode and verify, with a real ffmpeg and no bucket."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from functions.common.errors import VtsError
from functions.ffmpeg.sandbox import Tools
from functions.media import sniff
from functions.media.certificate import Missing, Rule
from functions.media.facts import Measured, Media
from functions.media.limits import Limits
from functions.media.mp4 import plain_index
from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.plan.profile import Options, Profile
from functions.steps import encode, measure, missing, probe, verdict, verify
from functions.steps.encode import Encoded
from tests.support.films import clips, on_disk


@dataclass
class Watching:
    """Lets the work go on until told otherwise; keeps what it was told."""

    stall_seconds: float = 60
    stop_with: VtsError | None = None
    stop_at: int = 0
    frames: list[int] = field(default_factory=list)

    def on_frames(self, frames: int) -> None:
        self.frames.append(frames)

    def stopped(self) -> VtsError | None:
        return self.stop_with if self.frames and self.frames[-1] >= self.stop_at else None


class Made(NamedTuple):
    """All that came of one film."""

    media: Media
    plan: Plan
    encoded: Encoded
    rules: tuple[Rule, ...]

    @property
    def path(self) -> Path:
        return self.encoded.path

    @property
    def refused(self) -> list[Rule]:
        return [rule for rule in self.rules if not rule.passed]

    def judge(self) -> None:
        verdict.judge(self.rules, self.media, self.encoded)

    def missing(self) -> Missing | None:
        """Give what is missing where damage is accepted; None when nothing is."""
        whole = verdict.judge(self.rules, self.media, self.encoded, accept_damage=self.encoded.plan.accept_damage)
        return None if whole else missing.of(self.media, self.encoded, self.rules)


@dataclass(frozen=True)
class Workshop:
    """Where films are carried out: which ffmpeg, the folder of made clips, and a folder to work in."""

    tools: Tools
    clip_folder: Path
    folder: Path

    def film(self, name: str) -> Path:
        return clips.make(name, self.clip_folder)

    def carry(
        self,
        path: Path,
        name: str = "web-720p",
        watch: Watching | None = None,
        recipe: Profile | None = None,
        options: Options | None = None,
    ) -> Made:
        """Take a file all the way to the rules of its certificate."""
        with on_disk.serving(path) as reader:
            family = sniff.sniff(reader.head(sniff.HEAD_BYTES), path.stat().st_size)
            reader.allow(family.readings)
            plain_index.lay(reader, family)
            media = probe.probe(reader, family, self.tools, Limits(), wanted=options or Options())
            planned = plan.make(media, recipe or profile.load(name))
            if options and options.accept_damage:
                planned = plan.made_accepting(planned)
            encoded = encode.run(planned, reader, family, self.tools, self.folder, watch or Watching())
            reader.check()
        measured = measure.measure(encoded.path, self.tools)
        return Made(media, planned, encoded, verify.compare(media, planned, encoded, measured))

    def finished(self, path: Path) -> Measured:
        """Decode a finished file and read its times."""
        return measure.measure(path, self.tools)

    def ask(self, path: Path, *arguments: str) -> dict[str, Any]:
        """Ask ffprobe about a finished file, as a stranger would."""
        asked = arguments or ("-show_streams", "-show_format")
        argv = [self.tools.ffprobe, "-v", "error", "-of", "json", *asked, str(path)]
        answer: dict[str, Any] = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
        return answer

    def streams(self, path: Path, kind: str) -> list[dict[str, Any]]:
        return [stream for stream in self.ask(path)["streams"] if stream.get("codec_type") == kind]

    def make(self, *arguments: str | Path) -> None:
        """Run ffmpeg by hand."""
        subprocess.run([self.tools.ffmpeg, "-v", "error", "-y", *arguments], check=True)


def children() -> list[str]:
    """Name the living ffmpegs of this process."""
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = [pid for path in listed for pid in path.read_text().split()]
    return [name for pid in pids if "ffmpeg" in (name := Path(f"/proc/{pid}/comm").read_text())]
