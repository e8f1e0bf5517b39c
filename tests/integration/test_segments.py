"""A long film through the transcode function in pieces, on a real bucket, a real table and a real ffmpeg."""

import threading
from dataclasses import replace

import pytest

from functions import transcode
from functions.bucket import keys
from functions.bucket.keys import PieceTask
from functions.common.errors import (
    AnotherBuild,
    BucketUnavailable,
    HandedBack,
    JobBusy,
    LeaseLost,
    SegmentsDiffer,
    TookTooLong,
)
from functions.ffmpeg import version
from functions.fleet import child_limits
from functions.intake import problems, tasks
from functions.jobs import settings
from functions.jobs.model import Guard, Status
from functions.media.mp4 import aac_gaps, boxes
from functions.plan import plan, profile
from functions.segments import ending, join, making, manifest, pieces, progress, shares, shown, work
from functions.segments.manifest import JOIN, SOUND
from functions.steps import publish
from functions.upkeep import reconcile
from tests.support.films import clips, long_films, sources
from tests.support.rows import jobs
from tests.support.servers.api import serving
from tests.support.wait_until import until

FRAGMENTED = "frag_keyframe+empty_moov+delay_moov"


def event_of(bucket, key):
    what = {"key": key, "size": 1, "eTag": "not looked at"}
    record = {"eventVersion": "2.0", "eventName": "s3:ObjectCreated:Put"}
    return {"Records": [{**record, "s3": {"bucket": {"name": bucket}, "object": what}}]}


def arrive(deployment, key):
    return transcode.handler(event_of(deployment.config.source_bucket, key))


def waiting_tasks(deployment, piece=None):
    found = deployment.storage.listing(deployment.config.source_bucket, keys.TASKS)
    return [one.key for one in found if piece in {None, getattr(keys.piece_of_task(one.key), "piece", None)}]


def forget_tasks(deployment):
    deployment.storage.delete(deployment.config.source_bucket, waiting_tasks(deployment))


def work_off(deployment):
    """Settle every task there is, and those that come of them; how many."""
    settled = 0
    while found := waiting_tasks(deployment):
        for key in found:
            arrive(deployment, key)
            settled += 1
    return settled


def names_under(deployment, prefix=keys.PROXIES):
    return [stored.key for stored in deployment.storage.listing(deployment.config.proxy_bucket, prefix)]


def turn(deployment):
    return reconcile.Reconciler(deployment, settings.read(deployment.table).settings).turn()


def due(deployment, job):
    """Make the job's row ask to be looked at."""
    deployment.table.write(job.job_id, Guard({Status.RUNNING}), {"due_at": deployment.table.now()})


@pytest.fixture
def deployment(deployment):
    """An installation that cuts whatever lasts three seconds into segments of two."""
    settings.change(deployment.table, {"segment_from_seconds": 3, "segment_seconds": 2, "max_attempts": 2})
    return deployment


@pytest.fixture
def film(clip_folder):
    """A film whose sound has to be encoded, so that it is a piece of its own."""
    return long_films.make("audio_late", clip_folder)


@pytest.fixture
def ready_film(clip_folder):
    """A film whose sound is copied, so that each segment takes its share of it."""
    return long_films.make("three_tracks", clip_folder)


def upload(deployment, path):
    job = jobs.waiting(deployment, filename=path.name)
    deployment.storage.put_file(job.source.bucket, job.source.key, path, "video/mp4")
    return job


@pytest.fixture
def cut(deployment, film):
    """A job whose film has been cut into three segments, and whose pieces wait."""
    job = upload(deployment, film)
    arrive(deployment, job.source.key)
    return deployment.table.get(job.job_id)


def taken(deployment, job, piece, worker="another"):
    """A piece that another worker holds; it renews nothing."""
    held = pieces.take(deployment, job, piece, worker)
    assert held is not None
    return held


