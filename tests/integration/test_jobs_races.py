"""Many workers, one table: processes that race each other, are killed, or hold on too long."""

import os
import subprocess
import sys
import threading
from collections import Counter
from itertools import chain

import pytest

from functions.jobs.model import Guard, Status
from tests.support.rows.table_rows import RUN_OUT, by, claimed, opened, stored
from tests.support.servers.processes import WORKERS, at_once

PATIENCE = (
    60  # seconds; eight writers on a busy machine may wait long for each other, and that is not what is asked here
)

# ---------------------------------------------------------------- what each process does


def claim_all(database_url, worker, ids):
    """Claim every job there is; the ids won."""
    table = opened(database_url, PATIENCE)
    won = [job_id for job_id in ids if table.claim(job_id, worker, 60)]
    table.close()
    return won


def publish_all(database_url, worker, ids):
    """Take every job over, because no lease holds, and publish it; the ids whose publishing was accepted."""
    table = opened(database_url, PATIENCE)
    published = []
    for job_id in ids:
        job = table.claim(job_id, worker, RUN_OUT)
        if job and table.write(job_id, by(job), {"status": Status.DONE, "log_key": f"{worker}/{job.attempt}"}):
            published.append((job_id, f"{worker}/{job.attempt}"))
    table.close()
    return published


def count_up(database_url, times):
    """Add one to a document, so many times, by conditional writes."""
    table = opened(database_url, PATIENCE)
    done = 0
    while done < times:
        (document,) = table.documents("counter", "n")
        done += (
            table.put_document("counter", "n", {"n": document.body["n"] + 1}, if_version=document.version) is not None
        )
    table.close()


def insert_for_ever(database_url):
    """Insert jobs and print each id once the table has acknowledged it."""
    table = opened(database_url)
    while True:
        print(stored(table).job_id, flush=True)


# ---------------------------------------------------------------- what must come out


@pytest.fixture
def ids(table):
    return [stored(table).job_id for _ in range(50)]


def test_of_workers_that_race_for_a_job_exactly_one_gets_it(table, database_url, ids):
    won = at_once(claim_all, [database_url] * WORKERS, map(str, range(WORKERS)), [ids] * WORKERS)

    assert sorted(chain(*won)) == sorted(ids)
    assert {table.get(job_id).attempt for job_id in ids} == {1}


def test_however_often_a_job_is_taken_over_it_is_published_once(table, database_url, ids):
    published = at_once(publish_all, [database_url] * WORKERS, map(str, range(WORKERS)), [ids] * WORKERS)

    accepted = Counter(job_id for job_id, _ in chain(*published))
    assert accepted == Counter(ids)
    assert {job_id: table.get(job_id).log_key for job_id in ids} == dict(chain(*published))


def test_conditional_writes_of_a_note_never_lose_one(table, database_url):
    table.put_document("counter", "n", {"n": 0})

    at_once(count_up, [database_url] * WORKERS, [10] * WORKERS)

    (document,) = table.documents("counter", "n")
    assert (document.body["n"], document.version) == (WORKERS * 10, WORKERS * 10 + 1)


def test_a_lease_that_is_renewed_is_never_taken_by_those_who_try(table, database_url):
    """Two tables on one database: one renews, the other's threads keep trying to claim."""
    job, other = claimed(table, lease_seconds=60), opened(database_url)
    stop, taken, refused = threading.Event(), [], []

    def renew():
        while not stop.wait(0.001):  # else SQLite's one writer is this one all the time
            if table.write(job.job_id, by(job), {}, lease_seconds=60) is None:
                refused.append("renewal")

    def attack():
        taken.extend(filter(None, (other.claim(job.job_id, "thief", 60) for _ in range(50))))

    threads = [threading.Thread(target=attack) for _ in range(2)]
    renewing = threading.Thread(target=renew)
    for thread in (renewing, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    renewing.join()
    other.close()

    assert (taken, refused) == ([], [])
    assert table.get(job.job_id).attempt == 1


def test_what_was_acknowledged_is_there_after_the_writer_was_killed(table, database_url):
    program = f"from tests.integration.test_jobs_races import insert_for_ever as run; run({database_url!r})"
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(100)]
    writer.kill()
    rest, _ = writer.communicate()
    acknowledged += rest.split("\n")[:-1]

    assert [job_id for job_id in acknowledged if table.get(job_id) is None] == []
    assert table.claim(acknowledged[0], "successor", 60)  # and nothing is locked by the dead


def test_a_forked_child_opens_its_own_connections_and_leaves_its_parents_alone(table):
    job = stored(table)

    child = os.fork()
    if child == 0:
        claim = table.claim(job.job_id, "child", 60)
        table.close()
        os._exit(0 if claim else 1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert table.get(job.job_id).worker == "child"
    assert table.write(job.job_id, Guard({Status.RUNNING}, 1), {"progress": 0.5})
