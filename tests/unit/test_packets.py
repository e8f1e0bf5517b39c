"""What the list of a source's packets tells: which frames are shown, when, and which need not decode."""

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
