"""The ways of a film into the system and of its proxy out of it, as clients walk them."""

import hashlib
import json
import re
import subprocess
from urllib.parse import unquote

import httpx
import pytest

from tests.support.films import clips
from tests.support.stack.client import PROXIES, SOURCES, TEXT, preflight
from tests.support.wait_until import until

MIB = 1024 * 1024


def shown(response: httpx.Response) -> str:
    """The name under which a browser would save the answer (RFC 6266: `filename*` counts); as an attachment, or this fails."""
    header = response.headers["content-disposition"]
    found = re.fullmatch(r"""attachment; filename="[ -~]*"; filename\*=UTF-8''([!-~]+)""", header)
    assert found, header
    return unquote(found[1])


def packets(ffprobe: str, path: str) -> dict[str, int | str]:
    """What ffprobe counts in a file."""
    asked = ["-v", "error", "-select_streams", "v:0", "-count_packets", "-show_entries"]
    given = [ffprobe, *asked, "stream=codec_name,width,height,nb_read_packets", "-of", "json", path]
    stream: dict[str, int | str] = json.loads(subprocess.run(given, capture_output=True, check=True).stdout)["streams"][
        0
    ]
    return stream


# ---------------------------------------------------------------- in by signed URLs, out by a signed URL


def test_a_film_sent_in_one_put_comes_back_as_the_proxy_its_certificate_names(visitor, film, ffmpeg, tmp_path):
    job = visitor.done(visitor.upload(film, "Interview Zoë.mov"))

    whole = visitor.fetch(job["job_id"])
    assert visitor.has_its_proxy(job)
    assert shown(whole) == "Interview Zoë_proxy.mp4"
    (saved := tmp_path / "proxy.mp4").write_bytes(whole.content)
    video = job["proxy"]["media"]["video"]
    seen = packets(ffmpeg.ffprobe, str(saved))
    assert (seen["codec_name"], seen["width"], seen["height"]) == ("h264", video["width"], video["height"])
    assert int(seen["nb_read_packets"]) == job["frames_done"] == job["frames_total"] == 50
    assert all(rule["passed"] for rule in job["proxy"]["certificate"]["rules"])


def test_a_download_is_taken_up_where_it_broke_off(visitor, film):
    job = visitor.done(visitor.upload(film))
    size = job["proxy"]["size"]

    first = visitor.fetch(job["job_id"], Range=f"bytes=0-{size // 2 - 1}")
    rest = visitor.fetch(job["job_id"], Range=f"bytes={size // 2}-")

    assert (first.status_code, rest.status_code) == (206, 206)
    assert rest.headers["content-range"] == f"bytes {size // 2}-{size - 1}/{size}"
    digest = hashlib.sha256(first.content + rest.content).hexdigest()
    assert digest == job["proxy"]["certificate"]["proxy_sha256"]


def test_poster_certificate_log_and_source_can_be_had_as_well(visitor, film):
    job = visitor.done(visitor.upload(film, "a film.mp4"))

    assert visitor.fetch(job["job_id"], "poster").content.startswith(b"\xff\xd8\xff")
    assert visitor.fetch(job["job_id"], "certificate").json() == job["proxy"]["certificate"]
    source = visitor.fetch(job["job_id"], "source")
    assert (source.content, shown(source)) == (film.read_bytes(), "a film.mp4")
    assert "ffmpeg" in visitor.ask("GET", f"/jobs/{job['job_id']}/log/").text


def test_a_film_sent_in_parts_goes_on_where_it_stood_and_is_whole(visitor, film):
    body = clips.padded(film.read_bytes(), 17 * MIB)
    order = visitor.order(len(body))
    job_id, size, parts = order["job_id"], order["upload"]["part_size"], order["upload"]["parts"]
    assert (order["method"], len(parts)) == ("multipart", 3)

    def send(part):
        at = (part["number"] - 1) * size
        assert httpx.put(part["url"], content=body[at : at + part["size"]], timeout=60).is_success

    send(parts[2])
    send(parts[0])
    early = visitor.ask("POST", f"/upload/{job_id}/complete/")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "upload_incomplete")
    there = {part["number"] for part in visitor.told("GET", f"/upload/{job_id}/parts/")["parts"]}
    assert there == {1, 3}
    (again,) = visitor.told("POST", f"/upload/{job_id}/parts/", json={"numbers": [2]})["parts"]
    send(again)

    answers = [visitor.told("POST", f"/upload/{job_id}/complete/") for _ in range(2)]

    assert {answer["job_id"] for answer in answers} == {job_id}
    job = visitor.done(job_id)
    assert visitor.has_its_proxy(job)
    assert visitor.fetch(job_id, "source").content == body


def test_an_aborted_upload_leaves_no_parts(visitor, film):
    order = visitor.order(17 * MIB)
    assert httpx.put(order["upload"]["parts"][2]["url"], content=b"x" * MIB).is_success
    visitor.told("DELETE", f"/upload/{order['job_id']}/")
    open_ones = visitor.s3.list_multipart_uploads(Bucket=SOURCES).get("Uploads", [])
    assert order["job_id"] not in str(open_ones)
    assert visitor.job(order["job_id"])["status"] == "cancelled"


