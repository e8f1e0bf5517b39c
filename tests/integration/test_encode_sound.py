"""Every sample that packets promise is in the proxy, or the film is refused; gaps of the source are named and no more."""

import subprocess
from array import array
from pathlib import Path

import pytest

from functions.common.errors import SoundNotDecoded, SourceDamaged
from tests.support.films import amr, segmenting
from tests.support.films.pipeline import Made, Workshop

PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2", "-f", "lavfi", "-i", "sine=f=440:r=48000:d=2"]
H264 = "libx264 -preset ultrafast -pix_fmt yuv420p"
# Each codec in a container that carries it, with the picture's.
CARRIED = [
    ("mp4", H264, "aac"),
    ("mkv", H264, "aac"),
    ("ts", H264, "aac"),
    ("mp4", H264, "aac -ar 8000 -ac 1"),
    ("mp4", H264, "libmp3lame"),
    ("mkv", H264, "libmp3lame"),
    ("mkv", H264, "libopus"),
    ("mp4", H264, "libopus"),
    ("mkv", H264, "libvorbis"),
    ("mkv", H264, "ac3"),
    ("mkv", H264, "flac"),
    ("mov", H264, "alac"),
    ("mkv", H264, "pcm_s16le"),
    ("asf", "wmv2", "wmav2"),
    ("mkv", H264, "libspeex -ar 16000 -ac 1"),
    ("mkv", H264, "wavpack -frame_size 4800"),
    ("flv", H264, "nellymoser -ar 22050 -ac 1"),
]


def film(workshop: Workshop, suffix: str, picture: str, sound: str) -> Path:
    """Make two seconds of picture and sound."""
    path = workshop.folder / f"film.{suffix}"
    workshop.make(*PICTURE, "-c:v", *picture.split(), "-c:a", *sound.split(), path)
    return path


def changed(workshop: Workshop, path: Path, how: str) -> Path:
    """Send the packets of a film's sound through a bitstream filter."""
    made = workshop.folder / f"changed{path.suffix}"
    workshop.make("-i", path, "-map", "0", "-c", "copy", "-bsf:a", how, made)
    return made


