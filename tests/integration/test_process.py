"""Children that are counted: each once, with the CPU time it took, however its end was noticed."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.ffmpeg import sandbox
from functions.ffmpeg.process import Child, Meter

BUSY = "import time\nwhile time.process_time() < 0.3: pass"
TAKEN = (
    0.28  # seconds of it that are told at least: the kernel tells whole hundredths, for the program and for the system
)
LONG = "import time; time.sleep(600)"


@pytest.fixture
def meter():
    return Meter()


@pytest.fixture
def start(meter):
    children = []

    def start(program):
        child = Child([sys.executable, "-I", "-S", "-c", program], meter.add, start_new_session=True)
        children.append(child)
        return child

    yield start
    for child in children:
        sandbox.stop(child)


def polled(child):
    while child.poll() is None:
        child.ended(1)


@pytest.mark.parametrize(
    "end", [polled, lambda child: child.wait(), lambda child: child.wait(60), lambda child: sandbox.ended(child, 60)]
)
def test_a_childs_cpu_time_is_counted_when_its_end_is_noticed(start, meter, end):
    child = start(BUSY)

    end(child)

    assert child.returncode == 0
    assert TAKEN <= meter.cpu_seconds < 5


def test_a_child_is_counted_once_though_many_threads_wait_for_it(start, meter):
    child, seen = start(BUSY), threading.Barrier(8)

    def wait(_):
        seen.wait()
        return child.wait()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(wait, range(8))) == {0}
    once = meter.cpu_seconds
    child.wait()
    child.poll()

    assert TAKEN <= once == meter.cpu_seconds < 5


def test_a_killed_child_is_counted_too(start, meter):
    child = start("while True: pass")
    assert not child.ended(0.3)

    sandbox.stop(child)

    assert meter.cpu_seconds > 0


def test_waiting_ends_when_its_time_is_over(start, meter):
    child = start(LONG)

    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.01)

    assert child.poll() is None
    assert meter.cpu_seconds == 0


def test_programs_started_by_metered_tools_are_counted(meter):
    tools = sandbox.Tools(sandbox="off", meter=meter)
    child = sandbox.start([sys.executable, "-I", "-S", "-c", BUSY], tools=tools)

    child.communicate()
    sandbox.stop(child)

    assert meter.cpu_seconds >= TAKEN
    assert tools == sandbox.Tools(sandbox="off")
