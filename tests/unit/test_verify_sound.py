"""The sound of a proxy at its edges, damage that is accepted, and films that begin late or end with a long frame."""

import pytest

from functions.ffmpeg.log_classifier import Complaint
from functions.media.sound.decoded import Decoded
from functions.plan import plan
from functions.steps import verify
from tests.support.films.sources import ready, track
from tests.unit.test_verify import STEP, Case
from tests.unit.test_verify_edges import rule, without_index

DAMAGE = ((Complaint("damage", "error while decoding MB 3 4"), 1),)


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


@pytest.mark.parametrize(
    ("count", "passes"), [(49, False), (50, True), (51, True), (52, False), (75, False), (98, False), (99, True)]
)
def test_frames_that_are_missing_do_not_pass_for_the_end_of_a_long_last_one(count: int, passes: bool) -> None:
    case = without_index(Case("edit-prores-proxy", container="mov", variable_rate=True))
    encoded = case.encoded()
    encoded.packets.duration[-1] = 50 * STEP
    case.proxy_ticks = [number * STEP for number in range(count)]
    rules = {each.rule: each for each in verify.compare(case.media, case.plan, encoded, case.measured())}
    assert rules["frame_count"].expected == "50 to 51, or 99 to 100"
    assert rules["frame_count"].passed is passes


@pytest.mark.parametrize(("stated", "passes"), [(1.91, False), (1.93, True), (2.07, True), (2.09, False)])
def test_the_length_of_even_frames_is_the_one_that_the_proxy_states(stated: float, passes: bool) -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    case.ticks[25:] = [tick + 30 * STEP for tick in case.ticks[25:]]  # a gap in the source gives no leave
    case.proxy_ticks = [number * STEP for number in range(80)]
    case.proxy_changes["duration"] = stated + 1.2
    assert rule(case, "duration").passed is passes


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