def heard(workshop: Workshop, path: Path) -> str:
    """Give a hash of all samples of a film's sound."""
    argv = [workshop.tools.ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a", "-f", "hash", "-"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def said(made: Made, rule: str) -> str:
    (found,) = [one.found for one in made.rules if one.rule == rule]
    return found


@pytest.mark.parametrize(("suffix", "picture", "sound"), CARRIED)
def test_packets_that_are_not_in_the_film_are_a_gap_that_the_certificate_names(
    suffix: str, picture: str, sound: str, workshop: Workshop
) -> None:
    whole = film(workshop, suffix, picture, sound)
    holed = changed(workshop, whole, "noise=drop='between(tb*pts,0.7,1.1)'")

    made = workshop.carry(holed)

    assert made.refused == []
    (gap,) = said(made, "audio_1_gaps").removeprefix("gaps ").split(", ")
    at, length = (float(part) for part in gap.removeprefix("at ").removesuffix(" s").split(" s for "))
    assert 0.6 <= at <= 0.85
    assert 0.25 <= length <= 0.6
    assert "filled with silence" in {rule.rule: rule.note for rule in made.rules}["audio_1_gaps"]


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_sound_that_comes_twice_is_cut_and_the_certificate_says_so(recipe: str, workshop: Workshop) -> None:
    back = "if(gt(PTS*TB,1),PTS-0.3/TB,PTS)"
    twice = changed(workshop, film(workshop, "mkv", H264, "flac"), f"setts=pts='{back}':dts='{back}'")

    made = workshop.carry(twice, recipe)

    assert made.refused == []
    assert said(made, "audio_1_gaps").startswith("overlaps at 0.9")


@pytest.mark.parametrize("kind", [amr.NB, amr.WB])
@pytest.mark.parametrize("frames", [2, 5, 50])
def test_amr_with_many_frames_in_a_packet_sounds_as_with_one_in_each(
    kind: amr.Kind, frames: int, workshop: Workshop
) -> None:
    plain = workshop.carry(amr.film(workshop, kind, 1), "edit-h264")
    expected = heard(workshop, plain.path)

    made = workshop.carry(amr.film(workshop, kind, frames), "edit-h264")

    assert made.refused == []
    assert said(made, "audio_1_decoded") == said(plain, "audio_1_decoded")
    assert heard(workshop, made.path) == expected


def test_amr_that_cannot_be_decoded_whole_is_refused_and_no_damage_is_claimed(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.media.sound.amr.CODECS", frozenset())  # ffmpeg is left to it
    made = workshop.carry(amr.film(workshop, amr.NB, 5))

    decoded = {rule.rule: rule for rule in made.rules}["audio_1_decoded"]
    assert made.refused == ([] if decoded.passed else [decoded])
    if not decoded.passed:  # ffmpeg 5.1 takes one frame of each packet, 9 all
        with pytest.raises(SoundNotDecoded, match=r"Audio track 1 \(amr_nb\) lasts 2.000 s"):
            made.judge()


@pytest.mark.parametrize("kind", [amr.NB, amr.WB], ids=lambda kind: kind.name)
@pytest.mark.parametrize("profile", ["web-720p", "edit-prores-proxy"])
def test_pauses_of_amr_are_quiet_and_what_follows_comes_at_its_time(
    kind: amr.Kind, profile: str, workshop: Workshop
) -> None:
    made = workshop.carry(amr.with_pauses(workshop, kind), profile)

    made.judge()
    assert made.refused == []
    assert said(made, "audio_1_decoded").startswith("2.080 s")
    assert "0.480 s of pauses are not coded in it; they are quiet." in noted(made, "audio_1_decoded")
    loud = [max(map(abs, part)) for part in parts(workshop, made.path, seconds=0.1)]
    assert min(loud[:7]) > 10 * max(loud[10:12])  # from 0.8 s to 1.28 s; a decoder fades out what was before
    assert min(loud[14:20]) > 10 * max(loud[10:12])


@pytest.mark.parametrize(
    ("kind", "frames", "suffix"), [(amr.NB, 5, "mkv"), (amr.WB, 2, "mkv"), (amr.WB, 5, "mov"), (amr.WB, 10, "3gp")]
)
def test_a_gap_between_packets_of_several_frames_is_quiet_and_named(
    kind: amr.Kind, frames: int, suffix: str, workshop: Workshop
) -> None:
    """Matroska says that all packets are as long as one frame."""
    unit = "0.001" if suffix == "mkv" else "TB"
    later = f"if(gte(PTS*{unit},0.79),PTS+0.4/{unit},PTS)"
    path = workshop.folder / f"later.{suffix}"
    whole = amr.film(workshop, kind, frames)
    workshop.make("-i", whole, "-map", "0", "-c", "copy", "-bsf:a", f"setts=pts='{later}':dts='{later}'", path)

    made = workshop.carry(path, "edit-h264")

    made.judge()
    assert said(made, "audio_1_decoded").startswith("2.000 s")
    assert said(made, "audio_1_gaps") == "gaps at 0.800 s for 0.400 s"
    assert "filled with silence: 0.400 s in all." in noted(made, "audio_1_decoded")
    loud = [max(map(abs, part)) for part in parts(workshop, made.path, seconds=0.1)]
    assert len(loud) == 24
    assert min(*loud[:8], *loud[12:]) > 10 * max(loud[9:12])  # a decoder fades out what was before


@pytest.mark.parametrize("kind", [amr.NB, amr.WB], ids=lambda kind: kind.name)
def test_pauses_in_packets_of_several_frames_are_quiet(kind: amr.Kind, workshop: Workshop) -> None:
    made = workshop.carry(amr.with_pauses(workshop, kind, frames_per_packet=8))

    made.judge()
    assert said(made, "audio_1_decoded").startswith("2.080 s")
    assert "several frames each" in noted(made, "audio_1_decoded")
    assert "0.480 s of pauses are not coded in it; they are quiet." in noted(made, "audio_1_decoded")


@pytest.mark.parametrize("kind", [amr.NB, amr.WB], ids=lambda kind: kind.name)
def test_several_frames_of_amr_in_packets_that_overlap_are_never_done_with_less(
    kind: amr.Kind, workshop: Workshop
) -> None:
    path, nearer = workshop.folder / "nearer.mkv", "PTS*0.7"
    whole = amr.film(workshop, kind, 5)
    workshop.make("-i", whole, "-map", "0", "-c", "copy", "-bsf:a", f"setts=pts='{nearer}':dts='{nearer}'", path)

    made = workshop.carry(path)

    decoded = {rule.rule: rule for rule in made.rules}["audio_1_decoded"]
    assert made.refused == ([] if decoded.passed else [decoded])
    if not decoded.passed:  # ffmpeg 5.1 takes one frame of each packet, 9 all
        with pytest.raises(SoundNotDecoded):
            made.judge()


def noted(made: Made, name: str) -> str:
    return next(rule.note for rule in made.rules if rule.rule == name)


def parts(workshop: Workshop, path: Path, *, seconds: float) -> list[array]:
    """The first track as samples of 16 bits at 8 kHz, cut into parts."""
    argv = [workshop.tools.ffmpeg, "-v", "error", "-i", str(path), "-ac", "1", "-ar", "8000", "-f", "s16le", "-"]
    sound = array("h", subprocess.run(argv, stdout=subprocess.PIPE, check=True).stdout)
    step = round(8000 * seconds)
    return [sound[at : at + step] for at in range(0, len(sound), step)]


def test_amr_that_begins_late_is_taken_apart_at_its_time(workshop: Workshop) -> None:
    made = workshop.carry(amr.film(workshop, amr.NB, 5, late=0.5), "edit-h264")
    assert made.refused == []
    assert said(made, "audio_1_decoded").startswith("2.000 s")
    (track,) = workshop.streams(made.path, "audio")
    assert float(track["start_time"]) == pytest.approx(0.5, abs=0.001)


def test_amr_with_one_frame_in_a_packet_is_whole(workshop: Workshop) -> None:
    made = workshop.carry(amr.film(workshop, amr.NB, 1))
    assert made.refused == []
    assert said(made, "audio_1_decoded") == "2.000 s, 16000 samples"


@pytest.mark.parametrize(("suffix", "sound"), [("mp4", "aac"), ("mkv", "flac"), ("mov", "alac"), ("mkv", "ac3")])
def test_a_packet_that_cannot_be_decoded_is_lost_and_the_sources_damage(
    suffix: str, sound: str, workshop: Workshop
) -> None:
    whole = film(workshop, suffix, H264, sound)
    spoiled = changed(workshop, whole, "noise=amount='between(tb*pts,0.7,1.1)'")
    made = workshop.carry(spoiled)
    with pytest.raises(SourceDamaged):
        made.judge()


@pytest.mark.parametrize("late", ["0.5", "-0.5"])
@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_sound_that_begins_late_or_before_the_picture_is_whole(late: str, recipe: str, workshop: Workshop) -> None:
    path = workshop.folder / "late.mkv"
    sound = ["-itsoffset", late, *PICTURE[4:]]
    workshop.make(*PICTURE[:4], *sound, "-c:v", *H264.split(), "-c:a", "ac3", path)
    made = workshop.carry(path, recipe)
    assert made.refused == []
    assert said(made, "audio_1_gaps") == "none"


def test_an_aac_frame_may_be_longer_than_a_tenth_of_a_second(workshop: Workshop) -> None:
    for recipe in ("web-720p", "edit-h264"):
        made = workshop.carry(film(workshop, "mp4", H264, "aac -ar 8000 -ac 1"), recipe)
        assert made.refused == []


def test_a_gap_is_named_alike_when_a_film_is_made_in_segments(workshop: Workshop) -> None:
    long = workshop.folder / "long.mp4"
    workshop.make("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=6", "-f", "lavfi", "-i", "sine=d=6", *_coded(), long)
    holed = changed(workshop, long, "noise=drop='between(tb*pts,2,2.5)'")
    whole = workshop.carry(holed)

    made = segmenting.make(workshop, holed, "web-720p")

    found = {rule.rule: rule for rule in made.rules}
    assert [rule for rule in made.rules if not rule.passed] == []
    assert not made.shared
    for rule in ("audio_1_decoded", "audio_1_gaps"):
        assert found[rule].found == said(whole, rule)


def test_sound_that_segments_take_as_it_is_is_counted_to_the_sample(workshop: Workshop) -> None:
    long = workshop.folder / "long.mp4"
    workshop.make("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=6", "-f", "lavfi", "-i", "sine=d=6", *_coded(), long)
    made = segmenting.make(workshop, long, "web-720p")
    found = {rule.rule: rule for rule in made.rules}
    assert made.shared
    assert found["audio_1_decoded"].passed
    assert found["audio_1_decoded"].found == found["audio_1_decoded"].expected


def _coded() -> list[str]:
    return ["-c:v", *H264.split(), "-g", "25", "-c:a", "aac", "-ar", "48000", "-ac", "2"]
