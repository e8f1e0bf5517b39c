"""Plans: what must come out of a source, and the command that makes it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.common.errors import FrameShapeUnfit
from functions.media.facts import Colour
from functions.plan import plan, profile
from functions.plan.picture import PicturePlan
from functions.plan.plan import Plan, TrackPlan
from functions.plan.profile import Options, Profile
from tests.support.films import golden
from tests.support.films.sources import PQ, film, ready, track

UNTAGGED = Colour()
EDIT = ("edit-prores-proxy", "edit-dnxhr-lb", "edit-h264")


def made(name: str = "web-720p", **changes: object) -> Plan:
    return plan.make(film(**changes), profile.load(name))


def picture(name: str = "web-720p", **changes: object) -> PicturePlan:
    return made(name, **changes).picture


def sized(name: str, resolution: str, width: int, height: int, **changes: object) -> tuple[int, int]:
    recipe = profile.choose(name, Options.model_validate({"resolution": resolution}), default_profile=name)
    planned = plan.make(film(width=width, height=height, **changes), recipe).picture
    return planned.width, planned.height


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("case", golden.CASES)
def test_the_command_is_the_one_on_file(case: str) -> None:
    assert golden.text(case) == (golden.FOLDER / f"{case}.txt").read_text()


@pytest.mark.parametrize("case", golden.CASES)
def test_no_command_uses_what_ffmpeg_9_no_longer_has(case: str) -> None:
    assert not {"-vsync", "-map_channel", "-channel_layout", "-top"} & set(golden.argv(case))


@pytest.mark.parametrize("case", golden.CASES)
def test_guards_stand_before_the_input_they_guard(case: str) -> None:
    argv = golden.argv(case)
    assert argv.count("-i") == 1
    assert all(argv.index(f"-{guard}") < argv.index("-i") for guard in golden.GUARDS)


@given(reel=st.text(max_size=80), timecode=st.text(max_size=12), language=st.text(max_size=4))
def test_no_text_of_a_file_reaches_the_command_as_it_is(reel: str, timecode: str, language: str) -> None:
    media = film(reel_name=reel, timecode=timecode, audio=(track(language=language),))
    planned = plan.make(media, profile.load("edit-prores-proxy"))
    assert planned.timecode is None or planned.timecode.replace(";", ":").count(":") == 3
    plain = "".join(filter(None, [planned.timecode, planned.reel_name, planned.tracks[0].language]))
    assert plain.isascii()
    assert not set(plain) & set("\n\r\0='\"\\,[]$`")


# ---------------------------------------------------------------- size and shape


@pytest.mark.parametrize(
    ("width", "height", "resolution", "expected"),
    [
        (1920, 1080, "720p", (1280, 720)),
        (1080, 1920, "720p", (720, 1280)),
        (640, 360, "720p", (640, 360)),
        (641, 361, "720p", (640, 360)),
        (3840, 2160, "source", (3840, 2160)),
        (4096, 1716, "1080p", (2576, 1080)),
        (1, 1, "720p", (2, 2)),
    ],
)
def test_a_web_picture_fits_by_its_short_side_is_even_and_never_larger(
    width: int, height: int, resolution: str, expected: tuple[int, int]
) -> None:
    assert sized("web-720p", resolution, width, height) == expected


def test_a_phones_picture_is_turned_upright_before_it_is_measured() -> None:
    upright = picture(rotation=90)
    assert (upright.width, upright.height, upright.rotation) == (720, 1280, 0)
    assert "90" in upright.notes["rotation"]


def test_anamorphic_video_gets_square_pixels_at_its_own_height_on_the_web() -> None:
    square = picture(width=1440, height=1080, sar="4:3", field_order="tff")
    assert (square.width, square.height, square.sar) == (1280, 720, "1:1")


@pytest.mark.parametrize("name", EDIT)
def test_an_edit_picture_keeps_rotation_and_pixel_aspect(name: str) -> None:
    kept = picture(name, width=1440, height=1080, sar="4:3", rotation=270)
    assert (kept.width, kept.height, kept.sar, kept.rotation) == (1440, 1080, "4:3", 270)
    assert not {"rotation", "sar", "frame_size"} & set(kept.notes)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (3840, 2160, (1920, 1080)),
        (4096, 2160, (2048, 1080)),
        (6144, 3456, (1536, 864)),
        (1920, 1080, (1920, 1080)),
        (1999, 1111, (998, 554)),
    ],
)
def test_an_edit_picture_is_divided_by_a_whole_number(width: int, height: int, expected: tuple[int, int]) -> None:
    assert sized("edit-prores-proxy", "1080p", width, height) == expected


def test_a_source_below_the_codecs_least_size_is_multiplied_by_a_whole_number() -> None:
    small = picture("edit-dnxhr-lb", width=72, height=128)
    assert (small.width, small.height) == (288, 512)
    assert "times 4" in small.notes["frame_size"]


@given(width=st.integers(1, 8192), height=st.integers(1, 4500), name=st.sampled_from(profile.names()))
def test_every_size_gives_an_even_picture_that_the_codec_takes(width: int, height: int, name: str) -> None:
    codec = profile.load(name).video
    try:
        found = picture(name, width=width, height=height)
    except FrameShapeUnfit:
        longest, shortest = max(width, height), min(width, height)
        assert (
            codec.min_width * longest > 16_384 * shortest or codec.min_width * codec.min_height * longest > 36_864_000
        )
        return
    assert found.width % 2 == found.height % 2 == 0
    assert found.width >= codec.min_width
    assert found.height >= codec.min_height


# ---------------------------------------------------------------- fields and colour


def test_interlaced_video_is_deinterlaced_for_the_web_by_its_own_order() -> None:
    found = picture(field_order="bff")
    assert (found.deinterlace, found.fields, found.field_order) == ("bff", None, "progressive")


@pytest.mark.parametrize("name", ["edit-prores-proxy", "edit-h264"])
def test_interlaced_video_keeps_its_fields_for_editing(name: str) -> None:
    found = picture(name, field_order="bff")
    assert (found.deinterlace, found.fields, found.field_order) == (None, "bff", "bff")


def test_fields_are_kept_but_not_told_by_a_codec_that_cannot() -> None:
    found = picture("edit-dnxhr-lb", field_order="tff")
    assert (found.fields, found.field_order) == ("tff", "unknown")
    assert "tff" in found.notes["field_order"]


def test_hdr_is_mapped_to_bt709_for_the_web_and_kept_with_its_tags_for_editing() -> None:
    web, edit = picture(colour=PQ, pixel_format="yuv420p10le"), picture("edit-prores-proxy", colour=PQ)
    assert web.tone_map
    assert (web.colour.transfer, web.colour.matrix, web.colour.range) == ("bt709", "bt709", "tv")
    assert not edit.tone_map
    assert edit.colour == PQ


@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [(1920, 1080, "bt709"), (1280, 720, "bt709"), (720, 576, "bt470bg"), (640, 480, "smpte170m")],
)
def test_untagged_colour_is_taken_by_the_sources_size_so_that_a_smaller_proxy_looks_the_same(
    width: int, height: int, matrix: str
) -> None:
    assert picture(width=width, height=height, colour=UNTAGGED).colour.matrix == matrix


def test_untagged_colour_stays_untagged_for_editing() -> None:
    assert picture("edit-prores-proxy", colour=UNTAGGED).colour == Colour(range="tv")


def test_a_matrix_that_the_codec_cannot_tell_is_converted() -> None:
    found = picture("edit-dnxhr-lb", width=720, height=576, colour=Colour(matrix="bt470bg"))
    assert (found.taken.matrix, found.colour.matrix) == ("bt470bg", "bt709")
    assert found.notes["colour"] == "Converted from bt470bg to bt709."


@pytest.mark.parametrize("pixel_format", ["yuvj420p", "yuvj422p"])
def test_full_range_becomes_video_range(pixel_format: str) -> None:
    found = picture("edit-h264", pixel_format=pixel_format, colour=UNTAGGED)
    assert (found.taken.range, found.colour.range) == ("pc", "tv")


def test_rgb_becomes_bt709() -> None:
    found = picture("edit-prores-proxy", pixel_format="gbrp", colour=Colour(matrix="gbr", range="pc"))
    assert (found.taken.matrix, found.colour.matrix) == ("gbr", "bt709")


# ---------------------------------------------------------------- sound


def tracks(name: str, *audio: object) -> tuple[TrackPlan, ...]:
    return made(name, audio=audio).tracks


def test_every_track_is_kept_in_order() -> None:
    assert [t.index for t in tracks("web-720p", track(2), track(5), track(1))] == [2, 5, 1]


def test_a_silent_film_has_no_track() -> None:
    assert tracks("web-720p") == ()


@pytest.mark.parametrize("name", EDIT)
@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (6, "5.1(side)"), (8, None), (16, "hexadecagonal")])
def test_channels_are_kept_one_to_one_for_editing(name: str, channels: int, layout: str | None) -> None:
    (kept,) = tracks(name, track(channels=channels, layout=layout, sample_rate=96000))
    assert (kept.channels, kept.layout, kept.sample_rate, kept.mix) == (channels, layout, 96000, "keep")


@pytest.mark.parametrize(
    ("channels", "layout", "expected", "mix"),
    [
        (1, None, "mono", "keep"),
        (6, "5.1(side)", "5.1", "keep"),
        (8, None, "7.1", "keep"),
        (4, "4.0", "stereo", "stereo"),
        (16, None, "stereo", "first_two"),
    ],
)
def test_layouts_are_those_that_players_take_on_the_web(
    channels: int, layout: str | None, expected: str, mix: str
) -> None:
    (found,) = tracks("web-720p", track(channels=channels, layout=layout))
    assert (found.layout, found.mix) == (expected, mix)
    assert "audio_layout" in found.notes


def test_a_sample_rate_that_aac_does_not_have_becomes_48000() -> None:
    (found,) = tracks("web-720p", track(sample_rate=96000))
    assert (found.sample_rate, "96000" in found.notes["audio_rate"]) == (48000, True)


def test_sound_that_is_what_was_planned_is_taken_as_it_is_on_the_web_alone() -> None:
    (copied,) = tracks("web-720p", ready())
    assert (copied.copied, copied.notes["audio_packets"]) == (True, "Taken as it is: aac with 128 kbit/s.")
    assert [(track.copied, track.notes) for name in EDIT for track in tracks(name, ready())] == [(False, {})] * 3


@pytest.mark.parametrize(("channels", "layout", "kbits"), [(1, "mono", 96), (2, "stereo", 192), (6, "5.1", 576)])
def test_how_dense_copied_sound_may_be_goes_by_its_channels(channels: int, layout: str, kbits: int) -> None:
    shape = {"channels": channels, "layout": layout}
    (most,) = tracks("web-720p", ready(bit_rate=kbits * 1000, **shape))
    (more,) = tracks("web-720p", ready(bit_rate=kbits * 1000 + 1000, **shape))
    assert (most.copied, more.copied) == (True, False)
    assert more.notes["audio_packets"] == f"Encoded: It has {kbits + 1} kbit/s, more than {kbits}."


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"codec": "ac3", "profile": None}, "It is ac3, not aac LC."),
        ({"profile": "HE-AAC"}, "It is aac HE-AAC, not aac LC."),
        ({"channels": 4, "layout": "4.0", "bit_rate": 64_000}, "Its channels or its rate are changed."),
        ({"channels": 2, "layout": None}, "Its channels or its rate are changed."),
        ({"sample_rate": 96_000}, "Its channels or its rate are changed."),
        ({"sample_rate": 24_000}, "At 24000 Hz it may hold more than it tells"),
        ({"seams": None}, "No index tells whether its packets adjoin."),
        ({"seams": "gaps"}, "Its packets do not adjoin."),
        ({"seams": "edits"}, "An edit list cuts or delays it."),
    ],
)
def test_sound_that_is_not_taken_as_it_is_says_why(changes: dict[str, object], why: str) -> None:
    (found,) = tracks("web-720p", ready(**changes))
    assert not found.copied
    assert found.notes["audio_packets"].startswith(f"Encoded: {why}")


def test_a_source_whose_copied_sound_came_out_otherwise_is_planned_anew_without_copying() -> None:
    anew = plan.made_encoded(made(audio=(ready(1), track(2))))
    assert [track.copied for track in anew.tracks] == [False, False]
    assert "did not come out as they went in" in anew.tracks[0].notes["audio_packets"]


# ---------------------------------------------------------------- time


def test_variable_frames_keep_their_times_on_the_web_and_become_constant_for_editing() -> None:
    assert made(variable_rate=True).timing == "kept"
    assert made("edit-h264", variable_rate=True).timing == "constant"
    assert "frame_times" in made("edit-h264", variable_rate=True).notes


def test_a_source_that_is_found_uneven_is_planned_anew_at_its_rate() -> None:
    anew = plan.made_constant(made("edit-h264"))
    assert anew.timing == "constant"
    assert "25/1" in anew.notes["frame_times"]


@given(
    ticks=st.sampled_from([25, 600, 1000, 12800, 15360, 24000, 30000, 90000]),
    rate=st.sampled_from(["24000/1001", "25/1", "30000/1001", "50/1", "60000/1001", "1000/33", "2/1", "240/1"]),
)
def test_the_proxys_clock_tells_the_sources_times_and_the_rate_exactly(ticks: int, rate: str) -> None:
    found = made(time_base=f"1/{ticks}", rate=rate)
    assert found.frame_ticks.denominator == 1
    assert Fraction(found.source_tick, found.time_scale) == Fraction(1, ticks)


@pytest.mark.parametrize("rate", ["24000/1001", "25/1", "30/1", "60000/1001"])
@pytest.mark.parametrize("clock", [10_000_000, 27_000_000, 35_999_999, 999_999_937, 1_000_000_000])
def test_a_clock_too_fine_for_the_container_leaves_the_rate_exact_and_times_to_a_microsecond(
    clock: int, rate: str
) -> None:
    found = made(time_base=f"1/{clock}", rate=rate)
    assert found.frame_ticks.denominator == 1
    assert 900_000 < found.time_scale <= 30_000_000


@pytest.mark.parametrize(
    ("timecode", "rate", "expected"),
    [
        ("01:00:00;02", "30000/1001", "01:00:00;02"),
        ("01:00:00;02", "60000/1001", "01:00:00;02"),
        ("01:00:00;02", "25/1", "01:00:00:02"),
        ("10:00:00:24", "25/1", "10:00:00:24"),
        ("10:00:00:25", "25/1", None),
        ("24:00:00:00", "25/1", None),
        ("nonsense", "25/1", None),
        ("00:00:00:00", "480/1", None),
        (None, "25/1", None),
    ],
)
def test_a_start_timecode_is_carried_where_it_is_one_at_this_rate(
    timecode: str | None, rate: str, expected: str | None
) -> None:
    found = made(timecode=timecode, rate=rate)
    assert found.timecode == expected
    assert ("start_timecode" in found.notes) == (timecode != expected)


def test_a_reel_name_lives_in_a_movs_timecode_track_only() -> None:
    named = {"reel_name": "A001", "timecode": "01:00:00:00"}
    assert made("edit-prores-proxy", **named).reel_name == "A001"
    assert made("web-720p", **named).reel_name is None
    assert made("edit-prores-proxy", reel_name="A001").reel_name is None


def test_frames_are_planned_by_the_index_or_else_by_the_duration() -> None:
    assert made(frames=51).frames == 51
    assert made(frames=None, duration=2.0).frames == 50


def test_a_plan_names_the_profile_it_carries_out() -> None:
    recipe: Profile = profile.load("web-1080p")
    assert plan.make(film(), recipe).profile == recipe
