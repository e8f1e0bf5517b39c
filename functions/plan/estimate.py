"""What a job is going to cost, and what it has cost: work from the probe, price from a list. Pure but for the list's file.

The work is counted in pixels. What a pixel takes was measured with ffmpeg 5.1.9 on an AMD EPYC core (docs/figures.md); another
processor may take half or twice that, and a film that is harder than usual half as much again. An estimate from the size alone
has to guess how long the film is: it may be wrong by a factor of ten, and nothing is refused by it.
"""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from functions.common.errors import InvalidConfig
from functions.media.facts import Media
from functions.plan import encoders
from functions.plan.plan import Plan
from functions.plan.profile import Profile

_LIST: Final = Path(__file__).with_name("prices.yaml")
_GIB: Final = 1024**3
_MEGA: Final = 10**6
_GIGA: Final = 10**9
_HOURS_A_MONTH: Final = 730.0

# CPU-seconds for 10^9 pixels decoded, by codec; those not named take what H.264 does. encoders.py has those for encoding.
_DECODE: Final = {"h264": 8.2, "hevc": 9.0, "prores": 3.6, "dnxhd": 3.6, "mpeg2video": 4.0, "av1": 6.0, "vp9": 7.0} | {
    "jpeg2000": 37.0,
    "ffv1": 24.0,
    "cfhd": 17.0,
    "png": 14.0,
}

LISTED: Final = 4.3  # CPU-seconds to list the packets of 10^9 bytes of a source (docs/figures.md)
_JOIN: Final = 14.0  # CPU-seconds for 10^9 bytes of proxy: joined, hashed, listed and digested (docs/scale.md)
_EVERY_JOB: Final = 1.0  # CPU-seconds to start seven confined programs
_SOUND_BITS: Final = 128_000  # a second

_SMALL_FILE, _OF_A_MEGABYTE = 3600.0, 4000.0  # CPU-seconds that a file may take, and one of so many bytes

# A film of which nothing is known but its size: full HD at 30 frames a second, in 20 Mbit/s as cameras and telephones record it.
_GUESSED_BITS: Final = 20_000_000  # a second
_GUESSED_PICTURE: Final = (1920, 1080)
_GUESSED_RATE: Final = 30

# Lambda gives one processor for each 1,769 MB; ffmpeg's threads use so much of several.
_MB_A_PROCESSOR: Final = 1769
_MOST_PROCESSORS: Final = 6.0
_USED: Final = 0.8
_FREE_DISK_MB: Final = 512

# Calls of one job beside what its time brings: uploads, the bucket's event, the page that follows it, outputs, retention.
_PUTS, _GETS, _MESSAGES, _API_CALLS = 10, 40, 4, 60
_TABLE_WRITES, _TABLE_READS = 60, 60
_TABLE_WRITES_A_SECOND, _TABLE_READS_A_SECOND = 2.0, 2.5  # progress once a second; whether it was cancelled (lease.py)


class Prices(BaseModel):
    """A list of prices, in ``unit``; what is not named costs nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str = Field(max_length=12, description="What amounts are in: a currency, or CPU-s.", examples=["USD"])
    region: str
    as_of: date
    source: str
    cpu_second: float = Field(0, ge=0)
    gb_second: float = Field(0, ge=0)
    disk_gb_second: float = Field(0, ge=0)
    invocation: float = Field(0, ge=0)
    put: float = Field(0, ge=0)
    get: float = Field(0, ge=0)
    gb_month: float = Field(0, ge=0)
    egress_gb: float = Field(0, ge=0)
    table_write: float = Field(0, ge=0)
    table_read: float = Field(0, ge=0)
    message: float = Field(0, ge=0)
    api_call: float = Field(0, ge=0)


class Cost(BaseModel):
    """What a job is going to cost, or has cost, and what that is made of."""

    model_config = ConfigDict(frozen=True)

    basis: Literal["size", "probe", "measured"] = Field(
        description="What it was counted from: the file's size alone, what probing found, or what the tries took."
    )
    unit: str = Field(description="What amounts are in: a currency, or CPU-s.", examples=["USD"])
    amount: float = Field(description="The sum of the four parts.", examples=[0.0214])
    compute: float
    requests: float = Field(description="Calls of bucket, queue, table and API.")
    storage: float = Field(description="Keeping source and proxy for as long as the settings say.")
    egress: float = Field(description="One download of the proxy; 0 once measured, as downloads go past us.")
    cpu_seconds: float = Field(description="Of ffmpeg and ffprobe, all tries together.", examples=[75.7])
    gb_seconds: float = Field(description="Memory of the function by the time it ran; 0 on hosts of your own.")


class Place(NamedTuple):
    """Where films are transcoded, and what that costs: a function of this memory and disk, or, without, hosts of one's own."""

    prices: Prices
    memory_mb: int | None = None
    disk_mb: int = _FREE_DISK_MB


