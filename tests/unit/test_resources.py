"""Whether a film can be done in the time, the memory and on the disk that one run of a function has."""

import pytest

from functions.common.errors import DiskTooSmall, MemoryTooSmall, RunTooLate, TimeTooShort
from functions.fleet import resources
from functions.fleet.resources import Need, Room
from functions.media.facts import Audio, Media, Video
from functions.plan import estimate, plan, profile
from functions.plan.estimate import Place
from functions.segments.cuts import Cut
from functions.segments.manifest import Manifest

FUNCTION = Place(estimate.prices("aws"), memory_mb=3538, disk_mb=10_240)
ROOM = Room(seconds=890, memory_mib=3538, disk_bytes=10 * 1024**3)
MIB = 1024 * 1024


def film(
    seconds, *, width=1920, height=1080, pixel_format="yuv420p", bit_depth=8, codec="h264", sound=(), bit_rate=None
):
    video = Video(
        index=0,
        codec=codec,
        width=width,
        height=height,
        rate="25/1",
        pixel_format=pixel_format,
        bit_depth=bit_depth,
        frames=25 * seconds,
    )
    return Media(container="mov", duration=seconds, video=video, audio=sound, bit_rate=bit_rate)


def needed(media, *, name="web-720p", place=FUNCTION, pieces=None):
    return resources.needs(media, plan.make(media, profile.load(name)), place, pieces.sizes if pieces else None)


def tracks(count, channels=2, codec="pcm_s16le"):
    return tuple(Audio(index=n, codec=codec, channels=channels, sample_rate=48_000) for n in range(1, count + 1))


def cut_into(media, count, name="web-720p", *, shared=False):
    planned, frames = plan.make(media, profile.load(name)), media.video.frames // count
    cuts = tuple(Cut.model_construct(number=number, first=number * frames, frames=frames) for number in range(count))
    return Manifest(
        job_id="0" * 32,
        attempt=1,
        media=media,
        plan=planned,
        container="mov",
        demuxers="mov",
        start=0,
        cuts=cuts,
        shared=shared,
        ffmpeg="5.1.9",
        build="digest",
    )


def test_a_film_of_ten_minutes_is_done_in_one_run_and_one_of_two_hours_is_not():
    resources.refuse(needed(film(600)), ROOM)

    with pytest.raises(TimeTooShort) as refused:
        resources.refuse(needed(film(7200)), ROOM)
    assert refused.value.message.endswith("a run has 890 s.")


def test_in_pieces_the_largest_of_them_counts_and_the_join():
    two_hours = film(7200)

    whole, pieces = needed(two_hours), needed(two_hours, pieces=cut_into(two_hours, 360))

    resources.refuse(pieces, ROOM)
    assert whole.seconds / 360 < pieces.seconds < whole.seconds / 5
    assert pieces.disk_bytes == 2 * whole.disk_bytes


def test_sound_that_is_encoded_is_one_piece_of_one_processor_and_counts_as_long_as_it_is():
    ten_hours = film(36_000, sound=tracks(1))

    silent, shared, whole = (
        needed(media, pieces=cut_into(media, 1200, shared=shared)).seconds
        for media, shared in ((film(36_000), False), (ten_hours, True), (ten_hours, False))
    )
    twice = needed(more := film(36_000, sound=tracks(2)), pieces=cut_into(more, 1200))

    assert silent == shared < 200
    assert whole == pytest.approx(970, rel=0.02)  # 0.027 for a second, as measured: longer than a function may run
    resources.refuse(Need(whole, 1024, 0), ROOM)  # though not by more than the estimate may be wrong
    with pytest.raises(TimeTooShort):
        resources.refuse(twice, ROOM)


def test_more_processors_are_no_help_to_sound():
    ten_hours = film(36_000, sound=tracks(1))

    slow, fast = (
        needed(ten_hours, place=FUNCTION._replace(memory_mb=mb), pieces=cut_into(ten_hours, 1200)).seconds
        for mb in (1769, 10_240)
    )

    assert slow == fast


def test_the_piece_that_encodes_the_sound_reads_the_whole_source():
    large = film(36_000, sound=tracks(1), bit_rate=20_000_000)

    with pytest.raises(TimeTooShort):
        resources.refuse(needed(large, pieces=cut_into(large, 1200)), ROOM)
    resources.refuse(needed(large, pieces=cut_into(large, 1200, shared=True))._replace(disk_bytes=0), ROOM)


def test_in_one_pass_sound_counts_where_the_picture_is_next_to_nothing():
    radio = film(36_000, width=64, height=64, sound=tracks(2))

    with pytest.raises(TimeTooShort):
        resources.refuse(needed(radio), ROOM)


def test_a_proxy_that_is_larger_than_the_disk_is_refused_with_both_sizes():
    with pytest.raises(DiskTooSmall) as refused:
        resources.refuse(needed(film(3600), name="edit-prores-proxy")._replace(seconds=1), ROOM)

    assert "a run has 10,240 MiB free." in refused.value.message


def test_a_picture_that_takes_more_memory_than_there_is_is_refused():
    large = film(1, width=8192, height=4320, pixel_format="yuv444p12le", bit_depth=12, codec="hevc")

    with pytest.raises(MemoryTooSmall):
        resources.refuse(needed(large), ROOM._replace(memory_mib=1024))
    resources.refuse(needed(large), ROOM)


@pytest.mark.parametrize(
    ("width", "height", "codec", "pixel_format", "bit_depth", "measured_mib"),
    [
        (1920, 1080, "h264", "yuv420p", 8, 181),
        (1920, 1080, "hevc", "yuv420p10le", 10, 220),
        (3840, 2160, "h264", "yuv420p", 8, 243),
        (3840, 2160, "hevc", "yuv420p10le", 10, 407),
        (7680, 4320, "h264", "yuv420p", 8, 502),
        (7680, 4320, "hevc", "yuv420p10le", 10, 1155),
    ],
)
def test_memory_is_estimated_no_lower_than_ffmpeg_was_measured_to_take_and_at_most_twice_as_high(
    width, height, codec, pixel_format, bit_depth, measured_mib
):
    media = film(2, width=width, height=height, codec=codec, pixel_format=pixel_format, bit_depth=bit_depth)

    assert measured_mib < needed(media).memory_mib < 2 * measured_mib + 100


def test_what_the_estimate_may_be_wrong_by_is_tried():
    just = Need(seconds=890 * 1.4, memory_mib=3538 * 1.4, disk_bytes=14 * 1024**3)

    resources.refuse(just, ROOM)


def test_twice_the_memory_is_twice_the_speed():
    slow, fast = (needed(film(600), place=FUNCTION._replace(memory_mb=mb)).seconds for mb in (3538, 7076))

    assert slow == pytest.approx(2 * fast)


def test_what_a_whole_run_has_time_for_is_handed_back_by_a_late_one_and_not_refused():
    need = Need(600, 512, 0)

    resources.refuse(need, ROOM)
    for left in (100, 0, -5):
        with pytest.raises(RunTooLate) as late:
            resources.hand_back_if_late(need, left)
        assert "-" not in late.value.message
    resources.hand_back_if_late(need, 600)
    resources.hand_back_if_late(need, float("inf"))
