"""The worker on a real stream: what becomes of an event, whatever the function and the servers do."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import nats as nats_client
import pytest

from functions import transcode
from functions.common.errors import BucketUnavailable, HandedBack
from functions.common.watch import Stop
from functions.deployment import Deployment
from functions.fleet import history, hosts
from functions.jobs import settings
from local.run import delivery, worker
from local.servers import provision
from tests.support.servers.programs import Nats


class Soon(BucketUnavailable):
    """Something is away for a moment."""

    retry_after = 0


class BrokenSoon(RuntimeError):
    """A bug that may be tried again at once."""

    retry_after = 0


class Function:
    """Stands where functions.transcode.handler stands; remembers its calls, and does what ``act`` does."""

    def __init__(self, act: Callable[[int], object] = lambda _: None) -> None:
        self.calls: list[dict[str, Any]] = []
        self.running = self.most_running = 0
        self._act = act
        self._lock = threading.Lock()

    def __call__(self, event: dict[str, Any], context: None) -> object:
        with self._lock:
            self.calls.append(event)
            number = len(self.calls)
            self.running += 1
            self.most_running = max(self.most_running, self.running)
        try:
            return self._act(number)
        finally:
            with self._lock:
                self.running -= 1


async def until(look: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Let the worker work until the condition holds."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.01)


class Events:
    """The stream, as someone beside the worker sees it."""

    def __init__(self, connection: nats_client.NATS) -> None:
        self._js = connection.jetstream()

    async def publish(self, *bodies: bytes) -> None:
        for body in bodies:
            await self._js.publish(provision.OBJECTS_SUBJECT, body)

    async def waiting(self) -> int | None:
        """How many are neither acknowledged nor ended; None while there is no stream."""
        try:
            return (await self._js.stream_info(provision.OBJECTS_STREAM)).state.messages
        except nats_client.errors.Error:
            return None

    async def settled(self) -> None:
        """Wait until each event was acknowledged or ended."""
        end = time.monotonic() + 60
        while await self.waiting() != 0:
            assert time.monotonic() < end, "events stay in the stream"
            await asyncio.sleep(0.02)

    async def dead(self) -> list[dict[str, Any]]:
        """The dead letters."""
        count = (await self._js.stream_info(provision.DEAD_STREAM)).state.messages
        letters = [await self._js.get_msg(provision.DEAD_STREAM, number + 1) for number in range(count)]
        return [json.loads(letter.data or b"") for letter in letters]


@asynccontextmanager
async def stream_of(nats: Nats) -> AsyncIterator[Events]:
    """Connect as often as it takes, as the worker does."""
    connection = await nats_client.connect(nats.url, max_reconnect_attempts=-1, reconnect_time_wait=0.05)
    try:
        yield Events(connection)
    finally:
        await connection.close()


@asynccontextmanager
async def working(deployment: Deployment, nats: Nats, function: Function) -> AsyncIterator[Events]:
    """Run a worker as long as the block takes."""
    under_test = worker.Worker(deployment, function)
    running = asyncio.create_task(under_test.run(nats.url))
    try:
        async with stream_of(nats) as events:
            yield events
    finally:
        under_test.stop()
        await running


@pytest.fixture(autouse=True)
def not_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop no other test's jobs."""
    monkeypatch.setattr(transcode, "stopping", Stop())


@pytest.fixture(autouse=True)
def work_dir(deployment: Deployment) -> None:
    deployment.config.work_dir.mkdir(exist_ok=True)


# ---------------------------------------------------------------- one event


def test_an_event_goes_to_the_function_as_it_came_and_leaves_the_stream(deployment: Deployment, nats: Nats) -> None:
    function = Function()
    event = {"EventName": "s3:ObjectCreated:Put", "Records": [{"s3": {"object": {"key": "inbox/%C3%BC.mp4"}}}]}

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(json.dumps(event).encode())
            await events.settled()

    asyncio.run(scene())
    assert function.calls == [event]


@pytest.mark.parametrize("trouble", [Soon(), BrokenSoon("boom")], ids=["passing trouble", "a bug"])
def test_an_event_whose_function_failed_is_delivered_again_until_it_succeeds(
    deployment: Deployment, nats: Nats, trouble: Exception
) -> None:
    def fail_twice(call: int) -> None:
        if call < 3:
            raise trouble

    function = Function(fail_twice)

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(b"{}")
            await events.settled()

    asyncio.run(scene())
    assert len(function.calls) == 3


