"""The commands of segments: what differs from one pass, and nothing else."""

from itertools import pairwise
from pathlib import Path

import pytest

from functions.plan import command, plan, profile
from functions.segments import commands
from functions.segments.commands import AudioInput
from functions.segments.cuts import Cut
from tests.support.films import sources
from tests.support.films.golden import GUARDS, URL

CUT = Cut(number=1, first=50, frames=25, lead=0, seek="1.980000", stamp=26624, time=25600, shown=25600, last=37888)


def planned(name="web-720p", **changes):
    return plan.make(sources.film(**changes), profile.load(name))


def pairs(argv):
    return {(option, value) for option, value in pairwise(argv) if option.startswith("-")}


def segment(made, cut=CUT):
    return commands.picture(made, cut, "ffmpeg", URL, GUARDS, Path("/out/part.mp4"))


def test_a_segment_is_encoded_with_the_options_of_one_pass():
    made = planned()
    one_pass = pairs(command.argv(made, "ffmpeg", URL, GUARDS, Path("/out/proxy.mp4")))
    of_picture = {
        (o, v) for o, v in one_pass if o in {"-c:v", "-profile:v", "-g", "-bf", "-preset", "-crf", "-flags:v"}
    }
    assert len(of_picture) == 7
    assert of_picture <= pairs(segment(made))
    assert ("-x264-params", "stitchable=1") in pairs(segment(made))


def test_frames_are_counted_and_no_time_ends_a_segment():
    argv = segment(planned())
    assert {("-ss", "1.980000"), ("-frames:v", "25")} <= pairs(argv)
    assert argv.index("-ss") < argv.index("-i")
    assert not {"-t", "-to", "-movflags", "-timecode"} & set(argv)


def test_the_first_segment_does_not_seek():
    assert "-ss" not in segment(planned(), CUT.model_copy(update={"seek": None}))


def test_frames_get_the_times_they_have_in_the_whole_film_and_the_part_begins_at_0():
    (chain,) = [value for option, value in pairs(segment(planned())) if option == "-filter:v"]
    assert chain.startswith("settb=1/12800,setpts=PTS-26624+25600,")
    assert chain.endswith(",setpts=PTS-25600")


def test_where_seeking_finds_the_keyframe_itself_what_comes_earlier_all_the_same_is_left_out():
    argv = segment(planned(), CUT.model_copy(update={"near": "2.000500"}))
    (chain,) = [value for option, value in pairs(argv) if option == "-filter:v"]
    assert argv.index("-noaccurate_seek") < argv.index("-i")
    assert [argv[at + 1] for at, part in enumerate(argv) if part == "-ss"] == ["2.000500"]
    assert chain.startswith("settb=1/12800,setpts=PTS-26624+25600,trim=start_pts=25600,setpts=")
    assert "-noaccurate_seek" not in segment(planned())


def test_the_grid_of_rounded_times_is_counted_from_the_films_first_frame():
    made = planned(container="matroska", rate="24000/1001", time_base="1/1000")
    (chain,) = [value for option, value in pairs(segment(made)) if option == "-filter:v"]
    assert "st(0,0+round(round((PTS-0)*" in chain


def test_threads_are_those_of_the_worker_for_decoder_filters_and_encoder():
    made = planned()
    of_worker = {("-threads", "1"), ("-filter_threads", "1"), ("-threads:v", "1")}
    for argv in (
        commands.picture(made, CUT, "ffmpeg", URL, GUARDS, Path("/out/part.mp4"), 1),
        command.argv(made, "ffmpeg", URL, GUARDS, Path("/out/proxy.mp4"), 1),
    ):
        assert of_worker <= pairs(argv)
        assert argv.index("-threads") < argv.index("-i") < argv.index("-threads:v")
    assert not {"-threads", "-filter_threads", "-threads:v"} & set(segment(made))


def test_fields_are_told_to_the_encoder_beside_being_stitchable():
    made = planned("edit-h264", field_order="tff")
    assert ("-x264-params", "tff=1:stitchable=1") in pairs(segment(made))


def test_what_the_deinterlacer_looks_back_on_is_left_out_before_and_behind_it():
    lead = CUT.model_copy(update={"lead": 25})
    (chain,) = [value for option, value in pairs(segment(planned(field_order="tff"), lead)) if option == "-filter:v"]
    assert chain.index("trim=start_frame=24") < chain.index("bwdif=") < chain.index("trim=start_frame=1,")


def test_sound_is_made_by_the_filters_and_encoder_of_one_pass_and_all_packets_are_listed():
    made = planned(audio=(sources.track(1), sources.track(2, channels=6, layout="5.1(side)")))
    one_pass = pairs(command.argv(made, "ffmpeg", URL, GUARDS, Path("/out/proxy.mp4")))
    argv = commands.sound(made, "ffmpeg", URL, GUARDS, Path("/out/sound.mp4"))
    assert {(o, v) for o, v in one_pass if ":a:" in o} <= pairs(argv)
    assert argv[-1] == "pipe:1"
    assert "libx264" not in argv


def test_a_silent_film_is_only_listed():
    argv = commands.sound(planned(audio=()), "ffmpeg", URL, GUARDS, Path("/out/sound.mp4"))
    assert [part for part in argv if "/out/" in part] == []


def join(made, heard):
    return commands.join(made, [CUT], 1024, Path("/out/list"), heard, "ffmpeg", GUARDS, Path("/out/proxy.mov"))


def test_sound_that_was_put_together_is_listed_as_the_join_reads_it():
    made = planned(audio=(sources.ready(1), sources.ready(2)))
    whole, shared = (join(made, AudioInput(Path("/out/sound.mov"), (1, 0), listed)) for listed in (False, True))
    assert [value for option, value in pairwise(shared) if option == "-map"].count("1:a:1") == 3
    assert ("-f", "framecrc") in pairs(shared)
    assert ("-f", "framecrc") not in pairs(whole)


def test_the_join_copies_and_carries_what_only_the_whole_has():
    made = planned(
        "edit-prores-proxy", timecode="01:00:00:00", reel_name="A001", audio=(sources.track(1, language="deu"),)
    )
    argv = join(made, AudioInput(Path("/out/sound.mov"), (0,)))
    assert {
        ("-timecode", "01:00:00:00"), ("-metadata:s:v", "reel_name=A001"), ("-metadata:s:a:0", "language=deu"),
        ("-c", "copy"), ("-itsoffset", "2.080000"), ("-auto_convert", "0"),
    } <= pairs(argv)  # fmt: skip
    assert ("-hash", "murmur3") in pairs(argv)


@pytest.mark.parametrize(
    ("changes", "size", "looked_into"),
    [
        ({}, 10**10, 32_000_000),
        ({}, 10**7, 5_000_000),
        ({}, 600_000_000, 20_000_000),
        ({"audio": (sources.track(start=0.5),)}, 600_000_000, 25_000_000),
        ({"container": "mxf"}, 10**7, 32_000_000),
    ],
    ids=[
        "no more than before",
        "no less than ffmpeg does",
        "two seconds",
        "after the last start",
        "no transport stream",
    ],
)
def test_a_segment_looks_into_the_beginning_of_a_transport_stream_for_two_seconds(changes, size, looked_into):
    film = sources.film(**{"container": "mpegts", "audio": (), **changes}).model_copy(update={"duration": 60.0})
    opened = commands.opening(film, size, {"probesize": 32_000_000, "max_pixels": 9})
    assert opened == {"probesize": looked_into, "max_pixels": 9}
