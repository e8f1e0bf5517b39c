"""Colours that a source says in part, or that not all codecs and filters know: what a proxy then tells, by ffprobe alone."""

import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.films.pipeline import Workshop

CLIP = "-f lavfi -i testsrc2=s=96x64:r=25:d=0.2 -c:v libx264 -preset ultrafast"
UNKNOWN = "unknown"


class Told(NamedTuple):
    """What ffprobe says of a proxy."""

    primaries: str = UNKNOWN
    transfer: str = UNKNOWN
    matrix: str = UNKNOWN


BT709 = Told("bt709", "bt709", "bt709")
PQ, HLG, P22, YCGCO, ICTCP, C2020, S2085 = 16, 18, 22, 8, 14, 10, 11  # numbers of ITU-T H.273


def film(workshop: Workshop, primaries: int, transfer: int, matrix: int) -> Path:
    """A film that says so, by the numbers of H.273; 2 is none said."""
    path = workshop.folder / "film.mp4"
    said = f"colour_primaries={primaries}:transfer_characteristics={transfer}:matrix_coefficients={matrix}"
    workshop.make(*shlex.split(f"{CLIP} -bsf:v h264_metadata={said}"), path)
    return path


def told(workshop: Workshop, path: Path) -> Told:
    entries = ("-select_streams", "v:0", "-show_entries", "stream=color_primaries,color_transfer,color_space")
    stream = workshop.ask(path, *entries)["streams"][0]
    return Told(*(stream.get(f"color_{name}", UNKNOWN) for name in ("primaries", "transfer", "space")))


@pytest.mark.parametrize("matrix", [2, 9, C2020, ICTCP, S2085])
@pytest.mark.parametrize(("primaries", "transfer"), [(2, PQ), (9, PQ), (2, HLG)])
def test_hdr_is_tone_mapped_whatever_it_leaves_unsaid(
    primaries: int, transfer: int, matrix: int, workshop: Workshop
) -> None:
    made = workshop.carry(film(workshop, primaries, transfer, matrix), "web-720p")
    made.judge()
    assert told(workshop, made.path) == BT709


@pytest.mark.parametrize(
    ("said", "profile", "expected"),
    [
        ((2, 1, 2), "edit-dnxhr-lb", Told(matrix="bt709")),  # its colours are told together, or not at all
        ((1, 2, 2), "edit-dnxhr-lb", Told(matrix="bt709")),
        ((2, 2, 9), "edit-dnxhr-lb", Told(matrix="bt709")),
        ((2, PQ, 2), "edit-dnxhr-lb", Told("bt2020", "smpte2084", "bt2020nc")),
        ((2, 1, 2), "edit-prores-proxy", Told(transfer="bt709")),
        ((2, PQ, 2), "edit-h264", Told(transfer="smpte2084")),
        ((P22, 1, 1), "web-720p", Told(transfer="bt709", matrix="bt709")),  # x264 has no number for them
        ((P22, 1, 1), "edit-h264", Told(transfer="bt709", matrix="bt709")),
        ((1, 1, YCGCO), "edit-dnxhr-lb", BT709),
        ((1, 1, YCGCO), "edit-h264", Told("bt709", "bt709", "ycgco")),
        ((9, PQ, ICTCP), "edit-dnxhr-lb", Told("bt2020", "smpte2084", "bt709")),
        ((9, PQ, C2020), "edit-dnxhr-lb", Told("bt2020", "smpte2084", "bt2020nc")),
    ],
)
def test_a_proxy_tells_what_its_codec_can(
    said: tuple[int, int, int], profile: str, expected: Told, workshop: Workshop
) -> None:
    made = workshop.carry(film(workshop, *said), profile)
    made.judge()
    assert told(workshop, made.path) == expected


def test_a_matrix_that_the_usual_filter_does_not_know_is_converted_to_the_same_colours(workshop: Workshop) -> None:
    """YCgCo of pure green: BT.709 has it at luma 173, chroma 42 and 26 (ITU-R BT.709, 8 bits); unconverted it were grey."""
    source = workshop.folder / "green.mkv"
    recipe = (
        "-f lavfi -i color=0x00ff00:s=256x144:r=25:d=0.1 -vf format=gbrp,zscale=m=ycgco:r=tv,format=yuv444p -c:v ffv1"
    )
    workshop.make(*shlex.split(recipe), source)

    made = workshop.carry(source, "edit-dnxhr-lb")
    made.judge()

    raw = workshop.folder / "green.yuv"
    workshop.make("-i", made.path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "yuv444p", raw)
    body = raw.read_bytes()
    plane = len(body) // 3
    values = [body[at * plane + plane // 2] for at in range(3)]
    assert values == pytest.approx([173, 42, 26], abs=2)
