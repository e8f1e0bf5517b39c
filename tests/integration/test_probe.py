"""Real films and real bad files, probed over the loopback reader from a real bucket, and measured as finished files."""

import socket
from fractions import Fraction

import pytest

from functions.bucket import source
from functions.common.errors import (
    BucketUnavailable,
    Cancelled,
    DeadlineReached,
    EncoderCrashed,
    HandedBack,
    LeaseLost,
    Rejection,
    SourceChanged,
    TooLong,
    TooManyStreams,
    UnreadableContainer,
    VtsError,
)
from functions.ffmpeg import probe_run, sandbox
from functions.jobs.model import Source
from functions.media import container, sniff
from functions.media.facts import Colour, Subtitle
from functions.media.mp4 import plain_index
from functions.steps import measure, probe
from tests.support.films import bad_files, clips

KEY = "uploads/film/source"
BT709 = Colour(primaries="bt709", transfer="bt709", matrix="bt709", range="tv")
LIMITS = probe.Limits()


@pytest.fixture
def tools(ffmpeg):
    return sandbox.Tools(ffmpeg.ffmpeg, ffmpeg.ffprobe)


@pytest.fixture
def probed(deployment, clip_folder, tools):
    """Give a function that puts a clip into the bucket and probes it there, as the transcode function does."""

    def probed(name, limits=LIMITS):
        clip = clips.make(name, clip_folder)
        bucket = deployment.config.source_bucket
        deployment.storage.put_file(bucket, KEY, clip, "video/mp4")
        stored = deployment.storage.head(bucket, KEY)
        with source.serve(
            deployment.storage, Source(bucket=bucket, key=KEY, size=stored.size, etag=stored.etag)
        ) as reader:
            family = sniff.sniff(reader.head(sniff.HEAD_BYTES), stored.size)
            plain_index.lay(reader, family)
            media = probe.probe(reader, family, tools, limits)
            reader.check()
            return media

    return probed


# What is said of each film besides its defaults: facts of the video, or of the whole where they are not the video's.
FACTS = {
    "h264_mp4": {"codec": "h264", "frames": 50, "rate": "25/1", "colour": BT709, "field_order": "progressive"},
    "faststart": {"frames": 50, "duration": 2.0},
    "fragmented": {"rate": "25/1", "variable_rate": False},
    "hevc_10bit": {"codec": "hevc", "bit_depth": 10},
    "hdr10": {
        "colour": Colour(primaries="bt2020", transfer="smpte2084", matrix="bt2020nc", range="tv"),
        "bit_depth": 10,
    },
    "hlg": {"colour": Colour(primaries="bt2020", transfer="arib-std-b67", matrix="bt2020nc", range="tv")},
    "h264_10bit": {"bit_depth": 10, "pixel_format": "yuv422p10le"},
    "prores_mov": {"codec": "prores", "timecode": "01:00:00:00", "reel_name": "A001C002", "bit_depth": 10},
    "prores_drop": {"timecode": "00:59:58;02", "drop_frame": True, "rate": "30000/1001", "frames": 60},
    "dnxhd_mxf": {"codec": "dnxhd", "container": "mxf", "timecode": "10:00:00:00", "frames": 50},
    "mpeg2_mxf": {"container": "mxf", "frames": 50, "rate": "25/1"},
    "mpeg2_ts_interlaced": {"field_order": "tff", "rate": "25/1", "container": "mpegts", "variable_rate": False},
    "mpeg_ps": {"container": "mpeg", "rate": "25/1"},
    "h264_ts": {"container": "mpegts", "frames": None, "rate": "25/1"},
    "m2ts": {"container": "mpegts", "rate": "25/1"},
    "ts_mid_gop": {"rate": "25/1", "variable_rate": False},
    "mkv_opus": {"container": "matroska", "rate": "25/1", "frames": None},
    "webm_vp9": {"codec": "vp9", "field_order": "progressive"},
    "webm_live": {"codec": "vp8", "rate": "25/1"},
    "av1_mp4": {"codec": "av1", "frames": 50},
    "mjpeg_avi": {"codec": "mjpeg", "container": "avi", "rate": "25/1"},
    "mpeg4_avi": {"codec": "mpeg4", "rate": "25/1", "variable_rate": False},
    "flv": {"container": "flv", "rate": "25/1", "variable_rate": False},
    "wmv": {"container": "asf", "rate": "25/1", "variable_rate": False},
    "theora_ogv": {"container": "ogg", "rate": "25/1"},
    "rotated_90": {"rotation": 90, "display_size": (180, 320), "width": 320},
    "rotated_180": {"rotation": 180, "display_size": (320, 180)},
    "rotated_270": {"rotation": 270, "display_size": (180, 320)},
    "anamorphic": {"sar": "64:45", "display_size": (1024, 576)},
    "odd_size": {"width": 321, "height": 181},
    "odd_size_444": {"width": 321, "height": 181, "pixel_format": "yuv444p"},
    "interlaced_tff": {"field_order": "tff", "rate": "25/1", "variable_rate": False},
    "interlaced_bff": {"field_order": "bff", "rate": "25/1"},
    "interlaced_prores": {"field_order": "tff", "rate": "25/1"},
    "rate_23976": {"rate": "24000/1001", "frames": 48},
    "rate_23976_mkv": {"rate": "24000/1001", "variable_rate": False},
    "rate_2997": {"rate": "30000/1001", "timecode": "00:01:00;02"},
    "rate_5994": {"rate": "60000/1001", "frames": 120},
    "rate_50": {"rate": "50/1", "variable_rate": False},
    "rate_2": {"rate": "2/1", "frames": 4},
    "vfr_mp4": {"rate": "25/1", "variable_rate": True, "frames": 45},
    "vfr_late": {"rate": "25/1", "variable_rate": True},
    "one_frame": {"frames": 1, "rate": "25/1"},
    "open_gop": {"rate": "25/1", "frames": 50},
    "edit_list": {"rate": "25/1", "frames": None, "duration": 1.5, "variable_rate": False},
    "silent": {"audio": ()},
    "data_track": {"dropped_streams": ("data #2 (bin_data)",)},
    "subtitled": {"dropped_streams": (), "subtitles": (Subtitle(index=2, codec="subrip"),)},
    "cover_picture": {"dropped_streams": ("cover picture #2 (mjpeg)",), "index": 0},
}

