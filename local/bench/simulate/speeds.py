"""How long things take in a replay: from CPU-seconds that were measured, on hosts as they are described here."""

from typing import Final, NamedTuple


class Speeds(NamedTuple):
    """What was measured of one processor (calibrate.py), in CPU-seconds unless it says otherwise."""

    whole: float = 0.88  # a film in one pass, over the estimate of costs.py
    piece: float = 0.93  # a segment with its group before and its decoding, over the estimate for its frames
    start: float = 0.38  # probing: what begins an attempt, before anything is decoded
    indexing: float = 0.1  # finding the keyframes by a moov, seconds
    sound: float = 0.027  # a second of a stereo track that is encoded: decoded, encoded, and decoded again
    share: float = 0.016  # a second of a stereo track that is copied: taken from between the pictures, and decoded
    listing: float = 4.3  # listing the packets of a GB of source
    join: float = 9.0  # a GB of proxy: joined and hashed
    check: float = 5.1  # a GB of proxy: hashed again, listed and digested
    poster: float = 0.5


class Host(NamedTuple):
    """What a worker runs on: one processor for one job at a time, and a network."""

    network: float = 125_000_000.0  # bytes a second: 1 Gbit/s
    call: float = 0.005  # seconds of a call of table or bucket that is waited for

    def carry(self, size: float) -> float:
        """Give the seconds that so many bytes take."""
        return size / self.network


RECORDED: Final = Speeds()
"""As they were when docs/scale.md was written."""

VERIFYING: Final = 0.07  # of a job in one pass: decoding its proxy (docs/figures.md: 4.8 of 70 CPU-seconds)
EVEN: Final = 0.1  # spread of the logarithm of what the segments of one film take
WHOLE_READS, INDEX_READS, HEAD_READS, PIECE_READS, SHARE_READS = 2, 3, 3, 5, 1
"""Requests of the source: of a program that reads on from its head, of a moov, of a piece that is at the film's head and of one
that is sent into the middle, and of a segment's share of the sound."""
EXTENT_READS = 1  # to see whether another film begins behind this one
HEADER_READS: Final = 5
"""Requests for what a header holds, which is counted before ffprobe reads it."""

AT_ONCE: Final = 8  # parts of a film that a join fetches at the same time
PUTS_AT_ONCE: Final = 16  # tasks that are put at the same time
