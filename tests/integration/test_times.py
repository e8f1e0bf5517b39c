"""Films whose times are not as even as their rate says: what every profile makes of them, by what a stranger finds."""

import struct
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support.films import webm
from tests.support.films.pipeline import Workshop

PICTURE = "-f lavfi -i testsrc2=s=160x90:r={rate}:d=2"
VP8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 200k -auto-alt-ref 0"
CODING = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 0"


def film(workshop: Workshop, name: str, rate: str, moved: str, *more: str) -> Path:
    """Make a film whose frames are shown as the filters ``moved`` say, to a hundred-thousandth of a second."""
    path = workshop.folder / name
    filters = f"settb=1/90000,{moved}"
    given = [
        *PICTURE.format(rate=rate).split(),
        "-vf",
        filters,
        "-fps_mode",
        "passthrough",
        "-enc_time_base",
        "1/90000",
    ]
    workshop.make(*given, *CODING.split(), "-video_track_timescale", "90000", *more, path)
    return path


def found(workshop: Workshop, path: Path) -> tuple[str, str, int]:
    (video,) = workshop.streams(path, "video")
    return video["r_frame_rate"], video["avg_frame_rate"], int(video["nb_frames"])


JOINED = "setpts=PTS+if(gte(N\\,25)\\,2070\\,0)"  # 23 ms
DROPPED = "select=mod(n-7\\,30)"
WAVERS = "setpts=PTS+900*mod(N*7\\,3)"  # 10 ms


@pytest.mark.parametrize(
    ("rate", "moved", "suffix", "profile"),
    [
        ("25", JOINED, "mp4", "edit-prores-proxy"),
        ("25", JOINED, "mkv", "edit-h264"),
        ("30", DROPPED, "mkv", "edit-h264"),
        ("30000/1001", DROPPED, "mp4", "edit-h264"),
        ("25", WAVERS, "mp4", "edit-h264"),
    ],
)
def test_an_edit_proxy_has_the_rate_that_its_film_was_shot_at(
    rate: str, moved: str, suffix: str, profile: str, workshop: Workshop
) -> None:
    made = workshop.carry(film(workshop, f"film.{suffix}", rate, moved), profile)
    assert made.refused == []
    whole = rate if "/" in rate else f"{rate}/1"
    assert found(workshop, made.path)[:2] == (whole, whole)
    (rule,) = (rule for rule in made.rules if rule.rule == "frame_rate")
    assert f"are whole frames at {whole} in the source." in rule.note


@pytest.mark.parametrize(
    ("shown", "profile"), [(300, "edit-h264"), (1200, "edit-h264"), (1200, "web-720p"), (7200, "edit-h264")]
)
def test_a_last_frame_that_is_short_or_long_is_no_fault(shown: int, profile: str, workshop: Workshop) -> None:
    """Of 3,600 ticks a frame has; its predecessor is moved, so that the rate is uneven."""
    last = f"setpts=PTS+if(eq(N\\,20)\\,1500\\,0)+if(gte(N\\,49)\\,{shown - 3600}\\,0)"
    moved = film(workshop, "film.mp4", "25", f"{last},setpts=PTS-if(eq(N\\,49)\\,1200\\,0)")
    assert workshop.carry(moved, profile).refused == []


UNEVEN = {
    "dropped": ("25", r"select=mod(n-7\,5)", 50),
    "wavering": ("25", r"setpts=PTS+random(0)*1200", 50),
    "doubled": ("50", r"setpts=floor(N/2)*3600+mod(N\,2)*10", 99),
    "one long frame": ("25", r"setpts=PTS+gte(N\,25)*36000", 60),
    "two rates": ("25", r"setpts=if(lt(N\,25)\,N*3600\,25*3600+(N-25)*3000)", 46),
}


@pytest.mark.parametrize("kind", UNEVEN)
def test_uneven_films_with_reordered_frames_keep_their_last_one(kind: str, workshop: Workshop) -> None:
    """An mp4 says of these when frames are shown, and not how long."""
    rate, moved, count = UNEVEN[kind]
    made = workshop.carry(film(workshop, "film.mp4", rate, moved, "-bf", "2"), "edit-h264")
    assert made.refused == []
    assert found(workshop, made.path)[2] == count


