"""How much is measured: the figures as they are claimed, or small ones that only show that measuring works."""

from dataclasses import dataclass

MIB = 1024**2
GIB = 1024**3


@dataclass(frozen=True)
class Scale:
    """Sizes in bytes, times in seconds, and how often each thing is measured."""

    rounds: int = 5
    short_rounds: int = 9
    film_seconds: float = 60
    upload_size: int = GIB
    upload_rounds: int = 7
    pollers: int = 50
    listed_jobs: int = 50
    status_calls: int = 1_000
    status_calls_a_second: float = 20
    few_rows: int = 100
    many_rows: int = 100_000
    list_calls: int = 200
    small_source: int = 4 * MIB
    large_source: int = 4 * GIB
    memory_rounds: int = 3
    clips: int = 1_000
    claimers: int = 32
    claimed_jobs: int = 10_000
    planned_rows: int = 1_000_000
    shared_seconds: float = 600
    shared_rounds: int = 1
    compared_seconds: float = 120  # so that its segments are of 30 s, as those of films are that are cut by default
    compared_rounds: int = 3
    segment_seconds: float | None = None
    killed_seconds: float = 150  # its keyframes give 42 segments of two seconds and more
    killed_segment_seconds: float = 2
    kills: int = 20
    build_mc: bool = True
    build_page: bool = True
    page_rows: int = 10_000
    page_upload_rounds: int = 3
    page_warm_ups: int = 1
    page_polled_size: int = 256 * MIB
    page_polled_rounds: int = 7  # of two seconds each, which differ by a fifth
    page_running: int = 50


FULL = Scale()
QUICK = Scale(
    rounds=1,
    short_rounds=1,
    film_seconds=1,
    upload_size=32 * MIB,
    upload_rounds=1,
    pollers=5,
    listed_jobs=3,
    status_calls=20,
    few_rows=60,
    many_rows=500,
    list_calls=10,
    large_source=64 * MIB,
    memory_rounds=1,
    clips=8,
    claimers=8,
    claimed_jobs=64,
    planned_rows=20_000,
    shared_seconds=4,
    compared_seconds=4,
    compared_rounds=1,
    segment_seconds=1,
    killed_seconds=4,
    killed_segment_seconds=1,
    kills=1,
    build_mc=False,
    build_page=False,
    page_rows=300,
    page_upload_rounds=1,
    page_warm_ups=0,
    page_polled_size=32 * MIB,
    page_polled_rounds=1,
    page_running=3,
)
