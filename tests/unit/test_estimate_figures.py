"""Estimates and prices, reckoned by hand: what the list of figures and a list of prices come to."""

from datetime import date

import pytest

from functions.plan import bit_rate, estimate, plan, profile
from functions.plan.estimate import Place, Prices, Retention, Work
from functions.plan.plan import Plan
from functions.plan.profile import Options
from tests.support.films.sources import film, ready, track

GIB = 1024**3
READ = 50 * 1920 * 1080 / 1e9  # of two seconds of full HD, in units of 10^9 pixels
WRITTEN = 50 * 1280 * 720 / 1e9
PRICES = Prices(
    unit="X",
    region="here",
    as_of=date(2026, 1, 1),
    source="made up",
    cpu_second=2,
    gb_second=3,
    disk_gb_second=5,
    invocation=7,
    put=11,
    get=13,
    gb_month=17,
    egress_gb=19,
    table_write=23,
    table_read=29,
    message=31,
    api_call=37,
)


def made(name: str = "web-720p", **changes: object) -> Plan:
    return plan.make(film(**changes), profile.load(name))


def picture(name: str = "web-720p", **changes: object) -> Work:
    media = film(**changes)
    return estimate.of_picture(media, plan.make(media, profile.load(name)))


# ---------------------------------------------------------------- work


def test_a_picture_is_work_by_the_pixels_that_are_read_and_written() -> None:
    found = picture()
    assert found.cpu_seconds == pytest.approx(1 + READ * 8.2 + WRITTEN * (28 + 3.1))
    assert found.proxy_bytes == pytest.approx((WRITTEN * 1e9 * 0.12 + 2 * 128_000) / 8)


def test_without_an_index_frames_are_counted_by_the_length() -> None:
    assert picture(frames=None) == picture(frames=50)
    assert picture(frames=100).cpu_seconds > picture().cpu_seconds


@pytest.mark.parametrize(
    ("codec", "figure"),
    [
        ("hevc", 9.0), ("prores", 3.6), ("dnxhd", 3.6), ("mpeg2video", 4.0), ("av1", 6.0), ("vp9", 7.0),
        ("jpeg2000", 37.0), ("ffv1", 24.0), ("cfhd", 17.0), ("png", 14.0), ("cinepak", 8.2),
    ],
)  # fmt: skip
def test_codecs_are_decoded_at_what_was_measured(codec: str, figure: float) -> None:
    assert picture(codec=codec).cpu_seconds - picture().cpu_seconds == pytest.approx(READ * (figure - 8.2))


def test_an_alpha_channel_is_more_work_where_it_is_kept() -> None:
    assert picture("edit-prores-4444").cpu_seconds == pytest.approx(1 + READ * (8.2 + 200 + 22))
    assert picture("edit-prores-proxy").cpu_seconds == pytest.approx(1 + READ * (8.2 + 105 + 3.6))


def test_sound_is_work_by_its_channels_unless_it_is_copied() -> None:
    media = film(audio=(track(1), track(2, channels=6, layout="5.1"), ready(3)))
    planned = plan.make(media, profile.load("web-720p"))
    assert estimate.of_sound(media, planned) == pytest.approx(2 * (0.008 + 2 * 0.0095 + 0.008 + 6 * 0.0095))
    whole = estimate.of_probe(media, planned)
    assert whole.cpu_seconds == pytest.approx(picture().cpu_seconds + estimate.of_sound(media, planned))


def test_sound_that_is_a_piece_of_its_own_reads_the_whole_source() -> None:
    media = film(bit_rate=10**9)
    sound = estimate.of_sound(media, made())
    assert estimate.of_sound_apart(media, made()) == pytest.approx(1 + sound + 2 * 4.3 / 8)
    assert estimate.of_sound_apart(film(), made()) == pytest.approx(1 + sound)


def test_joining_is_work_by_the_bytes_of_the_proxy() -> None:
    joined = estimate.of_join(film(), made())
    assert joined.proxy_bytes == picture().proxy_bytes
    assert joined.cpu_seconds == pytest.approx(1 + joined.proxy_bytes / 1e9 * 14)


def test_of_a_size_alone_the_film_is_taken_for_one_of_a_telephone() -> None:
    ten_seconds = estimate.of_size(25_000_000, profile.load("web-720p"))
    read = 300 * 1920 * 1080 / 1e9
    assert ten_seconds.cpu_seconds == pytest.approx(1 + read * 8.2 + read * 4 / 9 * 31.1)
    assert ten_seconds.proxy_bytes == pytest.approx((read * 4 / 9 * 1e9 * 0.12 + 10 * 128_000) / 8)


@pytest.mark.parametrize("resolution", ["source", "2160p", "1080p"])
def test_nothing_is_guessed_to_be_larger_than_its_source(resolution: str) -> None:
    options = Options.model_validate({"resolution": resolution})
    full = estimate.of_size(25_000_000, profile.choose("web-1080p", options, default_profile="web-1080p"))
    assert full == estimate.of_size(25_000_000, profile.load("web-1080p"))


@pytest.mark.parametrize(("size", "seconds"), [(0, 3600), (900_000, 3600), (1_000_000, 4000), (10_000_000, 40_000)])
def test_what_a_file_may_take_grows_with_it_from_an_hour_on(size: int, seconds: float) -> None:
    assert estimate.most(size) == pytest.approx(seconds)


def test_the_rate_of_a_plan_is_a_number() -> None:
    assert estimate.rate(made(rate="30000/1001", time_base="1/30000")) == pytest.approx(29.97, abs=0.001)


