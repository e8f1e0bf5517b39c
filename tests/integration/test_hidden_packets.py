"""VP8, VP9 and AV1 with pictures that are only referred to: no frames, and no lost ones."""

from pathlib import Path

import pytest

from functions.common.errors import SourceDamaged
from functions.media import hidden_packets
from tests.support.films import segmenting, webm
from tests.support.films.pipeline import Workshop
from tests.support.films.webm import Frame

PICTURE = "-f lavfi -i testsrc2=s=160x90:r=25:d=2"
CODERS = {
    "vp8": "-c:v libvpx -b:v 100k -auto-alt-ref 1 -lag-in-frames 16 -deadline good -cpu-used 5",
    "vp9": "-c:v libvpx-vp9 -b:v 100k -auto-alt-ref 1 -lag-in-frames 16 -deadline good -cpu-used 5",
}
NAMES = {"vp8": b"V_VP8", "vp9": b"V_VP9"}
MILLISECOND, SIZE = 1_000_000, (160, 90)


def coded(workshop: Workshop, codec: str, *more: str) -> list[bytes]:
    """Code two seconds with hidden pictures, each in a packet of its own, as some writers leave them."""
    path, passes = workshop.folder / "coded.ivf", ["-passlogfile", workshop.folder / "pass"]
    for number in ("1", "2"):
        workshop.make(*PICTURE.split(), *CODERS[codec].split(), *more, "-pass", number, *passes, path)
    packets = [frame.data for frame in webm.ivf(path)]
    split = [piece for packet in packets for piece in hidden_packets._vp9_frames(packet)] if codec == "vp9" else packets
    assert len(split) > 50  # frames
    return split


def film(workshop: Workshop, codec: str, packets: list[bytes]) -> Path:
    """Put packets into WebM: a hidden one at the time of the next that is shown, or a millisecond before."""
    says, shown, frames = {"vp8": hidden_packets.vp8, "vp9": hidden_packets.vp9}[codec], 0, []
    for packet in packets:
        early = 0 if says(packet) else shown % 2
        frames.append(Frame(40 * shown - early, packet))
        shown += says(packet)
    return webm.write(workshop.folder / "film.webm", NAMES[codec], SIZE, frames, MILLISECOND)


@pytest.mark.parametrize("profile", ["web-720p", "edit-prores-proxy", "edit-h264"])
@pytest.mark.parametrize("codec", ["vp8", "vp9"])
def test_hidden_pictures_are_no_lost_frames(codec: str, profile: str, workshop: Workshop) -> None:
    packets = coded(workshop, codec)
    made = workshop.carry(film(workshop, codec, packets), profile)
    assert made.refused == []
    assert (len(made.encoded.packets), made.encoded.decoded) == (len(packets), 50)
    (video,) = workshop.streams(made.path, "video")
    assert (video["nb_frames"], video["avg_frame_rate"]) == ("50", "25/1")


def test_so_it_is_with_av1_whose_units_were_split(workshop: Workshop) -> None:
    path, split = workshop.folder / "film.mkv", workshop.folder / "split.mkv"
    lag = "-c:v libaom-av1 -cpu-used 8 -b:v 100k -lag-in-frames 16"
    workshop.make(*PICTURE.replace("d=2", "d=1").split(), *lag.split(), path)
    workshop.make("-i", path, "-c", "copy", "-bsf:v", "av1_frame_split", split)
    made = workshop.carry(split)
    assert made.refused == []
    assert len(made.encoded.packets) > made.encoded.decoded == 25


@pytest.mark.parametrize("codec", ["vp8", "vp9"])
def test_segments_make_the_frames_that_one_pass_makes(codec: str, workshop: Workshop) -> None:
    packets = coded(workshop, codec, "-g", "12")
    made = segmenting.make(workshop, film(workshop, codec, packets), "web-720p", seconds=0.4)
    assert len(made.cuts) > 1
    assert [rule for rule in made.rules if not rule.passed] == []
    assert made.measured.timeline == workshop.finished(made.whole).timeline
    assert made.measured.frames_decoded == 50


@pytest.mark.parametrize("codec", ["vp8", "vp9"])
@pytest.mark.parametrize("harm", ["emptied", "cut"])
def test_a_frame_that_is_lost_is_still_a_loss(harm: str, codec: str, workshop: Workshop) -> None:
    packets = coded(workshop, codec)
    at = len(packets) // 2
    if harm == "cut":
        packets[at] = packets[at][:2]
    else:
        packets[at] = bytes(len(packets[at]))
    made = workshop.carry(film(workshop, codec, packets))
    with pytest.raises(SourceDamaged):
        made.judge()