def test_a_signed_url_does_the_one_thing_it_was_given_for(visitor, film):
    body = film.read_bytes()
    order = visitor.order(len(body))
    url, headers = order["upload"]["url"], order["upload"]["headers"]
    refused = {
        "another length": httpx.put(url, content=body + b"x", headers=headers),
        "another type": httpx.put(url, content=body, headers={**headers, "Content-Type": "text/html"}),
        "another key": httpx.put(url.replace(order["job_id"], "0" * 32), content=body, headers=headers),
        "another method": httpx.request("DELETE", url, headers=headers),
    }
    assert {what: answer.status_code for what, answer in refused.items()} == dict.fromkeys(refused, 403)

    assert visitor.put(order, body).is_success
    assert visitor.put(order, body).status_code == 412
    visitor.done(order["job_id"])


# ---------------------------------------------------------------- in through the inbox


INBOX = ["two words.mp4", "Ünïcødé ✓ 片.mp4", "1+1=2.mp4", "100%.mp4", "%2e%2e%2fup.mp4", "day 1/a&b;c.mp4"]


def test_any_name_that_s3_takes_comes_through_the_inbox_as_it_is(visitor, film):
    for name in INBOX:
        visitor.drop(name, film)

    for name in INBOX:
        filename = name.rsplit("/", 1)[-1]
        job = visitor.done(visitor.named(filename)["job_id"])
        assert job["source"]["key"] == f"inbox/{name}"
        assert shown(visitor.fetch(job["job_id"])) == filename.replace(".mp4", "_proxy.mp4")
        assert shown(visitor.fetch(job["job_id"], "source")) == filename


def test_another_file_put_under_the_same_name_is_another_job(visitor, film):
    visitor.drop("again.mp4", film)
    first = visitor.done(visitor.named("again.mp4")["job_id"])
    visitor.drop("again.mp4", film.read_bytes() + bytes(16))

    until(lambda: len(visitor.jobs("again.mp4")) == 2, "the second content is a second job")
    for job in visitor.jobs("again.mp4"):
        assert visitor.ended(job["job_id"])["source"]["etag"] == job["source"]["etag"]
    assert len(visitor.jobs("again.mp4")) == 2
    assert visitor.job(first["job_id"]) == first


# ---------------------------------------------------------------- names as people and attackers give them

NAMES = {
    "../../../etc/passwd": "......etcpasswd",
    "..\\..\\boot.ini": "....boot.ini",
    "two\r\nSet-Cookie: a=b.mp4": "twoSet-Cookie: a=b.mp4",
    "nul\x00byte.mp4": "nulbyte.mp4",
    "🎬 Schnitt 👩‍💻.mp4": None,
    "-i.mp4": None,
    "a:b|c?.mp4": None,
    '"quoted; filename=x".mp4': None,
    "<img src=x onerror=alert(1)>.mp4": None,
    "\u202egpj.mp4": "gpj.mp4",
    "é" * 300 + ".mp4": "é" * 125 + ".mp4",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_safe_and_is_never_part_of_a_key(visitor, name):
    job_id = visitor.upload(TEXT, name)

    job = visitor.job(job_id)

    kept = NAMES[name] or name
    assert job["filename"] == kept
    assert job["source"]["key"] == f"uploads/{job_id}/source"
    answer = visitor.fetch(job_id, "source")
    assert shown(answer) == kept
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "application/octet-stream"
    assert visitor.ended(job_id)["status"] == "rejected"


# ---------------------------------------------------------------- pages of other origins


def test_the_page_may_call_the_api_and_a_page_from_elsewhere_may_not(stack, visitor):
    ours, theirs = stack.page, "https://evil.example"
    url = f"{stack.api}/upload/"

    assert preflight(url, ours, "POST").headers["access-control-allow-origin"] == ours
    assert "access-control-allow-origin" not in preflight(url, theirs, "POST").headers
    assert visitor.ask("GET", "/jobs/", headers={"Origin": ours}).headers["access-control-allow-origin"] == ours
    assert "access-control-allow-origin" not in visitor.ask("GET", "/jobs/", headers={"Origin": theirs}).headers


def test_the_page_may_put_into_the_bucket_and_read_the_etag_and_a_page_from_elsewhere_may_not(stack, visitor):
    ours, theirs = stack.page, "https://evil.example"
    order = visitor.order(len(TEXT))
    url, headers = order["upload"]["url"], order["upload"]["headers"]

    assert preflight(url, ours, "PUT").headers["access-control-allow-origin"] == ours
    assert "access-control-allow-origin" not in preflight(url, theirs, "PUT").headers
    sent = httpx.put(url, content=TEXT, headers={**headers, "Origin": ours})
    assert sent.headers["access-control-allow-origin"] == ours
    exposed = {name.strip().lower() for name in sent.headers["access-control-expose-headers"].split(",")}
    assert exposed & {"etag", "*"}


def test_nobody_reads_the_buckets_without_a_signature(stack, visitor, film):
    job = visitor.done(visitor.upload(film))
    for bucket, key in ((SOURCES, job["source"]["key"]), (PROXIES, job["proxy"]["key"]), (PROXIES, "")):
        assert httpx.get(f"{stack.running.endpoint}/{bucket}/{key}").status_code == 403
