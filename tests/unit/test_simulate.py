"""The load model: what arrives, what comes of it, and that it can be had again."""

import json
from itertools import islice, pairwise

import pytest

from local.bench.simulate import Report, bounds, day, hour
from local.bench.simulate.clock import Clock
from local.bench.simulate.films import Film
from local.bench.simulate.meter import Meter
from local.bench.simulate.replay import Outcome, Replay
from local.bench.simulate.speeds import RECORDED, Host

HOUR = 3600.0
MORNING = 8 * HOUR
KINDS = {kind.name: kind for kind in day.MIX}


def replayed(workers: int, hours: float = 2, load: float = 0.6, losses_a_day: float = 0.0, seed: int = 1) -> Outcome:
    a_day = load * workers * day.DAY / day.mean_work(RECORDED)
    arrivals = day.arrivals(a_day, seed, hours * HOUR, MORNING)
    replay = Replay(workers, arrivals, speeds=RECORDED, host=Host(), seed=seed, losses_a_day=losses_a_day)
    return replay.run(hours * HOUR)


# ---------------------------------------------------------------- a day


def test_a_day_has_as_many_arrivals_as_asked_for_in_the_shape_of_its_hours() -> None:
    came = list(day.arrivals(20_000, seed=3))

    assert len(came) == pytest.approx(20_000, rel=0.05)
    assert all(0 <= a <= b < day.DAY for (a, _), (b, _) in pairwise(came))
    at_two, at_two_in_the_afternoon = (sum(int(at // HOUR) == wanted for at, _ in came) for wanted in (2, 14))
    assert at_two_in_the_afternoon / at_two == pytest.approx(6.5, rel=0.3)


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    assert list(day.arrivals(500, seed=1)) == list(day.arrivals(500, seed=1))
    assert list(day.arrivals(500, seed=1)) != list(day.arrivals(500, seed=2))


def test_kinds_come_in_their_parts_and_lengths() -> None:
    films = [film for _, film in islice(day.arrivals(50_000, seed=1), 10_000)]

    for kind in day.MIX:
        lengths = [film.seconds for film in films if film.kind is kind]
        assert len(lengths) / len(films) == pytest.approx(kind.share, abs=0.02)
        assert kind.shortest <= min(lengths) <= max(lengths) <= kind.longest


# ---------------------------------------------------------------- time and counting


def test_a_clock_calls_in_the_order_of_time_and_of_asking() -> None:
    clock, called = Clock(), list[str]()
    for seconds, name in ((2.0, "third"), (1.0, "first"), (1.0, "second")):
        clock.after(seconds, lambda name=name: called.append(name))  # type: ignore[misc]

    clock.run(until=1.5)
    assert (called, clock.seconds) == (["first", "second"], 1.0)
    clock.run()
    assert (called, clock.seconds) == (["first", "second", "third"], 2.0)


def test_a_meter_knows_mean_and_busiest_minute() -> None:
    clock = Clock()
    meter, kind = Meter(clock), ("table", "get")
    meter.count(kind, 30)
    meter.spread(kind, rate=2, begin=90, end=150)
    meter.always(kind, 1)

    assert meter.counted(kind) == 30 + 120
    assert meter.mean([kind], 150) == 1 + 1
    assert meter.peak([kind]) == 1 + 1  # 60 in each of the minutes that the spread ones are in


# ---------------------------------------------------------------- replays


def test_every_film_that_arrives_has_a_proxy_after_one_attempt() -> None:
    outcome = replayed(workers=4)

    assert outcome.arrived > 10
    assert (outcome.done, outcome.failed, outcome.taken_over) == (outcome.arrived, 0, 0)
    assert outcome.attempts == outcome.arrived
    assert 0.1 < outcome.utilisation <= 1


def test_a_replay_can_be_had_again_to_the_last_call() -> None:
    one, other = replayed(workers=4), replayed(workers=4)

    assert one.seconds == other.seconds
    assert [(kind, one.meter.counted(kind)) for kind in one.meter.kinds] == [
        (kind, other.meter.counted(kind)) for kind in other.meter.kinds
    ]


def test_what_lost_workers_had_is_taken_over_and_done_once() -> None:
    outcome = replayed(workers=4, losses_a_day=60)

    assert (outcome.done, outcome.failed) == (outcome.arrived, 0)
    assert outcome.attempts > outcome.arrived


def test_events_of_a_job_in_pieces_are_not_taken_again_and_again() -> None:
    busy = Replay(1, [(0.0, Film(KINDS["film"], 5_400)), (1.0, Film(KINDS["clip"], 10))], speeds=RECORDED, host=Host())

    outcome = busy.run(HOUR)

    assert outcome.done == 2
    assert (
        outcome.meter.counted(("table", "claim")) < 20
    )  # the reconciler asked for the clip while it waited, ever more seldom


def test_a_film_is_made_sooner_by_more_workers() -> None:
    alone, ten, thousand = (hour.run(RECORDED, Host(), workers) for workers in (1, 10, 1_000))

    assert alone.seconds > 5 * ten.seconds > 5 * thousand.seconds
    assert alone.segments < thousand.segments
    assert sum(step.took for step in thousand.steps) == pytest.approx(thousand.seconds)
    assert thousand.sound == thousand.last_segment


def test_sound_that_has_to_be_encoded_is_what_is_waited_for() -> None:
    copied, encoded = (hour.run(RECORDED, Host(), copied=copied) for copied in (True, False))

    assert encoded.sound > encoded.last_segment
    assert encoded.seconds > 2 * copied.seconds


def test_a_report_says_what_is_reached_first_and_is_json() -> None:
    outcome = replayed(workers=2)
    report = Report({"cores": 2}, RECORDED, Host(), 0.6, [outcome], hour.each(RECORDED, Host()))

    told = json.loads(json.dumps(report.as_dict()))

    met = bounds.met(outcome)
    assert [one.workers for one in met] == sorted(one.workers for one in met)
    assert told["replays"][0]["arrived"] == outcome.arrived
    assert told["figure"]["value"] == told["hours"]["as it is"]["seconds"]
    assert len(report.tables()) == 5
