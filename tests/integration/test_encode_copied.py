"""Sound that fits is taken as it is: which does and which does not, and that nothing about it changes on the way."""

import subprocess
from pathlib import Path

import pytest

from functions.common.errors import SourceDamaged
from functions.steps import measure
from tests.support.films import segmenting
from tests.support.films.pipeline import Made, Workshop

PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2"]
CODING = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
LC_24K, LC_AND_SBR = bytes.fromhex("131056e500"), bytes.fromhex("131056e598")  # AudioSpecificConfig, ISO/IEC 14496-3


def film(workshop: Workshop, name: str, *arguments: str, noise: str = "anoisesrc=d=2:r=48000:a=0.3:seed=1") -> Path:
    """Make two seconds of picture with noise, coded as the arguments say."""
    path = workshop.folder / name
    workshop.make(*PICTURE, "-f", "lavfi", "-i", noise, *CODING, *arguments, path)
    return path


def carried(workshop: Workshop, path: Path) -> tuple[Made, str, str]:
    """Carry a film out as web proxy; what came of it, and what the certificate says of its first track's packets."""
    made = workshop.carry(path)
    assert made.refused == []
    (said,) = [rule for rule in made.rules if rule.rule == "audio_1_packets"]
    return made, said.found, said.note


def heard(workshop: Workshop, path: Path) -> list[str]:
    """List the checksums of all sound as it is decoded, with the time of each block after the film's start."""
    argv = [workshop.tools.ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a", "-f", "framecrc", "-"]
    listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("arguments", "layout"),
    [
        (["-ac", "1", "-b:a", "64k"], "mono"),
        (["-ac", "2", "-b:a", "160k"], "stereo"),
        (["-ac", "6", "-b:a", "384k"], "5.1"),
        (["-ac", "2", "-ar", "44100", "-f", "mov"], "stereo"),
    ],
)
def test_sound_that_is_what_was_planned_is_copied_to_the_sample(
    arguments: list[str], layout: str, workshop: Workshop
) -> None:
    source = film(workshop, "source.mp4", *arguments)

    made, found, note = carried(workshop, source)

    assert found.endswith(made.encoded.packets.tracks[1].digest[:16])
    assert note.startswith("Taken as it is: aac with")
    assert segmenting.sound_packets(workshop, made.path) == segmenting.sound_packets(workshop, source)
    assert heard(workshop, made.path) == heard(workshop, source)
    (track,) = workshop.streams(made.path, "audio")
    assert (track["channel_layout"], track["start_time"]) == (layout, "0.000000")


def test_copied_sound_begins_where_encoded_sound_does_and_ends_where_the_source_does(workshop: Workshop) -> None:
    source = film(workshop, "source.mp4", "-ac", "2", "-b:a", "160k")
    copied, _, _ = carried(workshop, source)
    begins, lasts = begins_and_lasts(workshop, copied.path)
    assert (begins, lasts) == begins_and_lasts(workshop, source)
    recipe = copied.plan.profile
    encoding = recipe.model_copy(update={"audio": recipe.audio.model_copy(update={"copy_up_to": None})})

    encoded = workshop.carry(source, recipe=encoding)

    assert not encoded.plan.tracks[0].copied
    other_begins, other_lasts = begins_and_lasts(workshop, encoded.path)
    assert other_begins == pytest.approx(begins, abs=1 / 48_000)
    assert other_lasts == pytest.approx(lasts, abs=1024 / 48_000)  # an encoder fills its last packet