class Work(NamedTuple):
    """What a job has to do: CPU-seconds, and the size of the proxy in bytes."""

    cpu_seconds: float
    proxy_bytes: float


class Retention(NamedTuple):
    """What is stored for a job: bytes of its source and of its proxy, and for how many hours."""

    source_bytes: float
    source_hours: float
    proxy_bytes: float
    proxy_hours: float


# ---------------------------------------------------------------- the list


@cache
def prices(where: Literal["aws", "own"], path: Path | None = None) -> Prices:
    """Read the list for AWS or for hosts of one's own. Raises InvalidConfig naming what is wrong in the file."""
    import yaml

    try:
        return Prices.model_validate(yaml.safe_load((path or _LIST).read_text(encoding="utf-8"))[where])
    except (OSError, yaml.YAMLError, TypeError, KeyError) as unreadable:
        raise InvalidConfig(f"PRICES_FILE: {unreadable}") from unreadable
    except ValidationError as wrong:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise InvalidConfig(f"PRICES_FILE, {where}: {reasons}") from wrong


# ---------------------------------------------------------------- the work


def of_probe(media: Media, plan: Plan) -> Work:
    """Estimate the work from what probing found and what was planned."""
    picture = of_picture(media, plan)
    return picture._replace(cpu_seconds=picture.cpu_seconds + of_sound(media, plan))


def of_picture(media: Media, plan: Plan) -> Work:
    """Estimate the same without encoding sound; the size is that of the whole proxy."""
    frames = plan.frames or round(media.duration * media.video.fps)
    read = frames * media.video.width * media.video.height
    written = frames * plan.picture.width * plan.picture.height
    return _work(read, written, media.duration, media.video.codec, plan.profile)


def of_sound(media: Media, plan: Plan) -> float:
    """Estimate the CPU-seconds of all sound that is encoded, given by one processor; what is copied takes next to none."""
    made = [(encoders.SOUND[track.codec], track.channels) for track in plan.tracks if not track.copied]
    return sum(encoder.a_track + encoder.a_channel * channels for encoder, channels in made) * media.duration


def of_sound_apart(media: Media, plan: Plan) -> float:
    """Estimate the CPU-seconds of sound that is a piece of its own, of one processor: it lists all packets of the source, too."""
    return _EVERY_JOB + of_sound(media, plan) + media.duration * (media.bit_rate or 0) / 8 / _GIGA * LISTED


def of_join(media: Media, plan: Plan) -> Work:
    """Estimate the work of joining a film's pieces: the whole proxy is copied, and read once more; nothing is decoded."""
    proxy_bytes = of_picture(media, plan).proxy_bytes
    return Work(_EVERY_JOB + proxy_bytes / _GIGA * _JOIN, proxy_bytes)


def most(size: int) -> float:
    """Give the CPU-seconds that a file of so many bytes may take where the settings name no ceiling.

    The stillest film, hours of one slide in the most saving codec, takes a fifth of this for its size. A file made to take
    long, of frames that hold next to nothing, takes a hundred times as much.
    """
    return max(_SMALL_FILE, size / _MEGA * _OF_A_MEGABYTE)


def rate(plan: Plan) -> float:
    """Give the nominal frame rate of a plan."""
    return float(Fraction(plan.rate))


