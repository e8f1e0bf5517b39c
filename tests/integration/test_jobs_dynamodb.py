"""What is particular to DynamoDB: what items weigh, what calls cost, answers that are lost, and hosts without the time."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from functions.common.errors import InvalidConfig, TableRefused, TableUnavailable
from functions.jobs.dynamodb import items
from functions.jobs.dynamodb.client import Units, Wire
from functions.jobs.dynamodb.table import DynamoDbJobTable
from functions.jobs.model import DOCUMENT_LIFE, Phase, Status
from functions.media.certificate import Rule
from functions.media.facts import Audio
from tests.support.rows import jobs
from tests.support.rows.table_rows import a_job, by, claimed, opened, stored
from tests.support.servers.dynamodb import REGION, allow
from tests.support.servers.fault_proxy import FaultProxy

LARGEST_ITEM = 400 * 1024  # bytes; DynamoDB's
HEADER = 20  # bytes of an answer; cut there, nobody can tell what it says


@pytest.fixture
def make():
    return "dynamodb"


@pytest.fixture
def counted(database_url):
    """The same table, and what its calls consume."""
    allow()
    units = Units()
    table = DynamoDbJobTable(database_url, REGION, units=units)
    yield table, units
    table.close()


@pytest.fixture
def way(database_url):
    """A way to the server that may be cut."""
    proxy = FaultProxy(database_url.partition("endpoint=")[2])
    yield proxy
    proxy.close()


@pytest.fixture
def over_the_way(database_url, way):
    table = opened(database_url.partition("endpoint=")[0] + f"endpoint={way.url}")
    yield table
    table.close()


class Answering(BaseHTTPRequestHandler):
    """Answers every call with the error that its server holds."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.server.asked += 1
        body = f'{{"__type": "com.amazonaws.dynamodb.v20120810#{self.server.error}", "message": "no"}}'.encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def refusing():
    """A server that answers with one error."""
    server = HTTPServer(("127.0.0.1", 0), Answering)
    server.asked, server.url = 0, f"dynamodb://jobs?endpoint=http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


# ---------------------------------------------------------------- what an item weighs


def test_a_job_of_32_streams_whose_titles_do_not_compress_is_kept_whole_and_far_below_the_limit(table):
    titles = ["".join(chr(0x4E00 + (n * 7919 + k * 104729) % 20000) for k in range(80)) for n in range(31)]
    audio = tuple(
        Audio(index=n + 1, codec="pcm_s24le", channels=8, layout="7.1", sample_rate=48000, language="deu", title=title)
        for n, title in enumerate(titles)
    )
    media = jobs.MEDIA.model_copy(update={"audio": audio})
    bare = a_job(table)
    published = jobs.published(bare)
    rules = tuple(Rule(rule=f"audio_{n}", expected=title, found=title, passed=True) for n, title in enumerate(titles))
    proxy = published.model_copy(
        update={"media": media, "certificate": published.certificate.model_copy(update={"rules": rules * 3})}
    )
    job = bare.model_copy(update={"proxy": proxy, "source": bare.source.model_copy(update={"media": media})})

    assert table.insert(job)

    assert table.get(job.job_id) == job
    assert weight(items.item(job)) < LARGEST_ITEM / 20


def test_a_usual_job_fits_in_two_write_units_while_it_runs(table):
    job = a_job(table, filename="A001_C002_0123AB.mov")
    running = job.model_copy(update={"source": job.source.model_copy(update={"media": jobs.MEDIA})})

    assert weight(items.item(running)) < 2 * 1024


def weight(item):
    """Bytes of an item, as DynamoDB counts them: names and values."""
    return sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())


# ---------------------------------------------------------------- what writes cost


def test_progress_and_renewals_write_the_item_alone_and_no_index(counted):
    table, units = counted
    job = claimed(table)
    table.write(job.job_id, by(job), {"phase": Phase.ENCODING}, lease_seconds=60)
    units.writes.clear()

    for frames in range(10):
        table.write(job.job_id, by(job), {"frames_done": frames, "progress": frames / 10, "eta_seconds": 1.0})

    assert units.writes == Counter(update_item=10 * 2)