def test_an_event_that_fails_again_and_again_goes_to_the_dead_letters_with_its_reason(
    deployment: Deployment, nats: Nats
) -> None:
    def fail(call: int) -> None:
        raise BrokenSoon("the disk is made of cheese")

    function = Function(fail)
    settings.change(deployment.table, {"max_attempts": 4})

    async def scene() -> list[dict[str, Any]]:
        async with working(deployment, nats, function) as events:
            await events.publish(b'{"poison": true}')
            await events.settled()
            return await events.dead()

    letter = {"reason": "BrokenSoon: the disk is made of cheese", "deliveries": 5, "event": '{"poison": true}'}
    assert asyncio.run(scene()) == [letter]
    assert len(function.calls) == 5


def test_passing_trouble_never_goes_to_the_dead_letters(deployment: Deployment, nats: Nats) -> None:
    def fail_often(call: int) -> None:
        if call < 20:
            raise Soon

    async def scene() -> list[dict[str, Any]]:
        async with working(deployment, nats, Function(fail_often)) as events:
            await events.publish(b"{}")
            await events.settled()
            return await events.dead()

    assert asyncio.run(scene()) == []


@pytest.mark.parametrize("garbage", [b"", b"not json", b"\xff\xfe\x00", b"[1, 2]", b'"text"', b"[" * 100_000])
def test_garbage_is_acknowledged_and_the_next_event_is_worked_on(
    deployment: Deployment, nats: Nats, garbage: bytes
) -> None:
    function = Function()

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(garbage, b'{"good": 1}')
            await events.settled()

    asyncio.run(scene())
    assert function.calls == [{"good": 1}]


def test_an_event_is_not_delivered_twice_while_its_function_takes_longer_than_the_stream_waits(
    deployment: Deployment, nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "ACK_SECONDS", 0.5)
    monkeypatch.setattr(delivery, "SIGN_SECONDS", 0.1)
    nats.provision()
    done = threading.Event()
    function = Function(lambda _: done.wait(30))

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(b"{}")
            await until(lambda: function.calls, "the function is called")
            threading.Timer(2.0, done.set).start()  # four times as long as the stream waits
            await events.settled()

    asyncio.run(scene())
    assert len(function.calls) == 1


# ---------------------------------------------------------------- many events


def test_as_many_jobs_run_at_once_as_the_settings_allow_and_a_change_takes_effect_at_once(
    deployment: Deployment, nats: Nats
) -> None:
    settings.change(deployment.table, {"max_concurrent_jobs": 1})
    gate = threading.Event()
    function = Function(lambda _: gate.wait(30))

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(*(json.dumps({"number": number}).encode() for number in range(6)))
            await until(lambda: function.running == 1, "one runs")
            settings.change(deployment.table, {"max_concurrent_jobs": 3})
            await until(lambda: function.running == 3, "three run")
            gate.set()
            await events.settled()

    asyncio.run(scene())
    assert sorted(event["number"] for event in function.calls) == list(range(6))
    assert function.most_running == 3


