"""An alpha channel is kept where the codec has one, else the picture is laid over a colour; the certificate says which."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from functions.plan import profile
from functions.plan.profile import Options
from functions.steps import poster as posters
from tests.support.films import hevc, segmenting
from tests.support.films.pipeline import Made, Workshop

OVER = ["web-720p", "edit-prores-proxy", "edit-dnxhr-lb", "edit-h264"]
# Left: red that covers half, right: green of which nothing shows.
LEFT, RIGHT = "color=red@0.5:s=128x128:r=5:d=2,format=rgba", "color=lime@0:s=128x128:r=5:d=2,format=rgba"
HD = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709"
# libvpx codes the channel as a picture of its own, beside the other.
BESIDE = "-vf scale=out_color_matrix=smpte170m,format=yuva420p -auto-alt-ref 0 -deadline realtime -b:v 1M -g 5"
KINDS = {
    "qtrle": ("mov", "-c:v qtrle -pix_fmt argb"),
    "png": ("mov", "-c:v png -pix_fmt rgba"),
    "prores": ("mov", f"-vf scale=out_color_matrix=bt709,format=yuva444p10le,{HD} -c:v prores_ks -profile:v 4444"),
    "ffv1": ("mkv", "-c:v ffv1 -vf scale=out_color_matrix=smpte170m,format=yuva420p -colorspace smpte170m"),
    "untagged": ("mkv", "-vf scale=out_color_matrix=smpte170m,format=yuva422p10le -c:v ffv1"),
    "gbrap": ("mkv", "-c:v ffv1 -pix_fmt gbrap"),
    "apng": ("apng", "-f apng -pix_fmt rgba"),
    "vp8": ("webm", f"{BESIDE} -c:v libvpx"),
    "vp9": ("webm", f"{BESIDE} -c:v libvpx-vp9"),
}


def film(workshop: Workshop, kind: str) -> Path:
    """Make a film with an alpha channel."""
    suffix, arguments = KINDS[kind]
    path = workshop.folder / f"source.{suffix}"
    sides = ["-f", "lavfi", "-i", f"{LEFT}[l];{RIGHT}[r];[l][r]hstack"]
    workshop.make(*sides, *arguments.split(), path)
    return path


def pixels(path: Path) -> list[tuple[int, int, int, int]]:
    """Give the colours of the middles of both halves, as a player shows them: red, green, blue, alpha."""
    shown = "scale=in_color_matrix=auto:flags=accurate_rnd,format=rgba,crop=130:1:63:64"
    argv = ["ffmpeg", "-v", "error", "-i", str(path), "-vf", shown, "-frames:v", "1", "-f", "rawvideo", "-"]
    row = subprocess.run(argv, capture_output=True, check=True).stdout
    first, last = row[:4], row[-4:]
    return [(a[0], a[1], a[2], a[3]) for a in (first, last)]


def near(found: list[tuple[int, int, int, int]], *expected: tuple[int, int, int, int]) -> bool:
    return all(
        abs(a - b) <= 8 for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True)
    )


def said(made: "Made | segmenting.Segmented") -> tuple[str, str, bool]:
    (rule,) = [rule for rule in made.rules if rule.rule == "alpha"]
    return rule.expected, rule.found, bool(rule.note)


@pytest.mark.parametrize(
    ("kind", "name"),
    [*((kind, "web-720p") for kind in KINDS), *(("qtrle", name) for name in OVER[1:]), ("untagged", OVER[1])],
)
def test_without_room_for_it_the_picture_is_laid_over_black(kind: str, name: str, workshop: Workshop) -> None:
    made = workshop.carry(film(workshop, kind), name)
    made.judge()
    assert made.media.video.alpha
    assert near(found := pixels(made.path), (128, 0, 0, 255), (0, 0, 0, 255)), found
    assert said(made) == ("over #000000", "over #000000", True)


def test_a_job_may_choose_the_colour(workshop: Workshop) -> None:
    recipe = profile.choose("web-720p", Options(background="#0000FF"), default_profile="web-720p")
    made = workshop.carry(film(workshop, "qtrle"), recipe=recipe)
    made.judge()
    assert near(found := pixels(made.path), (128, 0, 128, 255), (0, 0, 255, 255)), found
    assert said(made)[:2] == ("over #0000ff", "over #0000ff")


@pytest.mark.parametrize("kind", ["qtrle", "prores", "gbrap", "vp8", "vp9"])
def test_prores_4444_keeps_it(kind: str, workshop: Workshop) -> None:
    made = workshop.carry(film(workshop, kind), "edit-prores-4444")
    made.judge()
    assert near(found := pixels(made.path), (255, 0, 0, 128), (0, 255, 0, 0)), found
    assert said(made) == ("kept", "kept", False)


def test_its_poster_does_not_show_what_is_hidden(workshop: Workshop) -> None:
    made, poster = workshop.carry(film(workshop, "qtrle"), "edit-prores-4444"), workshop.folder / "poster.jpg"
    poster.write_bytes(posters.make(made.path, 2, workshop.tools, alpha=True))
    assert near(found := pixels(poster), (128, 0, 0, 255), (0, 0, 0, 255)), found


@pytest.mark.parametrize("name", ["edit-prores-4444", "web-720p"])
def test_a_film_without_one_gets_none(name: str, workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("h264_mp4"), name)
    made.judge()
    assert said(made) == ("none", "none", False)
    assert workshop.streams(made.path, "video")[0]["pix_fmt"] in {"yuv420p", "yuv444p12le"}


@pytest.mark.parametrize("kind", ["png", "vp9"])
@pytest.mark.parametrize("name", ["web-720p", "edit-prores-4444"])
def test_segments_make_what_one_pass_makes(name: str, kind: str, workshop: Workshop) -> None:
    made = segmenting.make(workshop, film(workshop, kind), name, seconds=1)
    assert len(made.cuts) > 1
    assert [rule for rule in made.rules if not rule.passed] == []
    assert pixels(made.joined) == pixels(made.whole)
    assert said(made)[0] == ("kept" if name == "edit-prores-4444" else "over #000000")


@pytest.fixture
def without_libvpx(workshop: Workshop, tmp_path: Path) -> Workshop:
    """Give a workshop whose ffmpeg knows no decoder of libvpx."""
    program = tmp_path / "ffmpeg"
    unknown = "for word; do case $word in libvpx*) echo \"Unknown decoder '$word'\" >&2; exit 1;; esac; done"
    program.write_text(f'#!/bin/sh\n{unknown}\nexec {shutil.which(workshop.tools.ffmpeg)} "$@"\n')
    program.chmod(0o755)
    return replace(workshop, tools=replace(workshop.tools, ffmpeg=str(program)))


def test_one_that_no_decoder_reads_is_said(without_libvpx: Workshop, workshop: Workshop) -> None:
    made = without_libvpx.carry(film(workshop, "vp9"))
    made.judge()
    assert said(made) == ("none", "none", True)


@pytest.mark.parametrize("container", ["mov", "mkv", "ts"])
def test_that_of_hevc_is_said(container: str, workshop: Workshop) -> None:
    made = workshop.carry(hevc.film(workshop, container, "alpha"))
    made.judge()
    assert (made.media.video.alpha, made.media.video.alpha_beside) == (False, True)
    assert said(made) == ("none", "none", True)


def test_that_of_hevc_is_said_where_only_the_box_of_the_second_layer_tells(workshop: Workshop) -> None:
    message = bytes.fromhex("4e01a5040000ff9080")
    layer = b"\1" + bytes(4) + b"\1" + bytes.fromhex("270001") + len(message).to_bytes(2) + message
    made = workshop.carry(hevc.with_box(hevc.film(workshop, "mov", "none"), b"lhvC", layer), "edit-prores-4444")
    made.judge()
    assert made.media.video.alpha_beside
    assert said(made) == ("none", "none", True)


def test_another_view_in_hevc_is_named_as_left_out(workshop: Workshop) -> None:
    made = workshop.carry(hevc.film(workshop, "mov", "view"))
    made.judge()
    assert made.media.dropped_streams == ("second layer of video #0 (hevc, another view)",)
    assert "another view" in next(rule.note for rule in made.rules if rule.rule == "left_out")


def test_a_plain_hevc_has_nothing_beside_it(workshop: Workshop) -> None:
    made = workshop.carry(workshop.film("hevc_10bit"))
    assert (made.media.video.alpha_beside, made.media.dropped_streams) == (False, ())


def test_of_an_uncompressed_avi_the_fourth_byte_hides_nothing(workshop: Workshop) -> None:
    """Programs that write 32 bits a pixel leave it empty, and players show the other three."""
    path = workshop.folder / "screen.avi"
    sides = ["-f", "lavfi", "-i", "color=red:s=128x128:r=5:d=2[l];color=lime:s=128x128:r=5:d=2[r];[l][r]hstack"]
    workshop.make(*sides, "-vf", "format=bgra,lutrgb=a=0", "-c:v", "rawvideo", path)

    made = workshop.carry(path, "web-720p")
    made.judge()

    assert near(found := pixels(made.path), (255, 0, 0, 255), (0, 255, 0, 255)), found
    assert "does not say whether it has an alpha channel" in next(r.note for r in made.rules if r.rule == "alpha")
