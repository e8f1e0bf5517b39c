"""Starts ffmpeg and ffprobe confined: what they may read, write and reach, and what they may try to demux and decode.

Two kinds of wall. ``guards`` are ffmpeg's own options, which keep a hostile file from choosing another demuxer, decoder
or protocol than the ones meant for it. ``start`` is the kernel's: an empty environment, resource limits, a list of system
calls where the kernel has seccomp, and where it has Landlock a file system of a few folders and a network of one port.
Which of these a host has is its tier (tiers.py).
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from functions import syscalls, tiers, walls
from functions.children import Child, Meter
from functions.config import Config
from functions.errors import SandboxMissing, ToolMissing
from functions.families import Family
from functions.tiers import Tier

MAX_PIXELS = 36_864_000  # 8192 x 4500
MAX_STREAMS = 32  # of picture and sound
MAX_LISTED = 256  # streams that ffmpeg lists, with all that is not decoded: fonts, cover pictures, subtitles, data
MAX_ALLOC = 512 * 1024 * 1024  # bytes of one block
PATIENCE_SECONDS = 180  # how long a read may stay silent: longer than source.py goes on retrying the bucket

# Decoders by their own names (libdav1d) and by the codec's (av1). What is common in cameras, editing, screen recording and on
# the web; every further one is surface for an attacker, such as MagicYUV was (CVE-2026-8461). docs/why.md has the grounds.
VIDEO_DECODERS = (
    "h264,hevc,vvc,libdav1d,libaom-av1,av1,vp8,libvpx,vp9,libvpx-vp9,vp6,vp6a,vp6f,theora,mpeg1video,mpeg2video,"
    "mpegvideo,mpeg4,h263,h263p,h263i,flv,flv1,msmpeg4v1,msmpeg4v2,msmpeg4,msmpeg4v3,wmv1,wmv2,wmv3,vc1,prores,dnxhd,"
    "cfhd,dvvideo,mjpeg,mjpegb,jpeg2000,libopenjpeg,ffv1,huffyuv,ffvhuff,utvideo,rawvideo,v210,v410,r210,r10k,qtrle,"
    "rpza,svq1,svq3,cinepak,hap,png,apng,tiff,gif,bmp,aic,8bps,smc,msvideo1,msrle,zmbv,flashsv,flashsv2,tscc,camtasia,"
    "cscd,camstudio,v308,v408,ayuv,yuv4,y41p"
)
AUDIO_DECODERS = (
    "aac,aac_fixed,aac_latm,mp1,mp1float,mp2,mp2float,mp3,mp3float,ac3,ac3_fixed,eac3,dca,dts,truehd,mlp,opus,libopus,"
    "vorbis,libvorbis,flac,alac,wmav1,wmav2,wmapro,wmalossless,wmavoice,amrnb,amr_nb,amrwb,amr_wb,s302m,dvaudio,"
    "nellymoser,speex,libspeex,wavpack,gsm,gsm_ms,qdm2,mace3,mace6,g722,adpcm_g722,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,"
    "adpcm_swf,adpcm_yamaha,pcm_alaw,pcm_mulaw,pcm_s8,pcm_u8,pcm_s16le,pcm_s16be,pcm_u16le,pcm_u16be,pcm_s24le,"
    "pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_s16le_planar,pcm_s24le_planar,"
    "pcm_s32le_planar,pcm_bluray,pcm_dvd"
)
# What comes beside the film and is not carried. ffprobe opens every stream's decoder and gives up where it may not.
PASSENGER_DECODERS = (
    "webp,ass,ssa,srt,subrip,mov_text,text,webvtt,dvbsub,dvb_subtitle,dvdsub,dvd_subtitle,pgssub,hdmv_pgs_subtitle,"
    "xsub,microdvd,sami,realtext,subviewer,subviewer1,vplayer,mpl2,jacosub,pjs,stl,cc_dec,eia_608,"
    "libzvbi_teletextdec,libaribb24,libaribcaption,arib_caption"
)

Limit = Literal["CPU", "DATA", "FSIZE"]  # CPU seconds, bytes of memory that the program writes to, bytes of one file
NO_LIMITS: Mapping[Limit, int] = MappingProxyType({})
SYSTEM_READS = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/dev/null",
    "/dev/urandom",
)
PROCESSORS = ("/sys/devices/system/cpu", "/sys/devices/system/node")  # how many threads x264 and x265 start


@dataclass(frozen=True)
class Tools:
    """The binaries, whether they must, may or must not run in the kernel's sandbox, and with how many threads."""

    ffmpeg: str = "ffmpeg"
    ffprobe: str = "ffprobe"
    sandbox: Literal["auto", "require", "off"] = "auto"
    meter: Meter | None = field(default=None, compare=False)  # adds up what the programs took
    threads: int | None = None  # of one ffmpeg; None: it decides
    limits: Mapping[Limit, int] = field(
        default_factory=dict, compare=False
    )  # of each program, from the plan: budget.py

    @property
    def decoding(self) -> list[str]:
        """Arguments, for before an input, that keep decoders and filters to so many threads."""
        return ["-threads", str(self.threads), "-filter_threads", str(self.threads)] if self.threads else []

    @classmethod
    def of(cls, config: Config, meter: Meter | None = None) -> "Tools":
        """Take them from the deployment's configuration."""
        return cls(config.ffmpeg, config.ffprobe, config.sandbox, meter, config.ffmpeg_threads)