SOUND = {  # channels of each audio stream
    "h264_mp4": [1],
    "mono_8": [1] * 8,
    "surround": [6],
    "three_tracks": [1, 1, 2],
    "two_languages": [1, 1],
    "audio_late": [1],
    "silent": [],
}


@pytest.mark.parametrize(("name", "facts"), FACTS.items(), ids=FACTS)
def test_a_film_is_described_as_it_was_made(probed, name, facts):
    media = probed(name)
    found = {
        fact: getattr(media if hasattr(media, fact) and fact != "duration" else media.video, fact) for fact in facts
    }
    assert found == facts
    assert media.duration == pytest.approx(
        {"anamorphic": 1, "one_frame": 0.04, "edit_list": 1.5, "ts_mid_gop": 1.4}.get(name, 2), abs=0.11
    )


def test_every_film_has_a_description():
    assert {*FACTS, *SOUND, "audio_early_ts", "joined"} == set(clips.FILMS)


@pytest.mark.parametrize(("name", "channels"), SOUND.items(), ids=SOUND)
def test_all_sound_is_found(probed, name, channels):
    assert [audio.channels for audio in probed(name).audio] == channels


def test_the_languages_of_sound_are_kept(probed):
    assert [audio.language for audio in probed("two_languages").audio] == ["ger", "fre"]


@pytest.mark.parametrize(("name", "late"), [("audio_late", 0.5), ("audio_early_ts", -0.4), ("h264_mp4", 0)])
def test_the_offset_of_sound_to_picture_is_found(probed, name, late):
    media = probed(name)
    assert media.audio[0].start - media.video.start == pytest.approx(late, abs=0.03)


# ---------------------------------------------------------------- refusals


REFUSALS = {name: code for name, (_, code) in bad_files.REFUSED.items()}


@pytest.mark.parametrize(("name", "code"), REFUSALS.items(), ids=REFUSALS)
def test_what_is_no_film_is_refused_by_its_code(probed, name, code):
    with pytest.raises(Rejection) as refused:
        probed(name)
    assert refused.value.code == code
    assert "http://" not in refused.value.message


def test_the_limits_of_this_installation_are_named(probed):
    with pytest.raises(TooLong, match=r"2 s; 1 s are allowed"):
        probed("h264_mp4", probe.Limits(max_duration_seconds=1))
    with pytest.raises(Rejection, match="25 frames a second"):
        probed("h264_mp4", probe.Limits(max_rate=24))


def test_a_length_that_only_reading_shows_is_limited_as_well(probed):
    with pytest.raises(TooLong):
        probed("webm_live", probe.Limits(max_duration_seconds=1))


@pytest.mark.parametrize("name", bad_files.SPOILED)
def test_damage_further_in_does_not_keep_a_film_from_being_described(probed, name):
    assert probed(name).video.codec == "h264"


def test_a_film_under_another_families_demuxer_is_unreadable(deployment, clip_folder, tools):
    clip = clips.make("mkv_opus", clip_folder)
    bucket = deployment.config.source_bucket
    deployment.storage.put_file(bucket, KEY, clip, "video/mp4")
    stored = deployment.storage.head(bucket, KEY)
    with (
        source.serve(deployment.storage, Source(bucket=bucket, key=KEY, size=stored.size, etag=stored.etag)) as reader,
        pytest.raises(UnreadableContainer),
    ):
        probe.probe(reader, container.MOV, tools, LIMITS)


