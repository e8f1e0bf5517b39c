"""The same ffmpeg command by hand: taken from a job's log, with a local file instead of the loopback reader."""

from pathlib import Path

import pytest

from functions.ffmpeg import sandbox
from functions.media import container
from local.bench.overhead import NoCommandInLog, by_hand, command_of

LOG = (
    "/usr/bin/ffmpeg -rw_timeout 180000000 -max_redirects 0 -protocol_whitelist http,tcp -format_whitelist mov,mp4 -i "
    "http://source -map 0:V:0 -metadata:s:v 'reel_name=A 001' -crf 23 file:/attempt/proxy.mp4 -map 0:V:0 -c copy -f "
    "framecrc pipe:1\n\n[info] frame=25\n"
)


def test_the_command_is_the_first_line_of_the_log_word_by_word() -> None:
    words = command_of(LOG)

    assert words[0] == "/usr/bin/ffmpeg"
    assert "reel_name=A 001" in words
    assert words[-1] == "pipe:1"


def test_a_log_without_a_command_is_refused() -> None:
    with pytest.raises(NoCommandInLog):
        command_of("[error] moov atom not found\n")


def test_only_source_proxy_and_what_is_of_the_network_differ() -> None:
    words = by_hand(command_of(LOG), Path("/films/a.mp4"), Path("/tmp/by-hand.mp4"))

    assert words == [
        *("/usr/bin/ffmpeg", "-protocol_whitelist", "file", "-format_whitelist", "mov,mp4", "-i", "file:/films/a.mp4"),
        *("-map", "0:V:0", "-metadata:s:v", "reel_name=A 001", "-crf", "23", "file:/tmp/by-hand.mp4"),
        *("-map", "0:V:0", "-c", "copy", "-f", "framecrc", "pipe:1"),
    ]


def test_the_guards_of_a_source_become_those_of_a_local_file() -> None:
    argv = ["ffmpeg", *sandbox.options(sandbox.guards(container.MOV)), "-i", "http://source", "file:/proxy.mp4"]

    words = by_hand(argv, Path("/a.mp4"), Path("/b.mp4"))

    assert words == [
        "ffmpeg",
        *sandbox.options(sandbox.local_guards(container.MOV)),
        "-i",
        "file:/a.mp4",
        "file:/b.mp4",
    ]