@pytest.mark.parametrize(
    ("sar", "profile"),
    [
        ("1137:800", "edit-h264"),
        ("9999:10000", "edit-h264"),
        ("4095:4093", "edit-prores-proxy"),
        ("1137:800", "web-720p"),
    ],
)
def test_a_pixel_aspect_is_exact_whatever_its_terms(sar: str, profile: str, workshop: Workshop) -> None:
    aspect = f"setsar=r={sar.replace(':', '/')}:max=65535"
    made = workshop.carry(film(workshop, "film.mp4", "25", f"trim=end_frame=5,{aspect}"), profile)
    assert made.refused == []
    (video,) = workshop.streams(made.path, "video")
    assert video["sample_aspect_ratio"] == ("1:1" if profile == "web-720p" else sar)


@pytest.mark.parametrize(
    ("unit", "rate", "profile"),  # unit: nanoseconds
    [
        (1, "30", "web-720p"),
        (1, "24000/1001", "edit-h264"),
        (7, "30", "edit-h264"),
        (10_000, "24000/1001", "web-720p"),
        (333_333, "30", "edit-h264"),
    ],
)
def test_a_matroska_clock_of_any_unit_leaves_the_rate(unit: int, rate: str, profile: str, workshop: Workshop) -> None:
    coded = workshop.folder / "film.ivf"
    workshop.make(*PICTURE.format(rate=rate).split(), *VP8.split(), coded)
    second, frames = 1_000_000_000 / unit, webm.ivf(coded)
    timed = [webm.Frame(int(number / Fraction(rate) * Fraction(second)), f.data) for number, f in enumerate(frames)]
    source = webm.write(workshop.folder / "film.webm", b"V_VP8", (160, 90), timed, unit)
    made = workshop.carry(source, profile)
    assert made.refused == []
    whole = rate if "/" in rate else f"{rate}/1"
    assert found(workshop, made.path)[1:] == (whole, len(frames))


def last_hidden(film: bytes) -> bytes:
    """Give the last sample no length, and let the edit list end a hundredth of a second before it."""
    made = bytearray(film)
    table, media, edit = made.index(b"stts"), made.index(b"mdhd"), made.index(b"elst")
    (rows,) = struct.unpack_from(">I", made, table + 8)
    last = table + 12 + 8 * (rows - 1)
    count, length = struct.unpack_from(">II", made, last)
    assert count == 1
    struct.pack_into(">I", made, last + 4, 0)
    (whole,) = struct.unpack_from(">I", made, media + 20)
    struct.pack_into(">I", made, media + 20, whole - length)
    struct.pack_into(">I", made, edit + 12, 1950)
    return bytes(made)


@pytest.mark.parametrize("profile", ["web-720p", "edit-h264"])
def test_a_sample_behind_the_edit_list_is_no_lost_frame(profile: str, workshop: Workshop) -> None:
    path = film(workshop, "film.mp4", "25", "setpts=PTS-2*gte(N\\,49)")
    path.write_bytes(last_hidden(path.read_bytes()))
    made = workshop.carry(path, profile)
    assert made.refused == []
    assert (made.media.video.frames, len(made.encoded.packets), made.encoded.decoded) == (50, 50, 49)
    (rule,) = (rule for rule in made.rules if rule.rule == "source_complete")
    assert rule.found == "49 frames, and 1 that its edit list hides"


def without_delay(film: bytes) -> bytes:
    """Take the decoder's delay out of the times, as phones do: the last frames of a group are decoded after they are shown."""
    made = bytearray(film)
    table, edit = made.index(b"ctts"), made.index(b"elst")
    _, delay = struct.unpack_from(">Ii", made, edit + 12)
    (rows,) = struct.unpack_from(">I", made, table + 8)
    made[table + 4] = 1  # signed
    for at in range(table + 12, table + 12 + 8 * rows, 8):
        count, late = struct.unpack_from(">Ii", made, at)
        struct.pack_into(">Ii", made, at, count, late - delay)
    struct.pack_into(">i", made, edit + 16, 0)
    return bytes(made)


