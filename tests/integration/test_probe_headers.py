"""Headers that are just small enough: what ffprobe takes for them, in memory and seconds of the processor."""

import subprocess
import sys

import pytest

from functions import confine, families, headers, probe
from functions.errors import HeaderTooLarge
from functions.limits import Limits
from tests import bombs, on_disk

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
    "tags": (lambda: bombs.tagged(3300), families.MOV),
    "metadata": (lambda: bombs.user_data(360, 65_000), families.MOV),
    "one_tag": (lambda: bombs.tagged(1, 23 * MIB), families.MOV),
    "compressed": (lambda: bombs.compressed(7 * MIB), families.MOV),
    "index": (lambda: bombs.long_index(4 * MIB), families.MOV),
    "simple_tags": (lambda: bombs.matroska(bombs.simple_tags(3300)), families.MATROSKA),
    "attachments": (lambda: bombs.matroska(bombs.attachments(27, MIB)), families.MATROSKA),
    "information": (lambda: bombs.avi(9900, 100), families.AVI),
    "descriptions": (lambda: bombs.asf(9900), families.ASF),
    "properties": (lambda: bombs.flv(9900), families.FLV),
    "comments": (lambda: bombs.ogg(9900), families.OGG),
    "sets_behind": (lambda: bombs.mxf_behind(9900, listed=True), families.MXF),
    "sets": (lambda: bombs.mxf(360, 65_000), families.MXF),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_headers_that_are_let_pass_take_little(name, tmp_path, ffmpeg):
    made, family = LARGEST[name]
    path = tmp_path / "film"
    path.write_bytes(made())
    with on_disk.serving(path) as reader:
        headers.refuse(reader, family)
    asked = [ffmpeg.ffprobe, "-v", "quiet", *confine.options(confine.local_guards(family)), "-nofind_stream_info"]
    measured = [sys.executable, "-I", "-S", "-c", MEASURED, *asked, "-show_entries", probe.HEADER, f"file:{path}"]
    told = subprocess.run(measured, stdout=subprocess.PIPE, check=True, text=True).stdout
    memory, seconds = told.splitlines()[-1].split()
    assert int(memory) / 1024 < MOST_MIB
    assert float(seconds) < MOST_SECONDS


def test_a_header_that_is_too_much_is_refused_before_ffprobe_is_asked(tmp_path):
    path = tmp_path / "film"
    path.write_bytes(bombs.tagged(20_000))
    tools = confine.Tools(ffprobe="there-is-none")
    with on_disk.serving(path) as reader, pytest.raises(HeaderTooLarge) as met:
        probe.probe(reader, families.MOV, tools, Limits())
    assert (met.value.code, met.value.message) == (
        "header_too_large",
        "The file's header holds more than a video's does. It has more than 10,000 entries.",
    )
