"""What the list of a source's packets tells: which frames are shown, when, and which need not decode."""

import json
import zlib
from array import array
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.media import packets
from functions.media.packets import Packets

HEADER = """#extradata 0:       45, 0xcc890eb9
#software: Lavf59.27.100
#tb 0: 1/12800
#media_type 0: video
#tb 1: 1/48000
#media_type 1: audio"""
KEY, PLAIN, HIDDEN, HIDDEN_KEY, CORRUPT = "", ", F=0x0", ", F=0x4", ", F=0x5", ", F=0x2"
NO_TIME = -9223372036854775808
RATE = Fraction(25)


def listed(*lines: str) -> Packets:
    read = Packets()
    for line in (*HEADER.splitlines(), *lines):
        read.read(line)
    return read


def video(*rows: tuple[int, int, str], length: int = 512) -> Packets:
    """Packets in decoding order: dts, pts (in frames) and flags."""
    scaled = ((dts * length, pts if pts == NO_TIME else pts * length, flags) for dts, pts, flags in rows)
    return listed(*(f"0, {dts:>10}, {pts:>10}, {length:>8}, 1000, 0x1{flags}" for dts, pts, flags in scaled))


def shown(read: Packets, *, interlaced: bool = False) -> list[Fraction]:
    return [tick / Fraction(512) for tick in read.frames(RATE, interlaced=interlaced)]


def test_frames_are_shown_in_the_order_of_their_presentation_times() -> None:
    read = video((-2, 0, KEY), (-1, 3, PLAIN), (0, 1, PLAIN), (1, 2, PLAIN))
    assert read.time_base == Fraction(1, 12800)
    assert shown(read) == [0, 1, 2, 3]
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 0


def test_packets_that_an_edit_list_hides_are_not_shown() -> None:
    read = video((-4, -3, HIDDEN_KEY), (-3, -1, HIDDEN), (-2, -2, HIDDEN), (-1, 0, PLAIN), (0, 1, PLAIN))
    assert shown(read) == [0, 1]
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 0


def test_what_is_shown_before_the_first_keyframe_need_not_decode() -> None:
    read = video((0, 2, PLAIN), (1, 1, PLAIN), (2, 5, KEY), (3, 3, PLAIN), (4, 4, PLAIN), (5, 6, PLAIN))
    frames = read.frames(RATE, interlaced=False)
    assert shown(read) == [1, 2, 3, 4, 5, 6]
    assert read.undecodable(frames) == 4


def test_a_recording_without_any_keyframe_need_not_decode_at_all() -> None:
    read = video((0, 0, PLAIN), (1, 1, PLAIN))
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 2


def test_without_presentation_times_decoding_times_stand_for_them() -> None:
    read = video((0, NO_TIME, KEY), (1, NO_TIME, PLAIN), (2, NO_TIME, PLAIN))
    assert not read.timed
    assert shown(read) == [0, 1, 2]


def test_two_fields_are_one_frame_in_interlaced_video_only() -> None:
    read = listed(*(f"0, {at}, {at}, 256, 500, 0x1" for at in range(0, 512 * 4, 256)))
    assert shown(read, interlaced=True) == [0, 1, 2, 3]
    assert len(shown(read)) == 8


def test_frames_that_hold_both_fields_stay_frames() -> None:
    assert shown(video((0, 0, KEY), (1, 1, KEY), (2, 2, KEY)), interlaced=True) == [0, 1, 2]


def test_a_frame_with_one_field_only_does_not_shift_the_pairs_after_it() -> None:
    times = [0, 256, 512, 1024, 1280, 1536, 1792]
    read = listed(*(f"0, {at}, {at}, 256, 500, 0x1" for at in times))
    assert shown(read, interlaced=True) == [0, 1, 2, 3]


def test_damaged_packets_are_counted_for_picture_and_sound() -> None:
    read = listed("0, 0, 0, 512, 9, 0x1", f"0, 512, 512, 512, 9, 0x1{CORRUPT}", f"1, 0, 0, 1024, 9, 0x1{CORRUPT}")
    assert read.corrupt == 1
    assert read.tracks[1].corrupt == 1


def test_a_track_is_known_by_its_start_end_and_longest_packet() -> None:
    read = listed(
        "1, -1024, -1024, 1024, 9, 0x1, F=0x5", "1, 0, 0, 1024, 9, 0x1", "1, 1024, 1024, 960, 9, 0x1, S=1, 10"
    )
    track = read.tracks[1]
    assert (track.start, track.end, track.longest) == (0, Fraction(1984, 48000), Fraction(1024, 48000))


