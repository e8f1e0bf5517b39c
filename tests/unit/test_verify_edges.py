"""How near a proxy has to be to its source: what just passes, what just does not, and what a certificate then says."""

from array import array
from fractions import Fraction

import pytest

from functions.ffmpeg.log_classifier import Complaint
from functions.media.certificate import Rule
from functions.media.facts import Colour
from functions.media.sound.decoded import Decoded
from functions.plan import plan
from functions.steps import verify
from tests.support.films.sources import ready, track
from tests.unit.test_verify import STEP, Case

DAMAGE = ((Complaint("damage", "error while decoding MB 3 4"), 1),)


def rule(case: Case, name: str) -> Rule:
    (found,) = [each for each in case.rules() if each.rule == name]
    return found


def without_index(case: Case) -> Case:
    video = case.media.video.model_copy(update={"frames": None})
    case.media = case.media.model_copy(update={"video": video})
    return case


def begun_in_a_group(given: int) -> Case:
    """A broadcast whose first keyframe is its eleventh frame; of the ten before, ``given`` could be decoded."""
    case = without_index(Case(container="mpegts"))
    case.flags = [*[0] * 10, 1, *[0] * 39]
    case.decoded, case.proxy_ticks = 40 + given, case.ticks[10 - given :]
    case.proxy_changes["start"] = 0.4 - given * 0.04
    return case


# ---------------------------------------------------------------- frames


def test_a_plain_proxy_says_what_was_compared() -> None:
    said = {each.rule: (each.expected, each.found) for each in Case().rules()}
    assert said["frame_count"] == said["frames_listed"] == ("50", "50")
    assert said["frame_times"] == ("within 0.078 ms", "within 0.000 ms")
    assert said["frame_rate"] == ("25/1", "25/1")
    assert said["duration"] == ("2.000 s", "2.000 s")
    assert said["audio_1_layout"] == ("2 channels, stereo", "2 channels, stereo")
    assert said["audio_1_length"] == ("2.000 s", "2.000 s")
    assert said["audio_1_offset"] == ("0.000 s", "0.000 s")
    assert said["decode_errors"] == ("none", "none")


@pytest.mark.parametrize(("ticks", "passes"), [(1, True), (-1, True), (2, False), (-2, False)])
def test_a_frame_may_be_a_tick_beside_its_time_and_no_more(ticks: int, passes: bool) -> None:
    case = Case()
    case.proxy_ticks[20] += ticks
    assert rule(case, "frame_times").passed is passes
    assert rule(case, "frame_times").found == f"within {abs(ticks) / 12.8:.3f} ms"


def test_a_proxy_that_counts_in_coarser_ticks_is_held_to_one_of_those() -> None:
    case = Case()
    measured = case.measured()
    coarse = measured._replace(
        timeline=measured.timeline._replace(time_base=Fraction(1, 25), ticks=array("q", range(50)))
    )
    rules = {each.rule: each for each in verify.compare(case.media, case.plan, case.encoded(), coarse)}
    assert (rules["frame_times"].expected, rules["frame_times"].found) == ("within 40.000 ms", "within 0.000 ms")


def test_where_a_proxy_begins_makes_no_difference_to_its_frames() -> None:
    case = Case()
    case.proxy_ticks = [tick + 1000 for tick in case.proxy_ticks]
    assert not {"frame_times", "frame_rate", "duration", "frame_count"} & case.refused()


@pytest.mark.parametrize("given", [0, 5, 10])
def test_frames_of_a_group_that_was_cut_may_be_there_where_the_source_has_one(given: int) -> None:
    case = begun_in_a_group(given)
    assert case.refused() == set()
    assert rule(case, "frame_times").expected == "within 0.156 ms"
    assert rule(case, "source_decoded").expected == "40 to 50"


@pytest.mark.parametrize(("shift", "passes"), [(2, True), (-2, True), (3, False), (250, False)])
def test_such_a_frame_at_a_time_that_the_source_does_not_have_is_refused(shift: int, passes: bool) -> None:
    case = begun_in_a_group(5)
    case.proxy_ticks[2] += shift
    assert rule(case, "frame_times").passed is passes


def test_fewer_frames_than_must_decode_have_no_times() -> None:
    case = Case()
    case.proxy_ticks = case.proxy_ticks[:49]
    assert (rule(case, "frame_times").passed, rule(case, "frame_times").found) == (False, "49 for 50")


