"""Whether a source could be read whole: where each witness draws the line, and what is said of what is missing."""

from array import array
from fractions import Fraction

import pytest

from functions.ffmpeg.log_classifier import Complaint
from functions.media.certificate import Rule
from functions.media.facts import Subtitle
from functions.media.packets import Packets
from functions.plan import plan
from functions.steps import damage
from functions.steps.damage import Source
from tests.support.films.sources import track
from tests.unit.test_verify import STEP, Case
from tests.unit.test_verify_edges import without_index


def rule(case: Case, name: str) -> Rule:
    encoded = case.encoded()
    (found,) = [each for each in damage.rules(case.media, encoded, damage.source(encoded)) if each.rule == name]
    return found


def complaining(case: Case, kind: str, *texts: str, times: int = 1) -> Case:
    case.complaints = tuple((Complaint(kind, text), times) for text in texts)  # type: ignore[arg-type]
    return case


def cut_off(case: Case, frames: int) -> Case:
    case.ticks, case.flags, case.decoded = case.ticks[:frames], case.flags[:frames], frames
    return case


def lasting(case: Case, seconds: float) -> Case:
    case.media = case.media.model_copy(update={"duration": seconds})
    return case


# ---------------------------------------------------------------- what the source shows


def test_what_a_source_shows_is_told_by_its_packets() -> None:
    found = damage.source(Case().encoded())
    assert found.time_base == Fraction(1, 12800)
    assert list(found.frames[:3]) == [0, STEP, 2 * STEP]
    assert (found.head, found.last, found.lasts) == (0, Fraction(1, 25), Fraction(1, 25))
    assert found.longest == Fraction(1, 25)


def test_a_source_without_packets_shows_nothing() -> None:
    case = Case(audio=())
    case.ticks = case.flags = []
    found = damage.source(case.encoded())
    assert (len(found.frames), found.head, found.last, found.lasts, found.longest) == (0, 0, 0, 0, 0)


def test_frames_before_the_first_keyframe_need_not_decode() -> None:
    found = Source(Fraction(1, 25), array("q", [0, 1, 2, 5]), 2, Fraction(1, 25))
    assert list(found.solid) == [2, 5]
    assert found.longest == Fraction(3, 25)


# ---------------------------------------------------------------- is it complete


@pytest.mark.parametrize(("frames", "passes"), [(50, True), (49, False)])
def test_each_frame_of_the_index_is_there(frames: int, passes: bool) -> None:
    found = rule(cut_off(Case(), frames), "source_complete")
    assert (found.expected, found.found, found.passed) == ("50 frames", f"{frames} frames", passes)


def test_frames_that_an_edit_list_hides_are_there_too_and_named() -> None:
    case = Case()
    case.flags[0] = 5
    case.flags[1] = 4
    found = rule(case, "source_complete")
    assert (found.found, found.passed) == ("48 frames, and 2 that its edit list hides", True)
    assert rule(cut_off(case, 49), "source_complete").passed is False


def test_an_edit_list_that_hides_what_the_index_does_not_count_is_not_spoken_of() -> None:
    case = Case()
    video = case.media.video.model_copy(update={"frames": 48})
    case.media = case.media.model_copy(update={"video": video})
    case.flags[0], case.flags[1] = 5, 4
    assert rule(case, "source_complete").found == "48 frames"


@pytest.mark.parametrize(("stated", "passes"), [(2.299, True), (2.301, False)])
def test_a_film_without_an_index_may_end_three_tenths_before_its_stated_end(stated: float, passes: bool) -> None:
    case = lasting(without_index(Case(container="matroska")), stated)
    found = rule(case, "source_complete")
    assert found.passed is passes
    assert found.found == "2.000 s"


def test_a_file_of_which_it_is_known_that_its_end_is_missing_is_not_complete() -> None:
    case = Case()
    case.media = case.media.model_copy(update={"cut_off": "it ends within its index"})
    found = rule(case, "source_complete")
    assert (found.expected, found.found, found.passed) == ("a whole file", "it ends within its index", False)


