"""What lines of ffmpeg's log mean for the source, in the words of ffmpeg 5.1 and of 9."""

import pytest

from functions.ffmpeg import log_classifier, runs
from functions.media import codecs
from functions.plan import encoders

DAMAGE = [
    "[h264 @ 0x55bdc9da3780] [error] error while decoding MB 30 16, bytestream -28",
    "[matroska,webm @ 0x5561] [error] File ended prematurely",
    "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55] [error] stream 0, offset 0x1f4: partial file",
    "[aac @ 0x55] [error] channel element 2.14 is not allocated",
    "[mpeg2video @ 0x55] [error] ac-tex damaged at 32 18",
    "[x @ 0x55] [fatal] something nobody has seen before",
]
CONTAINER = [
    "[in#0/matroska,webm @ 0x5561] [error] 0x00 at pos 200053 (0x30d75) invalid as first byte of an EBML number",
    "[mpegts @ 0x55] [warning] Packet corrupt (stream = 1, dts = 340210).",
    "[in#0/mpegts @ 0x55] [warning] corrupt input packet in stream 0",
    "[warning] source: corrupt input packet in stream 0",
    "[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55] [error] something that nobody has seen before",
]
LIMIT = [
    "[matroska,webm @ 0x55] [error] Number of streams exceeds max_streams parameter (256), see the documentation …",
    "[h264 @ 0x55] [error] Picture size 9000x9000 exceeds specified max pixel count 36864000, see the documentation …",
    "[in#0/mpegts @ 0x55] [error] Codec (cook) not on whitelist 'h264,aac'",
]
REFERENCE = [
    "[mpeg2video @ 0x55] [info] concealing 61 DC, 61 AC, 61 MV errors in B frame",
    "[h264 @ 0x55] [error] non-existing PPS 0 referenced",
    "[hevc @ 0x55] [error] Could not find ref with POC 56",
    "[warning] source: corrupt decoded frame in stream 0",
    "[vist#0:0/h264 @ 0x55] [dec:h264 @ 0x56] [warning] corrupt decoded frame",
    "[error] Error while decoding stream #0:0: Invalid data found when processing input",
]
HARMLESS = [
    "[h264 @ 0x55] [error] mmco: unref short failure",
    "[mp3float @ 0x55] [error] Header missing",
    "[avi @ 0x55] [error] Invalid dts/pts combination 5",
]
NOTHING = [
    "[libx264 @ 0x55] [error] non-strictly-monotonic PTS",
    "[mp4 @ 0x55] [error] Application provided duration is invalid",
    "[mpegts @ 0x55] [warning] PES packet size mismatch",
    "[h264 @ 0x55] [verbose] Reinit context to 320x192, pix_fmt: yuv420p",
    "[Parsed_scale_1 @ 0x55] [error] Failed to configure output pad",
    "[error] Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0",
    "frame=  100 fps=0.0",
    "",
]


LIBX265 = encoders.PictureEncoder("hevc", encoders.Work(90.0, 4.0, 0.08), ("libx265",))


def test_an_encoder_that_is_added_to_the_record_is_heard_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "[libx265 @ 0x55] [error] something nobody has seen before"
    assert log_classifier.read(line) is not None

    monkeypatch.setitem(encoders.PICTURE, "libx265", LIBX265)

    assert log_classifier.read(line) is None
    assert log_classifier.read("[hevc @ 0x55] [error] something nobody has seen before") is not None


def test_no_encoder_is_heard_by_the_name_of_a_decoder() -> None:
    decoders = {*codecs.VIDEO_DECODERS.split(","), *codecs.AUDIO_DECODERS.split(",")}

    assert encoders.log_names().isdisjoint(decoders)


@pytest.mark.parametrize("line", DAMAGE)
def test_what_is_not_known_to_be_innocent_is_damage(line: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.kind == "damage"
    assert found.text.endswith(line.rsplit("] ", maxsplit=1)[-1])


@pytest.mark.parametrize("line", CONTAINER)
def test_what_a_demuxer_says_of_its_container_is_no_damage_by_itself(line: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.kind == "container"


@pytest.mark.parametrize("line", LIMIT)
def test_what_our_own_limits_say_is_never_the_sources_damage(line: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.kind == "limit"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[aac @ 0x55] [error] channel element 2.14 is not allocated", "aac: "),
        ("[vist#0:0/h264 @ 0x55] [dec:h264 @ 0x56] [warning] corrupt decoded frame", "h264: "),
        ("[in#0/mpegts @ 0x55] [warning] corrupt input packet in stream 0", "mpegts: "),
        ("[warning] source: corrupt decoded frame in stream 0", "source: "),
    ],
)
def test_a_complaint_names_who_complained(line: str, name: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.text.startswith(name)


@pytest.mark.parametrize("line", REFERENCE)
def test_references_to_what_was_not_recorded_are_a_kind_of_their_own(line: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.kind == "reference"


@pytest.mark.parametrize("line", HARMLESS)
def test_careless_bookkeeping_is_harmless(line: str) -> None:
    found = log_classifier.read(line)
    assert found is not None
    assert found.kind == "harmless"


@pytest.mark.parametrize("line", NOTHING)
def test_our_own_side_and_mere_remarks_are_no_complaints_about_the_source(line: str) -> None:
    assert log_classifier.read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "[error] Error while decoding stream #0:1: Invalid argument",
        "[aist#0:1/flac @ 0x55d5ba047800] [error] Error submitting packet to decoder: Invalid argument",
    ],
)
def test_a_packet_without_a_byte_is_no_damage(line):
    found = log_classifier.read(line)
    assert found
    assert found.kind == "harmless"


def test_a_packet_that_cannot_be_decoded_is_damage():
    found = log_classifier.read("[error] Error while decoding stream #0:1: Invalid data found when processing input")
    assert found
    assert found.kind != "harmless"


def told(*lines: str) -> list[str]:
    log = runs.Log([])
    for line in lines:
        log.read(line)
    return [complaint.text for complaint, _ in log.complaints]


LOOKED = ("[h264 @ 0x1] [error] error while decoding MB 4 3", "[mpegts @ 0x2] [warning] Packet corrupt (stream = 0)")
INPUT = "[info] Input #0, mpegts, from 'source':"


def test_what_decoders_say_while_all_streams_are_looked_into_does_not_count_but_what_a_demuxer_says_once_does() -> None:
    assert told(*LOOKED, INPUT) == ["mpegts: Packet corrupt (stream = 0)"]


def test_what_decoders_say_of_what_is_taken_counts_however_often_an_input_is_named() -> None:
    assert told(INPUT, LOOKED[0], INPUT) == ["h264: error while decoding MB 4 3"]


def test_where_the_input_is_never_opened_all_counts() -> None:
    assert len(told(*LOOKED)) == 2
