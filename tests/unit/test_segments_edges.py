"""Cuts and shares at their edges: the last frame of a segment, the grid, the order of reads, and headers of packets."""

import io
from array import array
from fractions import Fraction

import pytest

from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.segments import cuts, shares
from functions.segments.cuts import Index
from functions.segments.shares import Bit
from tests.support.films.sources import film, ready
from tests.unit.test_packets import HIDDEN_KEY, KEY, PLAIN, listed, video
from tests.unit.test_segments_shares import chunked, lying, track

STEP = 512  # ticks of a frame at 25 a second in 1/12800


def planned(**changes: object) -> Plan:
    return plan.make(film(**changes), profile.load("web-720p"))


def even(count: int, group: int) -> Index:
    return Index(Fraction(1, 12800), array("q", range(0, count * STEP, STEP)), array("q", range(0, count, group)))


def shape(made: "tuple[cuts.Cut, ...]") -> list[tuple[int, int]]:
    return [(cut.first, cut.frames) for cut in made]


# ---------------------------------------------------------------- where a film is cut


def test_a_cut_knows_its_place_in_the_source_and_in_the_proxy() -> None:
    first, second = cuts.make(even(100, 50), planned(), 2, 0)
    assert (first.number, first.first, first.frames, first.lead, first.seek, first.near) == (0, 0, 50, 0, None, None)
    assert (first.stamp, first.time, first.shown, first.last) == (0, 0, 0, 49 * STEP)
    assert (second.number, second.first, second.frames, second.seek) == (1, 50, 50, "1.980000")
    assert (second.stamp, second.time, second.shown, second.last) == (50 * STEP, 50 * STEP, 50 * STEP, 99 * STEP)


def test_a_film_that_begins_late_counts_its_proxy_from_zero() -> None:
    index = even(100, 50)
    late = index._replace(frames=array("q", (tick + 12_800 for tick in index.frames)))
    _, second = cuts.make(late, planned(), 2, 0.5)
    assert (second.stamp, second.time, second.shown) == (50 * STEP + 12_800, 50 * STEP, 50 * STEP)
    assert second.seek == "2.480000"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(75, [(0, 75)]), (76, [(0, 50), (50, 26)]), (50 + 26, [(0, 50), (50, 26)])],
)
def test_the_last_segment_is_at_least_half_as_long_as_the_others(count: int, expected: list[tuple[int, int]]) -> None:
    made = shape(cuts.make(even(count, 25), planned(), 2, 0))
    assert made == (expected if len(expected) > 1 else [])


def test_the_distance_to_a_keyframe_counts_from_the_last_cut() -> None:
    assert shape(cuts.make(even(200, 40), planned(), 2, 0)) == [(0, 80), (80, 80), (160, 40)]


def test_the_deinterlacer_of_a_film_whose_first_keyframe_is_hidden_is_given_all_before() -> None:
    interlaced = planned(field_order="tff")
    headless = even(150, 50)._replace(keys=array("q", [50, 100]))
    hidden = cuts.make(headless._replace(hidden_key=True), interlaced, 2, 0)
    assert [(cut.first, cut.lead) for cut in hidden] == [(0, 0), (50, 50), (100, 50)]
    shown = cuts.make(headless, interlaced, 2, 0)
    assert [(cut.first, cut.lead) for cut in shown] == [(50, 0), (100, 50)]
    assert [(cut.time, cut.stamp) for cut in shown] == [(50 * STEP, 50 * STEP), (50 * STEP, 50 * STEP)]


def test_seeking_goes_just_behind_a_keyframe_that_can_be_found_and_counts_from_the_files_start() -> None:
    index = even(100, 50)._replace(closed=frozenset({0, 50}))
    first, second = cuts.make(index, planned(), 2, 0.5)
    assert (first.near, second.near) == (None, "1.500500")
    assert second.seek == "1.480000"


def test_an_open_group_is_not_sought_by_its_keyframe() -> None:
    _, second = cuts.make(even(100, 50)._replace(closed=frozenset({0})), planned(), 2, 0)
    assert second.near is None


def test_times_are_told_in_the_proxys_ticks_where_the_source_has_coarser_ones() -> None:
    index = Index(Fraction(1, 25), array("q", range(10, 110)), array("q", [0, 50]))
    first, second = cuts.make(index, planned(time_base="1/25"), 2, 0)
    assert (first.stamp, first.time, first.last) == (4_000, 0, 49 * 400)
    assert (second.stamp, second.time, second.shown, second.last) == (24_000, 20_000, 20_000, 99 * 400)