def impatient(deployment):
    """The same installation, where a lease is over at once."""
    return replace(deployment, config=deployment.config.model_copy(update={"lease_seconds": 0}))


# ---------------------------------------------------------------- the way of a film


def test_a_long_film_is_cut_made_in_pieces_joined_and_certified(deployment, cut):
    assert (cut.status, cut.phase, cut.attempt, cut.strikes) == (Status.RUNNING, "encoding", 1, 0)
    assert (cut.lease_until, cut.worker, cut.frames_total) == (None, None, 150)
    assert len(waiting_tasks(deployment)) == 4  # three segments and the sound

    assert work_off(deployment) == 5  # and the join

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt, row.error, row.progress, row.frames_done) == (Status.DONE, 1, None, 1.0, 150)
    rules = {rule.rule: rule for rule in row.proxy.certificate.rules}
    assert row.proxy.certificate.refused == ()
    assert rules["frame_count"].found == "150"
    assert "3 segments" in rules["joined_packets"].note
    assert names_under(deployment) == sorted(
        [row.proxy.key, row.proxy.poster_key, row.proxy.certificate_key, row.log_key]
    )
    assert deployment.table.documents(pieces.kind(cut.job_id, 1)) == deployment.table.documents(progress.RUN) == []
    log = deployment.storage.get_bytes(deployment.config.proxy_bucket, row.log_key).decode()
    assert [f"### {name}" in log for name in ("0000", "0002", "sound", "join")] == [True] * 4


def test_subtitles_come_over_by_the_join_and_pieces_say_what_their_decoder_gave(deployment, clip_folder):
    job = upload(deployment, long_films.make("subtitled", clip_folder))
    arrive(deployment, job.source.key)
    for task in waiting_tasks(deployment):
        arrive(deployment, task)
    parts = [one.piece.part for one in pieces.read(deployment, deployment.table.get(job.job_id)).values()]
    assert {part.pixel_formats for part in parts} == {(), ("yuv420p",)}  # none of the sound
    work_off(deployment)

    row = deployment.table.get(job.job_id)
    rules = {rule.rule: rule for rule in row.proxy.certificate.rules}
    assert (row.status, row.proxy.certificate.refused, "joined_packets" in rules) == (Status.DONE, (), True)
    assert rules["subtitles"].found == "1"
    assert rules["subtitle_1"].found.startswith("1 text, 0.")
    assert [track.codec for track in row.proxy.media.subtitles] == ["mov_text"]


def test_sound_that_is_copied_is_no_piece_but_a_share_of_each_segment(deployment, ready_film):
    job = upload(deployment, ready_film)
    arrive(deployment, job.source.key)
    assert len(waiting_tasks(deployment)) == 3  # the segments alone
    assert shown.of(deployment, deployment.table.get(job.job_id)).sound == "waiting"

    (task,) = waiting_tasks(deployment, "0001")
    arrive(deployment, task)
    told = shown.of(deployment, deployment.table.get(job.job_id))
    assert (told.done, told.total, told.sound) == (1, 3, "running")
    work_off(deployment)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.error) == (Status.DONE, 1, None)
    rules = {rule.rule: rule for rule in row.proxy.certificate.rules}
    assert row.proxy.certificate.refused == ()
    assert all("of the source" in rules[f"audio_{number}_packets"].found for number in (1, 2, 3))
    assert [track.language for track in row.proxy.media.audio] == [None, "fra", None]
    assert names_under(deployment) == sorted(
        [row.proxy.key, row.proxy.poster_key, row.proxy.certificate_key, row.log_key]
    )


