"""Small films by name, made by ffmpeg from recipes: ``clips.make("h264_mp4", folder)`` gives the path of one.

They are made once for each folder, and anew when the recipe or the ffmpeg changes; the same recipe and ffmpeg give the same
bytes. FILMS can be transcoded; what must be refused or must fail is in bad_files.py, and made
here by its name as well.
"""

import hashlib
import os
import shlex
import shutil
import struct
import subprocess
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.support.films import bad_files

PICTURE = "-f lavfi -i testsrc2=s=320x180:r=25:d=2"
SOUND = "-f lavfi -i sine=f=440:r=48000:d=2"
BOTH = f"{PICTURE} {SOUND}"
H264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25"
HEVC10 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -x265-params log-level=error"
PRORES = "-c:v prores -profile:v 0 -pix_fmt yuv422p10le"
UNITY = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)  # the matrix of a track header, ISO/IEC 14496-12


def tagged(primaries: str, transfer: str, matrix: str) -> str:
    """Tag the colours of pictures: old ffmpegs heed the options, new ones the frames."""
    frames = f"-vf setparams=color_primaries={primaries}:color_trc={transfer}:colorspace={matrix}:range=tv"
    return f"{frames} -color_primaries {primaries} -color_trc {transfer} -colorspace {matrix} -color_range tv"


class Film(NamedTuple):
    """A recipe: the file's ending, ffmpeg's arguments with ``{name}`` for another clip, and what is done to the bytes."""

    suffix: str
    arguments: str
    afterwards: Callable[[bytes], bytes] | None = None


def turned(degrees: int) -> Callable[[bytes], bytes]:
    """Set the matrix of the first track so that players turn the picture clockwise, as phones do."""
    a, b, c, d, x, y = {90: (0, 1, -1, 0, 180, 0), 180: (-1, 0, 0, -1, 320, 180), 270: (0, -1, 1, 0, 0, 320)}[degrees]
    matrix = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, x << 16, y << 16, 1 << 30)

    def turn(film: bytes) -> bytes:
        at = film.index(UNITY, film.index(b"tkhd"))
        return film[:at] + matrix + film[at + len(matrix) :]

    return turn


