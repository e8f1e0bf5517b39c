"""A track of AMR taken apart: every frame at its time, by the times and the bytes of its packets."""

from pathlib import Path

import pytest

from functions.media.sound import amr
from functions.media.sound.coverage import SECOND

MAGIC, FRAME = b"#!AMR\n", 20_000
SPEECH, SID, NO_DATA = b"\x3c" + bytes(31), b"\x44" + bytes(5), b"\x7c"
QUIET = amr.QUIET[MAGIC]
Packet = tuple[int, list[bytes]]  # when it begins, microseconds, and its frames


def taken(folder: Path, packets: list[Packet]) -> tuple[amr.Apart | None, list[tuple[int, int]]]:
    """Take packets apart that were written as ffmpeg does it."""
    path = folder / "track.amr"
    path.write_bytes(MAGIC + b"".join(b"".join(frames) for _, frames in packets))
    listed = [(at, sum(map(len, frames))) for at, frames in packets]
    return amr.apart(path, listed), listed


def written(apart: amr.Apart) -> bytes:
    return apart.path.read_bytes().removeprefix(MAGIC)


def test_what_ffmpeg_decodes_by_itself_is_left_to_it(tmp_path: Path) -> None:
    apart, _ = taken(tmp_path, [(at * FRAME, [SPEECH]) for at in range(5)])
    assert apart is None


@pytest.mark.parametrize("rounding", [0, 999, -999])
def test_a_gap_is_filled_to_the_frame(rounding: int, tmp_path: Path) -> None:
    apart, _ = taken(tmp_path, [(0, [SPEECH] * 2), (2 * FRAME, [SPEECH] * 2), (7 * FRAME + rounding, [SPEECH] * 2)])
    assert apart
    assert apart.gaps == ((4 * FRAME, 3 * FRAME),)
    assert written(apart) == SPEECH * 4 + QUIET * 3 + SPEECH * 2
    assert apart.note.endswith("Gaps between its packets are filled with silence: 0.060 s in all.")


def test_packets_of_any_number_of_frames_and_pauses_keep_their_times(tmp_path: Path) -> None:
    packets = [(SECOND, [SPEECH] * 3), (SECOND + 3 * FRAME, [SID]), (SECOND + 6 * FRAME, [NO_DATA, SPEECH])]
    apart, listed = taken(tmp_path, packets)
    assert apart
    assert (apart.start, apart.paused, apart.gaps) == (SECOND, 2, ((SECOND + 4 * FRAME, 2 * FRAME),))
    assert written(apart) == SPEECH * 3 + QUIET * 4 + SPEECH
    covered = amr.covered(apart.path, listed)
    assert covered is None  # the file is another by now


def test_packets_cover_what_their_frames_last_whatever_they_say(tmp_path: Path) -> None:
    path = tmp_path / "track.amr"
    path.write_bytes(MAGIC + SPEECH * 6 + SID * 1)
    covered = amr.covered(path, [(0, 5 * 32), (5 * FRAME, 32), (10 * FRAME, 6)])
    assert covered
    assert covered.settled("amr_nb") == ([(0, 6 * FRAME), (10 * FRAME, 11 * FRAME)], 7 * FRAME)


@pytest.mark.parametrize(
    "packets",
    [
        [(0, [SPEECH] * 5), (3 * FRAME, [SPEECH] * 5)],
        [(at * 41_000, [SPEECH] * 2) for at in range(60)],
        [(0, [SPEECH] * 2), (7 * 3600 * SECOND, [SPEECH])],
        [(0, [SPEECH, SPEECH[:9]]), (2 * FRAME, [SPEECH])],
    ],
    ids=["overlap", "out of step", "a gap of hours", "cut off"],
)
def test_what_has_no_sure_time_is_not_taken_apart(packets: list[Packet], tmp_path: Path) -> None:
    apart, _ = taken(tmp_path, packets)
    assert apart is None