def test_a_line_of_something_else_is_an_error() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        listed("frame=  100 fps=0.0")


def test_nothing_read_shows_nothing() -> None:
    read = Packets()
    frames = read.frames(RATE, interlaced=True)
    assert len(read) == len(frames) == read.undecodable(frames) == 0
    assert read.end(frames) == 0


@given(
    rate=st.sampled_from(["24000/1001", "25/1", "30000/1001", "60/1"]),
    count=st.integers(1, 400),
    start=st.integers(0, 5000),
)
def test_times_rounded_to_milliseconds_are_still_even(rate: str, count: int, start: int) -> None:
    fps = Fraction(rate)
    ticks = array("q", (round(start + number * 1000 / fps) for number in range(count)))
    assert packets.even(ticks, Fraction(1, 1000), fps)


def test_a_dropped_frame_is_uneven() -> None:
    assert not packets.even(array("q", [0, 40, 120]), Fraction(1, 1000), RATE)


def test_a_dropped_frame_is_uneven_where_a_frame_is_a_tick() -> None:
    assert packets.even(array("q", range(26)), 1 / RATE, RATE)
    assert not packets.even(array("q", [0, *range(2, 26)]), 1 / RATE, RATE)


def test_a_constant_rate_fills_every_tick_between_the_first_frame_and_the_last() -> None:
    assert list(packets.constant(array("q", [80, 119, 201]), Fraction(1, 1000), RATE)) == [2, 3, 4, 5]


@pytest.mark.parametrize(("lasts", "filled"), [(1, [0, 1]), (37, [0, 1]), (38, [0, 1, 2]), (78, [0, 1, 2, 3])])
def test_at_a_constant_rate_the_end_is_rounded_too(lasts: int, filled: list[int]) -> None:
    times = array("q", [0, 40, 62])
    assert list(packets.constant(times, Fraction(1, 1000), RATE, Fraction(lasts, 1000))) == filled
    assert list(packets.constant(times[:1], Fraction(1, 1000), RATE, Fraction(1, 1000))) == [0]


def test_the_last_frame_is_shown_as_long_as_its_own_packet_says() -> None:
    read = listed(*(f"0, {at}, {at}, {lasts}, 9, 0x1" for at, lasts in ((0, 512), (512, 512), (1024, 218))))
    frames = read.frames(RATE, interlaced=False)
    assert (read.lasts(frames), read.end(frames)) == (Fraction(218, 12800), Fraction(1536, 12800))


def test_decoding_times_that_go_back_are_noticed():
    assert not video((0, 0, KEY), (1, 3, PLAIN), (2, 1, PLAIN)).jumps
    assert video((5, 5, KEY), (1, 1, PLAIN)).jumps


def test_what_was_read_is_kept_and_read_again():
    sound = "1, 0, 0, 1024, 300, 0x1"
    read = listed("0, -512, 0, 512, 1000, 0x1", "0, 0, 512, 512, 1000, 0x1, F=0x2", sound, sound + ", F=0x4")
    again = Packets.load(read.dump())
    assert (again.time_base, again.dts, again.pts) == (read.time_base, read.dts, read.pts)
    assert (again.duration, again.flags) == (read.duration, read.flags)
    assert {number: track.dump() for number, track in again.tracks.items()} == {1: read.tracks[1].dump()}


SOUND = [
    "1, -1024, -1024, 1024, 300, 0x11, F=0x5, S=1, 10",
    "1, 0, 0, 1024, 301, 0x12",
    "1, 1024, 1024, 900, 302, 0x13",
]


def named(*lines: str) -> str:
    return listed(*lines).tracks[1].digest


def test_a_tracks_digest_names_its_packets_wherever_it_begins():
    assert named(*SOUND) == named(*SOUND)
    assert named(*SOUND[1:]) == named("1, 512, 512, 1024, 301, 0x12", "1, 1536, 1536, 900, 302, 0x13")
    assert listed(*SOUND).tracks[1].start == 0  # what is hidden is not heard


@pytest.mark.parametrize(
    "other",
    [
        "1, 1024, 1024, 900, 302, 0x14",
        "1, 1024, 1024, 900, 303, 0x13",
        "1, 1024, 1024, 901, 302, 0x13",
        "1, 1025, 1025, 900, 302, 0x13",
        "1, 1024, 1024, 900, 302, 0x13, F=0x5",
    ],
)
def test_another_packet_gives_another_digest(other):
    assert named(*SOUND[:2], other) != named(*SOUND)


