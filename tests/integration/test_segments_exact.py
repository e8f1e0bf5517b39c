"""A film made in segments is the film made in one pass: every frame, every time, every packet of sound, every tag."""

from fractions import Fraction

import pytest

from tests.support.films import long_films, segmenting

RATE = Fraction(25)  # of no consequence for films whose packets are frames
FILMS = [
    ("h264_mp4", "web-720p"),
    ("h264_mp4", "edit-h264"),
    ("open_gop", "web-720p"),
    ("hevc_10bit", "web-720p"),
    ("fragmented", "web-720p"),
    ("edit_list", "web-720p"),
    ("vfr_mp4", "web-720p"),
    ("rate_23976", "web-720p"),
    ("rate_2997", "edit-h264"),
    ("rotated_90", "edit-h264"),
    ("anamorphic", "edit-h264"),
    ("audio_late", "web-720p"),
    ("silent", "web-720p"),
    ("three_tracks", "web-720p"),
    ("interlaced_tff", "web-720p"),
    ("prores_mov", "web-720p"),
    ("prores_mov", "edit-prores-proxy"),
    ("prores_drop", "edit-dnxhr-lb"),
    ("interlaced_prores", "edit-prores-proxy"),
    ("mono_8", "edit-h264"),
    ("mkv_opus", "web-720p"),
    ("rate_23976_mkv", "web-720p"),
    ("two_languages", "web-720p"),
    ("h264_ts", "web-720p"),
    ("ts_mid_gop", "web-720p"),
    ("m2ts", "edit-h264"),
    ("audio_early_ts", "web-720p"),
    ("mpeg2_ts_interlaced", "web-720p"),
    ("dnxhd_mxf", "edit-dnxhr-lb"),
    ("mpeg2_mxf", "web-720p"),
]
SHARED = {
    (name, "web-720p")
    for name in ("h264_mp4", "open_gop", "hevc_10bit", "vfr_mp4", "rate_23976", "interlaced_tff", "three_tracks")
}
"""Films whose sound is copied, a share by each segment; of the others it is encoded, or there is none."""

OPEN = {"open_gop"}
"""Films with frames that are stored behind a keyframe and shown before it."""


@pytest.mark.parametrize(("name", "profile"), FILMS)
def test_segments_make_the_film_that_one_pass_makes(workshop, clip_folder, name, profile):
    film = long_films.make(name, clip_folder)

    made = segmenting.make(workshop, film, profile)

    assert len(made.cuts) >= 2
    assert made.shared is ((name, profile) in SHARED)
    assert sum(cut.frames for cut in made.cuts) == len(made.measured.timeline.ticks) == made.measured.frames_decoded
    assert [rule for rule in made.rules if not rule.passed] == []
    whole = workshop.finished(made.whole)
    assert made.measured.timeline == whole.timeline  # every frame on the very tick
    assert segmenting.sound_packets(workshop, made.joined) == segmenting.sound_packets(workshop, made.whole)
    shown = [frame for part in made.parts for frame in segmenting.pictures(workshop, part)]
    assert segmenting.pictures(workshop, made.joined) == shown
    assert described(made.measured.media) == described(whole.media)


def described(media):
    """What editors and players go by; lengths and rates of bits may differ by their rounding."""
    video = media.video.model_dump(exclude={"duration"})
    sound = [track.model_dump(exclude={"duration"}) for track in media.audio]
    return media.model_dump(include={"timecode", "reel_name", "start", "drop_frame"}), video, sound


@pytest.mark.parametrize("name", sorted({name for name, _ in FILMS if name in long_films.IN_MOOV}))
def test_the_moov_says_what_the_list_of_all_packets_says(workshop, clip_folder, name):
    found = segmenting.indexes(workshop, long_films.make(name, clip_folder))
    assert found.by_moov
    assert found.by_moov._replace(closed=frozenset()) == found.by_packets
    assert 0 in found.by_moov.closed <= set(found.by_moov.keys)
    assert (found.by_moov.closed == set(found.by_moov.keys)) == (name not in OPEN)
    frames = [read.frames(RATE, interlaced=False) for read in (found.made_up, found.listed)]
    assert frames[0] == frames[1]
    assert found.made_up.end(frames[0]) == found.listed.end(frames[1])
    assert found.made_up.undecodable(frames[0]) == found.listed.undecodable(frames[1])


def test_a_segment_of_a_transport_stream_reads_little_beside_its_own_part(workshop):
    """Of 30 Mbit/s, of which ten seconds were looked into each time: more than the whole film."""
    film = workshop.folder / "film.ts"
    picture = "-f lavfi -i testsrc2=s=320x180:r=25:d=4,noise=alls=80:allf=t -f lavfi -i sine=r=48000:d=4"
    coded = "-c:v mpeg2video -g 5 -bf 0 -b:v 30M -minrate 30M -maxrate 30M -bufsize 3M -muxrate 32M -c:a mp2"
    workshop.make(*picture.split(), *coded.split(), film)

    made = segmenting.make(workshop, film, "edit-h264", 1)

    assert [rule for rule in made.rules if not rule.passed] == []
    own, looked_into = film.stat().st_size / len(made.cuts), film.stat().st_size / 2  # two seconds
    assert made.read[0] < own + looked_into + 6_000_000  # what the encoder looks ahead; the others seek, too
