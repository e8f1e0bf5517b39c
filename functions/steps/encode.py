"""Makes the proxy of a plan, and what was read of the source on the way; and the poster of a finished proxy."""

from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SourceDamaged
from functions.ffmpeg import runs, sandbox
from functions.ffmpeg.log_classifier import Complaint
from functions.ffmpeg.runs import Watch
from functions.ffmpeg.sandbox import Tools
from functions.media import carried, hidden_packets, language, packets, standard_rate, tags
from functions.media.container import Family
from functions.media.packets import Packets
from functions.media.sound import amr
from functions.media.sound.amr import Apart
from functions.media.sound.coverage import Covered
from functions.media.subtitles import Cue
from functions.plan import command
from functions.plan.plan import Plan, made_apart, made_constant, made_encoded, made_whole
from functions.steps import measure, subtitles
from functions.steps.reader import Reader
from functions.steps.subtitles import Taken


@dataclass(frozen=True)
class Encoded:
    """A finished run: the proxy, and what ffmpeg read of the source to make it."""

    path: Path
    plan: Plan  # as carried out: the one given, or made constant
    packets: Packets
    decoded: int  # frames of video that came out of the decoder
    complaints: tuple[tuple[Complaint, int], ...]  # each kind of complaint once, and how often it came
    argv: tuple[str, ...]
    log: str
    cpu_seconds: float
    copied: dict[int, str] = field(
        default_factory=dict
    )  # names of the packets that copied tracks have in the proxy, from 1
    shown: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # times of the frames that were decoded, in the plan's ticks; listed where damage is accepted
    pixel_formats: tuple[str, ...] = ()  # of the frames that were decoded, each once; empty: not known
    subtitles: tuple[tuple[Cue, ...], ...] = ()  # what each track of the plan shows


class Amr(NamedTuple):
    """Tracks of AMR, from 1: those that are read from files of their frames, and what those with several a packet cover."""

    apart: dict[int, Apart]
    covered: dict[int, Covered]

    def told(self, source: Packets) -> None:
        """Hold tracks by the frames of their packets, whatever these say; what was filled between them is the source's gap."""
        for number in self.covered.keys() & source.tracks.keys():
            source.tracks[number].covered = self.covered[number]
        for number in self.apart.keys() & source.decoded.keys():
            source.decoded[number].take_out(self.apart[number].gaps)


def run(plan: Plan, reader: Reader, family: Family, tools: Tools, folder: Path, watch: Watch) -> Encoded:
    """Make the proxy in ``folder``, reading the source once, and before that for its subtitles alone, where it has some.

    Once more when packets of AMR have to be taken apart first, when an even rate was stated wrongly, when all frames speak for
    another than the first ones, or when sound that was copied is not what it was.

    Raises what ``reader.check`` raises, what ``watch.stopped`` gives, EncodeStalled (nothing read or written for
    ``watch.stall_seconds``), DiskFull, EncoderMissing, EncoderCrashed (ended by a signal), SourceDamaged or EncoderFailed
    (any other exit but 0). ffmpeg's success is no proof: hold the proxy against plan and packets before using it.
    """
    plan, sound = _taken_apart(plan, reader, family, tools, folder, watch)
    plan, taken = subtitles.take(plan, reader, family, tools, folder, watch)
    encoded = _once(plan, reader, family, tools, folder, watch, sound, taken)
    if _each_a_frame(encoded):
        plan = made_whole(plan)
        encoded = _once(plan, reader, family, tools, folder, watch, sound, taken)
    damaged = any(complaint.kind == "damage" for complaint, _ in encoded.complaints)
    if (
        plan.profile.picture.variable_rate == "constant"
        and plan.clock != "count"  # frames get times by their number
        and not (damaged and not plan.accept_damage)
        and not (plan.timing == "kept" and _even(encoded))
    ):
        constant = made_constant(plan, _shot_at(encoded))
        if (constant.timing, constant.rate) != (plan.timing, plan.rate):
            return _once(constant, reader, family, tools, folder, watch, sound, taken)
    if not damaged and not same_sound(encoded.packets, encoded.copied):
        return _once(made_encoded(plan), reader, family, tools, folder, watch, sound, taken)
    return encoded


def _each_a_frame(encoded: Encoded) -> bool:
    """Whether packets that were taken for the two fields of a frame each gave a frame: marked as interlaced at a double rate."""
    read, rate = encoded.packets, Fraction(encoded.plan.rate)
    apart, joined = (len(read.frames(rate, interlaced=fields)) for fields in (False, True))
    return encoded.plan.interlaced and encoded.decoded == apart > 1 and joined == (apart + 1) // 2