def test_sound_that_is_listed_alone_has_the_numbers_it_has_beside_a_picture():
    alone = Packets(picture=False)
    for line in ("#tb 0: 1/48000", *(line.replace("1,", "0,", 1) for line in SOUND)):
        alone.read(line)
    assert (len(alone), alone.tracks[1].dump()) == (0, listed(*SOUND).tracks[1].dump())


# ---------------------------------------------------------------- lines


def test_flags_are_read_wherever_they_stand_behind_the_checksum() -> None:
    read = listed("0, 0, 0, 512, 9, 0x1, S=1, 10, F=0x2", "0, 512, 512, 512, 9, 0x1, S=1, 10")
    assert list(read.flags) == [packets.CORRUPT, packets.KEY]
    assert list(read.sizes) == [9, 9]


def test_decoding_times_that_were_listed_early_are_put_right_and_missing_ones_stay_missing() -> None:
    early = Packets(early=2)
    for line in ("#tb 0: 1/1000", "0, 500, 0, 40, 9, 0x1", f"0, {NO_TIME}, 40, 40, 9, 0x1"):
        early.read(line)
    assert list(early.dts) == [2500, NO_TIME]
    assert list(early.pts) == [0, 40]
    assert not early.jumps


def test_sound_without_a_presentation_time_is_heard_at_its_decoding_time() -> None:
    assert listed(f"1, 4800, {NO_TIME}, 1024, 9, 0x1").tracks[1].start == Fraction(1, 10)
    assert listed("1, 0, 4800, 1024, 9, 0x1").tracks[1].start == Fraction(1, 10)


def test_before_anything_is_read_a_tick_is_a_second() -> None:
    assert Packets().time_base == 1
    sound = Packets()
    sound.read("#tb 1: 1/48000")
    assert sound.time_base == 1


# ---------------------------------------------------------------- tracks


def test_a_track_knows_which_time_its_packets_cover() -> None:
    covered = listed("1, 4800, 4800, 1024, 9, 0x1", "1, 9600, 9600, 1024, 9, 0x1").tracks[1].covered
    spans, length = covered.settled("aac")
    assert (spans[0][0], length) == (100_000, 2 * 21_333)


def test_a_track_that_is_hidden_whole_has_no_start_and_no_end() -> None:
    track = listed("1, 0, 0, 1024, 9, 0x1, F=0x5").tracks[1]
    assert (track.start, track.end, track.packets, track.hidden) == (None, None, 0, 1)


def test_a_track_counts_what_is_heard_and_what_is_hidden() -> None:
    track = listed(*SOUND).tracks[1]
    assert (track.packets, track.hidden, track.corrupt) == (2, 1, 0)


def test_the_longest_hole_is_between_two_packets_and_not_before_the_first() -> None:
    read = listed(*(f"1, {at}, {at}, 1000, 9, 0x1" for at in (4800, 5800, 7800, 8900, 13900)))
    assert read.tracks[1].hole == Fraction(4000, 48000)
    assert listed("1, 4800, 4800, 1000, 9, 0x1").tracks[1].hole == 0


def test_packets_that_overlap_leave_no_hole_and_the_latest_end_counts() -> None:
    track = listed("1, 0, 0, 4000, 9, 0x1", "1, 1000, 1000, 1000, 9, 0x1", "1, 4000, 4000, 10, 9, 0x1").tracks[1]
    assert (track.hole, track.end) == (0, Fraction(4010, 48000))


def test_a_track_that_begins_with_a_later_packet_begins_with_the_earliest() -> None:
    track = listed("1, 2000, 2000, 1000, 9, 0x1", "1, 0, 0, 1000, 9, 0x1").tracks[1]
    assert (track.start, track.end) == (0, Fraction(3000, 48000))


def test_a_track_that_is_read_again_tells_all_that_it_told() -> None:
    first = listed(*SOUND, "1, 4000, 4000, 1000, 9, 0x1, F=0x3").tracks[1]
    again = packets.Track.load(first.dump())
    for name in ("start", "end", "longest", "hole", "digest", "packets", "hidden", "corrupt"):
        assert getattr(again, name) == getattr(first, name)