def test_a_film_in_fragments_is_cut_by_an_index_that_all_its_pieces_go_by(deployment, clip_folder):
    recipe = clips.Film("mp4", f"{clips.BOTH.replace('d=2', 'd=6')} {clips.H264} -c:a aac -movflags {FRAGMENTED}")
    job = upload(deployment, clips.of("fragments_6s", recipe, clip_folder))
    arrive(deployment, job.source.key)
    made = manifest.of(deployment, deployment.table.get(job.job_id))
    assert (len(made.cuts), made.media.video.frames, made.shared, len(made.front)) == (3, 150, True, 64)

    work_off(deployment)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.attempt, row.error) == (Status.DONE, 1, None)
    assert row.proxy.certificate.refused == ()
    assert names_under(deployment) == sorted(
        [row.proxy.key, row.proxy.poster_key, row.proxy.certificate_key, row.log_key]
    )


def test_an_index_that_is_not_what_was_put_there_is_not_gone_by(deployment, clip_folder):
    recipe = clips.Film("mp4", f"{clips.BOTH.replace('d=2', 'd=6')} {clips.H264} -c:a aac -movflags {FRAGMENTED}")
    job = upload(deployment, clips.of("fragments_6s", recipe, clip_folder))
    arrive(deployment, job.source.key)
    (key,) = [key for key in names_under(deployment) if key.endswith("/front")]
    deployment.storage.put_bytes(deployment.config.proxy_bucket, key, b"another", "application/octet-stream")
    (task,) = waiting_tasks(deployment, "0001")
    with pytest.raises(BucketUnavailable):
        arrive(deployment, task)


def test_damage_in_a_share_of_the_sound_ends_in_one_pass_which_finds_the_source_damaged(
    deployment, ready_film, tmp_path
):
    content = bytearray(ready_film.read_bytes())
    whole = boxes.top(lambda at, end: bytes(content[at:end]), len(content))
    media = aac_gaps.told(lambda at, end: bytes(content[at:end]), len(content), sources.film(audio=(sources.ready(0),)))
    cuts = [sources.cut(0, 0.0), sources.cut(1, 3.0)]
    bit = shares.of(whole, len(content), media, plan.make(media, profile.load("web-720p")), cuts).share(1)[20]
    content[bit.at : bit.at + bit.length] = b"\xff" * bit.length
    spoiled = tmp_path / "spoiled.mp4"
    spoiled.write_bytes(content)
    job = upload(deployment, spoiled)

    arrive(deployment, job.source.key)
    work_off(deployment)

    row = deployment.table.get(job.job_id)
    assert (row.status, row.error.code, row.attempt) == (Status.FAILED, "source_damaged", 2)
    assert names_under(deployment) == [row.log_key]


def test_a_short_film_or_one_while_segments_are_off_is_made_in_one_pass(deployment, film):
    settings.change(deployment.table, {"segment_from_seconds": 0})
    job = upload(deployment, film)
    arrive(deployment, job.source.key)
    assert deployment.table.get(job.job_id).status is Status.DONE


def test_each_event_many_times_makes_each_piece_once(deployment, cut):
    tasks.send_pieces(deployment, cut, manifest.of(deployment, cut).tasks())
    keys_again = waiting_tasks(deployment)
    work_off(deployment)
    for key in keys_again:
        assert arrive(deployment, key)["settled"] == 0
    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 1)
    assert len(names_under(deployment)) == 4


def test_another_event_of_a_film_in_pieces_is_settled_and_changes_nothing(deployment, cut):
    arrive(deployment, cut.source.key)  # not put off: it would come back twice a second for as long as there are pieces

    assert deployment.table.get(cut.job_id) == cut


def test_all_pieces_are_read_by_those_alone_that_find_the_last_segments_done(deployment, cut, monkeypatch):
    monkeypatch.setattr(pieces, "TAIL", 2)
    names, read = manifest.of(deployment, cut).pieces, []
    assert names == (SOUND, "0000", "0001", "0002")

    class Watched:
        def documents(self, kind):
            read.append("all")
            return deployment.table.documents(kind)

        def document_range(self, kind, **limits):
            read.append(limits)
            return deployment.table.document_range(kind, **limits)

        def now(self):
            return deployment.table.now()

    watched, last = replace(deployment, table=Watched()), {"after": "0000", "limit": 2}
    for name in ("0002", SOUND, "0001", "0000"):
        assert not pieces.all_done(watched, cut, names)
        with taken(deployment, cut, name) as held:
            held.done(pieces.Part(key=name))
    assert read == [last, last, last, last, "all"]

    assert pieces.all_done(deployment, cut, names)


