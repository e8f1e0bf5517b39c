"""The commands beside the one that makes a plain proxy, and what stands in all of them."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from functions.media.facts import Chapter
from functions.media.sound.amr import Apart
from functions.plan import command, plan, profile
from functions.plan.plan import Plan
from tests.support.films.sources import film, ready, track

URL = "http://127.0.0.1:9/token"
GUARDS: dict[str, str | int] = {"format_whitelist": "mov"}
PROXY, TEXTS = Path("/attempt/proxy.mp4"), Path("/attempt/texts")


def made(name: str = "web-720p", **changes: object) -> Plan:
    return plan.make(film(**changes), profile.load(name))


def argv(planned: Plan, **more: object) -> list[str]:
    return command.argv(planned, "ffmpeg", URL, GUARDS, PROXY, **more)  # type: ignore[arg-type]


def outputs(command_line: list[str]) -> list[list[str]]:
    """Give what stands behind the last input, a list for each output: all up to its file."""
    behind = len(command_line) - command_line[::-1].index("-i") + 1
    found: list[list[str]] = [[]]
    for word in command_line[behind:]:
        found[-1].append(word)
        if word == "-" or word.startswith(("file:", "pipe:")):
            found.append([])
    return found[:-1]


def values(words: list[str], option: str) -> list[str]:
    return [value for name, value in pairwise(words) if name == option]


# ---------------------------------------------------------------- the proxy


def test_a_proxy_and_the_list_of_the_sources_packets_come_of_one_run() -> None:
    proxy, listing = outputs(argv(made()))
    assert values(proxy, "-map") == values(listing, "-map") == ["0:V:0", "0:1"]
    assert (proxy[-1], listing[-1]) == ("file:/attempt/proxy.mp4", "pipe:1")
    assert (values(listing, "-f"), values(listing, "-c")) == (["framecrc"], ["copy"])
    assert "DTS-2/TB" in values(listing, "-bsf:v")[0]


def test_threads_are_given_to_decoder_filters_and_encoder_or_to_none() -> None:
    line = argv(made(), threads=3)
    assert (values(line, "-threads"), values(line, "-filter_threads"), values(line, "-threads:v")) == (["3"],) * 3
    assert not {"-threads", "-filter_threads", "-threads:v"} & set(argv(made()))


def test_an_edit_picture_is_not_turned_by_ffmpeg_and_a_web_picture_is() -> None:
    assert "-noautorotate" in argv(made("edit-h264", rotation=90))
    assert "-noautorotate" not in argv(made(rotation=90))


def test_a_damaged_film_that_is_accepted_may_have_any_share_of_errors() -> None:
    assert values(argv(plan.made_accepting(made())), "-max_error_rate") == ["1"]
    assert "-max_error_rate" not in argv(made())


def test_a_picture_that_changes_its_size_at_a_constant_rate_keeps_its_filters() -> None:
    assert values(argv(made("edit-h264", variable_rate=True)), "-reinit_filter:v") == ["0"]
    assert "-reinit_filter:v" not in argv(made("edit-h264"))


def test_nothing_of_the_source_is_carried_over_unasked() -> None:
    assert command.file_options(made()) == {
        "f": "mp4",
        "video_track_timescale": 12_800,
        "map_metadata:g": -1,
        "map_metadata:s": -1,
        "map_chapters": -1,
        "max_muxing_queue_size": 9999,
    }


def test_a_web_file_begins_with_its_index_and_an_edit_file_carries_timecode_and_reel() -> None:
    named = made("edit-prores-proxy", timecode="01:00:00:00", reel_name="A001")
    assert command.whole_options(made()) == {"movflags": "+faststart"}
    assert command.whole_options(named) == {"timecode": "01:00:00:00", "metadata:s:v": "reel_name=A001"}
    assert command.whole_options(made("edit-prores-proxy")) == {}


# ---------------------------------------------------------------- the picture's encoder


def test_h264_for_the_web_has_a_keyframe_each_two_seconds_and_closed_groups() -> None:
    options = command.video_options(made())
    assert (options["g"], options["bf"], options["flags:v"], options["crf"]) == (50, 2, "+cgop", 23)
    assert (options["c:v"], options["profile:v"], options["preset"]) == ("libx264", "high", "veryfast")
    assert options["enc_time_base:v"] == "1/12800"


@pytest.mark.parametrize(("rate", "group"), [("24000/1001", 12), ("25/1", 12), ("30/1", 15), ("1/4", 1)])
def test_for_cutting_a_keyframe_comes_each_half_second_but_never_less_than_one_frame(rate: str, group: int) -> None:
    assert command.video_options(made("edit-h264", rate=rate))["g"] == group


def test_fields_are_coded_as_fields_where_the_codec_can_tell_them() -> None:
    h264, prores = (command.video_options(made(name, field_order="bff")) for name in ("edit-h264", "edit-prores-proxy"))
    assert (h264["flags:v"], h264["x264-params"]) == ("+cgop+ildct+ilme", "bff=1")
    assert (prores["flags:v"], "x264-params" in prores) == ("+ildct+ilme", False)
    assert "flags:v" not in command.video_options(made("edit-dnxhr-lb", field_order="bff"))
    assert "x264-params" not in command.video_options(made("edit-h264"))


def test_codecs_of_single_frames_have_no_group_no_preset_and_no_quality() -> None:
    assert command.video_options(made("edit-prores-proxy")) == {
        "c:v": "prores_ks", "profile:v": "proxy", "fps_mode": "passthrough", "enc_time_base:v": "1/12800",
    }  # fmt: skip


def test_a_ceiling_of_bits_comes_with_a_buffer_of_two_seconds() -> None:
    bounded = made(bit_rate=1_000_000)
    options = command.video_options(bounded)
    assert (options["maxrate:v"], options["bufsize:v"]) == (bounded.most_bits, 2 * (bounded.most_bits or 0))
    assert "maxrate:v" not in command.video_options(made())


# ---------------------------------------------------------------- sound


def test_each_track_has_its_own_codec_rate_language_and_bits_for_each_channel() -> None:
    planned = made(audio=(track(1, language="deu"), track(2, channels=6, layout="5.1", sample_rate=44_100)))
    proxy, _ = outputs(argv(planned))
    assert values(proxy, "-ar:a:0") == ["48000"]
    assert values(proxy, "-ar:a:1") == ["44100"]
    assert values(proxy, "-metadata:s:a:0") == ["language=deu"]
    assert "-metadata:s:a:1" not in proxy
    (two,), (six,) = values(proxy, "-b:a:0"), values(proxy, "-b:a:1")
    assert int(six) == 3 * int(two) == 384_000


def test_uncompressed_sound_has_no_rate_of_bits() -> None:
    assert "-b:a:0" not in argv(made("edit-h264"))


def test_what_comes_before_the_start_is_cut_and_holes_are_filled() -> None:
    (chain,) = values(argv(made()), "-filter:a:0")
    assert chain.endswith("aresample=async=1:min_hard_comp=0.1,atrim=start=0,aformat=channel_layouts=stereo")


def test_of_channels_without_a_layout_the_first_two_are_taken() -> None:
    (chain,) = values(argv(made(audio=(track(channels=16, layout=None),))), "-filter:a:0")
    assert chain.endswith("pan=stereo|c0=c0|c1=c1")


def test_a_layout_that_old_ffmpegs_do_not_know_is_left_to_them() -> None:
    (chain,) = values(argv(made("edit-h264", audio=(track(channels=16, layout="hexadecagonal"),))), "-filter:a:0")
    assert chain.endswith("atrim=start=0")


def test_sound_that_is_copied_is_decoded_beside_to_hear_whether_it_is_whole() -> None:
    proxy, _, beside = outputs(argv(made(audio=(track(1), ready(2, language="eng"), ready(3)))))
    assert [values(proxy, f"-c:a:{n}") for n in range(3)] == [["aac"], ["copy"], ["copy"]]
    assert values(proxy, "-metadata:s:a:1") == ["language=eng"]
    assert "-filter:a:1" not in proxy
    assert (values(beside, "-map"), values(beside, "-f"), beside[-1]) == (["0:2", "0:3"], ["null"], "-")
    first, second = values(beside, "-filter:a:0")[0], values(beside, "-filter:a:1")[0]
    assert ("*256+9)" in first, "*256+13)" in second) == (True, True)  # tracks 2 and 3, as the log names them


# ---------------------------------------------------------------- tracks that were taken apart


def test_a_track_that_was_taken_apart_is_read_from_its_file_at_its_time() -> None:
    planned = made(audio=(track(1), track(2)))
    line = argv(planned, apart={2: Apart(Path("/attempt/2.amr"), 1_500_000)})
    proxy, listing = outputs(line)
    assert values(line, "-i") == [URL, "file:/attempt/2.amr"]
    assert values(line, "-itsoffset") == ["1.500000"]
    assert values(proxy, "-map") == ["0:V:0", "0:1", "1:a:0"]
    assert values(listing, "-map") == ["0:V:0", "0:1", "0:2"]
    own = line[line.index("-itsoffset") - 6 : line.index("file:/attempt/2.amr")]
    assert (values(own, "-format_whitelist"), values(own, "-protocol_whitelist")) == (["amr"], ["file"])


def test_taking_apart_copies_those_tracks_into_files_and_lists_their_packets() -> None:
    planned = made(audio=(track(1), track(4), track(5)))
    line = command.taking_apart(planned, "ffmpeg", URL, GUARDS, {2: Path("/attempt/2"), 3: Path("/attempt/3")})
    assert [(values(each, "-map"), values(each, "-f"), each[-1]) for each in outputs(line)] == [
        (["0:4"], ["amr"], "file:/attempt/2"),
        (["0:5"], ["amr"], "file:/attempt/3"),
        (["0:4", "0:5"], ["framecrc"], "pipe:1"),
    ]
    assert values(line, "-format_whitelist") == ["mov"]
    assert all(values(each, "-c") == ["copy"] for each in outputs(line))


# ---------------------------------------------------------------- titles and chapters


def test_titles_and_chapters_come_from_a_file_that_is_the_last_input() -> None:
    planned = made(audio=(track(1), track(2, title="Ton")), chapters=(Chapter(start=0.0, title="A"),))
    line = argv(planned, texts=TEXTS)
    assert values(line, "-i") == [URL, "file:/attempt/texts"]
    guards = line[line.index(URL) + 1 : line.index("file:/attempt/texts") + 1]
    assert " ".join(guards) == (
        "-protocol_whitelist file -format_whitelist ffmetadata -f ffmetadata -i file:/attempt/texts"
    )
    proxy, _ = outputs(line)
    assert values(proxy, "-map_chapters") == ["1"]
    assert values(proxy, "-map_metadata:s:a:1") == ["1:s:2"]
    assert "-map_metadata:s:a:0" not in proxy


def test_behind_tracks_that_were_taken_apart_the_file_has_the_next_number() -> None:
    planned = made(audio=(track(1, title="Ton"), track(2)), chapters=(Chapter(start=0.0, title="A"),))
    line = argv(planned, texts=TEXTS, apart={2: Apart(Path("/attempt/2.amr"), 0)})
    assert values(line, "-i") == [URL, "file:/attempt/2.amr", "file:/attempt/texts"]
    assert values(outputs(line)[0], "-map_metadata:s:a:0") == ["2:s:1"]
    assert values(outputs(line)[0], "-map_chapters") == ["2"]


def test_without_chapters_none_are_taken_and_without_the_file_no_title() -> None:
    titled = made(audio=(track(1, title="Ton"),))
    assert command.carried_options(titled, TEXTS, 1) == {"map_metadata:s:a:0": "1:s:1", "map_chapters": -1}
    assert command.carried_options(titled, None, 1) == {}
    assert command.with_texts(["ffmpeg", "-i", URL, "out"], None) == ["ffmpeg", "-i", URL, "out"]


# ---------------------------------------------------------------- reading a finished file, and packets


def test_a_finished_file_is_listed_with_its_own_times_and_a_hash_of_each_stream() -> None:
    line = command.reading("ffmpeg", URL, GUARDS)
    assert line[: line.index("-i")].count("-copyts") == 1
    listing, hashes = outputs(line)
    assert values(listing, "-map") == values(hashes, "-map") == ["0:v:0", "0:a?"]
    assert (values(listing, "-f"), values(hashes, "-f")) == (["framecrc"], ["streamhash"])
    assert values(hashes, "-hash") == ["murmur3"]


def test_a_line_of_a_hash_is_told_from_a_line_of_a_packet() -> None:
    assert command.is_hash("0,v,murmur3=0123")
    assert not command.is_hash("0, 0, 0, 512, 100, 0x1")


def test_sound_that_is_listed_alone_is_named_by_its_number_among_the_sound() -> None:
    (listing,) = outputs(command.sound_listing([0, 2], "ffmpeg", URL, GUARDS))
    assert values(listing, "-map") == ["0:a:0", "0:a:2"]
    assert (values(listing, "-f"), values(listing, "-c"), listing[-1]) == (["framecrc"], ["copy"], "pipe:1")


def test_packets_that_may_hold_frames_never_shown_are_copied_into_a_pipe() -> None:
    *_, packets = outputs(argv(made(), pipe=Path("/attempt/pipe")))
    assert (values(packets, "-map"), values(packets, "-f"), packets[-1]) == (["0:V:0"], ["data"], "file:/attempt/pipe")
    assert values(packets, "-bsf:v") == ["setts=ts=N"]
    assert len(outputs(argv(made()))) == 2


def test_the_programme_that_was_chosen_is_the_one_that_is_read() -> None:
    line = argv(made(index=3, programme=2, container="mpegts", dropped_streams=("programme 1",)))
    assert [values(each, "-map")[0] for each in outputs(line)] == ["0:3", "0:3"]


def test_a_frame_has_whole_ticks_at_the_rate_of_the_plan() -> None:
    assert made(rate="30000/1001", time_base="1/30000").frame_ticks == Fraction(1001)


def test_a_picture_is_decoded_by_the_decoder_that_reads_its_alpha_channel() -> None:
    line = argv(made(codec="vp9", alpha=True, decoder="libvpx-vp9", container="matroska"))
    at = line.index("-c:V:0")
    assert line[at + 1] == "libvpx-vp9"
    assert at < line.index("-i")
    assert "-c:V:0" not in argv(made(codec="vp9", container="matroska"))


def test_tags_language_and_title_of_the_picture_come_over() -> None:
    planned = made(
        "edit-prores-proxy", tags={"title": "T"}, language="ger", title="Kamera", reel_name="A1", timecode="01:00:00:00"
    )
    proxy, _ = outputs(argv(planned, texts=TEXTS))
    assert values(proxy, "-map_metadata:g") == ["1"]
    assert values(proxy, "-map_metadata:s:v:0") == ["1:s:0"]
    assert values(proxy, "-metadata:s:v:0") == ["language=deu"]
    assert values(proxy, "-metadata:s:v") == ["reel_name=A1"]
    assert values(proxy, "-movflags") == ["+use_metadata_tags"]
    bare, _ = outputs(argv(made("edit-prores-proxy"), texts=TEXTS))
    assert values(bare, "-map_metadata:g") == ["-1"]
    assert values(bare, "-movflags") == []
