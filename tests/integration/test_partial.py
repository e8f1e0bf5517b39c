"""What can be read of a damaged film, where that is asked for: a partial proxy that names what is missing, and never a whole one.

Which packets are destroyed is chosen by ffprobe's list of the whole film, and what is missing of the proxy by ffprobe's list of
the proxy; neither knows of the code that is tested.
"""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions import transcode
from functions.bucket import keys
from functions.common.errors import SourceDamaged
from functions.deployment import Deployment
from functions.jobs import settings
from functions.jobs.model import Job, News, Status
from functions.media.certificate import Lack, Missing
from functions.plan.profile import Options
from functions.webhooks import message
from tests.support.films import bad_files, clips, long_films
from tests.support.films.pipeline import Made, Workshop
from tests.support.rows import jobs as rows
from tests.support.rows import requests
from tests.support.servers.api import serving

ACCEPT = Options(accept_damage=True)
FROM, TO = 0.8, 1.2  # seconds of which the packets are destroyed
FRAME = 0.04
INTRA = {
    "prores.mov": "-c:v prores -profile:v 0 -pix_fmt yuv422p10le -c:a pcm_s16le",
    "h264.mp4": "-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 1 -c:a aac -movflags +faststart",
    "mjpeg.mkv": "-c:v mjpeg -q:v 5 -pix_fmt yuvj422p -c:a flac",
    "h264.flv": "-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 1 -c:a aac",
}


def intra(name: str, workshop: Workshop) -> Path:
    """A film of two seconds in which each picture stands for itself."""
    path = workshop.clip_folder / f"intra-{name}"
    if not path.exists():
        workshop.make(*f"{clips.BOTH} {INTRA[name]}".split(), path)
    return path


def packets(workshop: Workshop, path: Path, kind: str) -> list[tuple[float, int, int]]:
    """When each packet is shown, where it lies and how long it is."""
    shown = workshop.ask(path, "-select_streams", f"{kind}:0", "-show_entries", "packet=pts_time,pos,size")["packets"]
    return [(float(p["pts_time"]), int(p.get("pos", 0)), int(p["size"])) for p in shown]


def destroyed(workshop: Workshop, path: Path, kinds: str, to: Path) -> Path:
    """The film with the contents of those packets of the picture (v) or the sound (a) overwritten that begin in the time."""
    film = bytearray(path.read_bytes())
    for kind in kinds:
        for at, place, size in packets(workshop, path, kind):
            if FROM - 1e-6 <= at < TO - 1e-6:
                head = {".mkv": 24, ".flv": 16}.get(path.suffix, 0)  # pos is that of the block, not of what is in it
                film[place + head : place + size] = bytes([0x55] * (size - head))
    to.write_bytes(film)
    return to


def lack(missing: Missing | None, track: int | None) -> Lack | None:
    assert missing is not None
    return next((each for each in missing.streams if each.track == track), None)


def shown(workshop: Workshop, made: Made) -> list[float]:
    """When the proxy's pictures are shown."""
    return sorted(at for at, _, _ in packets(workshop, made.path, "v"))


@pytest.mark.parametrize("name", INTRA)
def test_pictures_that_cannot_be_decoded_are_named_to_the_frame(name: str, workshop: Workshop, tmp_path: Path) -> None:
    film = destroyed(workshop, intra(name, workshop), "v", tmp_path / name)
    with pytest.raises(SourceDamaged):
        workshop.carry(film).judge()
    made = workshop.carry(film, options=ACCEPT)
    missing = made.missing()
    found = lack(missing, None)
    assert found, "pictures are missing"
    assert (found.ranges[0].start, found.ranges[-1].end) == (pytest.approx(FROM, abs=0.03), pytest.approx(TO, abs=0.03))
    assert found.seconds == pytest.approx(TO - FROM, abs=0.03)
    assert lack(missing, 1) is None, "all of the sound is there"
    assert missing, "it is partial"
    assert (missing.seconds, missing.of_seconds) == (pytest.approx(0.4, abs=0.03), pytest.approx(2, abs=0.1))
    assert not [at for at in shown(workshop, made) if FROM + 0.02 < at < TO - 0.02], "nothing is shown there"
    assert len(shown(workshop, made)) == 40


@pytest.mark.parametrize("recipe", ["edit-h264", "edit-prores-proxy"])
def test_an_editors_proxy_repeats_a_picture_where_others_are_missing(
    recipe: str, workshop: Workshop, tmp_path: Path
) -> None:
    film = destroyed(workshop, intra("prores.mov", workshop), "v", tmp_path / "film.mov")
    made = workshop.carry(film, recipe, options=ACCEPT)
    found = lack(made.missing(), None)
    assert found
    assert [(each.start, each.end) for each in found.ranges] == [(FROM, TO)]
    times = shown(workshop, made)
    gaps = {round(after - before, 3) for before, after in pairwise(times)}
    assert (len(times), gaps) == (50, {FRAME}), "it stays in step with the film"


