"""Headers that are just small enough: what ffprobe takes for them, in memory and seconds of the processor."""

import subprocess
import sys

import pytest

from functions.common.errors import HeaderTooLarge
from functions.ffmpeg import sandbox
from functions.media import container
from functions.media.header import check
from functions.media.limits import Limits
from functions.steps import probe
from tests.support.films import bombs, on_disk

MIB = 1024 * 1024
MOST_MIB, MOST_SECONDS = 150, 2
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
"""
"""Run by a small program: what is started by a large one is counted as large, too."""

LARGEST = {
    "tags": (lambda: bombs.tagged(3300), container.MOV),
    "metadata": (lambda: bombs.user_data(360, 65_000), container.MOV),
    "one_tag": (lambda: bombs.tagged(1, 23 * MIB), container.MOV),
    "compressed": (lambda: bombs.compressed(7 * MIB), container.MOV),
    "index": (lambda: bombs.long_index(4 * MIB), container.MOV),
    "simple_tags": (lambda: bombs.matroska(bombs.simple_tags(3300)), container.MATROSKA),
    "attachments": (lambda: bombs.matroska(bombs.attachments(27, MIB)), container.MATROSKA),
    "information": (lambda: bombs.avi(9900, 100), container.AVI),
    "descriptions": (lambda: bombs.asf(9900), container.ASF),
    "properties": (lambda: bombs.flv(9900), container.FLV),
    "comments": (lambda: bombs.ogg(9900), container.OGG),
    "sets_behind": (lambda: bombs.mxf_behind(9900, listed=True), container.MXF),
    "sets": (lambda: bombs.mxf(360, 65_000), container.MXF),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_headers_that_are_let_pass_take_little(name, tmp_path, ffmpeg):
    made, family = LARGEST[name]
    path = tmp_path / "film"
    path.write_bytes(made())
    with on_disk.serving(path) as reader:
        check.refuse(reader, family)
    asked = [ffmpeg.ffprobe, "-v", "quiet", *sandbox.options(sandbox.local_guards(family)), "-nofind_stream_info"]
    measured = [sys.executable, "-I", "-S", "-c", MEASURED, *asked, "-show_entries", probe.HEADER, f"file:{path}"]
    told = subprocess.run(measured, stdout=subprocess.PIPE, check=True, text=True).stdout
    memory, seconds = told.splitlines()[-1].split()
    assert int(memory) / 1024 < MOST_MIB
    assert float(seconds) < MOST_SECONDS


def test_a_header_that_is_too_much_is_refused_before_ffprobe_is_asked(tmp_path):
    path = tmp_path / "film"
    path.write_bytes(bombs.tagged(20_000))
    tools = sandbox.Tools(ffprobe="there-is-none")
    with on_disk.serving(path) as reader, pytest.raises(HeaderTooLarge) as met:
        probe.probe(reader, container.MOV, tools, Limits())
    assert (met.value.code, met.value.message) == (
        "header_too_large",
        "The file's header holds more than a video's does. It has more than 10,000 entries.",
    )