def of_size(size: int, recipe: Profile) -> Work:
    """Guess the work from the size of a file, in bytes, of which nothing else is known."""
    seconds = size * 8 / _GUESSED_BITS
    frames, (width, height) = seconds * _GUESSED_RATE, _GUESSED_PICTURE
    factor = min((recipe.short_side or height) / height, 1)
    return _work(frames * width * height, frames * width * height * factor**2, seconds, "h264", recipe)


def _work(read: float, written: float, seconds: float, codec: str, recipe: Profile) -> Work:
    """Count the work of reading and writing so many pixels."""
    encoder = encoders.PICTURE[recipe.video.encoder]
    work = encoder.with_alpha if recipe.video.keeps_alpha and encoder.with_alpha else encoder.work
    taken = (read * _DECODE.get(codec, _DECODE["h264"]) + written * (work.encode + work.verify)) / _GIGA
    return Work(_EVERY_JOB + taken, (written * work.bits_a_pixel + seconds * _SOUND_BITS) / 8)


def seconds_at(place: Place, cpu_seconds: float, processors: float = _MOST_PROCESSORS) -> float:
    """Estimate how long so much work takes there, seconds, if it can use so many processors.

    On a host of one's own as if it had one.
    """
    if place.memory_mb is None:
        return cpu_seconds
    processors = min(place.memory_mb / _MB_A_PROCESSOR, processors)
    return cpu_seconds / (processors if processors <= 1 else max(1.0, processors * _USED))


# ---------------------------------------------------------------- the price


def estimate(place: Place, work: Work, kept: Retention, basis: Literal["size", "probe"]) -> Cost:
    """Price what has to be done, and one download of the proxy."""
    seconds = seconds_at(place, work.cpu_seconds)
    egress = work.proxy_bytes / _GIB * place.prices.egress_gb
    return _cost(basis, place, work.cpu_seconds, seconds, kept, egress)


def measured(place: Place, cpu_seconds: float, seconds: float, kept: Retention) -> Cost:
    """Price what a try took: CPU-seconds of its programs, and seconds from its claim to its end."""
    return _cost("measured", place, cpu_seconds, seconds, kept, 0.0)


def total(before: Cost | None, more: Cost) -> Cost:
    """Add what a further try took. What is kept is kept once, as the last one says; a price list in another unit starts anew."""
    if before is None or before.unit != more.unit:
        return more
    parts = {
        name: getattr(before, name) + getattr(more, name)
        for name in ("compute", "requests", "cpu_seconds", "gb_seconds")
    }
    amount = parts["compute"] + parts["requests"] + more.storage + more.egress
    return more.model_copy(update={**parts, "amount": amount})


def _cost(
    basis: Literal["size", "probe", "measured"],
    place: Place,
    cpu_seconds: float,
    seconds: float,
    kept: Retention,
    egress: float,
) -> Cost:
    prices = place.prices
    gb_seconds = seconds * (place.memory_mb or 0) / 1024
    disk = seconds * max(place.disk_mb - _FREE_DISK_MB, 0) / 1024 if place.memory_mb else 0.0
    compute = cpu_seconds * prices.cpu_second + gb_seconds * prices.gb_second + disk * prices.disk_gb_second
    byte_hours = kept.source_bytes * kept.source_hours + kept.proxy_bytes * kept.proxy_hours
    storage = byte_hours / _GIB / _HOURS_A_MONTH * prices.gb_month
    requests = _requests(prices, seconds)
    return Cost(
        basis=basis,
        unit=prices.unit,
        amount=compute + requests + storage + egress,
        compute=compute,
        requests=requests,
        storage=storage,
        egress=egress,
        cpu_seconds=round(cpu_seconds, 3),
        gb_seconds=round(gb_seconds, 3),
    )


def _requests(prices: Prices, seconds: float) -> float:
    writes = _TABLE_WRITES + seconds * _TABLE_WRITES_A_SECOND
    reads = _TABLE_READS + seconds * _TABLE_READS_A_SECOND
    table = writes * prices.table_write + reads * prices.table_read
    bucket = _PUTS * prices.put + _GETS * prices.get
    return table + bucket + prices.invocation + _MESSAGES * prices.message + _API_CALLS * prices.api_call