@pytest.mark.parametrize(
    "broken", [{"tick": "1/48000"}, {"tick": "1/48000", "numbers": None, "digest": "", "covered": []}]
)
def test_what_another_version_wrote_of_the_sound_is_named_as_such(broken: dict[str, object]) -> None:
    head = {"time_base": "1/25", "tracks": {"1": broken}, "decoded": {}}
    dumped = zlib.compress(json.dumps(head).encode() + b"\n")
    with pytest.raises(ValueError, match="in another way"):
        Packets.load(dumped)


# ---------------------------------------------------------------- which frames are shown


def test_what_is_hidden_is_counted_apart_from_what_is_damaged() -> None:
    read = video((0, 0, KEY), (1, 1, HIDDEN), (2, 2, CORRUPT), (3, 3, HIDDEN))
    assert (read.withheld, read.corrupt, len(read)) == (2, 1, 4)


def test_frames_that_are_never_shown_are_left_out_when_they_are_told_one_by_one() -> None:
    read = video((0, 0, KEY), (1, 1, PLAIN), (2, 2, PLAIN))
    read.hide([True, False])  # not one for each: nothing is known
    assert shown(read) == [0, 1, 2]
    read.hide([True, False, True])
    assert shown(read) == [0, 2]
    assert read.withheld == 0


def test_packets_without_a_time_get_it_from_the_others() -> None:
    read = video((0, 1, KEY), (1, NO_TIME, PLAIN), (2, 3, PLAIN))
    read.complete()
    assert read.timed
    assert shown(read) == [1, 2, 3]


def test_packets_of_which_none_has_a_time_stay_without() -> None:
    read = video((0, NO_TIME, KEY), (1, NO_TIME, PLAIN))
    read.complete()
    assert not read.timed


def test_no_packets_have_no_times() -> None:
    assert not Packets().timed
    assert not Packets().jumps


def test_one_packet_without_a_time_is_enough_for_decoding_times_to_stand_for_all() -> None:
    read = video((0, 0, KEY), (1, NO_TIME, PLAIN), (2, 5, PLAIN))
    assert not read.timed
    assert shown(read) == [0, 1, 2]
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 0