def begins_and_lasts(workshop: Workshop, path: Path) -> tuple[float, float]:
    """Say when the sound of a film begins, after its picture, and how long it is, seconds."""
    found = workshop.finished(path)
    return found.media.audio[0].start - found.media.video.start, found.audio_seconds[0]


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("dense.mp4", ["-ac", "2", "-b:a", "320k"], "kbit/s, more than 192"),
        ("fine.mp4", ["-ac", "2", "-ar", "96000"], "Its channels or its rate are changed"),
        ("quad.mp4", ["-ac", "4"], "Its channels or its rate are changed"),
        ("slow.mp4", ["-ac", "1", "-ar", "22050"], "At 22050 Hz"),
        ("gap.mp4", ["-ac", "2", "-af", "aselect='not(between(t,0.7,0.9))'"], "Its packets do not adjoin"),
        ("film.mkv", ["-ac", "2"], "No index tells"),
        ("film.ts", ["-ac", "2"], "No index tells"),
    ],
)
def test_other_sound_is_encoded_and_the_certificate_says_why(
    name: str, arguments: list[str], why: str, workshop: Workshop
) -> None:
    _, found, note = carried(workshop, film(workshop, name, *arguments))
    assert (found, why in note) == ("encoded", True), note


def test_high_efficiency_aac_is_encoded_even_where_only_its_header_tells(workshop: Workshop) -> None:
    path = film(workshop, "high.mp4", "-ac", "2", "-ar", "24000")
    assert path.read_bytes().count(LC_24K) == 1
    path.write_bytes(path.read_bytes().replace(LC_24K, LC_AND_SBR))
    assert carried(workshop, path)[1] == "encoded"


@pytest.mark.parametrize("name", ["audio_late", "edit_list"])
def test_sound_that_an_edit_list_delays_or_cuts_is_encoded(name: str, workshop: Workshop) -> None:
    _, found, note = carried(workshop, workshop.film(name))
    assert (found, note) == ("encoded", "Encoded: An edit list cuts or delays it.")


@pytest.mark.parametrize("recipe", ["edit-h264", "edit-prores-proxy"])
def test_sound_is_pcm_for_editing_whatever_it_was(recipe: str, workshop: Workshop) -> None:
    made = workshop.carry(film(workshop, "source.mp4", "-ac", "2"), recipe)
    assert made.refused == []
    assert [track["codec_name"] for track in workshop.streams(made.path, "audio")] == ["pcm_s24le"]


def test_tracks_are_copied_and_encoded_side_by_side_in_their_order(workshop: Workshop) -> None:
    second = ["-f", "lavfi", "-i", "sine=f=440:r=48000:d=2", "-map", "0", "-map", "1", "-map", "2"]
    path = workshop.folder / "two.mp4"
    kinds = ["-c:a:0", "ac3", "-c:a:1", "aac", "-metadata:s:a:1", "language=fre"]
    workshop.make(*PICTURE, "-f", "lavfi", "-i", "anoisesrc=d=2:r=48000", *second, *CODING, *kinds, path)

    made, found, _ = carried(workshop, path)

    assert (found, [track.copied for track in made.plan.tracks]) == ("encoded", [False, True])
    tracks = workshop.streams(made.path, "audio")
    assert [track["codec_name"] for track in tracks] == ["aac", "aac"]
    assert tracks[1]["tags"]["language"] == "fra"


def test_damage_in_copied_sound_is_found_and_is_the_sources(workshop: Workshop) -> None:
    path = film(workshop, "damaged.mp4", "-ac", "2", "-b:a", "160k")
    asked = ["-select_streams", "a", "-show_entries", "packet=pos,size"]
    packet = workshop.ask(path, *asked)["packets"][50]
    content, at = bytearray(path.read_bytes()), int(packet["pos"])
    content[at : at + int(packet["size"])] = b"\xff" * int(packet["size"])
    path.write_bytes(content)

    made = workshop.carry(path)

    assert made.plan.tracks[0].copied
    with pytest.raises(SourceDamaged, match="What ffmpeg said of the source"):
        made.judge()


def test_sound_that_does_not_come_out_as_it_went_in_is_encoded_after_all(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = measure.copied_sound
    monkeypatch.setattr(measure, "copied_sound", lambda *given: dict.fromkeys(real(*given), "of another"))

    _, found, note = carried(workshop, film(workshop, "source.mp4", "-ac", "2"))

    assert (found, "did not come out as they went in" in note) == ("encoded", True)