@pytest.mark.parametrize("profile", ["web-720p", "edit-prores-proxy", "edit-h264"])
def test_frames_that_are_decoded_after_they_are_shown_keep_their_times(profile: str, workshop: Workshop) -> None:
    path, pyramid = workshop.folder / "short.mp4", "bframes=3:b-adapt=0:b-pyramid=strict:scenecut=0"
    coding = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-x264-params", pyramid, "-frames:v", "5"]
    workshop.make(*PICTURE.format(rate="25").split(), *coding, path)
    path.write_bytes(without_delay(path.read_bytes()))
    asked = workshop.ask(path, "-show_entries", "packet=pts,dts")["packets"]
    assert any(packet["dts"] > packet["pts"] for packet in asked)
    made = workshop.carry(path, profile)
    assert made.refused == []
    assert found(workshop, made.path) == ("25/1", "25/1", 5)


MPEG2 = "-c:v mpeg2video -bf 2"


@pytest.mark.parametrize("profile", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(
    ("suffix", "rate", "codecs"),
    [
        ("vob", "25", f"{MPEG2} -c:a pcm_s16be"),
        ("vob", "30000/1001", f"{MPEG2} -c:a ac3"),
        ("mpg", "24000/1001", f"{MPEG2} -c:a mp2"),
        ("mpg", "50", f"{MPEG2} -c:a mp2"),
        ("mpg", "25", "-c:v mpeg1video -c:a mp2"),
        ("mpg", "25", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 2 -c:a mp2 -f vob"),
        ("avi", "25", "-c:v mpeg4 -c:a libmp3lame"),
        ("avi", "50", "-c:v mpeg4 -bf 2 -c:a libmp3lame"),
        ("avi", "24", "-c:v mpeg4 -bf 2 -c:a pcm_s16le"),
    ],
)
def test_where_only_some_pictures_have_times_picture_and_sound_stay_together(
    suffix: str, rate: str, codecs: str, profile: str, workshop: Workshop
) -> None:
    path = workshop.folder / f"film.{suffix}"
    picture = f"-f lavfi -i testsrc2=s=128x72:r={rate}:d=1 -f lavfi -i sine=f=440:r=48000:d=1"
    workshop.make(*picture.split(), *codecs.split(), path)
    made = workshop.carry(path, profile)
    assert made.refused == []
    assert Fraction(made.plan.rate) == Fraction(rate)
    (video,), (sound,) = (workshop.streams(made.path, kind) for kind in ("video", "audio"))
    assert abs(float(sound["start_time"]) - float(video["start_time"])) < 0.025


PRORES = "-c:v prores_ks -profile:v 0 -pix_fmt yuv422p10le -flags +ildct -field_order"


@pytest.mark.parametrize(
    ("suffix", "coding", "fields", "profile", "order"),
    [
        ("mxf", f"{MPEG2} -flags +ilme+ildct -top 1", "tff", "edit-h264", "progressive"),
        ("mxf", f"{MPEG2} -flags +ilme+ildct -top 1", "tff", "edit-prores-proxy", "tb"),
        ("mov", f"{PRORES} tt -top 1", "tff", "edit-h264", "progressive"),
        ("mov", f"{PRORES} bb -top 0", "bff", "edit-h264", "progressive"),
        ("mov", f"{PRORES} bb -top 0", "bff", "edit-prores-proxy", "bt"),
    ],
)
def test_fields_of_a_picture_of_486_lines_are_kept_where_the_codec_can(
    suffix: str, coding: str, fields: str, profile: str, order: str, workshop: Workshop
) -> None:
    """Of NTSC with all its lines; here of 122, as 4 does not divide either."""
    path = workshop.folder / f"film.{suffix}"
    picture = f"-f lavfi -i testsrc2=s=180x122:r=30000/1001:d=0.2 -vf setfield={fields}"
    workshop.make(*picture.split(), *coding.split(), path)
    made = workshop.carry(path, profile)
    assert made.refused == []
    (video,) = workshop.streams(made.path, "video")
    assert (video["field_order"], video["height"]) == (order, 122)
    (rule,) = (rule for rule in made.rules if rule.rule == "field_order")
    assert ("multiple of 4 lines" in rule.note) == (profile == "edit-h264")


@pytest.mark.parametrize(("suffix", "profile"), [("mp4", "web-720p"), ("ts", "edit-h264")])
def test_whole_frames_at_the_rate_of_fields_that_are_marked_as_interlaced_are_all_kept(
    suffix: str, profile: str, workshop: Workshop
) -> None:
    path = workshop.folder / f"film.{suffix}"
    coding = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -flags +ilme+ildct -x264-params tff=1"
    workshop.make(*f"-f lavfi -i testsrc2=s=160x96:r=50:d=0.4 {coding}".split(), path)
    made = workshop.carry(path, profile)
    assert made.refused == []
    assert found(workshop, made.path) == ("50/1", "50/1", 20)


@pytest.mark.parametrize(
    ("name", "rate", "seconds", "expected", "either"),
    [
        ("film.gif", "30", 1, "30/1", True),
        ("film.gif", "24", 1, "24/1", True),
        ("film.gif", "30000/1001", 2, "30000/1001", False),
        ("film.gif", "25", 1, "25/1", False),
        ("film.apng", "60", 1, "60/1", False),
    ],
)
def test_an_animation_has_the_rate_that_its_rounded_times_fit_and_a_doubt_is_told(
    name: str, rate: str, seconds: int, expected: str, either: bool, workshop: Workshop
) -> None:
    path = workshop.folder / name
    workshop.make(*f"-f lavfi -i testsrc2=s=64x36:r={rate}:d={seconds}".split(), path)
    made = workshop.carry(path, "edit-h264")
    assert made.refused == []
    assert found(workshop, made.path)[0] == expected
    (rule,) = (rule for rule in made.rules if rule.rule == "frame_rate")
    assert ("it states no rate: taken as" in rule.note) == either


@pytest.mark.parametrize("profile", ["web-720p", "edit-h264"])
@pytest.mark.parametrize(
    ("rate", "before", "sound", "coding"),
    [
        ("25", 0.5, 0, "-c:v libx264 -preset ultrafast -bf 0 -pix_fmt yuv420p"),
        ("25", 0.46, 0.2, "-c:v libx264 -preset veryfast -bf 3 -pix_fmt yuv420p"),
        ("30000/1001", 0.5, -0.3, "-c:v mpeg4 -bf 2"),
        ("24", 0.3, None, "-c:v ffv1"),
        ("25", 0.4, 0.6, "-c:v libvpx -deadline realtime -cpu-used 8"),
    ],
)
def test_a_matroska_film_that_begins_before_0_is_whole_and_its_sound_at_its_place(
    rate: str, before: float, sound: float | None, coding: str, profile: str, workshop: Workshop
) -> None:
    """Pictures before 0 are read, and their times forgotten; ``sound`` begins so long after the picture."""
    path = workshop.folder / "early.mkv"
    heard = [] if sound is None else f"-itsoffset {sound} -f lavfi -i sine=f=440:r=48000:d=1".split()
    picture = f"-f lavfi -i testsrc2=s=128x72:r={rate}:d=1".split()
    moved = f"-avoid_negative_ts disabled -output_ts_offset -{before} -c:a pcm_s16le".split()
    workshop.make(*picture, *heard, *coding.split(), *moved, path)

    made = workshop.carry(path, profile)

    made.judge()
    frames = round(Fraction(rate))
    assert found(workshop, made.path)[0::2] == (rate if "/" in rate else f"{rate}/1", frames)
    if sound is not None:
        (video,), (track,) = (workshop.streams(made.path, kind) for kind in ("video", "audio"))
        assert abs(float(track["start_time"]) - float(video["start_time"]) - sound) < 0.025