def test_the_progress_of_a_job_is_that_of_all_its_pieces(deployment, cut):
    held = taken(deployment, cut, "0000")
    held.frames(20)
    with held:
        until(lambda: deployment.table.get(cut.job_id).frames_done == 20, "told")
        assert deployment.table.get(cut.job_id).progress == pytest.approx(20 / 150)
    other = taken(deployment, cut, "0001")
    other.frames(30)
    with other:
        row = until(lambda: (row := deployment.table.get(cut.job_id)).frames_done == 50 and row, "told")
    assert row.eta_seconds > 0


def states(shown):
    return [(one.number, one.state, one.frames_done, one.frames_total, one.tries) for one in shown.segments]


def test_clients_are_told_of_each_segment_how_far_it_is(deployment, cut):
    waiting = [(number, "waiting", 0, None, 0) for number in range(3)]
    told = shown.of(deployment, cut)
    assert (told.done, told.total, told.sound, states(told)) == (0, 3, "waiting", waiting)

    for name in ("0000", SOUND):
        (task,) = waiting_tasks(deployment, name)
        arrive(deployment, task)
    held = pieces.take(deployment, cut, "0001", "studio-2", frames_total=50)
    held.frames(30)
    with held:
        until(lambda: shown.of(deployment, cut).segments[1].frames_done, "told")
    told = shown.of(deployment, cut)
    assert (told.done, told.total, told.sound) == (1, 3, "done")
    assert states(told) == [(0, "done", 50, 50, 1), (1, "running", 30, 50, 1), (2, "waiting", 0, None, 0)]
    assert (told.segments[1].worker, told.segments[2].worker) == ("studio-2", None)

    lost = shown.of(impatient(deployment), cut)
    assert states(lost)[1] == (1, "waiting", 0, 50, 1)


def test_a_job_in_one_pass_or_one_that_has_ended_has_no_segments(deployment, cut, film):
    work_off(deployment)
    assert shown.of(deployment, deployment.table.get(cut.job_id)) is None
    assert shown.of(deployment, upload(deployment, film)) is None


def test_the_status_of_a_job_has_its_segments_and_lists_have_not(deployment, cut):
    with serving(deployment) as client:
        (listed,) = client.get("/jobs/").json()["jobs"]
        segments = client.get(f"/status/{cut.job_id}/").json()["segments"]
    assert listed["segments"] is None
    assert (segments["done"], segments["total"], len(segments["segments"])) == (0, 3, 3)


# ---------------------------------------------------------------- who holds a piece


def test_a_piece_that_another_worker_holds_is_put_off_until_its_lease_may_be_over(deployment, cut):
    taken(deployment, cut, "0001")
    (task,) = waiting_tasks(deployment, "0001")
    with pytest.raises(JobBusy) as busy:
        arrive(deployment, task)
    assert 0 < busy.value.retry_after <= deployment.config.lease_seconds + 1


def test_a_worker_that_lost_its_piece_can_name_nothing(deployment, cut):
    lost = taken(deployment, cut, "0001")
    successor = taken(impatient(deployment), cut, "0001", "successor")
    with lost, pytest.raises(LeaseLost):
        lost.done(pieces.Part(key="of the one that lost it"))
    (document,) = deployment.table.documents(pieces.kind(cut.job_id, 1), "0001")
    assert (document.body["worker"], document.body["tries"], document.version) == ("successor", 2, 2)
    assert successor.stopped() is None


