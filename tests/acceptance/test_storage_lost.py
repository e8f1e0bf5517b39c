"""The storage killed while files come in, while they are read and when they are to be put: nothing is lost."""

import json
import os
import signal
import threading
import uuid
from collections.abc import Iterator

import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.support.films import clips
from tests.support.repeats import SOAK, often
from tests.support.stack.client import JOB_SECONDS, LOOK_SECONDS, Visitor
from tests.support.stack.running_stack import asleep
from tests.support.wait_until import until

MIB = 1024 * 1024


@often
def test_an_upload_whose_part_broke_off_goes_on_with_that_part(stack, visitor: Visitor, film, turn):
    body = clips.padded(film.read_bytes(), 20 * MIB)
    order = visitor.order(len(body))
    job_id, first, *others = order["job_id"], *order["upload"]["parts"]
    size, killed = order["upload"]["part_size"], list[int]()

    def breaking_off() -> Iterator[bytes]:
        yield body[:MIB]
        killed.append(stack.kill(stack.storage))
        yield body[MIB : first["size"]]

    with pytest.raises(httpx.TransportError):
        httpx.put(first["url"], content=breaking_off(), headers={"Content-Length": str(first["size"])}, timeout=60)
    stack.until_back(stack.storage, killed[0])

    there = [part["number"] for part in visitor.told("GET", f"/upload/{job_id}/parts/")["parts"]]
    assert there == []
    for part in visitor.told("POST", f"/upload/{job_id}/parts/", json={"numbers": [1, 2, 3]})["parts"]:
        at = (part["number"] - 1) * size
        assert httpx.put(part["url"], content=body[at : at + part["size"]], timeout=60).is_success
    visitor.told("POST", f"/upload/{job_id}/complete/")
    job = visitor.done(job_id)
    assert visitor.has_its_proxy(job)
    assert visitor.fetch(job_id, "source").content == body
    assert len(others) == 2


@often
def test_a_job_goes_on_when_the_bucket_it_reads_from_is_back(stack, visitor: Visitor, clip_folder, turn):
    body = clips.make(
        "prores_mov", clip_folder
    ).read_bytes()  # more than goes into the buffers between bucket and ffmpeg
    with stack.worker_frozen():
        order = visitor.order(len(body), "film.mov")
        job_id = order["job_id"]
        with stack.another_worker(
            "reader", "tests.support.stack.killed_worker", "encoding-10", "SIGSTOP", job_id, LEASE_SECONDS="3600"
        ) as reader:
            assert visitor.put(order, body).is_success
            until(lambda: asleep(reader.process.pid), "it is in the middle of its work")
            stack.until_back(stack.storage, stack.kill(stack.storage))
            os.kill(reader.process.pid, signal.SIGCONT)

            job = visitor.done(job_id)

    assert (job["attempt"], job["worker"]) == (1, "reader")
    assert visitor.has_its_proxy(job)


@often
def test_a_proxy_that_cannot_be_put_is_made_again_once_the_bucket_is_back(stack, visitor: Visitor, film, turn):
    body = film.read_bytes()
    with stack.worker_frozen():
        order = visitor.order(len(body))
        job_id = order["job_id"]
        with stack.another_worker(
            "putting", "tests.support.stack.killed_worker", "publishing", "SIGSTOP", job_id
        ) as putting:
            assert visitor.put(order, body).is_success
            until(lambda: asleep(putting.process.pid), "the proxy is made")
            with stack.frozen():
                killed = stack.kill(stack.storage)
                os.kill(putting.process.pid, signal.SIGCONT)
                until(
                    lambda: '"attempt_failed"' in putting.said or '"lease_lost"' in putting.said, "it could not be put"
                )
            stack.until_back(stack.storage, killed)

            job = visitor.done(job_id)

    assert job["attempt"] > 1
    assert visitor.has_its_proxy(job)
    until(lambda: visitor.attempts(job) == {job["attempt"]}, "nothing else is left")


class Putter(threading.Thread):
    """Puts one file after the other into the inbox; ``acked`` are the names of those that the bucket took."""

    def __init__(self, visitor: Visitor, mark: str, film: bytes, enough: threading.Event) -> None:
        super().__init__(name=mark)
        self.acked: list[str] = []
        self._visitor, self._mark, self._film, self._enough = visitor, mark, film, enough

    def run(self) -> None:
        number = 0
        while not self._enough.is_set():
            name = f"{self._mark} {self.name} {(number := number + 1)}.mp4"
            try:
                self._visitor.drop(name, self._film)
            except (BotoCoreError, ClientError):
                self._enough.wait(0.05)
            else:
                self.acked.append(name)


@often
def test_every_file_that_the_bucket_took_in_a_burst_is_a_job_although_it_was_killed(stack, visitor, clip_folder, turn):
    mark, enough = uuid.uuid4().hex[:8], threading.Event()
    one_frame = clips.make("one_frame", clip_folder).read_bytes()
    with stack.worker_frozen():
        putters = [Putter(visitor, f"{mark} {n}", one_frame, enough) for n in range(4)]
        assert visitor.s3
        for putter in putters:
            putter.start()
        until(lambda: sum(len(putter.acked) for putter in putters) >= 4, "the burst has begun")
        killed, before = stack.kill(stack.storage), sum(len(putter.acked) for putter in putters)
        stack.until_back(stack.storage, killed)
        until(lambda: sum(len(putter.acked) for putter in putters) >= before + 4, "it goes on")
        enough.set()
        for putter in putters:
            putter.join()

    acked = {name for putter in putters for name in putter.acked}

    until(lambda: acked <= {job["filename"] for job in visitor.jobs(mark)}, "all are jobs", JOB_SECONDS, LOOK_SECONDS)
    jobs = visitor.jobs(mark)
    assert {visitor.ended(job["job_id"])["status"] for job in jobs} == {"done"}
    assert len(jobs) == len({job["filename"] for job in jobs})
    mended = [line for line in stack.log("clock").splitlines() if '"object_without_job"' in line]
    print(json.dumps({"acked": len(acked), "jobs": len(jobs), "events lost so far": len(mended), "soak": SOAK}))
