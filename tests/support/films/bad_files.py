"""Files that must be refused or must fail, by name, each with the code that is to be the answer.

``clips.make`` makes them like the films. REFUSED end as rejected before anything is decoded, SPOILED begin like good films
and are damaged further in, HOSTILE point elsewhere: to ``CANARY``, or to what is put in its place.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support.films import clips
from tests.support.films.clips import BOTH, H264, PICTURE, SOUND, Film

CANARY = "http://127.0.0.1:9/canary"


class File(NamedTuple):
    """A file that is not made by ffmpeg alone."""

    suffix: str
    made_from: str
    content: Callable[[Path], bytes]


def _cut(name: str, share: float) -> Callable[[Path], bytes]:
    """The first part of a good film."""

    def content(folder: Path) -> bytes:
        whole = clips.make(name, folder).read_bytes()
        return whole[: int(len(whole) * share)]

    return content


def _flipped(name: str, seed: int) -> Callable[[Path], bytes]:
    """A good film with 200 bytes of its second half changed, always the same."""

    def content(folder: Path) -> bytes:
        film, chance = bytearray(clips.make(name, folder).read_bytes()), random.Random(seed)  # noqa: S311
        for _ in range(200):
            film[chance.randrange(len(film) // 2, len(film))] ^= chance.randrange(1, 256)
        return bytes(film)

    return content


def _scrambled_index(folder: Path) -> bytes:
    """A film whose index is noise under a good name."""
    film = bytearray(clips.make("faststart", folder).read_bytes())
    at = film.index(b"moov") + 4
    film[at : film.index(b"mdat") - 4] = random.Random(7).randbytes(film.index(b"mdat") - 4 - at)  # noqa: S311
    return bytes(film)


def _tracks(count: int) -> Callable[[Path], bytes]:
    """A film that says it has very many tracks: its one, over and over."""

    def content(folder: Path) -> bytes:
        film = clips.make("silent", folder).read_bytes()  # its index stands behind the pictures, so nothing moves
        at = film.index(b"moov") - 4
        index = film[at : at + struct.unpack_from(">I", film, at)[0]]
        track_at = index.index(b"trak") - 4
        track = index[track_at : track_at + struct.unpack_from(">I", index, track_at)[0]]
        index = index[:track_at] + track * count + index[track_at + len(track) :]
        return film[:at] + struct.pack(">I", len(index)) + index[4:]

    return content


def _zip(_: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("film.mp4"), b"film" * 100)
    return packed.getvalue()


def playlist(kind: str, url: str = CANARY) -> bytes:
    """Give a text that makes a careless ffmpeg fetch ``url``."""
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{url}.ts\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile {url}.mp4\n",
        "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" minBufferTime="PT1S"'
        ' mediaPresentationDuration="PT10S" profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet'
        ' contentType="video"><Representation id="1" mimeType="video/mp4" codecs="avc1.4d401e" bandwidth="100000">'
        f"<BaseURL>{url}.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>\n",
        "sdp": f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\na=control:{url}\r\n"
        "m=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
        "imf": '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2013">'
        f"<Id>urn:uuid:0</Id><Annotation>{url}</Annotation></CompositionPlaylist>\n",
        "xspf": f'<?xml version="1.0"?><playlist version="1"><trackList><track><location>{url}</location></track></trackList>'
        "</playlist>\n",
        "edl": f"TITLE: film\nFCM: NON-DROP FRAME\n\n001 A001 V C 01:00:00:00 01:00:01:00 00:00:00:00 00:00:01:00\n* {url}\n",
    }[kind].encode()


def _text(content: bytes) -> File:
    return File("mp4", "", lambda _: content)


HOSTILE = {
    f"{kind}_playlist": _text(playlist(kind)) for kind in ("hls", "ffconcat", "dash", "sdp", "imf", "xspf", "edl")
}

# name: (what it is, the code of its refusal)
REFUSED: dict[str, tuple[Film | File, str]] = {
    "empty": (_text(b""), "empty_file"),
    "one_byte": (_text(b"\x00"), "unknown_format"),
    "text": (_text(b"Dear editor,\n\nthe film follows by post.\n"), "text_file"),
    "html": (_text(b"<!doctype html>\n<title>404</title>\n<p>Not found.\n"), "text_file"),
    "noise": (_text(random.Random(5).randbytes(5000)), "unknown_format"),  # noqa: S311
    "zip": (File("mp4", "", _zip), "archive_file"),
    "jpg": (Film("jpg", f"{PICTURE} -frames:v 1 -c:v mjpeg -f image2 -update 1"), "image_file"),
    "png": (Film("png", f"{PICTURE} -frames:v 1 -f image2 -update 1"), "image_file"),
    **{name: (file, "playlist_file") for name, file in HOSTILE.items()},
    "audio_only": (Film("m4a", f"{SOUND} -c:a aac"), "no_video_stream"),
    "audio_with_cover": (
        Film(
            "m4a",
            f"{SOUND} -f lavfi -i color=red:s=64x64:d=0.04 -c:a aac -map 0 -map 1 -c:v mjpeg -disposition:v attached_pic"
            " -pix_fmt yuvj420p -f mp4",
        ),
        "no_video_stream",
    ),
    "moov_missing": (File("mp4", "h264_mp4", _cut("h264_mp4", 0.6)), "unreadable_container"),
    "moov_noise": (File("mp4", "faststart", _scrambled_index), "unreadable_container"),
    "mkv_stub": (File("mkv", "mkv_opus", _cut("mkv_opus", 0.002)), "unreadable_container"),
    "encrypted": (
        Film(
            "mp4",
            f"{BOTH} {H264} -c:a aac -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb"
            " -encryption_kid a7e61c373e219033c21091fa607bf3b8",
        ),
        "encrypted_media",
    ),
    "magicyuv_avi": (Film("avi", f"{PICTURE} -c:v magicyuv -frames:v 3"), "codec_not_allowed"),
    "picture_bomb": (
        Film(
            "mov", "-f lavfi -i color=black:s=16000x16000:r=1:d=1,format=gray -frames:v 1 -c:v png -compression_level 1"
        ),
        "frame_too_large",
    ),
    "track_bomb": (File("mp4", "silent", _tracks(10_000)), "too_many_streams"),
    "hundred_hours": (
        Film(
            "mp4",
            f"-f lavfi -i testsrc2=s=64x64:r=25 {H264} -frames:v 2"
            " -vf setpts=N*360000/TB -fps_mode passthrough -video_track_timescale 1000",
        ),
        "too_long",
    ),
    "million_fps": (
        Film("mp4", f"-f lavfi -i testsrc2=s=64x64:r=1000000 {H264} -frames:v 100 -video_track_timescale 1000000"),
        "rate_out_of_range",
    ),
}

SPOILED: dict[str, File] = {
    "truncated_mp4": File("mp4", "faststart", _cut("faststart", 0.6)),
    "truncated_mkv": File("mkv", "mkv_opus", _cut("mkv_opus", 0.6)),
    "truncated_ts": File("ts", "h264_ts", _cut("h264_ts", 0.6)),
    "damaged_mp4": File("mp4", "faststart", _flipped("faststart", 1)),
    "damaged_mkv": File("mkv", "mkv_opus", _flipped("mkv_opus", 2)),
    "damaged_ts": File("ts", "h264_ts", _flipped("h264_ts", 3)),
}

FILES: dict[str, Film | File] = {
    **{name: made for name, (made, _) in REFUSED.items()},
    **SPOILED,
    "subtitles": File("srt", "", lambda _: b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n"),
}