@pytest.mark.parametrize(
    ("memory", "seconds"),
    [(None, 100), (1769 // 2, 100 * 1769 / 884), (1769, 100), (1769 * 2, 100 / 1.6), (17_690, 100 / 4.8)],
)
def test_how_long_work_takes_goes_by_the_processors_that_memory_brings(memory: int | None, seconds: float) -> None:
    assert estimate.seconds_at(Place(PRICES, memory), 100) == pytest.approx(seconds)


def test_a_little_more_than_one_processor_is_not_slower_than_one() -> None:
    assert estimate.seconds_at(Place(PRICES, 1900), 100) == 100
    assert estimate.seconds_at(Place(PRICES, 17_690), 100, processors=1) == 100


# ---------------------------------------------------------------- price


def test_every_line_of_a_price_list_is_in_the_price_of_what_ran() -> None:
    kept = Retention(2 * GIB, 730, GIB, 1460)
    cost = estimate.measured(Place(PRICES, memory_mb=2048, disk_mb=512 + 1024), 10, 100, kept)
    assert cost.basis == "measured"
    assert (cost.cpu_seconds, cost.gb_seconds) == (10, 200)
    assert cost.compute == pytest.approx(10 * 2 + 200 * 3 + 100 * 5)
    assert cost.requests == pytest.approx(
        (60 + 100 * 2) * 23 + (60 + 100 * 2.5) * 29 + 10 * 11 + 40 * 13 + 7 + 4 * 31 + 60 * 37
    )
    assert cost.storage == pytest.approx((2 * 1 + 1 * 2) * 17)
    assert cost.egress == 0
    assert cost.amount == pytest.approx(cost.compute + cost.requests + cost.storage)


def test_an_estimate_has_one_download_in_it() -> None:
    cost = estimate.estimate(Place(PRICES, memory_mb=1769), Work(10, 3 * GIB), Retention(0, 0, 0, 0), "size")
    assert (cost.basis, cost.egress) == ("size", pytest.approx(3 * 19))
    assert cost.gb_seconds == pytest.approx(10 * 1769 / 1024, abs=0.001)
    assert cost.amount == pytest.approx(cost.compute + cost.requests + cost.egress)


def test_the_disk_that_comes_free_costs_nothing_and_hosts_have_none() -> None:
    nothing = Retention(0, 0, 0, 0)
    assert estimate.measured(Place(PRICES, 1024, 512), 0, 10, nothing).compute == pytest.approx(10 * 3)
    assert estimate.measured(Place(PRICES, 1024), 0, 10, nothing).compute == pytest.approx(10 * 3)
    assert estimate.measured(Place(PRICES, None, 4096), 0, 10, nothing).compute == 0


def test_tries_add_up_in_every_part() -> None:
    place, kept = Place(PRICES, memory_mb=1024), Retention(GIB, 730, 0, 0)
    one, two = estimate.measured(place, 1, 2, kept), estimate.measured(place, 10, 20, kept)
    both = estimate.total(one, two)
    assert (both.cpu_seconds, both.gb_seconds) == (11, 22)
    assert both.requests == pytest.approx(one.requests + two.requests)
    assert both.amount == pytest.approx(both.compute + both.requests + two.storage)
    download = estimate.estimate(place, Work(10, GIB), kept, "probe")
    assert estimate.total(one, download).amount == pytest.approx(
        one.compute + one.requests + download.compute + download.requests + download.storage + 19
    )


# ---------------------------------------------------------------- the ceiling of bits


@pytest.mark.parametrize(("seconds", "bits"), [(2.0, 448_421), (20.0, 781_651), (60.0, 781_651)])
def test_what_a_source_leaves_its_proxy_is_its_rate_without_sound_container_and_a_full_buffer(
    seconds: float, bits: int
) -> None:
    expected = round((980_000 - 128_000) * min(seconds, 20) / (min(seconds, 20) + 1.8))
    whole = film(bit_rate=1_000_000, duration=seconds, audio=(ready(duration=seconds),))
    media = whole.model_copy(update={"duration": seconds})
    assert plan.make(media, profile.load("web-720p")).most_bits == expected == bits


def test_copied_sound_takes_what_it_has_and_sound_of_unknown_rate_nothing() -> None:
    assert made(bit_rate=1_000_000, audio=(ready(bit_rate=32_000),)).most_bits == round(948_000 * 2 / 3.8)
    assert made(bit_rate=1_000_000, audio=()).most_bits == round(980_000 * 2 / 3.8)


def test_plenty_is_three_tenths_of_a_bit_for_each_pixel_of_the_proxy() -> None:
    just = round(0.3 * 1280 * 720 * 25 * 3.8 / 2 / 0.98)
    assert made(bit_rate=just + 10, audio=()).most_bits is None
    assert made(bit_rate=just - 10, audio=()).most_bits is not None


def test_a_film_of_unknown_length_is_not_bounded_and_the_least_is_a_thousand_bits() -> None:
    unknown = film(bit_rate=1_000_000).model_copy(update={"duration": 0.0})
    assert plan.make(unknown, profile.load("web-720p")).most_bits is None
    assert made(bit_rate=2, width=2, height=2, rate="1/1", audio=()).most_bits == 1000


def test_why_a_proxy_is_larger_is_said_also_where_the_rate_is_not_known() -> None:
    web, edit = profile.load("web-720p"), profile.load("edit-dnxhr-lb")
    for media in (None, film()):
        assert bit_rate.why_larger(media, web, 1, 2).startswith("Its rate is low; with less than this")
    assert bit_rate.why_larger(film(bit_rate=20_500), web, 1, 2).startswith("The source has only 20 kbit/s")
    assert "codes every frame by itself" in bit_rate.why_larger(None, edit, 1, 2)
    assert bit_rate.why_larger(film(), web, 2, 2) == bit_rate.why_larger(film(), web, 3, 2) == ""