def test_what_happened_to_the_bucket_comes_before_what_ffprobe_made_of_it(deployment, clip_folder, tools):
    clip = clips.make("h264_mp4", clip_folder)
    bucket = deployment.config.source_bucket
    deployment.storage.put_file(bucket, KEY, clip, "video/mp4")
    replaced = Source(bucket=bucket, key=KEY, size=clip.stat().st_size, etag="0" * 32)
    with source.serve(deployment.storage, replaced) as reader, pytest.raises(SourceChanged):
        probe.probe(reader, container.MOV, tools, LIMITS)


class Slow:
    """A source that never answers ffprobe: a listener that nobody accepts from. What we read ourselves is no box of a mov."""

    def __init__(self, listener):
        self.port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/film"
        self.size = 1000

    def blocks(self, start, end):
        yield bytes(end - start)

    def check(self):
        """Nothing was met."""


@pytest.mark.parametrize("why", [Cancelled, LeaseLost, DeadlineReached, HandedBack])
def test_probing_ends_at_once_when_its_job_is_cancelled_lost_or_out_of_time(tools, why):
    looks = iter([None, None])

    def watch():
        if next(looks, why) is why:
            raise why

    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(why):
        probe.probe(Slow(listener), container.MOV, tools, LIMITS, watch)


def test_a_source_that_comes_too_slowly_is_tried_again_later(monkeypatch, tools):
    monkeypatch.setattr(probe, "PATIENCE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(BucketUnavailable):
        probe.probe(Slow(listener), container.MOV, tools, LIMITS)


@pytest.mark.parametrize(
    ("code", "complaints", "meaning"),
    [
        (1, ["[mov] Number of streams exceeds max_streams parameter (32), see …"], TooManyStreams),
        (1, ["source: Invalid data found when processing input"], UnreadableContainer),
        (1, [], UnreadableContainer),
        (-24, [], UnreadableContainer),
        (-11, [], UnreadableContainer),
        (-9, [], EncoderCrashed),
        (125, ["walls: landlock"], EncoderCrashed),
    ],
)
def test_a_bad_end_of_ffprobe_is_the_files_fault_unless_it_came_from_outside(code, complaints, meaning):
    assert type(probe_run.meaning(code, complaints)) is meaning


# ---------------------------------------------------------------- measuring


@pytest.mark.parametrize(
    "name", ["h264_mp4", "vfr_mp4", "prores_mov", "dnxhd_mxf", "silent", "mono_8", "rate_2997", "one_frame"]
)
def test_a_finished_file_is_decoded_to_its_last_frame(clip_folder, tools, name):
    measured = measure.measure(clips.make(name, clip_folder), tools)
    frames = {"vfr_mp4": 45, "rate_2997": 60, "one_frame": 1}.get(name, 50)
    assert (measured.frames_decoded, len(measured.timeline.ticks)) == (frames, frames)
    assert measured.decode_errors == ()
    assert len(measured.audio_seconds) == len(measured.media.audio)
    assert all(seconds == pytest.approx(2, abs=0.03) for seconds in measured.audio_seconds)
    assert measured.media.video.variable_rate == (name == "vfr_mp4")


def test_the_timeline_is_exact(clip_folder, tools):
    timeline = measure.measure(clips.make("rate_2997", clip_folder), tools).timeline
    times = [tick * timeline.time_base for tick in timeline.ticks]
    assert times == [Fraction(1001 * at, 30_000) for at in range(60)]


def test_frames_that_an_edit_list_hides_are_not_in_the_timeline(clip_folder, tools):
    timeline = measure.measure(clips.make("edit_list", clip_folder), tools).timeline
    assert timeline.ticks[0] == 0
    assert len(timeline.ticks) == 37  # of 50, the 13 that begin within the first half second


@pytest.mark.parametrize("name", bad_files.SPOILED)
def test_a_damaged_file_decodes_with_errors_or_short(clip_folder, tools, name):
    measured = measure.measure(clips.make(name, clip_folder), tools)
    assert measured.frames_decoded < 50 or measured.decode_errors


def test_a_file_that_is_no_film_cannot_be_measured(clip_folder, tools):
    with pytest.raises(VtsError):
        measure.measure(clips.make("moov_missing", clip_folder), tools)


def test_what_the_watch_raises_ends_the_measuring(clip_folder, tools, monkeypatch):
    monkeypatch.setattr(probe_run, "TURN_SECONDS", 0.0)

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure.measure(clips.make("h264_mp4", clip_folder), tools, stop)
