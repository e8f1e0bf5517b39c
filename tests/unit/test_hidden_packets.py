"""Which packets hold a picture that is never shown, by their first bits."""

import os
import random
from array import array
from fractions import Fraction
from pathlib import Path

import pytest

from functions.media import hidden_packets
from functions.media.packets import Packets

VP8_SHOWN, VP8_HIDDEN, VP8_KEY = b"\x11\x00\x00rest", b"\x01\x00\x00rest", b"\x10\x00\x00\x9d\x01\x2arest"
VP9_SHOWN, VP9_HIDDEN, VP9_AGAIN = b"\x86rest", b"\x84rest", b"\x88"
AV1_SHOWN, AV1_HIDDEN, AV1_AGAIN = b"\x32\x02\x30\x00", b"\x32\x02\x20\x00", b"\x1a\x01\x80"
AV1_DELIMITER, AV1_SEQUENCE, AV1_REDUCED = b"\x12\x00", b"\x0a\x02\x00\x00", b"\x0a\x02\x18\x00"


def superframe(*frames: bytes) -> bytes:
    mark = bytes([0xC0 | len(frames) - 1])
    return b"".join(frames) + mark + b"".join(bytes([len(frame)]) for frame in frames) + mark


@pytest.mark.parametrize(
    ("codec", "packet", "shown"),
    [
        ("vp8", VP8_SHOWN, True),
        ("vp8", VP8_HIDDEN, False),
        ("vp8", VP8_KEY, True),
        ("vp8", b"\x00" * 100, True),  # a keyframe without its mark is damage
        ("vp8", b"", True),
        ("vp9", VP9_SHOWN, True),
        ("vp9", VP9_HIDDEN, False),
        ("vp9", VP9_AGAIN, True),
        ("vp9", b"\x92rest", True),  # profile 2
        ("vp9", b"\x94rest", False),
        ("vp9", b"\xb1rest", True),  # profile 3
        ("vp9", b"\xb2rest", False),
        ("vp9", superframe(VP9_HIDDEN, VP9_SHOWN), True),
        ("vp9", superframe(VP9_HIDDEN, VP9_HIDDEN), False),
        ("vp9", b"\x00" * 100, True),
        ("vp9", b"", True),
        ("av1", AV1_DELIMITER + AV1_SEQUENCE + AV1_SHOWN, True),
        ("av1", AV1_DELIMITER + AV1_HIDDEN, False),
        ("av1", AV1_HIDDEN + AV1_AGAIN, True),
        ("av1", AV1_REDUCED + AV1_HIDDEN, True),
        ("av1", AV1_DELIMITER, True),  # no frame, so none that is known to be hidden
        ("av1", b"\xff" * 100, True),
        ("av1", b"", True),
    ],
)
def test_a_packet_says_whether_it_is_shown(codec: str, packet: bytes, shown: bool) -> None:
    reader = hidden_packets.Reader(codec, [len(packet)])
    reader.feed(packet)
    assert reader.shown == [shown]


def test_packets_may_come_in_any_pieces_and_before_their_sizes() -> None:
    packets, sizes = [VP8_KEY, VP8_SHOWN, VP8_HIDDEN, VP8_SHOWN] * 50, array("q")
    reader, chance, data = hidden_packets.Reader("vp8", sizes), random.Random(2), b"".join(packets)  # noqa: S311
    for packet in packets:
        cut = chance.randrange(1, 12)
        reader.feed(data[:cut])
        data = data[cut:]
        sizes.append(len(packet))
    reader.feed(data)
    reader.feed(b"")
    assert reader.shown == [True, True, False, True] * 50


@pytest.mark.parametrize("codec", sorted(hidden_packets.CODECS))
def test_any_bytes_are_read(codec: str) -> None:
    chance = random.Random(3)  # noqa: S311
    sizes = [chance.randrange(40) for _ in range(500)]
    reader = hidden_packets.Reader(codec, sizes)
    reader.feed(chance.randbytes(sum(sizes)))
    assert len(reader.shown) == len(sizes)


def test_a_run_that_never_writes_ends_the_listening(tmp_path: Path) -> None:
    read = Packets()
    with hidden_packets.heard("vp8", tmp_path, read) as pipe:
        assert pipe is not None
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_into_the_pipe_marks_the_packets_that_were_listed(tmp_path: Path) -> None:
    read = Packets()
    read.read("#tb 0: 1/25")
    with hidden_packets.heard("vp9", tmp_path, read) as pipe:
        assert pipe is not None
        writer = os.open(pipe, os.O_WRONLY)
        for number, packet in enumerate([VP9_SHOWN, VP9_HIDDEN, VP9_SHOWN]):
            os.write(writer, packet)
            read.read(f"0, {number}, {number}, 1, {len(packet)}, 0x1")
        os.close(writer)
    assert list(read.frames(Fraction(25), interlaced=False)) == [0, 2]
    assert list(Packets.load(read.dump()).frames(Fraction(25), interlaced=False)) == [0, 2]


def test_a_list_that_is_not_of_all_packets_hides_none() -> None:
    read = Packets()
    for line in ("#tb 0: 1/25", "0, 0, 0, 1, 9, 0x1", "0, 1, 1, 1, 9, 0x1"):
        read.read(line)
    read.hide([False])
    assert len(read.frames(Fraction(25), interlaced=False)) == 2
