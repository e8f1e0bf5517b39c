"""Which host a job is done on."""

import pytest

from functions.fleet import placement
from functions.fleet.hosts import MIB, Free
from functions.fleet.resources import Need
from functions.plan import profile

ENCODERS = ("aac", "dnxhd", "libx264", "pcm_s24le", "prores_ks")
ROOM = Free(memory=2048 * MIB, disk=10_000 * MIB)
NEED = Need(seconds=60, memory_mib=1000, disk_bytes=500 * MIB)


def lacks(*, name="web-720p", need=NEED, encoders=ENCODERS, free=ROOM):
    return placement.lacks(profile.load(name), need, encoders, free)


def test_a_host_that_has_it_all_lacks_nothing():
    assert all(lacks(name=name) is None for name in profile.names())


def test_an_encoder_that_is_missing_is_named():
    assert lacks(name="edit-dnxhr-lb", encoders=("aac", "libx264", "pcm_s24le")) == "Its ffmpeg has no dnxhd."
    assert lacks(encoders=()) == "Its ffmpeg has no libx264 and no aac."


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (Free(memory=900 * MIB, disk=10_000 * MIB), "900 MiB of memory available; the job needs 1,000 MiB"),
        (Free(memory=2048 * MIB, disk=400 * MIB), "400 MiB free; the job needs 500 MiB"),
    ],
)
def test_memory_and_disk_are_held_against_the_estimate(free, said):
    assert said in lacks(free=free)


def test_before_it_was_probed_only_the_encoder_counts():
    assert lacks(need=None, free=Free(0, 0)) is None
