"""Ways in which a file is not as it was written: each takes its bytes and gives others, always the same."""

import random
from collections.abc import Callable

TS_PACKET, TS_PICTURE = 188, 0x100  # bytes; the first stream that ffmpeg writes
Harm = Callable[[bytes], bytes]


def none(film: bytes) -> bytes:
    """As it was written."""
    return film


def joined(film: bytes) -> bytes:
    """The same recording twice, as `cat` joins files: counters and times begin again."""
    return film + film


def cut(share: float) -> Harm:
    """The first part, as after a copy that broke off."""
    return lambda film: film[: int(len(film) * share)]


def cut_by(count: int) -> Harm:
    """Without its last bytes."""
    return lambda film: film[:-count]


def noise(seed: int = 1, count: int = 60) -> Harm:
    """Bytes changed here and there in the second half."""

    def change(film: bytes) -> bytes:
        changed, chance = bytearray(film), random.Random(seed)  # noqa: S311
        for _ in range(count):
            changed[chance.randrange(len(film) // 2, len(film))] ^= chance.randrange(1, 256)
        return bytes(changed)

    return change


def zeroed(begin: float, end: float) -> Harm:
    """A stretch lost between two shares of the file, as a bad disk leaves it."""

    def change(film: bytes) -> bytes:
        first, last = int(len(film) * begin), int(len(film) * end)
        return film[:first] + bytes(last - first) + film[last:]

    return change


def cut_after_frames(count: int) -> Harm:
    """An IVF that ends behind a whole frame."""

    def change(film: bytes) -> bytes:
        at = 32
        for _ in range(count):
            at += 12 + int.from_bytes(film[at : at + 4], "little")
        return film[:at]

    return change


def behind(more: int = 3000) -> Harm:
    """Zeros at its end, as some recorders leave them."""
    return lambda film: film + bytes(more)


def _packets(film: bytes) -> list[bytes]:
    return [film[at : at + TS_PACKET] for at in range(0, len(film), TS_PACKET)]


def _pid(packet: bytes) -> int:
    return int.from_bytes(packet[1:3], "big") & 0x1FFF


def counters_restart(film: bytes) -> bytes:
    """A transport stream whose counters jump in the middle, with all packets there, as segments joined by `cat` have it."""
    packets = _packets(film)
    first, rest = packets[: len(packets) // 2], packets[len(packets) // 2 :]
    return b"".join(first + [p[:3] + bytes([p[3] & 0xF0 | (p[3] + 5) & 0x0F]) + p[4:] for p in rest])


def marked(film: bytes) -> bytes:
    """A transport stream with a packet that the receiver marked as in error, though its bytes are right."""
    packets = _packets(film)
    at = [n for n, p in enumerate(packets) if _pid(p) == TS_PICTURE and not p[1] & 0x40][20]
    packets[at] = packets[at][:1] + bytes([packets[at][1] | 0x80]) + packets[at][2:]
    return b"".join(packets)


def packet_lost(film: bytes) -> bytes:
    """A transport stream without one packet in the middle of a picture."""
    packets = _packets(film)
    middles = [n for n, p in enumerate(packets) if _pid(p) == TS_PICTURE and not p[1] & 0x40]
    del packets[middles[len(middles) // 2]]
    return b"".join(packets)


def picture_lost(film: bytes) -> bytes:
    """A transport stream without all packets of one picture."""
    packets = _packets(film)
    begins = [n for n, p in enumerate(packets) if _pid(p) == TS_PICTURE and p[1] & 0x40]
    first, after = begins[len(begins) // 2], begins[len(begins) // 2 + 1]
    gone = {n for n in range(first, after) if _pid(packets[n]) == TS_PICTURE}
    return b"".join(p for n, p in enumerate(packets) if n not in gone)


def scrambled(*streams: int) -> Harm:
    """A transport stream of which some streams, by their place, are encrypted as broadcasters do it: a programme one pays for."""
    pids = {TS_PICTURE + number for number in streams}

    def change(film: bytes) -> bytes:
        return b"".join(_locked(p) if _pid(p) in pids else p for p in _packets(film))

    return change


def _locked(packet: bytes) -> bytes:
    return packet[:3] + bytes([packet[3] | 0x80]) + packet[4:88] + bytes(byte ^ 0x5A for byte in packet[88:])
