"""ffprobe's document, read into Media: one fact at a time, on documents as small as they can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.common.errors import CodecNotAllowed, NoVideoStream, UnreadableContainer, VtsError
from functions.media import container, ffprobe
from functions.media.facts import Colour, Subtitle

VIDEO = {
    "index": 0,
    "codec_type": "video",
    "codec_name": "h264",
    "width": 1920,
    "height": 1080,
    "pix_fmt": "yuv420p",
    "field_order": "progressive",
    "r_frame_rate": "25/1",
    "avg_frame_rate": "25/1",
    "time_base": "1/12800",
    "start_time": "0.000000",
    "duration": "2.000000",
    "nb_frames": "50",
}
AUDIO = {"index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "48000"}


def document(*streams, **shape):
    return {"streams": list(streams), "format": {"duration": "2.000000", **shape}}


def read(*streams, family=container.MOV, header=None, **shape):
    return ffprobe.parse(document(*streams, **shape), family, header=header)


def video(**changes):
    return read({**VIDEO, **changes}).video


def test_the_plain_facts_of_a_stream():
    media = read({**VIDEO, "profile": "High"}, {**AUDIO, "channel_layout": "stereo"}, bit_rate="5000000")
    assert (media.container, media.duration, media.bit_rate) == ("mov", 2.0, 5_000_000)
    assert (media.video.codec, media.video.profile, media.video.display_size) == ("h264", "High", (1920, 1080))
    assert (media.video.rate, media.video.frames, media.video.time_base) == ("25/1", 50, "1/12800")
    assert (media.audio[0].layout, media.audio[0].sample_rate) == ("stereo", 48_000)


@pytest.mark.parametrize(
    ("said", "turned"), [(-90, 90), (90, 270), (180, 180), (-180, 180), (270, 90), (0, 0), (-89, 90)]
)
def test_a_display_matrix_counts_the_other_way_round(said, turned):
    assert video(side_data_list=[{"side_data_type": "Display Matrix", "rotation": said}]).rotation == turned


@pytest.mark.parametrize(("tag", "turned"), [("90", 90), ("270", 270), ("-90", 270), ("sideways", 0)])
def test_the_old_rotation_tag_is_clockwise(tag, turned):
    assert video(tags={"rotate": tag}).rotation == turned


def test_the_display_matrix_wins_over_the_old_tag():
    matrix = [{"side_data_type": "Display Matrix", "rotation": 0}]
    assert video(side_data_list=matrix, tags={"rotate": "90"}).rotation == 0


@pytest.mark.parametrize(
    ("said", "kept"), [("0:1", "1:1"), ("64:45", "64:45"), ("1:0", "1:1"), ("2:2", "1:1"), (None, "1:1")]
)
def test_an_unknown_sample_aspect_ratio_is_square(said, kept):
    assert video(sample_aspect_ratio=said).sar == kept


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("tt", "tff"),
        ("tb", "tff"),
        ("bb", "bff"),
        ("bt", "bff"),
        ("progressive", "progressive"),
        ("unknown", "unknown"),
    ],
)
def test_the_field_named_first_is_the_earlier_one(said, order):
    assert video(field_order=said).field_order == order


def test_in_mxf_the_field_named_second_is_the_earlier_one():
    assert read({**VIDEO, "field_order": "tb"}, family=container.MXF).video.field_order == "bff"


def test_a_codec_that_has_no_fields_is_progressive_when_nothing_is_said():
    assert video(codec_name="vp9", field_order="unknown").field_order == "progressive"


@pytest.mark.parametrize(
    ("pixels", "depth"),
    [
        ("yuv420p", 8), ("yuvj422p", 8), ("nv12", 8), ("yuv420p10le", 10), ("yuva444p12be", 12), ("p010le", 10),
        ("gbrp16le", 16), ("rgb48le", 16), ("rgba64be", 16), ("rgb24", 8), ("gray10le", 10), ("x2rgb10le", 10),
        ("xyz12le", 12), ("y210le", 10), ("yuv410p", 8),
    ],
)  # fmt: skip
def test_the_bit_depth_is_read_from_the_pixel_format(pixels, depth):
    assert video(pix_fmt=pixels).bit_depth == depth


def test_colour_tags_that_say_nothing_are_none():
    said = video(color_primaries="unknown", color_transfer="reserved", color_space="unspecified", color_range="unknown")
    assert said.colour == Colour()


def test_colour_tags_that_say_something_are_kept():
    hdr = video(color_primaries="bt2020", color_transfer="smpte2084", color_space="bt2020nc", color_range="tv").colour
    assert hdr == Colour(primaries="bt2020", transfer="smpte2084", matrix="bt2020nc", range="tv")
    assert hdr.hdr


@pytest.mark.parametrize(
    ("said", "rate", "kept"),
    [
        ("01:00:00:00", "25/1", "01:00:00:00"),
        ("00:59:58;02", "30000/1001", "00:59:58;02"),
        ("00:59:58.02", "30000/1001", "00:59:58;02"),
        ("00:59:58;02", "25/1", "00:59:58:02"),
        ("10:00:00:47", "48/1", "10:00:00:47"),
        ("10:00:00:25", "25/1", None),
        ("24:00:00:00", "25/1", None),
        ("01:60:00:00", "25/1", None),
        ("noon", "25/1", None),
        ("", "25/1", None),
    ],
)
def test_a_timecode_is_kept_if_it_is_one(said, rate, kept):
    assert read({**VIDEO, "r_frame_rate": rate, "avg_frame_rate": rate, "tags": {"timecode": said}}).timecode == kept


def test_a_timecode_is_found_on_its_own_track_and_on_the_file():
    track = {"index": 2, "codec_type": "data", "codec_tag_string": "tmcd", "tags": {"timecode": "02:00:00:00"}}
    assert read(VIDEO, track).timecode == "02:00:00:00"
    assert read(VIDEO, tags={"timecode": "03:00:00:00"}).timecode == "03:00:00:00"
    assert read({**VIDEO, "tags": {"timecode": "01:00:00:00"}}, track).timecode == "01:00:00:00"


@pytest.mark.parametrize("key", ["reel_name", "REEL_NAME", "com.apple.proapps.reel"])
def test_a_reel_name_is_found_under_each_of_its_keys(key):
    assert read(VIDEO, tags={key: "A001C002"}).reel_name == "A001C002"


def test_a_cover_picture_is_not_the_film():
    cover = {**VIDEO, "index": 0, "codec_name": "mjpeg", "disposition": {"attached_pic": 1}}
    media = read(cover, {**VIDEO, "index": 1})
    assert media.video.index == 1
    assert media.dropped_streams == ("cover picture #0 (mjpeg)",)


def test_streams_that_are_not_carried_are_named():
    data = {"index": 2, "codec_type": "data", "codec_tag_string": "tmcd"}
    titles = {"index": 3, "codec_type": "subtitle", "codec_name": "dvb_subtitle", "tags": {"language": "ger"}}
    media = read(VIDEO, AUDIO, data, titles, {**VIDEO, "index": 4, "codec_name": "hevc"})
    assert media.dropped_streams == ("data #2 (tmcd)", "subtitle #3 (dvb_subtitle, deu)", "video #4 (hevc)")


def test_subtitles_that_are_text_are_listed_with_how_they_are_shown():
    said = {"language": "ger", "title": "Für alle"}
    text = {
        "index": 2,
        "codec_type": "subtitle",
        "codec_name": "ass",
        "tags": said,
        "disposition": {"forced": 1, "default": 0},
    }
    media = read(VIDEO, AUDIO, text)
    assert media.dropped_streams == ()
    assert media.subtitles == (Subtitle(index=2, codec="ass", language="ger", title="Für alle", forced=True),)


def test_sound_in_a_format_of_the_makers_own_is_named_and_left_out():
    spatial = {"index": 2, "codec_type": "audio", "codec_tag_string": "apac", "channels": 4, "sample_rate": "48000"}
    media = read(VIDEO, AUDIO, spatial)
    assert [a.index for a in media.audio] == [1]
    assert media.dropped_streams == ("audio #2 (apac)",)


def test_sound_that_is_known_and_not_taken_is_refused_rather_than_lost():
    with pytest.raises(CodecNotAllowed, match="Its sound is cook"):
        read(VIDEO, {**AUDIO, "codec_name": "cook"})


@pytest.mark.parametrize(
    ("changes", "frames"),
    [({}, 50), ({"duration": "1.5"}, None), ({"nb_frames": "0"}, None), ({"duration": "1.96", "nb_frames": "49"}, 49)],
)
def test_frames_are_counted_by_the_index_unless_an_edit_list_hides_some(changes, frames):
    assert video(**changes).frames == frames


def test_frames_of_other_containers_are_not_believed():
    assert read({**VIDEO, "tags": {"NUMBER_OF_FRAMES": "50"}}, family=container.MATROSKA).video.frames is None
    assert read(VIDEO, family=container.AVI).video.frames is None


def test_frames_of_mxf_are_those_that_its_header_states():
    assert read(VIDEO, family=container.MXF, header=document(VIDEO)).video.frames == 50
    assert read(VIDEO, family=container.MXF, header=document({"index": 0})).video.frames is None


def test_matroska_tags_the_end_of_a_stream_instead_of_its_duration():
    stream = {k: v for k, v in VIDEO.items() if k != "duration"}
    stream |= {"start_time": "0.021000", "tags": {"DURATION": "00:01:02.021000000"}}
    assert read(stream, family=container.MATROSKA).video.duration == pytest.approx(62.0)


def packet(pts, dts, flags="__", index=0):
    return {"stream_index": index, "pts": pts, "dts": dts, "flags": flags}


def test_frames_not_read_yet_leave_no_gap():
    packets = [packet(0, -2, "K_"), packet(4, -1), packet(2, 0), packet(1, 1), packet(3, 2), packet(8, 3), packet(6, 4)]
    assert ffprobe.stamps({"packets": packets}, 0) == [0, 1, 2, 3, 4]


def test_frames_that_an_edit_list_hides_do_not_count():
    packets = [packet(-2, -2, "KD"), packet(-1, -1, "_D"), packet(0, 0), packet(1, 1)]
    assert ffprobe.stamps({"packets": packets}, 0) == [0, 1]


def test_frames_before_the_first_keyframe_do_not_count():
    packets = [packet(5, 3), packet(3, 4), packet(8, 5, "K_"), packet(7, 6), packet(9, 9)]
    assert ffprobe.stamps({"packets": packets}, 0) == [8, 9]


def test_frames_of_other_streams_and_without_a_time_do_not_count():
    packets = [packet(0, 0, "K_"), packet(7, 7, "K_", index=1), {"stream_index": 0, "flags": "K_"}, packet(1, 1, "K_")]
    assert ffprobe.stamps({"packets": packets}, 0) == [0, 1]


def early(*times, start="-0.041", **changes):
    """A Matroska film of 25 fps whose packets have these times, ms; None: none."""
    packets = [
        {"stream_index": 0, "flags": flag, **({} if at is None else {"pts": at})}
        for at, flag in zip(times, ["K_"] + ["__"] * (len(times) - 1), strict=True)
    ]
    stream = {**VIDEO, "time_base": "1/1000", "start_time": "0.020", **changes}
    return ffprobe.parse({**document(stream, start_time=start), "packets": packets}, container.MATROSKA)


@pytest.mark.parametrize("unknown", [None, -41])
def test_pictures_before_time_0_are_placed_by_the_others_whatever_is_guessed_of_them(unknown):
    media = early(None, unknown, 20, 60, 100, 140)
    assert (media.video.early, media.video.start, media.video.rate) == (2, -0.06, "25/1")
    assert (media.start, media.shift) == (-0.06, pytest.approx(0.019))


@pytest.mark.parametrize(
    ("times", "changes"),
    [
        ((20, 60, 100, 140), {}),
        ((None, 20, 60, 133, 200, 210, 300), {}),
        ((None, 20, 60, 100, 140), {"field_order": "tt"}),
        ((None, 20, 60), {}),
    ],
    ids=["none", "uneven", "fields", "few others"],
)
def test_pictures_without_a_sure_place_are_not_placed(times, changes):
    media = early(*times, start="0.020", **changes)
    assert (media.video.early, media.video.start, media.start, media.shift) == (0, 0.02, 0.02, 0)


def test_sound_alone_is_refused():
    with pytest.raises(NoVideoStream):
        read(AUDIO)


def test_an_index_without_streams_is_broken():
    with pytest.raises(UnreadableContainer):
        read()


def test_a_stream_without_a_picture_is_broken():
    with pytest.raises(UnreadableContainer, match="no picture"):
        video(width=0)


def test_a_codec_that_ffmpeg_does_not_know_is_refused_by_its_tag():
    with pytest.raises(CodecNotAllowed, match="xyz1"):
        video(codec_name="unknown", codec_tag_string="xyz1")


text = st.text(max_size=8) | st.sampled_from(["N/A", "0/0", "1/0", "-1", "nan", "inf", "1e999", "25/1", "0:1"])
facts = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (
            "r_frame_rate", "avg_frame_rate", "time_base", "start_time", "duration", "sample_aspect_ratio", "field_order",
            "pix_fmt", "color_range", "color_space", "profile",
        ),
        text,
    ),
)  # fmt: skip


@given(facts, st.dictionaries(st.sampled_from(["timecode", "rotate", "DURATION", "reel_name"]), text))
def test_whatever_ffprobe_says_the_answer_is_media_or_a_named_refusal(said, tags):
    try:
        media = read({**VIDEO, **said, "tags": tags})
    except VtsError as refused:
        media = None
        code = refused.code
    assert media is None or media.video.fps > 0
    assert media or code in {"unreadable_container", "codec_not_allowed"}
