"""What jobs are estimated to cost, and what is counted of those that ran."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.common.errors import InvalidConfig
from functions.media.facts import Media, Video
from functions.plan import estimate, plan, profile
from functions.plan.estimate import Place, Retention, Work

AWS, OWN = estimate.prices("aws"), estimate.prices("own")
LAMBDA = Place(AWS, memory_mb=3538, disk_mb=4096)
HOSTS = Place(OWN)
NOTHING_KEPT = Retention(0, 0, 0, 0)
GIB = 1024**3


def full_hd(seconds, codec="h264"):
    video = Video(
        index=0, codec=codec, width=1920, height=1080, rate="25/1", pixel_format="yuv420p", frames=25 * seconds
    )
    return Media(container="mov", duration=seconds, video=video)


def estimated(media, name, place=HOSTS):
    planned = plan.make(media, profile.load(name))
    return estimate.estimate(place, estimate.of_probe(media, planned), NOTHING_KEPT, "probe")


# ---------------------------------------------------------------- work


def test_a_minute_of_full_hd_is_estimated_near_what_it_was_measured_to_take():
    # docs/figures.md: 64.6 CPU-seconds by hand, and about 6 more to verify it
    assert estimated(full_hd(60), "web-720p").cpu_seconds == pytest.approx(71, rel=0.1)


def test_twice_the_film_is_twice_the_work_but_for_the_start():
    short, long = (estimated(full_hd(seconds), "web-720p").cpu_seconds for seconds in (60, 120))

    assert long - short == pytest.approx(short - 1)


def test_prores_costs_more_to_make_than_h264_and_a_small_picture_less():
    made = {name: estimated(full_hd(60), name).cpu_seconds for name in ("web-720p", "web-1080p", "edit-prores-proxy")}

    assert made["web-720p"] < made["web-1080p"] < made["edit-prores-proxy"]


def test_every_encoder_and_codec_of_the_profiles_is_counted():
    for name in profile.names():
        assert estimated(full_hd(1), name).amount > 0


def test_a_codec_that_nobody_measured_counts_as_h264():
    assert estimated(full_hd(60, "cinepak"), "web-720p") == estimated(full_hd(60), "web-720p")


def test_of_a_file_of_unknown_contents_more_bytes_are_more_work():
    small, large = (estimate.of_size(size, profile.load("web-720p")) for size in (10**8, 10**9))

    assert small.cpu_seconds < large.cpu_seconds
    assert small.proxy_bytes * 10 == pytest.approx(large.proxy_bytes)


# ---------------------------------------------------------------- price


def test_on_hosts_of_ones_own_a_job_costs_its_cpu_seconds_and_nothing_else():
    kept = Retention(10 * GIB, 168, GIB, 168)

    cost = estimate.estimate(HOSTS, Work(75, GIB), kept, "probe")

    assert (cost.unit, cost.amount, cost.compute) == ("CPU-s", 75, 75)
    assert (cost.requests, cost.storage, cost.egress, cost.gb_seconds) == (0, 0, 0, 0)


def test_on_aws_the_time_is_what_the_functions_processors_need():
    two_processors = estimate.estimate(LAMBDA, Work(160, 0), NOTHING_KEPT, "probe")

    assert two_processors.gb_seconds == pytest.approx(100 * 3538 / 1024)  # two, of which four fifths are used
    assert two_processors.compute == pytest.approx(100 * (3538 / 1024 * 0.0000166667 + 3.5 * 0.0000000309))


def test_more_memory_than_six_processors_have_makes_nothing_faster():
    assert estimate.seconds_at(Place(AWS, 10_240), 600) < estimate.seconds_at(Place(AWS, 5_120), 600)
    assert estimate.seconds_at(Place(AWS, 20_480), 600) == estimate.seconds_at(Place(AWS, 12_000), 600)


def test_keeping_and_downloading_are_priced_by_size_and_time():
    a_month = estimate.estimate(LAMBDA, Work(0, GIB), Retention(3 * GIB, 730, GIB, 730), "probe")

    assert a_month.storage == pytest.approx(4 * 0.023)
    assert a_month.egress == pytest.approx(0.09)
    assert a_month.amount == pytest.approx(a_month.compute + a_month.requests + a_month.storage + a_month.egress)


def test_what_was_measured_has_no_download_in_it():
    assert estimate.measured(LAMBDA, 75, 40, NOTHING_KEPT).egress == 0


def test_the_tries_of_a_job_add_up_and_what_is_kept_is_kept_once():
    first = estimate.measured(LAMBDA, 10, 10, Retention(GIB, 730, 0, 0))
    second = estimate.measured(LAMBDA, 75, 40, Retention(GIB, 730, GIB, 730))

    both = estimate.total(first, second)

    assert (both.cpu_seconds, both.storage) == (85, second.storage)
    assert both.compute == pytest.approx(first.compute + second.compute)
    assert both.amount == pytest.approx(both.compute + both.requests + both.storage)
    assert estimate.total(None, second) == second
    assert (
        estimate.total(estimate.measured(HOSTS, 1, 1, NOTHING_KEPT), second) == second
    )  # dollars and seconds do not add up


# ---------------------------------------------------------------- lists


def test_the_list_says_where_and_when_it_holds():
    assert (AWS.unit, AWS.region) == ("USD", "us-east-1")
    assert AWS.as_of < datetime.now(UTC).date() + timedelta(days=1)
    assert AWS.source


def test_a_list_of_ones_own_is_taken(tmp_path):
    path = tmp_path / "prices.yaml"
    path.write_text("own: {unit: EUR, region: home, as_of: 2026-01-01, source: the meter, cpu_second: 0.00001}")

    assert estimate.measured(Place(estimate.prices("own", path)), 1000, 500, NOTHING_KEPT).amount == pytest.approx(0.01)


@pytest.mark.parametrize(
    "text", ["", "own: 3", "own: {unit: EUR}", "aws: {}", "own: {unit: EUR, cpu_second: -1}", ": :"]
)
def test_a_list_that_is_none_is_refused_by_name(tmp_path, text):
    path = tmp_path / "prices.yaml"
    path.write_text(text)

    with pytest.raises(InvalidConfig, match="PRICES_FILE"):
        estimate.prices("own", path)
