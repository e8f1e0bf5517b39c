"""The clips that figures are measured with, made by ffmpeg. Each is made once for each folder."""

import struct
import subprocess
from pathlib import Path

from functions.common.errors import SetupError

_PATIENCE_SECONDS = 900
_RAW_SIZE, _RAW_FRAME_BYTES = "1280x720", 1280 * 720 * 2  # uyvy422: two bytes a pixel
_BLOCK = 4 * 1024 * 1024
_FTYP_SIZE = 24
_REPEATED_SECONDS = 10.0
_TONE = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-ac", "2", "-c:a", "aac"]


class ClipFailed(SetupError):
    """ffmpeg could not make a clip to measure with."""

    hint = "Run `./vts doctor`: it says what this ffmpeg lacks."


def film(ffmpeg: str, folder: Path, seconds: float) -> Path:
    """Make a film as cameras do: 1080p at 25 frames a second, H.264 at 30 Mbit/s, stereo AAC at 48 kHz.

    Moving test pattern with seeded noise, so that decoding and encoding it cost what filmed pictures cost.
    """
    picture = "testsrc2=size=1920x1080:rate=25,noise=alls=12:allf=t:all_seed=7,format=yuv420p"
    coded = ["-c:v", "libx264", "-preset", "superfast", "-b:v", "30M", "-maxrate", "40M", "-bufsize", "40M", "-g", "50"]
    return _made(ffmpeg, folder / f"film-{seconds:g}s.mp4", picture, seconds, coded)


def plain(ffmpeg: str, folder: Path, seconds: float) -> Path:
    """Make a long film that costs little to make and to encode: 1080p at 25 frames a second, a moving test pattern and a tone.

    Ten seconds of picture are made, and repeated by copying their packets; in groups of two seconds, all of them closed.
    So ``seconds`` have to be even.
    """
    picture, once = "testsrc2=size=1920x1080:rate=25,format=yuv420p", min(seconds, _REPEATED_SECONDS)
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-flags", "+cgop"]
    short = _made(ffmpeg, folder / f"repeated-{once:g}s.mp4", picture, once, coded, sound=False)
    source = ["-stream_loop", "-1", "-i", str(short), "-t", str(seconds), *_TONE, "-map", "0:v", "-map", "1:a"]
    copied = ["-c:v", "copy", "-frames:v", str(round(seconds * 25))]
    return _run(ffmpeg, folder / f"plain-{seconds:g}s.mp4", [*source, *copied])


def clip(ffmpeg: str, folder: Path) -> Path:
    """Make one second of 320x180 with stereo sound, for counting jobs."""
    picture = "testsrc2=size=320x180:rate=25,format=yuv420p"
    return _made(ffmpeg, folder / "clip.mp4", picture, 1, ["-c:v", "libx264", "-preset", "veryfast"])


def raw(ffmpeg: str, folder: Path, size: int) -> Path:
    """Make a source of about ``size`` bytes, all of which has to be read: uncompressed 720p in mov, one picture repeated."""
    frames = max(1, size // _RAW_FRAME_BYTES)
    picture = f"testsrc2=size={_RAW_SIZE}:rate=25,loop=loop=-1:size=1,format=uyvy422"
    coded = ["-c:v", "rawvideo", "-frames:v", str(frames)]
    return _made(ffmpeg, folder / f"raw-{frames}.mov", picture, frames / 25, coded, sound=False)


def no_film(folder: Path, size: int) -> Path:
    """Make a file that is refused at its first bytes, so that after its upload no work follows. Not sparse, not all alike."""
    return _filled(folder / f"no-film-{size}", size, b"")


def hollow(folder: Path, size: int) -> Path:
    """Make a file that the page takes for a film, and the worker refuses soon: an MP4 with room where the film should be."""
    ftyp = struct.pack(">I4s4sI4s4s", _FTYP_SIZE, b"ftyp", b"isom", 512, b"isom", b"mp41")  # ISO/IEC 14496-12, 4.3
    return _filled(folder / f"hollow-{size}.mp4", size, ftyp + struct.pack(">I4s", size - _FTYP_SIZE, b"free"))


def _filled(path: Path, size: int, head: bytes) -> Path:
    """Make a file of so many bytes that begins with ``head``."""
    if not path.exists():
        block = bytes(range(1, 251)) * (_BLOCK // 250 + 1)
        with path.open("wb") as file:
            file.write(head)
            for at in range(len(head), size, _BLOCK):
                file.write(block[: min(_BLOCK, size - at)])
    return path


def _made(ffmpeg: str, path: Path, picture: str, seconds: float, coded: list[str], *, sound: bool = True) -> Path:
    tone = [*_TONE, "-shortest"] if sound else []
    return _run(ffmpeg, path, ["-f", "lavfi", "-i", picture, *tone, *coded, "-t", str(seconds)])


def _run(ffmpeg: str, path: Path, arguments: list[str]) -> Path:
    """Run ffmpeg for a file, unless it is there."""
    if path.exists():
        return path
    part = path.with_name(f"part-{path.name}")
    done = subprocess.run(
        [ffmpeg, "-v", "error", "-nostdin", "-y", *arguments, str(part)],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode:
        raise ClipFailed(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"rc {done.returncode}")
    return part.replace(path)
