"""Plans that are made anew when the source turns out to be another than it said, and plans at their edges."""

from fractions import Fraction

import pytest

from functions.media.facts import Chapter
from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.plan.profile import Options
from tests.support.films.sources import film, ready, track


def made(name: str = "web-720p", **changes: object) -> Plan:
    return plan.make(film(**changes), profile.load(name))


# ---------------------------------------------------------------- another rate


def test_a_film_at_another_rate_than_its_beginning_is_planned_at_that_one() -> None:
    first = made("edit-h264", rate="25/1", time_base="1/1000")
    anew = plan.made_constant(first, Fraction(30000, 1001))
    assert (anew.rate, anew.timing) == ("30000/1001", "constant")
    assert anew.frame_ticks.denominator == 1
    assert Fraction(anew.source_tick, anew.time_scale) == Fraction(1, 1000)
    assert anew.notes["frame_times"] == (
        "The source's frames are not evenly spaced; they are repeated or left out at 30000/1001."
    )


def test_a_film_that_is_uneven_at_its_own_rate_keeps_its_clock() -> None:
    first = made("edit-h264", timecode="nonsense")
    for anew in (plan.made_constant(first), plan.made_constant(first, Fraction(25))):
        assert (anew.rate, anew.time_scale, anew.source_tick) == (first.rate, first.time_scale, first.source_tick)
        assert anew.timing == "constant"
        assert {"frame_times", "start_timecode"} <= anew.notes.keys()


def test_a_clock_that_has_no_room_for_another_rate_still_has_a_tick_for_the_source() -> None:
    fine = made("edit-h264", rate="25/1", time_base="1/27000000")
    anew = plan.made_constant(fine, Fraction(24000, 1001))
    assert anew.frame_ticks.denominator == 1
    assert anew.source_tick >= 1
    assert Fraction(anew.source_tick, anew.time_scale) >= Fraction(1, 27_000_000)


def test_packets_that_hold_whole_frames_though_marked_as_fields_come_twice_as_often() -> None:
    fields = made("web-720p", rate="25/1", time_base="1/90000", field_order="tff")
    whole = plan.made_whole(fields)
    assert fields.interlaced
    assert (whole.rate, whole.interlaced) == ("50/1", False)
    assert whole.frame_ticks.denominator == 1
    assert Fraction(whole.source_tick, whole.time_scale) == Fraction(1, 90_000)
    assert plan.made_whole(made(rate="30000/1001", field_order="bff")).rate == "60000/1001"
    coarse = plan.made_whole(made(rate="24000/1001", time_base="1/1000", container="matroska", field_order="tff"))
    assert (coarse.time_scale, coarse.source_tick) == (48_000, 48)


# ---------------------------------------------------------------- other sound


def test_only_what_was_copied_is_encoded_instead() -> None:
    first = made(audio=(ready(1), track(2, codec="ac3")))
    anew = plan.made_encoded(first)
    assert anew.tracks[1] == first.tracks[1]
    assert anew.tracks[0].notes["audio_packets"] == "Encoded: Its packets did not come out as they went in."


def test_of_a_film_that_may_be_damaged_nothing_is_copied_and_all_that_decodes_is_enough() -> None:
    first = made(audio=(ready(1), track(2, codec="ac3")))
    accepting = plan.made_accepting(first)
    assert (first.accept_damage, accepting.accept_damage) == (False, True)
    assert [each.copied for each in accepting.tracks] == [False, False]
    assert accepting.tracks[1] == first.tracks[1]
    assert "can be decoded" in accepting.tracks[0].notes["audio_packets"]


@pytest.mark.parametrize(
    ("container", "audio", "clock"),
    [("mxf", (track(1),), "zero"), ("mxf", (), "count"), ("avi", (track(1),), "zero"), ("mov", (track(1),), "source")],
)
def test_lost_frames_leave_their_time_where_there_is_sound_to_be_beside(
    container: str, audio: tuple[object, ...], clock: str
) -> None:
    assert plan.made_accepting(made(container=container, audio=audio)).clock == clock


def test_tracks_that_were_taken_apart_say_so_and_others_do_not() -> None:
    first = made(audio=(track(1, codec="amr_nb"), track(2), track(3, codec="amr_nb")))
    anew = plan.made_apart(first, {1: "Its packets hold several frames.", 3: "Pauses."})
    assert ["audio_decoded" in each.notes for each in anew.tracks] == [True, False, True]
    assert anew.tracks[1] == first.tracks[1]


def test_only_of_amr_a_packet_may_hold_several_frames() -> None:
    found = made(audio=(track(1, codec="amr_nb"), track(2, codec="amr_wb"), track(3))).tracks
    assert [each.several for each in found] == [True, True, False]