def test_where_frames_are_counted_the_last_one_of_a_segment_has_its_own_number() -> None:
    index = Index(Fraction(1, 25), array("q", range(100)), array("q", [0, 50]))
    made = cuts.make(index, planned(container="mxf", time_base="1/25"), 2, 0)
    assert [(cut.shown, cut.last) for cut in made] == [(0, 49 * 400), (50 * 400, 99 * 400)]


# ---------------------------------------------------------------- which packets are keyframes


def test_a_keyframe_that_is_shown_after_all_frames_there_are_is_none_to_cut_on() -> None:
    read = video((0, 0, KEY), (1, 1, PLAIN), (2, 2, KEY))
    index = cuts.of_packets(read, planned())
    assert index is not None
    assert (list(index.keys), list(index.frames), index.hidden_key) == ([0, 2], [0, STEP, 2 * STEP], False)


def test_the_keyframe_of_a_second_field_alone_at_the_end_counts_as_none() -> None:
    fields = listed(
        *(f"0, {at}, {at}, 256, 9, 0x1{flags}" for at, flags in ((0, KEY), (256, PLAIN), (512, PLAIN), (768, KEY)))
    )
    index = cuts.of_packets(fields, planned(field_order="tff"))
    assert index is not None
    assert (list(index.frames), list(index.keys)) == ([0, 512], [0])


def test_a_film_behind_a_hidden_keyframe_needs_it() -> None:
    read = video((0, -1, HIDDEN_KEY), (1, 0, PLAIN), (2, 1, PLAIN), (3, 2, KEY))
    index = cuts.of_packets(read, planned())
    assert index is not None
    assert (list(index.keys), index.hidden_key) == ([2], True)
    alone = cuts.of_packets(video((0, -1, HIDDEN_KEY), (1, 0, PLAIN)), planned())
    assert alone is not None
    assert (list(alone.keys), alone.hidden_key) == ([], True)


# ---------------------------------------------------------------- when frames are shown


@pytest.mark.parametrize(
    ("time", "shown"),
    [(1001 + 24, 1001), (1001 - 24, 1001), (1001 + 25, 1026), (1001 - 25, 976), (0, 0), (-1001 + 24, -1001), (-20, 0)],
)
def test_a_time_within_a_tick_of_the_source_is_put_on_the_grid(time: int, shown: int) -> None:
    rounded = planned(rate="24000/1001", time_base="1/1000", container="matroska")
    assert (rounded.source_tick, rounded.frame_ticks) == (24, 1001)
    assert cuts.shown(rounded, 1, time) == shown


def test_times_that_are_exact_are_left_alone() -> None:
    assert cuts.shown(planned(), 1, STEP + 1) == STEP + 1


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, 3), (2, 5), (3, 8), (-1, -3), (-2, -5)])
def test_frames_that_are_counted_are_rounded_as_c_rounds(number: int, shown: int) -> None:
    counted = planned(container="mxf", time_base="1/25").model_copy(update={"time_scale": 5, "rate": "2/1"})
    assert cuts.shown(counted, number, 77) == shown


def test_half_a_tick_is_rounded_away_from_zero() -> None:
    counted = planned(container="mxf", time_base="1/25").model_copy(update={"time_scale": 1, "rate": "2/1"})
    assert [cuts.shown(counted, number, 0) for number in (0, 1, -1)] == [0, 1, -1]


@pytest.mark.parametrize(("container", "begins"), [("mov", 1024), ("avi", 0), ("mxf", 0)])
def test_one_pass_shows_the_first_frame_at_its_own_time_or_at_zero(container: str, begins: int) -> None:
    assert cuts.start(video((0, 2, KEY), (1, 3, PLAIN)), planned(container=container)) == begins


# ---------------------------------------------------------------- shares


def test_samples_of_a_share_are_those_of_its_packets() -> None:
    sound = lying(track(chunked(94, 1)))
    assert sound is not None
    assert [sound.samples(number) for number in range(3)] == [[24 * 1024], [33 * 1024], [37 * 1024]]


def test_a_track_that_ends_early_has_no_samples_in_later_shares() -> None:
    sound = lying(track(chunked(94, 1)), track(chunked(10, 1, begin=2000)))
    assert sound is not None
    assert [sound.samples(number) for number in range(3)] == [[24 * 1024, 10 * 1024], [33 * 1024], [37 * 1024]]


