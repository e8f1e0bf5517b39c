"""A storm of events: repeated, shuffled, foreign, garbage. One job an object, and nothing runs for what is no object."""

import json
import random
import uuid
from urllib.parse import quote_plus

from tests.support.repeats import SOAK
from tests.support.stack import event_stream
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, SOURCES
from tests.support.stack.event_stream import record
from tests.support.wait_until import until

OBJECTS, EVENTS = 8, 500 * SOAK
SEED = 20261123

GARBAGE = [
    b"",
    b"\x00\xff\xfe",
    b"not JSON",
    b"null",
    b"[]",
    b'"text"',
    b"17",
    b"{" * 5000,
    b"[" * 100_000,
    b'{"Records":' + b"9" * 5000 + b"}",
    json.dumps({"Records": "x" * 65_536}).encode(),
]


def foreign(key: str) -> list[dict[str, object]]:
    """Events that are well formed and none of ours."""
    return [
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": SOURCES},
        {},
        {"Records": []},
        {"Records": [None, 5, {"s3": {}}]},
        {"Records": [record("another-bucket", key)]},
        {"Records": [record(SOURCES, key, version="3.0")]},
        {"Records": [record(SOURCES, key, name="s3:ObjectRemoved:Delete")]},
        {"Records": [record(SOURCES, "inbox/nothing+here.mp4")]},
        {"Records": [record(SOURCES, "inbox/folder/")]},
        {"Records": [record(SOURCES, "elsewhere/film.mp4")]},
        {"Records": [record(SOURCES, f"uploads/{'0' * 32}/source")]},
        {"Records": [record(SOURCES, f"tasks/{'0' * 32}/{'1' * 32}.json")]},
        {"Records": [record(SOURCES, "inbox/%00%0d%0a..%2f..%2fx.mp4")]},
    ]


def storm(keys: list[str], chance: random.Random) -> list[bytes]:
    """Make EVENTS messages: of each object and of none of ours, in versions 2.0 to 2.6; 30 % repeated, 5 % garbage; shuffled."""

    def one(number: int) -> bytes:
        key = quote_plus(keys[number % len(keys)])
        if chance.random() < 0.05:
            return chance.choice(GARBAGE)
        if chance.random() < 0.2:
            return json.dumps(chance.choice(foreign(key))).encode()
        good = record(SOURCES, key, version=f"2.{chance.randrange(7)}")
        more = [record("another-bucket", key)] * chance.randrange(2)
        return json.dumps(
            {"EventName": good["eventName"], "Key": f"{SOURCES}/{key}", "Records": [good, *more]}
        ).encode()

    fresh = [one(number) for number in range(EVENTS * 7 // 10)]
    all_of_them = fresh + chance.choices(fresh, k=EVENTS - len(fresh))
    chance.shuffle(all_of_them)
    return all_of_them


def test_a_storm_of_events_makes_one_job_an_object_and_runs_nothing_for_garbage(stack, visitor, film, a_while_ago):
    visitor.done(a_while_ago)
    mark, worker = uuid.uuid4().hex[:8], stack.pid("worker")
    names = [f"{mark} {n} + 100% é.mp4" for n in range(OBJECTS)]
    chance = random.Random(SEED)  # noqa: S311
    before, others = stack.log("worker"), {job["source"]["key"] for job in visitor.jobs("")}
    with stack.worker_frozen():
        for name in names:
            visitor.drop(name, film)
        messages = storm([f"inbox/{name}" for name in names], chance)
        event_stream.publish(stack.events, messages)

    until(lambda: event_stream.unsettled(stack.events) == 0, "every message is settled", 4 * JOB_SECONDS, LOOK_SECONDS)

    jobs = visitor.jobs(mark)
    assert sorted(job["filename"] for job in jobs) == sorted(names)
    for job in jobs:
        assert job["status"] == "done", job["error"]
        until(lambda job=job: visitor.attempts(job) == {job["attempt"]}, "it has one proxy")
    after = stack.log("worker").removeprefix(before)
    garbage = sum(message in GARBAGE for message in messages)
    assert after.count('"event_garbage"') + after.count('"no records"') >= garbage > 0
    started = [json.loads(line) for line in after.splitlines() if '"attempt_started"' in line]
    assert {line["key"] for line in started} - others == {f"inbox/{name}" for name in names}
    assert stack.pid("worker") == worker