def test_a_worker_that_is_told_to_stop_hands_its_piece_back_without_a_strike(deployment, cut, monkeypatch):
    def stop(*_arguments):
        raise HandedBack

    monkeypatch.setattr(making, "picture", stop)
    (task,) = waiting_tasks(deployment, "0001")
    with pytest.raises(HandedBack):
        arrive(deployment, task)
    seen = pieces.read(deployment, cut)["0001"].piece
    assert (seen.state, seen.tries, seen.strikes) == ("open", 1, 0)
    assert waiting_tasks(deployment, "0001") == [task]


def test_a_cancelled_job_stops_its_pieces_and_they_are_cleared_away(deployment, cut):
    (task,) = waiting_tasks(deployment, SOUND)
    arrive(deployment, task)
    held = taken(deployment, cut, "0000")
    with held:
        deployment.table.write(cut.job_id, Guard({Status.RUNNING}), {"status": Status.CANCELLED})
        assert until(held.stopped, "stopped").code == "cancelled"

    assert turn(deployment)["pieces_cleared"] == 1

    assert names_under(deployment) == []
    assert deployment.table.documents(pieces.kind(cut.job_id, 1)) == []
    assert work_off(deployment) == 3  # the tasks that are left ask for nothing any more
    assert deployment.table.get(cut.job_id).status is Status.CANCELLED


def test_what_a_piece_stores_after_its_cancelled_job_was_cleared_away_it_clears_away_itself(
    deployment, cut, monkeypatch
):
    real = making.picture

    def late(*given):
        part = real(*given)
        deployment.table.write(cut.job_id, Guard({Status.RUNNING}), {"status": Status.CANCELLED})
        assert turn(deployment)["pieces_cleared"] == 1
        deployment.storage.put_bytes(deployment.config.proxy_bucket, part.key, b"late", "video/mp4")
        return part

    monkeypatch.setattr(making, "picture", late)
    (task,) = waiting_tasks(deployment, "0000")
    arrive(deployment, task)

    assert names_under(deployment) == []


# ---------------------------------------------------------------- what fails


def test_only_a_piece_that_failed_is_made_again(deployment, cut, monkeypatch):
    real, failed = making.picture, []

    def once(deployment, held, *more):
        if held.name == "0001" and not failed:
            failed.append(held.name)
            raise BucketUnavailable("Connection refused.")
        return real(deployment, held, *more)

    monkeypatch.setattr(making, "picture", once)
    (task,) = waiting_tasks(deployment, "0001")
    with pytest.raises(BucketUnavailable):
        arrive(deployment, task)
    tries = {}
    monkeypatch.setattr(ending, "clear", lambda deployment, *_: tries.update(pieces.read(deployment, cut)))

    work_off(deployment)

    assert deployment.table.get(cut.job_id).status is Status.DONE
    made = {name: seen.piece.tries for name, seen in tries.items()}
    assert made == {"0000": 1, "0001": 2, "0002": 1, SOUND: 1, JOIN: 1}


def test_no_child_of_a_job_in_pieces_is_without_limits(deployment, film, children_limits):
    arrive(deployment, upload(deployment, film).source.key)
    work_off(deployment)

    assert len(children_limits) >= 12
    assert [command for command, limit in children_limits if set(limit) != {"CPU", "DATA", "FSIZE"}] == []


def test_a_piece_that_meets_the_limits_of_its_share_ends_the_job_and_nothing_is_tried_again(
    deployment, cut, monkeypatch
):
    monkeypatch.setattr(child_limits, "of", lambda *_, share, **__: {"CPU": 0} if share < 1 else {})
    (task,) = waiting_tasks(deployment, "0001")

    arrive(deployment, task)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt, row.error.code) == (Status.FAILED, 1, "took_too_long")
    assert row.error.message == TookTooLong().message
    work_off(deployment)
    assert deployment.table.get(cut.job_id).status is Status.FAILED