@pytest.mark.parametrize("name", ["h264.mp4", "h264.flv"])
def test_sound_that_cannot_be_decoded_is_named_and_silent(name: str, workshop: Workshop, tmp_path: Path) -> None:
    film = destroyed(workshop, intra(name, workshop), "a", tmp_path / name)
    made = workshop.carry(film, options=ACCEPT)
    found = lack(made.missing(), 1)
    assert found
    assert (found.ranges[0].start, found.ranges[-1].end) == (pytest.approx(FROM, abs=0.08), pytest.approx(TO, abs=0.08))
    assert lack(made.missing(), None) is None
    assert len(shown(workshop, made)) == 50


def test_a_film_whose_sound_is_all_noise_keeps_its_picture(workshop: Workshop, tmp_path: Path) -> None:
    whole = intra("h264.mp4", workshop)
    film, chance = bytearray(whole.read_bytes()), random.Random(4)  # noqa: S311
    for _, place, size in packets(workshop, whole, "a"):
        film[place : place + size] = bytes(chance.randrange(0xE0, 0xFF) for _ in range(size))
    path = tmp_path / "noise.mp4"
    path.write_bytes(film)
    made = workshop.carry(path, options=ACCEPT)
    found = lack(made.missing(), 1)
    assert found
    assert found.seconds > 1.8
    assert lack(made.missing(), None) is None
    assert len(shown(workshop, made)) == 50


@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
@pytest.mark.parametrize("name", ["faststart", "mkv_opus", "webm_vp9", "mpeg2_mxf"])
def test_a_film_that_was_cut_off_lacks_its_end(name: str, recipe: str, workshop: Workshop, tmp_path: Path) -> None:
    whole = workshop.film(name)
    film, size = tmp_path / f"cut{whole.suffix}", int(whole.stat().st_size * 0.6)
    film.write_bytes(whole.read_bytes()[:size])
    last = max(at for at, place, length in packets(workshop, whole, "v") if place + length <= size)

    missing = workshop.carry(film, recipe, options=ACCEPT).missing()

    for track in (None, 1):
        found = lack(missing, track)
        assert found
        assert found.ranges[-1].end == pytest.approx(2, abs=0.05), "to its very end"
        assert found.ranges[-1].end - found.seconds == pytest.approx(last, abs=0.25)


@pytest.mark.parametrize(
    ("name", "options"), [("film.y4m", "-pix_fmt yuv420p"), ("film.gif", ""), ("film.ogv", "-c:v libtheora")]
)
def test_a_film_that_was_cut_off_and_states_no_length_has_an_open_end(
    name: str, options: str, workshop: Workshop, tmp_path: Path
) -> None:
    whole, film = tmp_path / f"whole-{name}", tmp_path / name
    workshop.make(*f"{clips.PICTURE} {options}".split(), whole)
    film.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.59)])

    missing = workshop.carry(film, options=ACCEPT).missing()

    assert missing is not None
    assert missing.open_end