def test_without_presentation_times_the_first_and_the_last_frame_are_compared() -> None:
    case = Case(container="avi")
    case.timed = False
    assert case.refused() == set()
    assert rule(case, "frame_times").expected == "within 80.000 ms"
    assert "no presentation times" in rule(case, "frame_times").note
    case.proxy_ticks[20] += 4 * STEP
    assert rule(case, "frame_times").passed
    case.proxy_ticks[-1] += 2 * STEP
    assert rule(case, "frame_times").passed
    case.proxy_ticks[-1] += 1
    assert not rule(case, "frame_times").passed


# ---------------------------------------------------------------- rate


def test_a_rate_is_held_exactly_also_where_only_its_last_frame_is_late() -> None:
    case = Case()
    case.proxy_ticks[-1] += 5
    assert not rule(case, "frame_rate").passed
    assert rule(case, "frame_rate").found != "25/1"


def test_frames_that_waver_have_the_right_rate_only_where_they_lie_on_its_grid() -> None:
    case = Case()
    case.proxy_ticks[20] += 100  # the first and the last stay where they are
    assert rule(case, "frame_rate").found == "25/1"
    assert not rule(case, "frame_rate").passed


def test_uneven_frames_have_a_nominal_rate_and_one_frame_has_none() -> None:
    uneven = Case()
    uneven.ticks[20] += 100
    assert rule(uneven, "frame_rate").expected == "25/1, nominal"
    assert "uneven" in rule(uneven, "frame_rate").note
    one = Case(frames=1, duration=0.04, audio=())
    assert rule(one, "frame_rate").note == "One frame has no rate."
    two = Case(frames=2, duration=0.08, audio=())
    assert rule(two, "frame_rate").expected == "25/1"


def test_at_a_constant_rate_the_source_is_asked_how_many_gaps_speak_for_it() -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    case.ticks[20] += STEP // 2
    said = rule(case, "frame_rate")
    assert (said.expected, said.found, said.passed) == ("25/1", "25/1", True)
    assert said.note == "47 of 49 gaps between frames (95.9 %) are whole frames at 25/1 in the source."


def test_at_a_kept_rate_the_frames_of_a_cut_group_do_not_count() -> None:
    case = begun_in_a_group(5)
    case.proxy_ticks[0] -= 100
    assert rule(case, "frame_rate").passed


def test_all_frames_at_one_time_have_no_rate() -> None:
    case = Case()
    case.proxy_ticks = [0] * 50
    assert rule(case, "frame_rate").found == "0/1"


# ---------------------------------------------------------------- count and length


@pytest.mark.parametrize(("count", "passes"), [(49, False), (50, True), (51, True), (52, False)])
def test_a_constant_rate_fills_each_tick_and_may_show_the_last_frame_once_more(count: int, passes: bool) -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    case.proxy_ticks = [number * STEP for number in range(count)]
    assert rule(case, "frame_count").expected == "50 to 51"
    assert rule(case, "frame_count").passed is passes


def test_each_frame_that_was_decoded_is_counted_in_the_proxy() -> None:
    case = Case()
    case.proxy_ticks = case.proxy_ticks[:-1]
    assert (rule(case, "frame_count").expected, rule(case, "frame_count").found) == ("50", "49")