def test_a_piece_that_fails_too_often_fails_the_job_with_its_reason(deployment, cut, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("out of order")

    monkeypatch.setattr(making, "picture", broken)
    (task,) = waiting_tasks(deployment, "0001")
    with pytest.raises(RuntimeError):
        arrive(deployment, task)
    arrive(deployment, task)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.error.code) == (Status.FAILED, "attempts_exhausted")
    assert "Piece 0001" in row.error.message
    assert "out of order" in row.error.message
    (letter,) = deployment.table.documents(problems.DEAD_LETTER)
    assert letter.key == cut.job_id
    assert names_under(deployment) == [row.log_key]


def lie(deployment, job, **changes):
    """Let the manifest say something else of the second segment."""
    made = manifest.of(deployment, job)
    second = made.cuts[1].model_copy(update=changes)
    manifest.put(deployment, made.model_copy(update={"cuts": (made.cuts[0], second, *made.cuts[2:])}))
    manifest._read.cache_clear()


def test_a_segment_without_all_its_frames_leads_to_one_pass_and_the_certificate_says_so(deployment, cut):
    lie(deployment, cut, seek="3.980000", frames=60)  # there are 50 more

    work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt, row.strikes) == (Status.DONE, 2, 1)
    (said,) = [rule for rule in row.proxy.certificate.rules if rule.rule == "one_pass"]
    assert "50 of 60 frames" in said.note
    assert row.proxy.certificate.refused == ()
    assert len(names_under(deployment)) == 4


def test_a_proxy_that_is_refused_is_not_left_in_the_bucket(deployment, cut, monkeypatch):
    stored, real = [], publish.store
    monkeypatch.setattr(publish, "store", lambda *given, **more: stored.append(real(*given, **more)) or stored[-1])
    for name in ("0000", "0001", "0002", SOUND):
        (task,) = waiting_tasks(deployment, name)
        arrive(deployment, task)
    monkeypatch.setattr(join, "check", lambda *_: (_ for _ in ()).throw(SegmentsDiffer("It is another film.")))
    (task,) = waiting_tasks(deployment, JOIN)

    arrive(deployment, task)

    (proxy,) = stored
    assert proxy.key not in names_under(deployment)
    assert "joined-1/" in proxy.key


def test_seeking_that_leads_to_another_frame_is_noticed_by_the_frames_own_times(deployment, cut):
    lie(deployment, cut, seek="2.020000", near=None)  # a frame late: as many frames, but not these

    work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 2)
    (said,) = [rule for rule in row.proxy.certificate.rules if rule.rule == "one_pass"]
    assert "0001 is shown from 512" in said.note


def test_a_segment_that_cannot_begin_with_its_keyframe_is_made_from_a_group_earlier(deployment, cut, caplog):
    lie(deployment, cut, near="3.000500")  # the next keyframe

    with caplog.at_level("INFO", "vts"):
        work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 1)
    assert [record.message for record in caplog.records].count("piece_from_earlier") == 1


def test_segments_at_the_wrong_times_are_not_published_but_made_again_in_one_pass(deployment, cut):
    second = manifest.of(deployment, cut).cuts[1]
    lie(deployment, cut, stamp=second.stamp - 512, shown=second.shown + 512, last=second.last + 512)  # a frame late

    work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 2)
    (said,) = [rule for rule in row.proxy.certificate.rules if rule.rule == "one_pass"]
    assert "Time of each frame" in said.note


def test_segments_with_different_codec_parameters_are_not_joined(deployment, cut, monkeypatch):
    for name in ("0000", "0001", "0002", SOUND):
        (task,) = waiting_tasks(deployment, name)
        arrive(deployment, task)
    kind = pieces.kind(cut.job_id, 1)
    (document,) = deployment.table.documents(kind, "0001")
    deployment.table.put_document(
        kind, "0001", {**document.body, "part": {**document.body["part"], "header": "of another encoder"}}
    )

    work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 2)
    assert any("codec parameters" in rule.note for rule in row.proxy.certificate.rules)