def same_sound(read: Packets, copied: dict[int, str]) -> bool:
    """Whether tracks that were copied have the packets that were read of the source."""
    return all(number in read.tracks and read.tracks[number].digest == digest for number, digest in copied.items())


def _even(encoded: Encoded) -> bool:
    """Whether the frames that were decoded are evenly spaced; lost ones among the first may leave a hole."""
    read, fps = encoded.packets, Fraction(encoded.plan.rate)
    frames = read.frames(fps, interlaced=encoded.plan.interlaced)
    lost = len(frames) - encoded.decoded
    return packets.even(frames, read.time_base, fps) and lost in {0, read.undecodable(frames)}


def _shot_at(encoded: Encoded) -> Fraction:
    """Give the rate that all frames speak for; a timecode goes by the rate that its recorder states."""
    plan, read = encoded.plan, encoded.packets
    stated = Fraction(plan.rate)
    frames = read.frames(stated, interlaced=plan.interlaced)
    found = None if plan.timecode else standard_rate.of(frames, read.time_base, [stated])
    return found or stated


def _taken_apart(
    plan: Plan, reader: Reader, family: Family, tools: Tools, folder: Path, watch: Watch
) -> tuple[Plan, Amr]:
    """Take apart what packets of AMR hold, if they hold more than one frame each; the plan then says so of the track."""
    files = {number: folder / f"track{number}.amr" for number, t in enumerate(plan.tracks, start=1) if t.several}
    if not files:
        return plan, Amr({}, {})
    listed, (first, *_) = Packets(picture=False, each=True), files.values()
    argv = command.taking_apart(plan, tools.ffmpeg, reader.url, sandbox.guards(family), files)
    runs.run(argv, listed, output=first, tools=tools, watch=watch, port=reader.port, hide=reader.url)
    reader.check()
    found = Amr({}, {})
    for (number, path), track in zip(
        files.items(), (listed.tracks.get(n) for n in range(1, len(files) + 1)), strict=True
    ):
        each = track.each if track and not track.hidden else None
        if each and (covered := amr.covered(path, each)):
            found.covered[number] = covered
        if each and (taken := amr.apart(path, each)):
            found.apart[number] = taken
    return made_apart(plan, {number: taken.note for number, taken in found.apart.items()}), found


def _once(
    plan: Plan,
    reader: Reader,
    family: Family,
    tools: Tools,
    folder: Path,
    watch: Watch,
    sound: Amr,
    taken: Taken,
) -> Encoded:
    path = folder / f"proxy{plan.extension}"
    guards, source = sandbox.guards(family.at(plan.rate)), Packets(early=command.EARLY)
    texts = carried_texts(plan, folder)
    with hidden_packets.heard(plan.hides, folder, source) as pipe:
        argv = command.argv(
            plan, tools.ffmpeg, reader.url, guards, path, tools.threads, pipe, sound.apart, texts, taken.files
        )
        log = runs.run(argv, source, output=path, tools=tools, watch=watch, port=reader.port, hide=reader.url)
    reader.check()  # ffmpeg takes a reading that was ended for the end of the film
    if plan.early:
        source.place_early(plan.early.pictures, Fraction(plan.early.start, plan.time_scale), Fraction(plan.rate))
    source.complete()
    source.decoded = log.sound.tracks
    sound.told(source)
    tell_languages(plan, path)
    watch.on_frames(len(source))
    if plan.accept_damage and not log.decoded:
        raise SourceDamaged("Nothing of its picture can be decoded.")
    copied = measure.copied_sound(path, plan, tools)
    shown = array("q", sorted(log.sound.pictures))
    return Encoded(
        path,
        plan,
        source,
        len(shown) or log.decoded,
        log.complaints,
        tuple(log.argv),
        log.text,
        log.cpu_seconds,
        copied,
        shown,
        log.pixel_formats,
        taken.cues,
    )


def carried_texts(plan: Plan, folder: Path) -> Path | None:
    """Write the file that tags, titles and chapters come by, if there are any."""
    titles = [plan.picture.title, *(track.title for track in plan.tracks)]
    titles += [track.title for track in plan.subtitles]
    if not any(titles) and not plan.chapters and not plan.tags:
        return None
    path, said = folder / carried.FILE, tags.written(plan.tags, plan.profile.container)
    path.write_text(carried.text(titles, plan.chapters, plan.length, said), encoding="utf-8")
    return path


def tell_languages(plan: Plan, path: Path) -> None:
    """Write the languages of picture and tracks into a finished mov, where ffmpeg writes few."""
    codes = {b"vide": [plan.picture.language], b"soun": [track.language for track in plan.tracks]}
    if plan.profile.container == "mov" and any(any(of_a_kind) for of_a_kind in codes.values()):
        language.write(path, codes)