def without_start(film: bytes) -> bytes:
    """Drop the first 40 % of a transport stream, as if the recording had begun in the middle of a group of pictures."""
    return film[len(film) * 2 // 5 // 188 * 188 :]


def fields(first: str, pictures: str = "s=320x192:r=50:d=2") -> str:
    """Give input and filter of pictures that are made of two fields of different moments."""
    which = {"t": "interleave_top", "b": "interleave_bottom"}[first]
    return f"-f lavfi -i testsrc2={pictures} {SOUND} -vf tinterlace={which},setfield={first}ff -flags +ildct+ilme"


def at_rate(rate: str) -> str:
    """Give two seconds of picture at a rate, with sound."""
    return f"-f lavfi -i testsrc2=s=320x180:r={rate}:d=2 {SOUND}"


FILMS: dict[str, Film] = {
    # containers and codecs
    "h264_mp4": Film("mp4", f"{BOTH} {H264} {tagged('bt709', 'bt709', 'bt709')} -c:a aac"),
    "faststart": Film("mp4", f"{BOTH} {H264} -c:a aac -movflags +faststart"),
    "fragmented": Film("mp4", f"{BOTH} {H264} -c:a aac -movflags frag_keyframe+empty_moov"),
    "hevc_10bit": Film("mp4", f"{BOTH} {HEVC10} -c:a aac"),
    "hdr10": Film("mp4", f"{BOTH} {HEVC10} {tagged('bt2020', 'smpte2084', 'bt2020nc')} -c:a aac"),
    "hlg": Film("mp4", f"{BOTH} {HEVC10} {tagged('bt2020', 'arib-std-b67', 'bt2020nc')} -c:a aac"),
    "h264_10bit": Film("mp4", f"{BOTH} -c:v libx264 -preset veryfast -pix_fmt yuv422p10le -c:a aac"),
    "prores_mov": Film(
        "mov", f"{BOTH} {PRORES} -c:a pcm_s16le -timecode 01:00:00:00 -metadata:s:v:0 reel_name=A001C002"
    ),
    "prores_drop": Film("mov", f"{at_rate('30000/1001')} {PRORES} -c:a pcm_s24le -timecode 00:59:58;02"),
    "dnxhd_mxf": Film(
        "mxf", f"{BOTH} -c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p -c:a pcm_s16le -timecode 10:00:00:00"
    ),
    "mpeg2_mxf": Film("mxf", f"{BOTH} -c:v mpeg2video -b:v 4M -c:a pcm_s16le -timecode 10:00:00:00"),
    "mpeg2_ts_interlaced": Film("ts", f"{fields('t')} -c:v mpeg2video -b:v 4M -c:a mp2"),
    "mpeg_ps": Film("mpg", f"{BOTH} -c:v mpeg2video -b:v 2M -c:a mp2"),
    "h264_ts": Film("ts", f"{BOTH} {H264} -bf 2 -c:a aac"),
    "m2ts": Film("m2ts", f"{BOTH} {H264} -c:a ac3 -mpegts_m2ts_mode 1"),
    "ts_mid_gop": Film("ts", f"{BOTH} {H264} -c:a aac", without_start),
    "mkv_opus": Film("mkv", f"{BOTH} {H264} -c:a libopus"),
    "webm_vp9": Film("webm", f"{BOTH} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k -c:a libopus"),
    "webm_live": Film("webm", f"{BOTH} -c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -c:a libopus -live 1"),
    "av1_mp4": Film("mp4", f"{BOTH} -c:v libaom-av1 -cpu-used 8 -usage realtime -b:v 300k -c:a aac"),
    "mjpeg_avi": Film("avi", f"{BOTH} -c:v mjpeg -q:v 5 -pix_fmt yuvj422p -c:a pcm_s16le"),
    "mpeg4_avi": Film("avi", f"{BOTH} -c:v mpeg4 -bf 2 -q:v 5 -c:a libmp3lame"),
    "flv": Film("flv", f"{BOTH} {H264} -c:a aac"),
    "wmv": Film("wmv", f"{BOTH} -c:v wmv2 -b:v 500k -c:a wmav2"),
    "theora_ogv": Film("ogv", f"{BOTH} -c:v libtheora -q:v 4 -c:a libvorbis"),
    # shapes
    "rotated_90": Film("mp4", f"{BOTH} {H264} -c:a aac", turned(90)),
    "rotated_180": Film("mp4", f"{BOTH} {H264} -c:a aac", turned(180)),
    "rotated_270": Film("mp4", f"{BOTH} {H264} -c:a aac", turned(270)),
    "anamorphic": Film("mp4", f"-f lavfi -i testsrc2=s=720x576:r=25:d=1 {SOUND} {H264} -vf setsar=64/45 -c:a aac -t 1"),
    "odd_size": Film("mkv", f"{BOTH} -vf scale=321:181,setsar=1 -c:v ffv1 -pix_fmt yuv420p -c:a flac"),
    "odd_size_444": Film("mp4", f"{PICTURE} -vf scale=321:181,setsar=1 -c:v libx264 -preset veryfast -pix_fmt yuv444p"),
    "interlaced_tff": Film("mp4", f"{fields('t')} {H264} -x264-params tff=1 -c:a aac"),
    "interlaced_bff": Film("mp4", f"{fields('b')} {H264} -x264-params bff=1 -c:a aac"),
    "interlaced_prores": Film("mov", f"{fields('t')} -c:v prores_ks -profile:v 0 -c:a pcm_s16le -timecode 01:00:00:00"),
    # rates
    "rate_23976": Film("mp4", f"{at_rate('24000/1001')} {H264} -c:a aac"),
    "rate_23976_mkv": Film("mkv", f"{at_rate('24000/1001')} {H264} -c:a aac"),
    "rate_2997": Film("mp4", f"{at_rate('30000/1001')} {H264} -c:a aac -timecode 00:01:00;02"),
    "rate_5994": Film("mp4", f"{at_rate('60000/1001')} {H264} -c:a aac"),
    "rate_50": Film("mp4", f"{at_rate('50')} {H264} -c:a aac"),
    "rate_2": Film("mp4", f"{at_rate('2')} {H264} -c:a aac"),
    "vfr_mp4": Film("mp4", f"{BOTH} {H264} -vf select='not(eq(mod(n\\,10)\\,3))' -fps_mode vfr -c:a aac"),
    "vfr_late": Film("mp4", f"{BOTH} {H264} -vf select='lt(n\\,25)+not(mod(n\\,2))' -fps_mode vfr -c:a aac"),
    "joined": Film("mp4", "-stream_loop 2 -i {h264_mp4} -map 0 -c copy"),
    "one_frame": Film("mp4", f"{PICTURE} {H264} -frames:v 1"),
    "open_gop": Film(
        "mp4", f"{BOTH} {H264} -x264-params open-gop=1:keyint=12:min-keyint=12:bframes=3:scenecut=0 -c:a aac"
    ),
    "edit_list": Film("mp4", "-ss 0.5 -i {h264_mp4} -map 0 -c copy"),
    # sound
    "silent": Film("mp4", f"{PICTURE} {H264}"),
    "mono_8": Film("mov", f"{PICTURE} {SOUND} {PRORES} -c:a pcm_s24le -map 0:v" + " -map 1:a" * 8),
    "surround": Film("mp4", f"{BOTH} {H264} -c:a aac -ac 6"),
    "two_languages": Film(
        "mkv", f"{BOTH} {H264} -c:a aac -map 0 -map 1 -map 1 -metadata:s:a:0 language=ger -metadata:s:a:1 language=fre"
    ),
    "three_tracks": Film(  # of sound, the picture between them
        "mp4",
        f"{SOUND} {BOTH} -f lavfi -i anoisesrc=r=44100:d=2:a=0.2:seed=3 {H264} -c:a aac -map 0 -map 1 -map 3 -map 2"
        " -b:a:1 64k -ac:a:2 2 -b:a:2 160k -metadata:s:a:1 language=fre",
    ),
    "audio_late": Film("mp4", f"{PICTURE} -itsoffset 0.5 {SOUND} {H264} -c:a aac"),
    "audio_early_ts": Film("ts", f"-itsoffset 0.4 {PICTURE} {SOUND} {H264} -c:a aac"),
    # company
    "cover_picture": Film(
        "mp4",
        f"{BOTH} -f lavfi -i color=red:s=64x64:d=0.04 {H264} -c:a aac -map 0 -map 1 -map 2 -c:v:1 mjpeg"
        " -pix_fmt:v:1 yuvj420p -disposition:v:1 attached_pic",
    ),
    "data_track": Film("ts", f"{BOTH} -f data -i {{h264_mp4}} {H264} -c:a aac -map 0 -map 1 -map 2 -c:d copy"),
    "subtitled": Film("mkv", f"{BOTH} -f srt -i {{subtitles}} {H264} -c:a aac -map 0 -map 1 -map 2 -c:s srt"),
}


def ffmpeg() -> str:
    """Give the ffmpeg that makes the clips: FFMPEG, else the one on PATH."""
    return os.environ.get("FFMPEG") or shutil.which("ffmpeg") or "ffmpeg"


@cache
def _version(binary: str) -> str:
    return subprocess.run([binary, "-version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]


def make(name: str, folder: Path) -> Path:
    """Give the clip of that name, made now unless ``folder`` has it from this recipe and this ffmpeg."""
    from tests.support.films import bad_files

    return of(name, FILMS.get(name) or bad_files.FILES[name], folder)


def of(name: str, recipe: "Film | bad_files.File", folder: Path) -> Path:
    """Give the file that a recipe makes, under a name of its own."""
    path = folder / f"{name}-{_mark(recipe, folder)}.{recipe.suffix}"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{uuid.uuid4().hex}.{recipe.suffix}"  # several test processes may share the folder
        if isinstance(recipe, Film):
            _film(recipe, folder, part)
        else:
            part.write_bytes(recipe.content(folder))
        part.rename(path)
    return path


def _mark(recipe: "Film | bad_files.File", folder: Path) -> str:
    """Give what changes with the recipe, with the clips that go into it, and with the ffmpeg."""
    if isinstance(recipe, Film):
        parts = [*_arguments(recipe, folder), _code(recipe.afterwards), _version(ffmpeg())]
    else:
        parts = [_code(recipe.content), make(recipe.made_from, folder).name if recipe.made_from else ""]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def _code(function: Callable[..., bytes] | None) -> str:
    """Give a function's code and what it closes over."""
    if function is None:
        return ""
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    return f"{function.__code__.co_code.hex()} {function.__code__.co_consts} {[c for c in cells if not callable(c)]}"


def _arguments(recipe: Film, folder: Path) -> list[str]:
    parts = shlex.split(recipe.arguments)
    return [str(make(part[1:-1], folder)) if part.startswith("{") else part for part in parts]


def _film(recipe: Film, folder: Path, path: Path) -> None:
    arguments = _arguments(recipe, folder)
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
    if "-flags" in arguments:
        exact = ["-fflags", "+bitexact"]
    argv = [ffmpeg(), "-nostdin", "-v", "error", "-y", *arguments, *exact, str(path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stderr}"
    if recipe.afterwards:
        path.write_bytes(recipe.afterwards(path.read_bytes()))


def padded(film: bytes, size: int) -> bytes:
    """The same film made longer by bytes that no player looks at: a `free` box, ISO/IEC 14496-12, section 8.1.2."""
    room = size - len(film)
    noise = b"".join(hashlib.sha256(str(n).encode()).digest() for n in range((room - 8) // 32 + 1))
    return film + room.to_bytes(4, "big") + b"free" + noise[: room - 8]