# ---------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("container", "clock"),
    [("mov", "source"), ("matroska", "source"), ("avi", "zero"), ("mxf", "count"), ("gxf", "count"), ("h264", "count")],
)
def test_frames_get_their_times_from_where_the_container_has_them(container: str, clock: str) -> None:
    assert made(container=container).clock == clock


def test_a_raw_stream_says_by_whose_word_it_has_its_rate() -> None:
    assert "raw stream" in made(container="h264").notes["frame_times"]
    assert made(container="mov").notes == {}


def test_mp4_and_mov_may_not_say_how_long_a_frame_is_shown() -> None:
    assert made(container="mov").unmeasured
    assert not made(container="matroska").unmeasured


@pytest.mark.parametrize(
    ("rate", "tick", "scale"),
    [
        (Fraction(25), Fraction(1, 25), 10_000),
        (Fraction(25), Fraction(1, 12_800), 12_800),
        (Fraction(24000, 1001), Fraction(1, 1000), 24_000),
        (Fraction(25), Fraction(1, 9_999), 249_975),
        (Fraction(25), Fraction(1, 10_000), 10_000),
        (Fraction(25), Fraction(1, 30_000_000), 30_000_000),
        (Fraction(25), Fraction(1, 30_000_001), 1_000_000),
        (Fraction(2_000_000, 1), Fraction(1, 29_999_999), 2_000_000),
        (Fraction(30000, 1001), Fraction(1, 1_000_000_007), 990_000),
    ],
)
def test_the_clock_is_the_coarsest_that_tells_all_and_is_fine_enough(
    rate: Fraction, tick: Fraction, scale: int
) -> None:
    assert plan.time_scale(rate, tick) == scale


def test_a_tick_of_the_source_that_is_no_whole_number_allows_for_both_roundings() -> None:
    found = made(rate="25/1", time_base="1/999999937")
    assert found.source_tick == 2
    assert made(rate="25/1", time_base="1/90000").source_tick == 1


@pytest.mark.parametrize(
    ("index", "shown", "lasts", "frames"),
    [(None, 2.0, 3.0, 50), (None, None, 3.0, 75), (51, 2.0, 2.0, 51), (None, 0, 0, None)],
)
def test_how_many_frames_there_are_is_told_by_the_index_the_picture_or_the_file(
    index: int | None, shown: float | None, lasts: float, frames: int | None
) -> None:
    media = film(frames=index, duration=shown).model_copy(update={"duration": lasts})
    assert plan.make(media, profile.load("web-720p")).frames == frames


def test_the_length_of_the_film_is_in_microseconds() -> None:
    assert made().length == 2_000_000


# ---------------------------------------------------------------- timecode, reel


@pytest.mark.parametrize(
    ("timecode", "rate", "expected"),
    [
        ("23:59:59:23", "24000/1001", "23:59:59:23"),
        ("23:59:59:24", "24000/1001", None),
        ("01:00:00;02", "24000/1001", "01:00:00:02"),
        ("00:00:00:254", "255/1", "00:00:00:254"),
        ("00:00:00:00", "256/1", None),
        ("00:60:00:00", "25/1", None),
    ],
)
def test_a_timecode_counts_whole_frames_of_its_rate(timecode: str, rate: str, expected: str | None) -> None:
    assert made(timecode=timecode, rate=rate).timecode == expected


def test_drop_frame_is_taken_by_the_sources_word() -> None:
    found = made("edit-prores-proxy", timecode="01:00:00;02", rate="25/1")
    assert found.notes["start_timecode"] == "The source says 01:00:00;02, but 25/1 has no drop frame."
    assert "start_timecode" not in made(timecode="01:00:00;02", rate="30000/1001", time_base="1/30000").notes


def test_a_reel_name_is_written_in_plain_characters_and_cut_at_64() -> None:
    def reel(name: str) -> Plan:
        return made("edit-prores-proxy", reel_name=name, timecode="01:00:00:00")

    assert (reel("A001 C-2.x_y").reel_name, "reel_name" in reel("A001").notes) == ("A001 C-2.x_y", False)
    assert (reel("A/ü").reel_name, "reel_name" in reel("A/ü").notes) == ("A__", True)
    assert reel("x" * 65).reel_name == "x" * 64
    assert reel("x" * 64).notes == {}


def test_where_a_reel_name_has_no_place_that_is_said() -> None:
    assert "reel_name" in made("web-720p", reel_name="A001", timecode="01:00:00:00").notes
    assert "reel_name" in made("edit-prores-proxy", reel_name="A001").notes
    assert made("web-720p").notes == {}


