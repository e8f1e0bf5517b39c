"""Headers that are just small enough: what ffprobe takes for them, in memory and seconds of the processor."""

import subprocess
import sys
import zlib

import pytest

from functions.common.errors import HeaderTooLarge
from functions.ffmpeg import sandbox
from functions.media import container
from functions.media.header import check
from functions.media.header.count import Count
from functions.media.limits import Limits
from functions.steps import probe
from tests.support.films import bombs, on_disk

MIB = 1024 * 1024
MOST_MIB, MOST_SECONDS = 150, 2
ROUNDED = 0.5  # the system limits whole seconds of each run; what the first took is small
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
    "index": (lambda: bombs.long_index(MIB), container.MOV),
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


DEFLATED = b"k\0\0" + zlib.compress(bytes(30 * MIB), 9)
HOSTILE = {
    "raw h264 of delimiters": (lambda: bombs.raw(b"\0\0\0\1\x09\xf0", 18), container.H264, "unreadable_container"),
    "raw h264 of parameter sets": (lambda: bombs.raw(b"\0\0\0\1\x67\x42\xc0\x0a" + bytes(24)), container.H264, ""),
    "raw hevc of parameter sets": (lambda: bombs.raw(b"\0\0\0\1\x40\1" + bytes(range(1, 40))), container.HEVC, ""),
    "raw mpeg2 of empty pictures": (
        lambda: bombs.raw(bytes.fromhex("000001b301001013ffffe018 00000100000ffff8")),
        container.MPEGVIDEO,
        "",
    ),
    "raw av1 of delimiters": (lambda: bombs.raw(b"\x12\0"), container.OBU, ""),
    "ps of empty packs": (
        lambda: bombs.raw(bytes.fromhex("000001ba4400040004010000 03f8 000001be0000")),
        container.MPEG,
        "",
    ),
    "ts of programmes": (lambda: bombs.programmes(8000), container.MPEGTS, "too_many_streams"),
    "ogg of streams": (lambda: bombs.streams(100_000), container.OGG, "too_many_streams"),
    "flv of empty tags": (
        lambda: b"FLV\1\5\0\0\0\x09\0\0\0\0" + bombs.raw(b"\x09" + bytes(13) + b"\x0b"),
        container.FLV,
        "",
    ),
    "gxf of empty packets": (
        lambda: bombs.raw(bytes.fromhex("0000000001bc00000020 00000000e1e2") + bytes(16)),
        container.GXF,
        "",
    ),
    "nut of nothing": (lambda: b"nut/multimedia container\0" + bombs.raw(b"NM" + bytes(30)), container.NUT, ""),
    "ivf of a million frames a second": (
        lambda: b"DKIF\0\0 \0VP80@\0@\0@B\x0f\0\1\0\0\0" + bytes(8) + bombs.raw(bytes(12)),
        container.IVF,
        "",
    ),
    "y4m of a million frames a second": (
        lambda: b"YUV4MPEG2 W1 H1 F1000000:1 C420jpeg\n" + bombs.raw(b"FRAME\nabc"),
        container.Y4M,
        "rate_out_of_range",
    ),
    "y4m as large as can be": (lambda: b"YUV4MPEG2 W65535 H65535 F25:1\nFRAME\n", container.Y4M, "frame_too_large"),
    "gif of comments": (lambda: bombs.gif(4000, 20), container.GIF, "header_too_large"),
    "gif of empty comments": (lambda: bombs.gif(20_000, 0), container.GIF, "header_too_large"),
    "gif as large as can be": (lambda: b"GIF89a\xff\xff\xff\xff\0\0\0\x3b", container.GIF, "frame_too_large"),
    "apng of texts": (lambda: bombs.png(*[(b"tEXt", b"k\0v")] * 20_000), container.APNG, "header_too_large"),
    "apng that inflates": (lambda: bombs.png((b"zTXt", DEFLATED)), container.APNG, "header_too_large"),
    "apng with a profile that inflates": (lambda: bombs.png((b"iCCP", DEFLATED)), container.APNG, "header_too_large"),
    "apng as large as can be": (lambda: bombs.png(width=30_000, height=30_000), container.APNG, "frame_too_large"),
}
PROBED = """
import resource, sys
from pathlib import Path
from functions.common.errors import VtsError
from functions.ffmpeg.sandbox import Tools
from functions.media.container import *
from functions.media.limits import Limits
from functions.plan.profile import Options
from functions.steps import probe
from tests.support.films import on_disk
path, name, ffprobe = sys.argv[1:]
family = next(f for f in (*CONTAINERS, *RAW) if f.name == name)
before = resource.getrusage(resource.RUSAGE_SELF)
with on_disk.serving(Path(path)) as reader:
    try:
        reader.allow(family.readings)
        probe.probe(reader, family, Tools(ffprobe=ffprobe), Limits(), wanted=Options(rate="25"))
        code = "taken"
    except VtsError as refused:
        code = refused.code
children, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
print(code, children.ru_maxrss, children.ru_utime + children.ru_stime + own.ru_utime - before.ru_utime)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_nothing_but_heads_is_refused_soon_with_a_code_that_says_why(name, tmp_path, ffmpeg):
    made, family, expected = HOSTILE[name]
    path = tmp_path / "film"
    path.write_bytes(made())

    argv = [sys.executable, "-c", PROBED, str(path), family.name, ffmpeg.ffprobe]
    code, memory, seconds = subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout.split()

    assert code == expected if expected else code not in {"taken", "internal", "encoder_crashed", "took_too_long"}
    assert int(memory) / 1024 < MOST_MIB
    assert float(seconds) < MOST_SECONDS


LACED = b"\xa3\x41\x05\x82\0\0\x84\xff" + b"\x08" * 256  # a block of 256 packets of sound
CLUSTER = bytes.fromhex("1f43b67501ffffffffffffffe78200ff")  # of unknown length
EMPTY = {  # of a format: how its film is made, a unit of nothing that follows its beginning, and the code; None: it is taken
    "access units of hevc": ("libx265 -x265-params log-level=error", "hevc", b"\0\0\0\1\x46\1\x50", "header_too_large"),
    "ends of sequences of hevc": ("libx265 -x265-params log-level=error", "hevc", b"\0\0\1\x48\1", "header_too_large"),
    "access units of h264": ("libx264", "h264", b"\0\0\0\1\x09\xf0", "taken"),
    "user data of mpeg2": ("mpeg2video", "mpegvideo", b"\0\0\1\xb2", "taken"),
    "packets of a program stream": ("mpeg2video", "mpeg", b"\0\0\1\xe0\0\3\x80\0\0", "header_too_large"),
    "streams of a program stream": (
        "mpeg2video",
        "mpeg",
        b"".join(b"\0\0\1\xbd\0\x08\x80\0\0" + bytes([number, 0, 0, 0, 0]) for number in range(256)),
        "header_too_large",
    ),
    "temporal units of av1": ("libaom-av1 -cpu-used 8", "obu", b"\x12\0", "header_too_large"),
    "packets of a film that states no length": (
        "libvpx -c:a libopus",
        "matroska",
        CLUSTER + LACED * 1000,
        "header_too_large",
    ),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_true_beginning_does_not_let_empty_units_take_more(name, tmp_path, ffmpeg):
    encoder, written, unit, expected = EMPTY[name]
    path = tmp_path / "film"
    source = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25:duration=0.4"]
    source += ["-f", "lavfi", "-i", "sine=duration=0.4"] if written == "matroska" else []
    muxer = {"mpegvideo": "mpeg2video"}.get(written, written)
    made = [ffmpeg.ffmpeg, "-v", "error", *source, "-c:v", *encoder.split(), "-f", muxer, "pipe:1"]
    film = subprocess.run(made, stdout=subprocess.PIPE, check=True).stdout  # a pipe: no length is written afterwards
    path.write_bytes(film + bombs.raw(unit, 2 if written == "matroska" else 18))

    argv = [sys.executable, "-c", PROBED, str(path), written, ffmpeg.ffprobe]
    code, memory, seconds = subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout.split()

    assert code == expected
    assert int(memory) / 1024 < MOST_MIB
    assert float(seconds) < MOST_SECONDS + ROUNDED


def test_a_large_gif_which_ffmpeg_reads_whole_each_time_is_converted(workshop, tmp_path):
    path = tmp_path / "film.gif"
    noise = "nullsrc=size=1280x720:rate=10:duration=2,geq=lum='random(1)*255':cb='random(1)*255':cr='random(1)*255'"
    workshop.make("-f", "lavfi", "-i", noise, path)
    assert path.stat().st_size > 16 * MIB

    made = workshop.carry(path)

    assert made.media.duration == 2.0
    assert made.refused == []


def test_fonts_and_long_films_with_many_tracks_are_let_pass_with_the_memory_that_they_need():
    fonts, long_film, small_file = Count(64 * MIB), Count(12 * 1024**3), Count(MIB)

    fonts.attached(60 * MIB)
    long_film.samples(6 * 3600 * (60 + 8 * 47))  # six hours of 60 frames a second with eight tracks of AAC

    assert fonts.memory > 3 * 60 * MIB
    assert 600 * MIB < long_film.memory < 1024 * MIB
    assert long_film.cpu_seconds > MOST_SECONDS
    with pytest.raises(HeaderTooLarge, match="more than 4,194,304 packets"):
        small_file.samples(8 * MIB)
