"""The rules of a certificate that say of each audio track what was decoded, and where the source has gaps. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from functions.ffmpeg.log_classifier import Complaint
from functions.media.certificate import Rule
from functions.media.facts import Audio, Media
from functions.media.sound import amr, comparison
from functions.media.sound.comparison import Compared
from functions.media.sound.coverage import LEAST, SECOND, Covered, Span
from functions.media.sound.decoded import Decoded
from functions.plan.plan import TrackPlan

NAMED = 5  # gaps, overlaps or losses that a rule names; of further ones it says how many and how long
LOSS = "_decoded"
UNKNOWN = "Not yet implemented in FFmpeg"


def rules(number: int, theirs: Audio, track: TrackPlan, covered: Covered, decoded: Decoded) -> Iterator[Rule]:
    """Give the rules of a track that has packets: that all of it was decoded, and where it has gaps and overlaps."""
    found = comparison.compare(theirs.codec, covered, decoded)
    yield _decoded(number, theirs, track, decoded, found)
    yield _gaps(number, track, decoded, found)


def is_loss(rule: Rule) -> bool:
    """Whether a rule that failed says that sound was lost."""
    return rule.rule.startswith("audio_") and rule.rule.endswith(LOSS)


def paused(lost: Sequence[Rule], media: Media, complaints: Iterable[tuple[Complaint, int]]) -> bool:
    """Whether AMR alone was lost, and its decoder says that it does not know a part of the format, as ffmpeg's its pauses."""
    amr_alone = all(media.audio[_number(rule) - 1].codec in amr.CODECS for rule in lost)
    return bool(lost) and amr_alone and any(UNKNOWN in complaint.text for complaint, _ in complaints)


def said(lost: Sequence[Rule], media: Media) -> str:
    """Say in a sentence for each rule how much of which track was decoded."""
    sentences = []
    for rule in lost:
        number = _number(rule)
        sentences.append(
            f"Audio track {number} ({media.audio[number - 1].codec}) lasts {rule.expected}. Decoded were {rule.found}."
        )
    return " ".join(sentences)


def _number(rule: Rule) -> int:
    return int(rule.rule.removeprefix("audio_").removesuffix(LOSS))


def _decoded(number: int, theirs: Audio, track: TrackPlan, decoded: Decoded, found: Compared) -> Rule:
    rate = max(decoded.samples, key=decoded.samples.__getitem__, default=theirs.sample_rate)
    expected = f"{_seconds(found.expected)}, {round(found.expected * rate / SECOND)} samples"
    if not found.expected:
        expected = "a length that its packets do not tell"
    text = f"{_seconds(found.found)}, {sum(decoded.samples.values())} samples"
    if found.lost:
        text += f"; the decoder gave nothing {_named(found.lost)}"
    if found.scattered:
        text += f"; {_seconds(found.scattered)} are missing here and there"
    edges = (f"{_seconds(found.before)} at the start", f"{_seconds(found.after)} at the end")
    least = (found.before >= SECOND // 1000, found.after >= SECOND // 1000)
    kept = [edge for edge, some in zip(edges, least, strict=True) if some]
    note = track.notes.get("audio_decoded", "")
    if kept and found.whole:
        note = f"{note} The codec's delay and padding: {' and '.join(kept)}.".strip()
    return Rule(rule=f"audio_{number}{LOSS}", expected=expected, found=text, passed=found.whole, note=note)


def _gaps(number: int, track: TrackPlan, decoded: Decoded, found: Compared) -> Rule:
    """Name what the source lacks and what overlaps in it; that is as it is, and so never refused."""
    begin, _ = decoded.reach
    texts = [f"gaps {_named(found.gaps)}"] if found.gaps else []
    texts += [f"overlaps {_named(found.overlaps)}"] if found.overlaps else []
    texts += [f"{_seconds(-begin)} before the film's start"] if begin <= -LEAST and not track.copied else []
    note = ""
    if texts and not track.copied:
        note = (
            "The source is so. From 0.1 s on gaps are filled with silence and overlaps are cut; shorter ones move what follows "
            "by less than that. What comes before the film's start is left out."
        )
    text = "; ".join(texts) or "none"
    return Rule(rule=f"audio_{number}_gaps", expected="those of the source", found=text, passed=True, note=note)


def _named(spans: Sequence[Span]) -> str:
    named = [f"at {_seconds(at)} for {_seconds(length)}" for at, length in spans[:NAMED]]
    if more := spans[NAMED:]:
        named.append(f"{len(more)} more, {_seconds(sum(length for _, length in more))} in all")
    return ", ".join(named)


def _seconds(micro: int) -> str:
    return f"{micro / SECOND:.3f} s"