def test_of_a_slow_film_two_frames_may_be_missing_at_its_end() -> None:
    case = without_index(Case(container="matroska", audio=(), rate="2/1"))
    case.ticks = [number * 6400 for number in range(50)]
    case.ticks[-1] = 24 * 12_800 + 5_888  # and ends 0.04 s later: at 24.5 s
    assert rule(lasting(case, 25.5), "source_complete").passed
    assert not rule(lasting(case, 25.6), "source_complete").passed


def test_sound_that_goes_on_is_the_end_of_the_film_and_a_late_start_counts() -> None:
    case = lasting(without_index(Case(container="matroska", audio=(track(),))), 5.0)
    assert not rule(case, "source_complete").passed
    case.sound = [(0, 5 * 48_000)]
    assert rule(case, "source_complete").passed
    late = lasting(without_index(Case(container="matroska")), 5.0)
    late.media = late.media.model_copy(update={"start": 2.9})
    assert rule(late, "source_complete").passed
    assert rule(late, "source_complete").found == "4.900 s"


@pytest.mark.parametrize("container", ["mpegts", "mxf", "flv"])
def test_a_container_that_does_not_state_a_length_may_end_anywhere(container: str) -> None:
    found = rule(lasting(without_index(Case(container=container)), 60.0), "source_complete")
    assert (found.expected, found.passed, found.note) == ("any length", True, "None is stated.")


def test_subtitles_may_be_what_lasts_longest() -> None:
    case = lasting(without_index(Case(container="matroska", dropped_streams=("subtitle (deu)",))), 60.0)
    assert rule(case, "source_complete").passed
    text = Subtitle(index=2, codec="subrip")
    assert rule(lasting(without_index(Case(container="matroska", subtitles=(text,))), 60.0), "source_complete").passed
    other = lasting(without_index(Case(container="matroska", dropped_streams=("data",))), 60.0)
    assert not rule(other, "source_complete").passed


# ---------------------------------------------------------------- was it decoded


def test_of_a_recording_that_begins_in_a_group_the_rest_must_decode() -> None:
    case = Case(container="mpegts")
    case.flags = [*[0] * 10, 1, *[0] * 39]
    case.decoded = 40
    found = rule(case, "source_decoded")
    assert (found.expected, found.found, found.passed) == ("40 to 50", "40", True)
    assert found.note == "10 frames come before the first keyframe."
    case.decoded = 39
    assert not rule(case, "source_decoded").passed


def test_at_least_one_frame_must_decode() -> None:
    case = Case(container="mpegts")
    case.flags, case.decoded = [0] * 50, 0
    assert not rule(case, "source_decoded").passed
    case.decoded = 1
    assert rule(case, "source_decoded").passed


# ---------------------------------------------------------------- what the container marks


def jumping(ticks: int, at: int = 30) -> Case:
    """A broadcast with a longer time between two pictures, where the receiver marks a packet."""
    case = Case(container="mpegts", audio=())
    case.ticks = [number * STEP + (ticks if number >= at else 0) for number in range(50)]
    case.flags[at - 1] = 2
    return case