def test_jobs_and_their_entries_are_spread_over_the_shards(table):
    shards = Counter(items.shard(stored(table).job_id) for _ in range(40))

    assert set(shards) == set(items.SHARDS)


def test_a_list_reads_the_entries_of_a_page_not_those_of_the_table(counted):
    table, units = counted
    for _ in range(60):
        stored(table)
    units.reads.clear()

    page = table.find(limit=5)

    assert len(page.jobs) == 5
    assert units.reads["query"] <= len(items.SHARDS)
    assert units.reads["batch_get_item"] <= 6 * 2


def test_only_notes_that_have_a_life_expire(database_url, table):
    table.put_document("settings", "settings", {})
    document = table.put_document("tombstone", "job", {})
    wire = Wire(database_url, REGION)
    found = {item["pk"]["S"]: item.get("expires_at") for item in wire.pages("scan")}
    wire.close()

    ends = (document.written_at + DOCUMENT_LIFE["tombstone"]).timestamp()
    assert found == {"note#settings": None, "note#tombstone": {"N": str(int(ends))}}


# ---------------------------------------------------------------- answers that are lost


def test_a_claim_whose_answer_was_lost_is_the_claimants(table, over_the_way, way):
    job = stored(table)
    over_the_way.now()
    way.cut_all()
    way.cut_answers_after(HEADER)

    taken = over_the_way.claim(job.job_id, "first", 60)

    assert way.cuts == 1
    assert (taken.attempt, taken.strikes, taken.worker) == (1, 1, "first")
    assert table.get(job.job_id) == taken


def test_a_publishing_whose_answer_was_lost_is_told_as_done(table, over_the_way, way):
    job = claimed(table)
    over_the_way.now()
    way.cut_all()
    way.cut_answers_after(HEADER)

    row = over_the_way.write(job.job_id, by(job), {"status": Status.DONE})

    assert row.status is Status.DONE
    assert over_the_way.write(job.job_id, by(job), {"status": Status.DONE}) is None


def test_an_insert_and_a_note_whose_answers_were_lost_are_told_as_done(table, over_the_way, way):
    job = a_job(table)
    over_the_way.now()
    way.cut_all()
    way.cut_answers_after(HEADER)
    assert over_the_way.insert(job) is True
    way.cut_all()
    way.cut_answers_after(HEADER)
    assert over_the_way.put_document("kind", "key", {}, if_version=0).version == 1

    assert way.cuts == 2
    assert over_the_way.insert(job) is False


# ---------------------------------------------------------------- servers that are away, or refuse


@pytest.mark.parametrize("error", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_a_table_that_throttles_is_unavailable_after_three_tries(refusing, error):
    refusing.error = error
    table = opened(refusing.url)

    with pytest.raises(TableUnavailable):
        table.get("job")

    assert refusing.asked == 3
    table.close()


def test_a_table_that_does_not_let_us_in_says_so_at_once(refusing):
    refusing.error = "AccessDeniedException"
    table = opened(refusing.url)

    with pytest.raises(TableRefused):
        table.put_document("kind", "key", {})

    table.close()


def test_a_server_that_is_not_there_is_unavailable(way, over_the_way):
    way.close()

    with pytest.raises(TableUnavailable):
        over_the_way.get("job")


@pytest.mark.parametrize("url", ["dynamodb://", "dynamodb:jobs", "dynamodb://jobs/more", "dynamodb://jobs?region=x"])
def test_an_address_that_is_none_is_refused_by_name(url):
    with pytest.raises(InvalidConfig, match="dynamodb://TABLE"):
        DynamoDbJobTable(url, REGION)


# ---------------------------------------------------------------- hosts without the time


@pytest.mark.parametrize("wrong_by", [-3600, 240])
def test_a_host_whose_clock_is_wrong_has_the_tables_time(table, database_url, monkeypatch, wrong_by):
    right = table.now()
    monkeypatch.setattr("functions.jobs.dynamodb.client.time.time", lambda: datetime.now(UTC).timestamp() + wrong_by)
    elsewhere = opened(database_url)

    told = elsewhere.now()

    assert abs(told - right) < timedelta(seconds=60)
    elsewhere.close()