def test_decoding_times_that_are_missing_or_the_same_are_no_jump() -> None:
    assert not video((5, 5, KEY), (NO_TIME // 512, 6, PLAIN), (6, 7, PLAIN)).jumps
    assert not listed("0, 5, 5, 1, 9, 0x1", f"0, {NO_TIME}, 6, 1, 9, 0x1", "0, 5, 7, 1, 9, 0x1").jumps


def test_a_first_keyframe_that_is_shown_before_all_others_leaves_nothing_to_forgive() -> None:
    read = video((0, 0, KEY), (1, 1, PLAIN), (2, 2, KEY))
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 0


def test_after_a_hidden_keyframe_everything_can_be_decoded() -> None:
    with_another = video((0, 0, HIDDEN_KEY), (1, 1, PLAIN), (2, 2, KEY))
    alone = video((0, 0, HIDDEN_KEY), (1, 1, PLAIN))
    for read in (with_another, alone):
        assert read.undecodable(read.frames(RATE, interlaced=False)) == 0


def test_what_is_hidden_without_a_keyframe_helps_nobody() -> None:
    read = video((0, 0, HIDDEN), (1, 1, PLAIN), (2, 2, KEY))
    assert read.undecodable(read.frames(RATE, interlaced=False)) == 1


# ---------------------------------------------------------------- how long the last frame is shown


def test_a_last_packet_that_does_not_say_how_long_lasts_as_most_do() -> None:
    read = listed(*(f"0, {at}, {at}, {lasts}, 9, 0x1" for at, lasts in ((0, 512), (512, 512), (1024, 0))))
    frames = read.frames(RATE, interlaced=False)
    assert (read.lasts(frames), read.end(frames)) == (Fraction(512, 12800), Fraction(1536, 12800))


def test_a_last_frame_that_is_held_longer_ends_later() -> None:
    read = listed(*(f"0, {at}, {at}, {lasts}, 9, 0x1" for at, lasts in ((0, 512), (512, 512), (1024, 2048))))
    assert read.end(read.frames(RATE, interlaced=False)) == Fraction(3072, 12800)


def test_packets_that_say_nothing_of_their_length_end_with_the_last_time() -> None:
    read = listed("0, 0, 0, 0, 9, 0x1", "0, 512, 512, 0, 9, 0x1")
    frames = read.frames(RATE, interlaced=False)
    assert (read.lasts(frames), read.end(frames)) == (0, Fraction(512, 12800))
    assert read.lasts(array("q")) == 0


def test_without_presentation_times_the_last_packet_is_the_one_that_is_decoded_last() -> None:
    read = listed(f"0, 0, {NO_TIME}, 512, 9, 0x1", f"0, 512, {NO_TIME}, 200, 9, 0x1")
    assert read.lasts(read.frames(RATE, interlaced=False)) == Fraction(200, 12800)


def test_of_packets_some_of_which_say_nothing_most_is_counted_among_those_that_do() -> None:
    read = listed(
        *(f"0, {at}, {at}, {lasts}, 9, 0x1" for at, lasts in ((0, 0), (512, 0), (1024, 0), (1536, 512), (2048, 0)))
    )
    assert read.lasts(read.frames(RATE, interlaced=False)) == Fraction(512, 12800)


def test_the_last_frame_is_the_one_shown_last_though_another_is_stored_behind_it() -> None:
    read = listed("0, 0, 512, 512, 9, 0x1", "0, 512, 1536, 200, 9, 0x1", "0, 1024, 1024, 512, 9, 0x1")
    assert read.lasts(read.frames(RATE, interlaced=False)) == Fraction(200, 12800)


# ---------------------------------------------------------------- fields


@pytest.mark.parametrize(("apart", "count"), [(383, 1), (384, 2)])
def test_two_packets_are_fields_of_one_frame_when_they_are_nearer_than_three_quarters(apart: int, count: int) -> None:
    read = listed("0, 0, 0, 256, 9, 0x1", f"0, {apart}, {apart}, 256, 9, 0x1")
    assert len(read.frames(RATE, interlaced=True)) == count


def test_three_packets_close_together_are_a_frame_and_the_first_field_of_another() -> None:
    read = listed(*(f"0, {at}, {at}, 256, 9, 0x1" for at in (0, 200, 400, 600)))
    assert list(read.frames(RATE, interlaced=True)) == [0, 400]


# ---------------------------------------------------------------- grids


@pytest.mark.parametrize(("last", "even"), [(81, True), (82, False), (79, True), (78, False)])
def test_a_time_may_be_a_tick_off_its_grid_and_no_more(last: int, even: bool) -> None:
    assert packets.even(array("q", [0, 40, last]), Fraction(1, 1000), RATE) is even


def test_where_a_frame_is_one_and_a_half_ticks_long_a_tick_beside_the_grid_is_uneven() -> None:
    grid = [0, 1, 3, 4, 6, 7]
    assert packets.even(array("q", grid), Fraction(2, 75), RATE)
    assert not packets.even(array("q", [*grid[:-1], 9]), Fraction(2, 75), RATE)


def test_where_a_frame_is_a_tick_long_half_a_frame_is_enough_to_be_uneven() -> None:
    assert packets.even(array("q", [0, 1, 2, 3]), Fraction(1, 25), RATE)
    assert not packets.even(array("q", [0, 1, 3, 4]), Fraction(1, 25), RATE)


def test_a_constant_rate_without_frames_fills_nothing() -> None:
    assert list(packets.constant(array("q"), Fraction(1, 1000), RATE)) == []


@pytest.mark.parametrize(("first", "slot"), [(19, 0), (20, 1), (-19, 0), (-20, -1), (-21, -1), (-60, -2)])
def test_a_time_between_two_ticks_is_rounded_away_from_zero(first: int, slot: int) -> None:
    assert list(packets.constant(array("q", [first]), Fraction(1, 1000), RATE)) == [slot]


def test_pictures_before_the_time_0_of_a_container_are_placed_evenly() -> None:
    """In decoding order; of some the listing has guesses, which come before what is known."""
    packets = Packets()
    for at in (-2000, NO_TIME, 140, NO_TIME, 100):
        packets.read(f"0, -2000, {at}, 40, 100, 0x1")
    packets.time_base = Fraction(1, 1000)

    packets.place_early(3, Fraction(-20, 1000), Fraction(25))

    assert sorted(packets.pts) == [-20, 20, 60, 100, 140]


def test_nothing_is_placed_where_another_number_of_pictures_has_no_time() -> None:
    packets = Packets()
    for at in (NO_TIME, NO_TIME, 100):
        packets.read(f"0, -2000, {at}, 40, 100, 0x1")
    packets.time_base = Fraction(1, 1000)

    packets.place_early(3, Fraction(-20, 1000), Fraction(25))

    assert list(packets.pts) == [NO_TIME, NO_TIME, 100]