@pytest.mark.parametrize(
    ("ticks", "missing"),
    [
        (STEP, True),
        (STEP // 2, False),
        (STEP // 2 + 100, False),
        (STEP - 51, True),
        (STEP - 52, False),
        (1280, False),
        (1282, True),
    ],
)
def test_whole_frames_or_more_than_a_tenth_of_a_second_are_missing_pictures(ticks: int, missing: bool) -> None:
    found = rule(jumping(ticks), "source_packets")
    assert found.passed is not missing
    assert ("of pictures are missing" in found.found) is missing
    assert found.expected == "nothing missing"
    assert ("joined here" in found.note) is not missing


def test_nothing_marked_is_nothing_said() -> None:
    case = jumping(STEP)
    case.flags[29] = 0
    found = rule(case, "source_packets")
    assert (found.expected, found.found, found.note) == ("none damaged", "none damaged", "")


def test_marked_packets_of_picture_and_sound_are_counted_together() -> None:
    case = Case(container="mpegts")
    case.flags[20] = case.flags[21] = 2
    assert rule(case, "source_packets").found == "2 marked as damaged"
    encoded = case.encoded()
    encoded.packets.tracks[1].corrupt = 3
    found = damage.rules(case.media, encoded, damage.source(encoded))[2]
    assert found.found == "5 marked as damaged"


def test_what_a_container_says_is_quoted() -> None:
    case = complaining(Case(container="mpegts"), "container", "mpegts: Continuity check failed", times=2)
    assert rule(case, "source_packets").found == "mpegts: Continuity check failed (2 times)"


def test_a_transport_stream_that_calls_a_packet_corrupt_may_be_joined_and_any_other_file_is_short() -> None:
    text = "Packet corrupt (stream = 0, dts = 5)."
    assert rule(complaining(Case(container="mpegts"), "container", text), "source_packets").passed
    short = rule(complaining(Case(), "container", text), "source_packets")
    assert (short.passed, short.found) == (False, f"{text}; the file ends within a packet")
    assert rule(complaining(Case(), "container", "other"), "source_packets").passed


@pytest.mark.parametrize(("hole", "missing"), [(512, False), (513, True), (4800, True)])
def test_half_a_packet_of_sound_is_missing_sound(hole: int, missing: bool) -> None:
    case = Case(container="mpegts")
    case.flags[20] = 2
    case.hole = hole
    found = rule(case, "source_packets")
    assert ("of sound are missing in track 1" in found.found) is missing
    assert found.passed is not missing


def test_only_the_streams_that_a_transport_stream_means_are_listened_to() -> None:
    case = Case(container="mpegts", audio=(track(4), track(7)))
    case.hole = 4800
    for stream, said in ((4, "track 1"), (7, "track 2")):
        complaining(case, "container", f"mpegts: Packet corrupt (stream = {stream}, dts = 5).")
        assert said in rule(case, "source_packets").found
    complaining(case, "container", "mpegts: Packet corrupt (stream = 0, dts = 5).")
    assert rule(case, "source_packets").passed


# ---------------------------------------------------------------- what decoders complain of


def test_at_most_three_complaints_are_quoted() -> None:
    found = rule(complaining(Case(), "damage", "one", "two", "three", "four"), "source_clean")
    assert (found.found, found.passed) == ("one; two; three", False)


def test_missing_references_are_damage_unless_the_recording_begins_in_a_group() -> None:
    case = complaining(Case(container="mpegts"), "reference", "no frame!")
    assert rule(case, "source_clean").found == "no frame!"
    case.flags = [*[0] * 10, 1, *[0] * 39]
    assert rule(case, "source_clean").passed
    complaining(case, "damage", "error while decoding")
    assert not rule(case, "source_clean").passed


# ---------------------------------------------------------------- how much can be read


def readable(case: Case) -> str:
    return damage.readable(case.media, case.encoded())


def test_how_much_can_be_read_is_said_in_percent_and_by_the_clock() -> None:
    case = Case(frames=4000, rate="1/1", audio=())
    case.media = case.media.model_copy(update={"duration": 4000.0})
    assert readable(cut_off(case, 3725)) == "93 % of the video, 01:02:05 of 01:06:40, can be read."


def test_no_more_than_the_whole_can_be_read() -> None:
    case = Case(frames=50)
    case.decoded = 49
    assert readable(case) == "98 % of the video, 00:00:01 of 00:00:02, can be read."
    unstated = lasting(without_index(Case()), 4.0)
    assert readable(unstated) == "50 % of the video, 00:00:02 of 00:00:04, can be read."


def test_a_stated_length_counts_as_reached_when_three_tenths_are_missing() -> None:
    case = complaining(lasting(without_index(Case()), 2.2), "damage", "error while decoding")
    assert readable(case).startswith("All of its 50 frames can be read")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["h264: error while decoding"], "but some have damaged pictures."),
        (["aac: channel element"], "but the sound (aac, mp2) cannot be decoded without errors."),
        (["Error in stream #0:2: x"], "but the sound (aac, mp2) cannot be decoded without errors."),
        (["Error in stream #0:20: x"], "but some have damaged pictures."),
        (
            ["h264: error", "aac: error"],
            "but some have damaged pictures, and the sound (aac, mp2) cannot be decoded without errors.",
        ),
    ],
)
def test_pictures_are_told_from_sound(texts: list[str], said: str) -> None:
    case = complaining(Case(audio=(track(1), track(2, codec="mp2"))), "damage", *texts)
    assert readable(case) == f"All of its 50 frames can be read, {said}"