@pytest.mark.parametrize(("frames", "passes"), [(49, True), (48, False)])
def test_a_length_may_differ_by_two_frames(frames: int, passes: bool) -> None:
    case = Case(duration=None)
    case.proxy_ticks = [number * STEP * (frames - 1) // 49 for number in range(50)]
    case.proxy_ticks[-1] = (frames - 1) * STEP
    assert rule(case, "duration").expected == "2.000 s"
    assert rule(case, "duration").passed is passes


def test_the_length_that_a_proxy_states_counts_where_it_is_the_longer_one() -> None:
    case = Case()
    case.proxy_changes["duration"] = 2.1
    assert (rule(case, "duration").found, rule(case, "duration").passed) == ("2.100 s", False)
    case.proxy_changes["duration"] = 2.079
    assert rule(case, "duration").passed


# ---------------------------------------------------------------- picture


def test_a_codec_that_cannot_tell_fields_is_not_asked_for_them() -> None:
    case = Case("edit-dnxhr-lb", field_order="tff")
    case.proxy_changes["field_order"] = "progressive"
    assert rule(case, "field_order").passed
    other = Case("edit-prores-proxy", field_order="tff")
    other.proxy_changes["field_order"] = "progressive"
    assert not rule(other, "field_order").passed


def test_a_proxy_that_does_not_say_its_range_has_the_usual_one() -> None:
    case = Case()
    case.proxy_changes["colour"] = case.plan.picture.colour.model_copy(update={"range": None})
    assert rule(case, "colour").passed
    case.proxy_changes["colour"] = case.plan.picture.colour.model_copy(update={"range": "pc"})
    assert not rule(case, "colour").passed


def test_what_is_not_said_of_a_colour_is_called_unsaid() -> None:
    found = rule(Case("edit-prores-proxy", colour=Colour()), "colour")
    assert found.expected == "primaries unsaid, transfer unsaid, matrix unsaid, range tv"
    assert found.passed


def test_what_an_alpha_channel_became_is_said() -> None:
    kept, over, none = Case("edit-prores-4444", alpha=True), Case(alpha=True), Case()
    assert [(rule(case, "alpha").expected, rule(case, "alpha").found) for case in (kept, over, none)] == [
        ("kept", "kept"), ("over #000000", "over #000000"), ("none", "none"),
    ]  # fmt: skip
    kept.proxy_changes["alpha"] = False
    over.proxy_changes["alpha"] = True
    assert [(rule(case, "alpha").found, rule(case, "alpha").passed) for case in (kept, over)] == [
        ("none", False), ("kept", False),
    ]  # fmt: skip


def test_timecode_and_reel_are_compared_with_the_plan_and_none_is_called_so() -> None:
    case = Case("edit-prores-proxy", timecode="01:00:00:00", reel_name="A001")
    assert (rule(case, "start_timecode").expected, rule(case, "reel_name").expected) == ("01:00:00:00", "A001")
    case.media_changes |= {"timecode": None, "reel_name": None}
    assert (rule(case, "start_timecode").found, rule(case, "reel_name").found) == ("none", "none")
    assert {"start_timecode", "reel_name"} <= case.refused()


def test_the_programme_is_named_where_there_are_several() -> None:
    case = Case(container="mpegts", programme=2, dropped_streams=("programme 1",))
    assert (rule(case, "programme").passed, rule(case, "programme").expected) == (True, "2")
    assert "programme 1" in rule(case, "programme").note
    assert not [each for each in Case().rules() if each.rule == "programme"]


def test_the_first_errors_of_decoding_are_quoted() -> None:
    case = Case()
    case.decode_errors = ("one", "two", "three", "four")
    assert rule(case, "decode_errors").found == "one; two; three"


# ---------------------------------------------------------------- tracks


def test_a_track_without_sound_may_be_missing_or_be_there_empty() -> None:
    missing = Case(audio=(track(1), track(2)))
    missing.sound, missing.audio_seconds = [(0, 96000), (0, 0)], [2.0]
    missing.media_changes["audio"] = (track(1),)
    assert missing.refused() == set()
    assert (rule(missing, "audio_tracks").expected, rule(missing, "audio_tracks").found) == ("1", "1")
    assert "Tracks [2] are declared but have no sound." in rule(missing, "audio_tracks").note
    there = Case(audio=(track(1), track(2)))
    there.sound, there.audio_seconds = [(0, 96000), (0, 0)], [2.0, 0.1]
    assert there.refused() == set()
    assert rule(there, "audio_2_length").expected == "no sound in the source"
    there.audio_seconds = [2.0, 0.2]
    assert there.refused() == {"audio_2_length"}


def test_mono_and_no_layout_are_told_apart() -> None:
    case = Case("edit-prores-proxy", audio=(track(1, channels=1, layout="mono"), track(2, channels=8, layout=None)))
    case.media_changes["audio"] = (track(1, channels=1, layout=None), track(2, channels=8, layout=None))
    assert rule(case, "audio_1_layout").passed
    assert (rule(case, "audio_2_layout").expected, rule(case, "audio_2_layout").passed) == (
        "8 channels, no layout",
        True,
    )


def test_a_sample_rate_that_is_another_is_refused_with_both() -> None:
    case = Case(audio=(track(sample_rate=96_000),))
    case.sound = [(0, 96_000)]
    case.media_changes["audio"] = (track(sample_rate=44_100),)
    found = rule(case, "audio_1_rate")
    assert (found.expected, found.found, found.passed) == ("48000 Hz", "44100 Hz", False)
    assert "96000" in found.note


@pytest.mark.parametrize(
    ("codec", "late", "passes"),
    [
        ("aac", 0.0675, True), ("aac", 0.068, False), ("aac", -0.0462, True), ("aac", -0.0465, False),
        ("pcm_s16le", 0.025, True), ("pcm_s16le", 0.026, False),
    ],
)  # fmt: skip
def test_encoded_sound_begins_with_the_picture_but_for_two_packets_and_one_frame_of_silence(
    codec: str, late: float, passes: bool
) -> None:
    case = Case(audio=(track(codec=codec),))
    case.media_changes["audio"] = (track(codec="aac", start=late),)
    assert rule(case, "audio_1_offset").passed is passes


@pytest.mark.parametrize(("early", "passes"), [(0.025, True), (0.026, False)])
def test_uncompressed_sound_is_not_early_by_a_frame_of_silence(early: float, passes: bool) -> None:
    case = Case("edit-prores-proxy", audio=(track(codec="pcm_s24le"),))
    case.media_changes["audio"] = (track(codec="pcm_s24le", start=-early),)
    assert rule(case, "audio_1_offset").passed is passes


def test_sound_that_begins_later_than_the_picture_does_so_in_the_proxy() -> None:
    case = Case(audio=(track(start=0.5),))
    case.media_changes["audio"] = (track(start=0.5),)
    assert (rule(case, "audio_1_offset").expected, rule(case, "audio_1_offset").passed) == ("0.500 s", True)
    case.media_changes["audio"] = (track(start=0.0),)
    assert not rule(case, "audio_1_offset").passed


def test_a_picture_that_begins_later_than_the_film_is_what_sound_is_compared_with() -> None:
    case = Case()
    case.ticks = [tick + 3200 for tick in case.ticks]
    assert rule(case, "audio_1_offset").expected == "-0.250 s"
    constant = Case("edit-prores-proxy", variable_rate=True)
    constant.ticks = [tick + 3200 for tick in constant.ticks]
    assert rule(constant, "audio_1_offset").expected == "-0.250 s"


def test_of_a_cut_group_sound_is_known_only_to_within_its_frames_at_a_constant_rate() -> None:
    case = without_index(Case("edit-prores-proxy", container="mpegts", variable_rate=True))
    case.flags = [*[0] * 10, 1, *[0] * 39]
    for late, passes in ((0.42, True), (0.47, False), (-0.42, True), (-0.43, False)):
        case.media_changes["audio"] = (track(codec="pcm_s24le", start=late),)
        assert rule(case, "audio_1_offset").passed is passes, late


def test_frames_without_presentation_times_are_late_as_they_are_decoded() -> None:
    case = Case(container="avi")
    case.timed = False
    case.ticks = [tick + 2 * STEP for tick in case.ticks]
    assert rule(case, "audio_1_offset").expected == "-0.080 s"


@pytest.mark.parametrize(
    ("seconds", "passes"), [(1.981, True), (1.979, False), (2.0, True), (2.041, True), (2.042, False)]
)
def test_encoded_sound_is_as_long_as_what_was_decoded_and_may_be_padded_by_a_frame(
    seconds: float, passes: bool
) -> None:
    case = Case()
    case.audio_seconds = [seconds]
    assert rule(case, "audio_1_length").passed is passes


def test_sound_that_begins_before_the_film_counts_from_its_start() -> None:
    case = Case()
    case.sound = [(-4800, 96_000)]
    assert rule(case, "audio_1_length").expected == "2.000 s"


def test_sound_with_gaps_may_be_shorter_by_what_is_not_filled() -> None:
    case = Case()
    case.hole = 4000
    exact = rule(case, "audio_1_length")
    assert exact.expected == "2.083 s"
    case.audio_seconds = [2.083 - 0.119]
    assert rule(case, "audio_1_length").passed
    case.audio_seconds = [2.083 - 0.121]
    assert not rule(case, "audio_1_length").passed


@pytest.mark.parametrize(("seconds", "passes"), [(1.901, True), (1.899, False), (2.099, True), (2.101, False)])
def test_copied_sound_is_as_long_as_its_packets_to_within_a_tenth(seconds: float, passes: bool) -> None:
    case = Case(audio=(ready(),))
    case.audio_seconds = [seconds]
    assert rule(case, "audio_1_length").passed is passes


def test_copied_sound_that_has_no_name_is_others() -> None:
    case = Case(audio=(ready(),))
    case.copied[1] = "0123456789abcdef0123"
    assert rule(case, "audio_1_packets").found == "others, 0123456789abcdef"
    case.copied[1] = ""
    assert rule(case, "audio_1_packets").found == "others, none"
    assert len(rule(case, "audio_1_packets").expected.rpartition(", ")[2]) == 16


# ---------------------------------------------------------------- damage that is accepted


def accepted(lost: set[int], **changes: object) -> Case:
    """A film of which some frames do not decode, and that is accepted as it is."""
    case = Case(**changes)  # type: ignore[arg-type]
    case.carried_out = plan.made_accepting(case.plan)
    case.shown = [tick for number, tick in enumerate(case.ticks) if number not in lost]
    case.decoded, case.proxy_ticks, case.complaints = len(case.shown), list(case.shown), DAMAGE
    return case


def proxys_fault(case: Case) -> set[str]:
    return {name for name in case.refused() if not name.startswith("source_")}


def test_of_a_damaged_film_the_proxy_is_held_against_what_was_decoded() -> None:
    case = accepted({20, 21, 22})
    assert "source_decoded" in case.refused()
    assert proxys_fault(case) == set()
    case.proxy_ticks[30] += 40
    assert "frame_times" in proxys_fault(case)


def test_of_a_whole_film_nothing_is_forgiven_though_damage_would_be() -> None:
    case = accepted(set())
    case.complaints = ()
    case.audio_seconds = [1.95]
    assert proxys_fault(case) == {"audio_1_length"}


def test_after_damage_a_decoder_may_be_a_tenth_off_in_time() -> None:
    case = accepted({20})
    case.audio_seconds = [1.89]
    assert "audio_1_length" not in case.refused()
    case.audio_seconds = [1.87]
    assert "audio_1_length" in case.refused()


def test_a_track_of_which_nothing_decodes_is_left_out_and_named() -> None:
    case = accepted({20}, audio=(track(1), track(2)))
    encoded = case.encoded()
    del encoded.packets.decoded[2]
    case.media_changes["audio"] = (track(1),)
    case.audio_seconds = [2.0]
    rules = {each.rule: each for each in verify.compare(case.media, case.plan, encoded, case.measured())}
    assert (rules["audio_tracks"].expected, rules["audio_tracks"].passed) == ("1", True)
    assert rules["audio_tracks"].note == "Of tracks [2] nothing could be decoded; they are left out."


def test_a_decoder_that_gave_nothing_is_no_reason_where_damage_is_not_accepted() -> None:
    case = Case(audio=(track(1), track(2)))
    encoded = case.encoded()
    encoded.packets.decoded[2] = Decoded()
    rules = {each.rule: each for each in verify.compare(case.media, case.plan, encoded, case.measured())}
    assert (rules["audio_tracks"].expected, rules["audio_tracks"].note) == ("2", "")


# ---------------------------------------------------------------- films that begin late, or end with a long frame


def test_sound_counts_from_the_start_of_the_file() -> None:
    case = Case(audio=(track(start=1.5),))
    case.media = case.media.model_copy(update={"start": 1.0})
    assert rule(case, "audio_1_offset").expected == "0.500 s"


def test_copied_sound_that_begins_late_is_as_long_as_from_its_own_start() -> None:
    case = Case(audio=(ready(),))
    case.sound = [(48_000, 96_000)]
    case.audio_seconds = [1.0]
    assert (rule(case, "audio_1_length").expected, rule(case, "audio_1_length").passed) == ("1.000 s", True)


def test_frames_that_have_decoding_times_alone_are_compared_by_the_first() -> None:
    case = Case(container="flv")
    case.timed = False
    case.ticks = [tick + 2 * STEP for tick in case.ticks]
    assert rule(case, "audio_1_offset").expected == "-0.080 s"
    case.proxy_ticks[-1] += STEP
    assert rule(case, "audio_1_offset").expected == "-0.080 s"


def test_a_film_that_lasts_longer_in_its_source_moves_the_sound_of_its_proxy() -> None:
    case = Case()
    case.proxy_ticks[-1] += STEP
    assert rule(case, "audio_1_offset").expected == "0.040 s"


@pytest.mark.parametrize(("container", "least"), [("mov", 50), ("matroska", 52)])
def test_how_long_a_last_frame_is_shown_is_believed_where_the_container_says_it(container: str, least: int) -> None:
    case = without_index(Case("edit-prores-proxy", container=container, variable_rate=True))
    encoded = case.encoded()
    encoded.packets.duration[-1] = 3 * STEP
    case.proxy_ticks = [number * STEP for number in range(52)]
    rules = {each.rule: each for each in verify.compare(case.media, case.plan, encoded, case.measured())}
    assert rules["frame_count"].expected == f"{least} to 53"


def test_what_was_made_constant_says_so_at_each_rule_of_its_frames() -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    for name in ("frame_count", "duration"):
        assert "Editors need a constant rate" in rule(case, name).note


def test_a_proxy_without_a_frame_lasts_no_time() -> None:
    case = Case(duration=None)
    case.proxy_ticks = []
    assert (rule(case, "duration").found, rule(case, "duration").passed) == ("0.000 s", False)


def test_a_source_without_a_frame_gives_sound_nothing_to_be_compared_with() -> None:
    case = Case(duration=None)
    case.ticks = case.flags = case.proxy_ticks = []
    assert rule(case, "audio_1_offset").expected == "0.000 s"