# ---------------------------------------------------------------- programmes, hidden frames, alpha


def test_other_programmes_are_named_and_nothing_else() -> None:
    left = ("programme 2 (Zwei)", "subtitle (deu)", "programme 3")
    found = made(container="mpegts", programme=1, index=4, dropped_streams=left)
    assert found.stream == "4"
    assert found.notes["programme"] == "There are others, which are left out: programme 2 (Zwei); programme 3."
    assert (made().stream, "programme" in made().notes) == ("V:0", False)


def test_codecs_that_hide_frames_are_looked_into() -> None:
    assert made(codec="vp9").hides == "vp9"
    assert made(codec="prores").hides is None


def test_the_encoder_is_given_alpha_only_where_there_is_some() -> None:
    with_alpha, without = made("edit-prores-4444", alpha=True), made("edit-prores-4444")
    assert "yuva" in with_alpha.pixel_format
    assert with_alpha.pixel_format.replace("yuva", "yuv") == without.pixel_format
    assert with_alpha.decoded_format.replace("yuva", "yuv") == without.decoded_format
    assert made("web-720p").decoded_format == "yuv420p"


def test_chapters_and_titles_are_carried() -> None:
    found = made(
        audio=(track(1, title=" Ton\n"),), chapters=(Chapter(start=0.0, title="A"), Chapter(start=1.0, title="B"))
    )
    assert [(each.at, each.title) for each in found.chapters] == [(0, "A"), (1_000_000, "B")]
    assert (found.tracks[0].title, "audio_title" in found.tracks[0].notes) == ("Ton", True)
    assert "audio_title" not in made(audio=(track(1, title="Ton"),)).tracks[0].notes


# ---------------------------------------------------------------- sound at its edges


@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (2, "stereo"), (3, None)])
def test_for_editing_one_or_two_channels_without_a_layout_are_taken_as_mono_and_stereo(
    channels: int, layout: str | None
) -> None:
    assert made("edit-h264", audio=(track(channels=channels, layout=None),)).tracks[0].layout == layout


def test_why_a_layout_is_another_is_said_truly() -> None:
    def note(**changes: object) -> str:
        return made(audio=(track(**changes),)).tracks[0].notes.get("audio_layout", "")

    assert note(channels=6, layout="5.1(side)") == "Taken as 5.1 from 5.1(side)."
    assert note(channels=1, layout=None) == "Taken as mono from no layout."
    assert note(channels=4, layout="4.0").endswith("mixed down from 4 channels.")
    assert note(channels=16, layout=None).endswith("the first two of channels without a layout from 16 channels.")
    assert note() == ""


def test_what_is_mixed_has_two_channels_and_what_fits_keeps_its_own() -> None:
    found = made(audio=(track(1, channels=4, layout="4.0"), track(2, channels=6, layout="5.1"))).tracks
    assert [(each.channels, each.layout) for each in found] == [(2, "stereo"), (6, "5.1")]
    assert "audio_layout" not in found[1].notes


@pytest.mark.parametrize(("rate", "expected"), [(44_100, 44_100), (48_000, 48_000), (32_000, 32_000), (47_999, 48_000)])
def test_a_sample_rate_that_aac_has_is_kept(rate: int, expected: int) -> None:
    (found,) = made(audio=(track(sample_rate=rate),)).tracks
    assert (found.sample_rate, "audio_rate" in found.notes) == (expected, rate != expected)


def test_from_which_sample_rate_aac_is_what_it_says_it_is() -> None:
    at, above = (made(audio=(ready(sample_rate=rate),)).tracks[0] for rate in (24_000, 32_000))
    assert (at.copied, above.copied) == (False, True)


def test_sound_of_unknown_density_is_encoded() -> None:
    (found,) = made(audio=(ready(bit_rate=None),)).tracks
    assert (found.copied, found.notes["audio_packets"]) == (False, "Encoded: It has 0 kbit/s, more than 192.")


def test_a_language_that_is_none_is_left_out_and_said() -> None:
    (found,) = made(audio=(track(language="Klingon!"),)).tracks
    assert "audio_language" in found.notes
    assert "audio_language" not in made(audio=(track(language="deu"),)).tracks[0].notes


def test_a_low_source_bounds_the_picture_by_its_own_rate() -> None:
    assert made().most_bits is None
    assert (made(bit_rate=1_000_000).most_bits or 0) < 1_000_000


def test_the_resolution_asked_for_is_the_one_that_is_planned() -> None:
    recipe = profile.choose("web-720p", Options.model_validate({"resolution": "540p"}), default_profile="web-720p")
    assert plan.make(film(), recipe).picture.height == 540
