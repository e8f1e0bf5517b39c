"""Container families: what is taken, what reads it, and which of them have no times of their own."""

import pytest

from functions.media import container
from functions.media.container import CONTAINERS, MOV, RAW, Family


def test_containers_have_times_and_raw_streams_have_none() -> None:
    assert {family.name for family in RAW} == {"h264", "hevc", "mpegvideo", "m4v", "vc1", "obu"}
    assert all(family.raw for family in RAW)
    assert not any(family.raw for family in CONTAINERS)
    assert {family.name for family in RAW} == container.RAW_NAMES


@pytest.mark.parametrize("family", sorted(RAW), ids=lambda family: family.name)
def test_a_raw_stream_is_read_at_the_rate_that_is_asked_for(family: Family) -> None:
    assert family.at("50/1") == Family(family.name, family.demuxers, raw=True, rate="50/1")
    assert family.rate == ""


@pytest.mark.parametrize("family", CONTAINERS, ids=lambda family: family.name)
def test_a_container_keeps_its_own_rate_whatever_is_asked_for(family: Family) -> None:
    assert family.at("50/1") == family


def test_no_demuxer_reads_two_families() -> None:
    demuxers = [demuxer for family in (*CONTAINERS, *RAW) for demuxer in family.demuxers.split(",")]
    assert len(demuxers) == len(set(demuxers))


def test_what_telephones_and_browsers_write_is_one_family_each() -> None:
    assert {"mov", "mp4", "m4a", "3gp"} <= set(MOV.demuxers.split(","))
    assert container.MATROSKA.demuxers.split(",") == ["matroska", "webm"]


def test_ffmpeg_is_told_the_demuxer_only_of_what_it_would_not_find_by_itself() -> None:
    assert {family.name for family in (*CONTAINERS, *RAW) if family.named} == {"apng"}


def test_families_are_known_by_the_names_that_certificates_have() -> None:
    assert [family.name for family in CONTAINERS] == [
        "mov", "matroska", "mpegts", "mpeg", "avi", "mxf", "flv", "asf", "ogg", "gxf", "nut", "ivf", "dv", "y4m", "gif", "apng",
    ]  # fmt: skip


def test_sound_alone_is_no_film_that_is_taken() -> None:
    assert container.ADTS not in {*CONTAINERS, *RAW}
    assert (container.ADTS.name, container.ADTS.demuxers, container.ADTS.raw) == ("adts", "aac", False)
