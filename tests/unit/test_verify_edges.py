"""How near a proxy has to be to its source: what just passes, what just does not, and what a certificate then says."""

from array import array
from fractions import Fraction

import pytest

from functions.media.certificate import Rule
from functions.media.facts import Colour
from functions.steps import verify
from tests.unit.test_verify import STEP, Case


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