def test_no_event_is_taken_while_the_host_has_no_room_and_the_host_says_why(
    deployment: Deployment, nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = Function()
    needed = hosts.DISK_NEEDED

    def refusing() -> list[str]:
        return [str(load.refusing) for load in hosts.live(deployment.table).hosts if load.refusing]

    async def scene() -> None:
        monkeypatch.setattr(hosts, "DISK_NEEDED", 1 << 62)
        async with working(deployment, nats, function) as events:
            await events.publish(b"{}")
            await until(refusing, "the host says why")
            assert "work folder" in refusing()[0]
            assert not function.calls
            monkeypatch.setattr(hosts, "DISK_NEEDED", needed)
            await events.settled()

    asyncio.run(scene())
    assert len(function.calls) == 1


def test_a_busy_worker_keeps_reporting_its_host(
    deployment: Deployment, nats: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REPORT_SECONDS", 0.05)
    gate = threading.Event()

    def seen() -> Any:
        return hosts.live(deployment.table).hosts[0].seen_at

    async def scene() -> None:
        async with working(deployment, nats, function := Function(lambda _: gate.wait(30))) as events:
            await events.publish(b"{}")
            await until(lambda: function.running, "the job runs")
            first = seen()
            await until(lambda: seen() > first, "a later report")
            gate.set()
            await events.settled()

    asyncio.run(scene())


# ---------------------------------------------------------------- stopping


def test_a_stopping_worker_hands_its_job_back_and_another_gets_it_at_once(deployment: Deployment, nats: Nats) -> None:
    def until_stopped(call: int) -> None:
        assert transcode.stopping.wait(30)
        raise HandedBack

    first, second = Function(until_stopped), Function()

    async def scene() -> None:
        async with working(deployment, nats, first) as events:
            await events.publish(b"{}")
            await until(lambda: first.running, "the first has it")
        transcode.stopping.clear()
        async with working(deployment, nats, second) as events:
            await until(lambda: second.calls, "the second has it", delivery.ACK_SECONDS / 3)
            await events.settled()

    asyncio.run(scene())


def test_a_worker_whose_job_does_not_end_stops_all_the_same_and_says_so(deployment: Deployment, nats: Nats) -> None:
    gate = threading.Event()
    function = Function(lambda _: gate.wait(30))

    async def scene() -> bool:
        under_test = worker.Worker(deployment, function, drain_seconds=0.1)
        running = asyncio.create_task(under_test.run(nats.url))
        async with stream_of(nats) as events:
            await events.publish(b"{}")
        await until(lambda: function.running, "the job runs")
        under_test.stop()
        handed_back = await running
        gate.set()
        return handed_back

    assert asyncio.run(scene()) is False


def test_a_worker_that_finishes_its_job_before_it_stops_is_shown_as_draining(
    deployment: Deployment, nats: Nats
) -> None:
    gate = threading.Event()
    function = Function(lambda _: gate.wait(30))

    async def scene() -> bool:
        under_test = worker.Worker(deployment, function, drain_seconds=30)
        running = asyncio.create_task(under_test.run(nats.url))
        async with stream_of(nats) as events:
            await events.publish(b"{}")
            await until(lambda: function.running, "the job runs")
            under_test.stop()
            await until(lambda: [host.draining for host in hosts.live(deployment.table).hosts] == [True], "it is told")
            gate.set()
            await events.settled()
        return await running

    assert asyncio.run(scene()) is True
    assert hosts.live(deployment.table).hosts == ()


def test_a_worker_that_waits_for_nats_can_be_stopped(deployment: Deployment, nats: Nats) -> None:
    nats.stop()

    async def scene() -> bool:
        under_test = worker.Worker(deployment, Function())
        running = asyncio.create_task(under_test.run(nats.url))
        await until(lambda: hosts.live(deployment.table).hosts, "it reports")
        under_test.stop()
        return await asyncio.wait_for(running, 10)

    assert asyncio.run(scene()) is True


def test_a_worker_that_has_lost_nats_can_be_stopped(deployment: Deployment, nats: Nats) -> None:
    function = Function()

    async def scene() -> bool:
        under_test = worker.Worker(deployment, function)
        running = asyncio.create_task(under_test.run(nats.url))
        async with stream_of(nats) as events:
            await events.publish(b"{}")
            await events.settled()
        await asyncio.to_thread(nats.kill)
        under_test.stop()
        return await asyncio.wait_for(running, 30)

    assert asyncio.run(scene()) is True


def test_a_worker_that_is_stopped_says_goodbye_and_is_no_silent_host(deployment: Deployment, nats: Nats) -> None:
    async def scene() -> None:
        async with working(deployment, nats, Function()):
            await until(lambda: hosts.live(deployment.table).hosts, "it reports")

    asyncio.run(scene())
    assert history.read(deployment.table).hosts == ()


def test_a_worker_keeps_samples_of_itself(deployment: Deployment, nats: Nats) -> None:
    def sampled() -> bool:
        return any(host.samples for host in history.read(deployment.table).hosts)

    async def scene() -> None:
        async with working(deployment, nats, Function()):
            await until(sampled, "a sample is written")

    asyncio.run(scene())


# ---------------------------------------------------------------- NATS goes and comes


def test_events_are_worked_on_after_nats_was_killed_and_came_back(deployment: Deployment, nats: Nats) -> None:
    function = Function()

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(b'{"before": 1}')
            await events.settled()
            await asyncio.to_thread(nats.restart)
            await events.publish(b'{"after": 1}')
            await events.settled()

    asyncio.run(scene())
    assert function.calls == [{"before": 1}, {"after": 1}]


def test_events_are_worked_on_after_nats_came_back_empty(deployment: Deployment, nats: Nats) -> None:
    function = Function()

    async def scene() -> None:
        async with working(deployment, nats, function) as events:
            await events.publish(b'{"before": 1}')
            await events.settled()
            await asyncio.to_thread(nats.wipe)
            await events.settled()  # the worker has made the streams anew
            await events.publish(b'{"after": 1}')
            await events.settled()

    asyncio.run(scene())
    assert function.calls == [{"before": 1}, {"after": 1}]


def test_a_worker_started_before_nats_works_once_nats_is_there(deployment: Deployment, nats: Nats) -> None:
    function = Function()
    nats.stop()

    async def scene() -> None:
        under_test = worker.Worker(deployment, function)
        running = asyncio.create_task(under_test.run(nats.url))
        await until(lambda: hosts.live(deployment.table).hosts, "it reports")
        await asyncio.to_thread(nats.start)
        async with stream_of(nats) as events:
            await events.publish(b"{}")
            await events.settled()
        under_test.stop()
        await running

    asyncio.run(scene())
    assert len(function.calls) == 1