@pytest.mark.parametrize("name", ["h264_ts", "mpeg_ps"])
def test_what_is_cut_out_of_a_stream_is_named(name: str, workshop: Workshop, tmp_path: Path) -> None:
    body = workshop.film(name).read_bytes()
    step = 188 if name.endswith("ts") else 2048
    start, end = (int(len(body) * share) // step * step for share in (0.4, 0.6))
    film = tmp_path / workshop.film(name).name
    film.write_bytes(body[:start] + body[end:])

    missing = workshop.carry(film, options=ACCEPT).missing()

    for track in (None, 1):
        found = lack(missing, track)
        assert found
        assert found.seconds == pytest.approx(0.4, abs=0.25)
        assert all(each.start > 0.2 and each.end < 1.8 for each in found.ranges)


def test_a_film_of_which_no_picture_can_be_decoded_fails_all_the_same(workshop: Workshop, tmp_path: Path) -> None:
    whole = intra("prores.mov", workshop)
    film = bytearray(whole.read_bytes())
    for _, place, size in packets(workshop, whole, "v"):
        film[place + 300 : place + size] = bytes(size - 300)  # the head of each picture is whole, so it can be probed
    path = tmp_path / "black.mov"
    path.write_bytes(film)
    with pytest.raises(SourceDamaged):
        workshop.carry(path, options=ACCEPT)


@pytest.mark.parametrize("name", bad_files.SPOILED)
def test_a_damaged_film_is_never_a_whole_one(name: str, workshop: Workshop) -> None:
    missing = workshop.carry(workshop.film(name), options=ACCEPT).missing()
    assert missing is not None
    assert missing.seconds or missing.spoiled


@pytest.mark.parametrize("name", ["h264_mp4", "h264_ts", "mkv_opus", "mpeg4_avi", "mpeg2_mxf", "open_gop", "vfr_mp4"])
def test_an_intact_film_is_whole_also_where_damage_would_be_taken(name: str, workshop: Workshop) -> None:
    made = workshop.carry(workshop.film(name), options=ACCEPT)
    assert made.missing() is None
    assert made.refused == []


# ---------------------------------------------------------------- the job


def event_of(deployment: Deployment, key: str) -> dict[str, Any]:
    put = {"bucket": {"name": deployment.config.source_bucket}, "object": {"key": key, "size": 1, "eTag": "any"}}
    return {"Records": [{"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put", "s3": put}]}


def arrived(deployment: Deployment, film: Path, options: Options) -> Job:
    """The job of a film, as it has ended."""
    job = rows.waiting(deployment, filename="Zoë.mov", options=options)
    deployment.storage.put_file(job.source.bucket, job.source.key, film, "video/mp4")
    transcode.handler(event_of(deployment, job.source.key))
    row = deployment.table.get(job.job_id)
    assert row
    return row


@pytest.fixture
def damaged(workshop: Workshop, tmp_path: Path) -> Path:
    return destroyed(workshop, intra("h264.mp4", workshop), "v", tmp_path / "damaged.mp4")


def test_a_damaged_film_fails_unless_it_is_asked_for_and_the_hint_says_so(
    deployment: Deployment, damaged: Path
) -> None:
    row = arrived(deployment, damaged, Options())
    assert (row.status, row.proxy) == (Status.FAILED, None)
    assert row.error
    assert row.error.code == "source_damaged"
    assert "accept_damage" in row.error.hint


def test_a_partial_proxy_says_so_in_state_api_list_name_certificate_and_message(
    deployment: Deployment, damaged: Path
) -> None:
    row = arrived(deployment, damaged, ACCEPT)
    assert (row.status, row.error, row.keeps_outputs) == (Status.PARTIAL, None, True)
    assert row.proxy
    written = json.loads(deployment.storage.get_bytes(deployment.config.proxy_bucket, row.proxy.certificate_key))
    assert written["partial"] is True
    assert written["missing"]["streams"][0]["ranges"] == [{"start": 0.8, "end": 1.2}]
    assert [rule["rule"] for rule in written["rules"] if not rule["passed"]], "what failed stands in it"

    with serving(deployment) as api:
        status = api.get(f"/status/{row.job_id}/").json()
        listed = api.get("/jobs/", params={"status": "partial", "brief": "true"}).json()["jobs"]
        done = api.get("/jobs/", params={"status": "done"}).json()["jobs"]
        named = api.get(f"/download/{row.job_id}/", params={"redirect": "false"}).json()
        fetched = httpx.get(named["url"])
    assert (status["status"], status["missing"]) == ("partial", {"seconds": 0.4, "of_seconds": 2.0})
    assert (status["remedies"], status["options"]["accept_damage"]) == (["convert"], True)
    assert [(each["job_id"], each["missing"]) for each in listed] == [(row.job_id, status["missing"])]
    assert done == []
    assert named["filename"] == "Zoë_partial.mp4"
    assert "Zo%C3%AB_partial.mp4" in fetched.headers["content-disposition"]
    told = json.loads(message.of_state(row, News(status=row.status, at=row.created_at), row.sequence))
    assert (told["type"], told["data"]["status"]) == ("job.partial", "partial")
    assert told["data"]["missing"]["seconds"] == 0.4


def test_the_option_is_taken_by_upload_and_convert_and_nothing_else_but_yes_or_no(deployment: Deployment) -> None:
    source = requests.with_source(deployment)
    with serving(deployment) as api:
        asked = {"filename": "a.mp4", "size": 5, "options": {"accept_damage": True}}
        uploaded = api.post("/upload/", json=asked)
        wrong = api.post("/upload/", json={**asked, "options": {"accept_damage": "some"}})
        converted = api.post("/convert/", json={"key": source.key, "options": {"accept_damage": True}})
    jobs = [deployment.table.get(answer.json()["job_id"]) for answer in (uploaded, converted)]
    assert [job.options.accept_damage for job in jobs if job] == [True, True]
    assert wrong.status_code == 422


def test_a_film_in_segments_that_is_damaged_is_made_partial_in_one_pass(
    deployment: Deployment, workshop: Workshop, tmp_path: Path
) -> None:
    settings.change(deployment.table, {"segment_from_seconds": 3, "segment_seconds": 2})
    whole = long_films.make("audio_late", workshop.clip_folder)
    film = destroyed(workshop, whole, "v", tmp_path / "long.mp4")
    row = arrived(deployment, film, ACCEPT)
    assert row.status is Status.RUNNING, "it was cut"
    for _ in range(10):
        for task in list(deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)):
            transcode.handler(event_of(deployment, task.key))
        row = deployment.table.get(row.job_id) or row
    assert row.status is Status.PARTIAL
    assert row.proxy
    rules = {rule.rule: rule for rule in row.proxy.certificate.rules}
    assert rules["one_pass"].note, "it says why it was made in one pass"
    lacks = row.proxy.certificate.missing
    assert lacks
    assert lacks.seconds > 0.3