@pytest.mark.parametrize("before", ["its pieces", "its join"])
def test_a_source_that_is_replaced_meanwhile_ends_with_nothing_published(deployment, cut, film, before):
    if before == "its join":
        for name in ("0000", "0001", "0002", SOUND):
            (task,) = waiting_tasks(deployment, name)
            arrive(deployment, task)
    deployment.storage.put_bytes(cut.source.bucket, cut.source.key, film.read_bytes() + b"x", "video/mp4")

    work_off(deployment)

    row = deployment.table.get(cut.job_id)
    assert (row.status, row.error.code, row.proxy) == (Status.FAILED, "source_changed", None)
    assert names_under(deployment) == [row.log_key]


# ---------------------------------------------------------------- another ffmpeg


@pytest.fixture
def another_build(monkeypatch):
    monkeypatch.setattr(version, "digest", lambda _tools: "another")


def test_a_worker_with_another_ffmpeg_is_refused(deployment, cut, another_build):
    with pytest.raises(AnotherBuild):
        arrive(deployment, waiting_tasks(deployment)[0])
    assert pieces.read(deployment, cut) == {}


def test_a_worker_with_another_ffmpeg_may_help_where_the_settings_say_so(deployment, cut, another_build):
    settings.change(deployment.table, {"mixed_builds": True})
    work_off(deployment)
    assert deployment.table.get(cut.job_id).status is Status.DONE


def test_a_job_that_no_worker_of_its_build_is_left_for_is_begun_again(deployment, cut, another_build, monkeypatch):
    monkeypatch.setattr(work, "BUILD_PATIENCE", 0)
    arrive(deployment, waiting_tasks(deployment)[0])
    work_off(deployment)
    row = deployment.table.get(cut.job_id)
    assert (row.status, row.attempt) == (Status.DONE, 2)


# ---------------------------------------------------------------- what events missed


def test_tasks_that_were_lost_are_sent_again_once_nobody_works_on_the_job(deployment, cut, monkeypatch):
    forget_tasks(deployment)
    due(deployment, cut)
    assert turn(deployment)["pieces_sent_again"] == 0  # the queue may be long

    monkeypatch.setattr("functions.segments.mend.PATIENCE", deployment.table.now() - deployment.table.now())
    due(deployment, cut)
    assert turn(deployment)["pieces_sent_again"] == 4
    assert deployment.table.get(cut.job_id).due_at > deployment.table.now()

    work_off(deployment)
    assert deployment.table.get(cut.job_id).status is Status.DONE


def test_a_piece_whose_worker_was_lost_is_sent_again_at_once(deployment, cut):
    taken(deployment, cut, "0001")
    forget_tasks(deployment)
    due(deployment, cut)
    assert turn(impatient(deployment))["pieces_sent_again"] == 1
    assert len(waiting_tasks(deployment, "0001")) == 1


def test_a_join_that_nobody_was_asked_for_is_asked_for(deployment, cut, monkeypatch):
    for key in waiting_tasks(deployment):
        arrive(deployment, key)
    forget_tasks(deployment)
    monkeypatch.setattr("functions.segments.mend.PATIENCE", deployment.table.now() - deployment.table.now())
    due(deployment, cut)
    assert turn(deployment)["pieces_sent_again"] == 1
    work_off(deployment)
    assert deployment.table.get(cut.job_id).status is Status.DONE


def test_two_that_would_join_at_once_publish_once(deployment, cut):
    for key in waiting_tasks(deployment):
        arrive(deployment, key)
    forget_tasks(deployment)
    task, outcomes = PieceTask(cut.job_id, 1, JOIN), []

    def join():
        try:
            outcomes.append(work.settle(deployment, task, "worker"))
        except JobBusy as busy:
            outcomes.append(busy.code)

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes, key=str) in ([True, "job_busy"], [False, True])
    assert deployment.table.get(cut.job_id).status is Status.DONE
    assert len(names_under(deployment)) == 4
