"""What is no good film is answered with its own code, one sentence and a way out; the worker stays as it was."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from tests.support.films import bad_files, clips
from tests.support.stack.client import Visitor

ALL = {
    **{name: code for name, (_, code) in bad_files.REFUSED.items()},
    **dict.fromkeys(bad_files.SPOILED, "source_damaged"),
}


@pytest.fixture(scope="module")
def sent(stack, ffmpeg, clip_folder) -> dict[str, str]:
    """All bad files, sent at once with one good film behind them: the id of each one's job."""
    visitor = Visitor(stack)
    jobs = {}
    for name in [*ALL, "h264_mp4"]:
        path = clips.make(name, clip_folder)
        visitor.drop(f"{name}{path.suffix}", path)
    for name in [*ALL, "h264_mp4"]:
        jobs[name] = visitor.named(f"{name}{clips.make(name, clip_folder).suffix}")["job_id"]
    visitor.close()
    return jobs


@pytest.mark.parametrize("name", ALL)
def test_a_bad_file_has_an_answer_of_its_own(visitor, sent, name):
    job = visitor.ended(sent[name])

    assert (job["status"], job["error"]["code"]) == ("rejected" if name in bad_files.REFUSED else "failed", ALL[name])
    assert job["error"]["message"]
    assert job["error"]["hint"]
    assert job["proxy"] is None
    assert visitor.ask("GET", f"/download/{job['job_id']}/").status_code == 409
    assert {name.split("/")[1] for name in visitor.outputs(job["job_id"])} <= {"log.txt"}


def test_the_good_film_behind_them_is_done_by_the_same_worker(stack, visitor, sent):
    assert visitor.has_its_proxy(visitor.done(sent["h264_mp4"]))
    assert "server_died" not in stack.log("worker")


def test_an_empty_file_is_refused_before_it_is_sent(visitor):
    refused = visitor.ask("POST", "/upload/", json={"filename": "empty.mp4", "size": 0})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "empty_file")


# ---------------------------------------------------------------- files that point elsewhere


class Canary(http.server.ThreadingHTTPServer):
    """Remembers every request."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Remember)


class _Remember(http.server.BaseHTTPRequestHandler):
    server: Canary

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A server that nobody should ask anything."""
    with Canary() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_no_address_in_a_file_is_ever_asked(visitor, canary, suffix):
    url = f"http://127.0.0.1:{canary.server_port}/film"
    kinds = [name.removesuffix("_playlist") for name in bad_files.HOSTILE]

    jobs = [visitor.upload(bad_files.playlist(kind, url), f"{kind}.{suffix}") for kind in kinds]

    ended = [visitor.ended(job_id) for job_id in jobs]
    assert {(job["filename"], job["status"], job["error"]["code"]) for job in ended} == {
        (f"{kind}.{suffix}", "rejected", "playlist_file") for kind in kinds
    }
    assert canary.asked == []
