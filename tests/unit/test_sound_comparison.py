"""Decoded sound held against packets: what is lost is found where it is, and a gap of the source is no loss."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.media.sound import comparison
from functions.media.sound.comparison import Compared
from functions.media.sound.coverage import LEAST, SECOND, Covered
from functions.media.sound.decoded import Decoded, Probed, probe

RATE = 48_000
# Codec, samples of a frame, ticks a second in which a container counts.
KINDS = [
    ("aac", 1024, RATE),
    ("aac", 1024, 1000),
    ("aac", 2048, 90_000),
    ("mp3", 1152, 1000),
    ("opus", 960, 1000),
    ("pcm_s24le", 1920, RATE),
    ("alac", 4096, RATE),
    ("ac3", 1536, 90_000),
]


def held(
    kind: tuple[str, int, int],
    *,
    packets: int = 100,
    missing: tuple[int, ...] = (),
    lost: tuple[int, ...] = (),
    per_packet: int = 1,
    stretched: bool = False,
) -> Compared:
    """Hold a track against its packets: ``missing`` ones are not in the file, of the ``lost`` ones nothing is decoded.

    Where it is ``stretched``, packets last until the next one begins, as in an mp4.
    """
    codec, samples, ticks = kind
    covered, decoded = Covered(Fraction(1, ticks)), Decoded()
    for number in sorted(set(range(packets)) - set(missing)):
        following = number + 1
        while stretched and following in missing:
            following += 1
        begin, end = (n * samples * per_packet * ticks // RATE for n in (number, following))
        covered.add(begin, end - begin, 100 + number % 7 + 100 * per_packet)
        if number not in lost:
            decoded.add(begin * RATE // ticks, samples, RATE)
    return comparison.compare(codec, covered, decoded)


@pytest.mark.parametrize("kind", KINDS)
def test_sound_of_which_each_packet_is_decoded_is_whole_and_has_no_gaps(kind: tuple[str, int, int]) -> None:
    found = held(kind)
    assert (found.whole, found.lost, found.gaps, found.overlaps) == (True, (), (), ())


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS), missing=st.sets(st.integers(2, 97), max_size=30), stretched=st.booleans(),
    lost=st.sets(st.integers(2, 97), min_size=1, max_size=30),
)  # fmt: skip
def test_what_is_lost_is_told_from_what_the_source_lacks(
    kind: tuple[str, int, int], missing: set[int], lost: set[int], *, stretched: bool
) -> None:
    lost -= missing
    found = held(kind, missing=tuple(missing), lost=tuple(lost), stretched=stretched)
    gone = Fraction(len(lost) * kind[1], RATE)
    slack = Fraction(len(lost) + 1, kind[2])
    assert found.whole == (not lost)
    assert abs(Fraction(sum(length for _, length in found.lost), SECOND) - gone) <= slack
    if not lost:
        gaps = Fraction(sum(length for _, length in found.gaps), SECOND)
        assert abs(gaps - Fraction(len(missing) * kind[1], RATE)) <= Fraction(len(missing) + 1, kind[2])


@pytest.mark.parametrize("per_packet", [2, 5, 50])
@pytest.mark.parametrize("packets", [1, 2, 20])
def test_a_decoder_that_gives_one_frame_of_several_in_a_packet_is_found_out(packets: int, per_packet: int) -> None:
    found = held(("amr_nb", 960, RATE), packets=packets, per_packet=per_packet)
    assert not found.whole
    assert found.lost[0] == (20_000, 20_000 * (per_packet - 1))
    assert (found.expected, found.found) == (packets * per_packet * 20_000, packets * 20_000)


def test_one_larger_packet_among_many_that_hold_one_frame_is_found_out() -> None:
    covered, decoded = Covered(Fraction(1, 8000)), Decoded()
    for number in range(50):
        at = number * 160 + (640 if number > 25 else 0)
        covered.add(at, 800 if number == 25 else 160, 160 if number == 25 else 32)
        decoded.add(at, 160, 8000)
    assert comparison.compare("amr_nb", covered, decoded).lost == ((520_000, 80_000),)
    assert comparison.compare("aac", covered, decoded).gaps == ((520_000, 80_000),)  # which has one frame a packet


def test_pieces_too_short_to_be_told_apart_are_missed_in_all() -> None:
    found = held(("g722", 480, RATE), per_packet=2)  # 10 of each 20 ms
    assert (found.lost, found.scattered, found.whole) == ((), 990_000, False)


def test_packets_that_do_not_say_how_long_they_are_are_lost_where_they_begin_in_a_hole() -> None:
    covered, decoded = Covered(Fraction(1, 1000)), Decoded()
    for at in range(0, 1000, 20):
        if not 400 <= at < 500:
            covered.add(at, 0)
        if not 400 <= at < 500 and not 800 <= at < 820:
            decoded.add(at * 16, 320, 16_000)
    found = comparison.compare("speex", covered, decoded)
    assert (found.lost, found.gaps) == (((800_000, 20_000),), ((400_000, 100_000),))


@pytest.mark.parametrize(("codec", "whole"), [("aac", True), ("pcm_s16le", False)])
def test_only_a_codec_with_a_delay_may_begin_with_packets_that_give_nothing(codec: str, *, whole: bool) -> None:
    found = held((codec, 1024, RATE), lost=(0, 1))
    assert (found.whole, found.before) == (whole, 42_667)


@pytest.mark.parametrize("lost", [(0, 1, 2, 3), (98, 99)])
def test_more_than_a_delay_or_padding_is_a_loss(lost: tuple[int, ...]) -> None:
    assert not held(("aac", 1024, RATE), lost=lost).whole


def test_a_decoder_that_gives_nothing_has_lost_all() -> None:
    assert held(("aac", 1024, RATE), lost=tuple(range(100))).lost == ((0, 2_133_333),)


def test_sound_that_comes_twice_is_named_once() -> None:
    covered, decoded = Covered(Fraction(1, RATE)), Decoded()
    for number in range(100):
        at = number * 1024 - (10_240 if number >= 50 else 0)
        covered.add(at, 1024, 100)
        decoded.add(at, 1024, RATE)
    found = comparison.compare("aac", covered, decoded)
    assert found.whole
    assert found.overlaps == ((853_333, 213_334),)


def test_what_was_read_is_kept_and_read_again() -> None:
    covered, decoded = Covered(Fraction(1, 1000)), Decoded()
    for at, length in ((0, 21), (21, 21), (43, 300), (400, 0), (420, 21)):
        covered.add(at, length, 100)
        decoded.add(at * 48, 1024, RATE)
    before = comparison.compare("vorbis", covered, decoded)
    assert comparison.compare("vorbis", Covered.load(covered.dump()), Decoded.load(decoded.dump())) == before


def test_numbers_of_a_probe_are_read_by_track_and_nothing_else_is() -> None:
    log = Probed()
    for value, kind in ((RATE, 1), (1024, 2), (-1024, 3), (0, 3), (0, 0)):
        assert log.read(f"[Eval @ 0x55d0] [info] {value * 256 + 2 * 4 + kind}.000000")
    assert not log.read("[info]     Stream #0:1 -> #0:1 (aac (native) -> aac (native))")
    assert (log.tracks[2].reach, log.tracks[2].samples[RATE]) == ((-21_333, 42_667), 3072)
    assert "print(pts*256+11)" in probe(2)
    assert LEAST == 20_000  # what may not be lost unsaid