def test_the_bits_of_a_share_lie_one_behind_the_other() -> None:
    sound = lying(track(chunked(94, 3)))
    assert sound is not None
    bits = sound.share(0)
    assert bits[0] == Bit(1000, 300, 0)
    assert [bit.place for bit in bits] == [300 * n for n in range(len(bits))]


@pytest.mark.parametrize(("size", "shared"), [(1000 + 5000 * 93 + 100, True), (1000 + 5000 * 93 + 99, False)])
def test_sound_that_lies_beyond_the_end_of_the_file_is_not_shared(size: int, shared: bool) -> None:
    assert (lying(track(chunked(94, 1)), size=size) is not None) is shared


@pytest.mark.parametrize(("bytes_", "shared"), [(8184, True), (8185, False)])
def test_a_packet_may_be_as_large_as_its_header_can_say(bytes_: int, shared: bool) -> None:
    assert (lying(track(chunked(4, 1, apart=10_000, size=bytes_))) is not None) is shared


def test_sound_may_lie_at_the_very_beginning() -> None:
    assert lying(track(chunked(4, 1, begin=0))) is not None


def test_a_place_that_is_none_is_not_read() -> None:
    places = [((1 << 64) - 200, [100]), *chunked(3, 1)]
    assert lying(track(places, wide=True)) is None
    assert lying(track(places[1:], wide=True)) is not None


def test_tracks_that_lie_over_each_other_are_not_shared_and_tracks_that_touch_are() -> None:
    def beside(begin: int) -> bool:
        return lying(track(chunked(4, 1, apart=200)), track(chunked(4, 1, apart=200, begin=begin))) is not None

    assert beside(1100)
    assert not beside(1099)


def test_bits_that_are_four_megabytes_apart_are_read_over_and_further_ones_are_not() -> None:
    for apart, requests in ((4 * 1024 * 1024, 1), (4 * 1024 * 1024 + 1, 2)):
        asked: list[tuple[int, int]] = []

        def blocks(start: int, end: int, asked: list[tuple[int, int]] = asked) -> list[bytes]:
            asked.append((start, end))
            return [bytes(end - start)]

        bits = [Bit(100, 10, 0), Bit(110 + apart, 10, 10)]
        shares.take(blocks, bits, io.BytesIO())
        assert len(asked) == requests
        assert (asked[0][0], asked[-1][1]) == (100, 120 + apart)


@pytest.mark.parametrize("block", [1, 3, 7, 100])
def test_a_share_is_the_same_however_its_source_comes_in_blocks(block: int) -> None:
    content = bytes(range(100))
    bits = [Bit(10, 5, 0), Bit(15, 5, 5), Bit(30, 1, 10), Bit(50, 20, 11)]
    share = io.BytesIO()
    shares.take(lambda start, end: (content[at : min(at + block, end)] for at in range(start, end, block)), bits, share)
    assert share.getvalue() == content[10:20] + content[30:31] + content[50:70]


@pytest.mark.parametrize(
    ("rate", "number"),
    [
        (96_000, 0), (88_200, 1), (64_000, 2), (48_000, 3), (44_100, 4), (32_000, 5), (24_000, 6), (22_050, 7),
        (16_000, 8), (12_000, 9), (11_025, 10), (8_000, 11), (7_350, 12),
    ],
)  # fmt: skip
def test_a_packets_header_names_its_sample_rate(rate: int, number: int) -> None:
    assert shares._adts(100, rate, "stereo")[2] >> 2 & 0xF == number


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("stereo", 2), ("5.1", 6), ("7.1", 7)])
def test_a_packets_header_names_its_channels_and_its_length(layout: str, channels: int) -> None:
    header = shares._adts(1000, 48_000, layout)
    assert (header[2] & 1) << 2 | header[3] >> 6 == channels
    assert (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5 == 1007
    assert (header[0], header[1], len(header)) == (0xFF, 0xF1, 7)


@pytest.mark.parametrize("layout", ["mono", "5.1", "7.1"])
def test_only_layouts_that_such_a_header_can_name_are_shared(layout: str) -> None:
    channels = {"mono": 1, "5.1": 6, "7.1": 8}[layout]
    media = film(audio=(ready(1, channels=channels, layout=layout, bit_rate=64_000),))
    assert lying(track(chunked(4, 1)), media=media) is not None