def test_where_all_frames_are_there_and_nobody_complains_something_is_missing() -> None:
    assert readable(Case()) == "All 50 frames that are there can be read, but pictures or sound are missing."


# ---------------------------------------------------------------- what was decoded of a damaged source


def given_of(case: Case, shown: list[int]) -> Source:
    case.carried_out = plan.made_accepting(case.plan)
    case.shown = shown
    encoded = case.encoded()
    return damage.decoded(encoded, damage.source(encoded))


def test_what_was_decoded_stands_at_the_sources_times() -> None:
    case = Case()
    found = given_of(case, case.ticks[:20] + case.ticks[23:])
    assert (found.time_base, found.head, found.last) == (Fraction(1, 12800), 0, Fraction(1, 25))
    assert list(found.frames) == case.ticks[:20] + case.ticks[23:]
    assert found.lasts == 0


def test_a_film_whose_last_frames_are_lost_ends_a_frame_after_what_is_left() -> None:
    case = Case(audio=())
    case.ticks = [*case.ticks[:-1], case.ticks[-1] + 5 * STEP]
    whole = given_of(case, case.ticks)
    assert whole.last == damage.source(case.encoded()).last
    assert given_of(case, case.ticks[:-2]).last == Fraction(1, 25)


def test_a_frame_that_is_nearly_the_last_is_the_last() -> None:
    case = Case(audio=())
    encoded = case.encoded()
    source = damage.source(encoded)._replace(last=Fraction(1, 2))
    for early, last in ((STEP // 2 - 1, Fraction(1, 2)), (STEP // 2, Fraction(1, 25))):
        case.shown = [*case.ticks[:-1], case.ticks[-1] - early]
        assert damage.decoded(case.encoded(), source).last == last


def test_where_a_tick_of_the_source_is_a_frame_the_proxys_ticks_are_taken() -> None:
    case = Case(container="mxf", time_base="1/25")
    encoded = case.encoded()
    coarse = Source(Fraction(1, 25), array("q", range(50)), 0, Fraction(1, 25))
    finer = coarse._replace(time_base=Fraction(1, 100), frames=array("q", range(0, 200, 4)))
    case.shown = [400, 800]  # in 10,000 a second
    encoded = case.encoded()
    assert damage.decoded(encoded, coarse).time_base == Fraction(1, 10_000)
    assert list(damage.decoded(encoded, coarse).frames) == [400, 800]
    assert damage.decoded(encoded, finer).time_base == Fraction(1, 100)
    assert list(damage.decoded(encoded, finer).frames) == [4, 8]


def test_without_presentation_times_what_was_decoded_is_as_late_as_its_decoder() -> None:
    case = Case(container="avi")
    case.timed = False
    found = given_of(case, [tick + 2 * STEP for tick in case.ticks[:30]])
    assert list(found.frames) == case.ticks[:30]
    case.ticks = [tick + 3 * STEP for tick in case.ticks]
    assert list(given_of(case, [tick + 2 * STEP for tick in case.ticks[:30]]).frames) == case.ticks[:30]


def test_nothing_decoded_leaves_nothing() -> None:
    assert list(given_of(Case(), []).frames) == []
    assert len(Packets()) == 0