def guards(family: Family) -> dict[str, str | int]:
    """Give the input options, without their dash, for reading an untrusted source from the loopback reader.

    They go before ``-i`` in every ffmpeg and ffprobe call. ``protocol_whitelist`` alone does not keep a playlist named
    x.mp4 from fetching further addresses; ``format_whitelist`` does. ``max_redirects`` is not among them, as ffmpeg 6 to 8
    do not know it: the reader never redirects, and the walls let no other port be reached.
    """
    return {"protocol_whitelist": "http,tcp", "rw_timeout": PATIENCE_SECONDS * 1_000_000, **_common(family)}


def local_guards(family: Family) -> dict[str, str | int]:
    """Give the input options for reading a local file, to be named as ``file:/…``."""
    return {"protocol_whitelist": "file", **_common(family)}


def _common(family: Family) -> dict[str, str | int]:
    rate: dict[str, str | int] = {"framerate": family.rate} if family.rate else {}
    return {
        **rate,
        "format_whitelist": family.demuxers,
        "codec_whitelist": f"{VIDEO_DECODERS},{AUDIO_DECODERS},{PASSENGER_DECODERS}",
        "max_pixels": MAX_PIXELS,
        "max_streams": MAX_LISTED,
        "max_alloc": MAX_ALLOC,
        "probesize": 32_000_000,
        "analyzeduration": 10_000_000,
    }


def options(given: dict[str, str | int]) -> list[str]:
    """Write options as arguments: ``{"max_pixels": 9}`` is ``["-max_pixels", "9"]``."""
    return [part for name, value in given.items() for part in (f"-{name}", str(value))]


def tier(tools: Tools) -> Tier:
    """Say which walls ``start`` puts up on this host; resource limits and the empty environment are always among them."""
    return tiers.of(tools.sandbox)


def require(tools: Tools) -> Tier:
    """Give the tier. Raises SandboxMissing when the whole sandbox is required and this host does not have it."""
    level = tier(tools)
    if tools.sandbox == "require" and level != tiers.WHOLE:
        raise SandboxMissing(f"On this host, {tiers.WORDS[level]}.")
    return level


def start(
    argv: Sequence[str],
    *,
    tools: Tools,
    reads: Sequence[Path] = (),
    writes: Path | None = None,
    port: int | None = None,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    limits: Mapping[Limit, int] = NO_LIMITS,
) -> Child:
    """Start a program that may read ``reads``, write into the folder ``writes`` and connect to ``port`` of this host only.

    The child has no standard input, leads a session of its own, and is killed when the thread that called this ends, so
    call it from the one that waits for it. ``limits`` go before those of the tools. End it with ``stop``.

    Raises ToolMissing, and SandboxMissing when the whole sandbox is required and not there.
    """
    program = shutil.which(argv[0])
    if program is None:
        raise ToolMissing(f"{argv[0]} was not found.")
    level = require(tools)
    machine = syscalls.machine() if tiers.rules_calls(level) else None
    own, allowed = Path(program).resolve().parent, {**tools.limits, **limits}
    spec: walls.Spec = {
        "parent": os.getpid(),
        "landlock": walls.abi() if tiers.rules_files(level) else 0,
        "program": syscalls.program(machine, network=port is not None, writes=writes is not None) if machine else b"",
        "own_pid": syscalls.OWN_PID,
        "reads": [*SYSTEM_READS, *PROCESSORS, str(own), *(str(path.resolve()) for path in reads)],
        "writes": str(writes.resolve()) if writes else None,
        "port": port,
        "nice": 5,
        "limits": {"CORE": 0, "NOFILE": 256, **{str(name): value for name, value in allowed.items()}},
    }
    # A launcher, not preexec_fn: that one runs Python between fork and exec, which may deadlock in a process with threads.
    # It costs 20 ms a child.
    launcher = [sys.executable, "-I", "-S", walls.__file__, walls.packed(spec), os.path.abspath(program), *argv[1:]]  # noqa: PTH100
    return Child(
        launcher,
        tools.meter.add if tools.meter else None,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        cpu_limit=allowed.get("CPU"),
        stderr=stderr,
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )


def ended(process: Child, seconds: float) -> bool:
    """Wait up to ``seconds`` for the child's end, and say whether it came."""
    return process.ended(seconds) and process.poll() is not None


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Kill the child and all that it started, wait for its end, close its pipes; harmless on one that has ended."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it ended in this very moment
            process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
