"""Films in many fragments, as cameras, screen recorders and streams write them: in one pass, in segments, and cut off."""

import pytest

from functions.bucket import source
from functions.common.errors import SourceDamaged, SourceReadTooOften
from functions.ffmpeg import runs, sandbox
from functions.media import container, sniff
from functions.media.limits import Limits
from functions.media.mp4 import plain_index
from functions.plan import plan, profile
from functions.segments import commands, cuts, index
from functions.steps import probe
from tests.support.films import clips, on_disk, segmenting
from tests.support.films.clips import Film
from tests.support.films.pipeline import Watching

SECONDS = 15
INPUTS = f"-f lavfi -i testsrc2=s=160x90:r=25:d={SECONDS} -f lavfi -i sine=f=440:r=48000:d={SECONDS}"
MORE = f"-f lavfi -i sine=f=880:r=44100:d={SECONDS} -map 0 -map 1 -map 2"
H264 = "-c:v libx264 -preset veryfast -g 12 -pix_fmt yuv420p -c:a aac"
FORMS = {
    "plain": Film("mp4", f"{INPUTS} {MORE} {H264} -movflags frag_keyframe+empty_moov"),
    "sidx": Film("mp4", f"{INPUTS} {H264} -movflags frag_keyframe+empty_moov+delay_moov+dash+global_sidx"),
    "sidx_each": Film("mp4", f"{INPUTS} {H264} -movflags frag_keyframe+empty_moov+default_base_moof+dash"),
    "moov_with_samples": Film("mp4", f"{INPUTS} {MORE} {H264} -movflags frag_keyframe"),
    "early_offsets": Film("mp4", f"{INPUTS} {H264} -bf 2 -movflags frag_keyframe+empty_moov+delay_moov+negative_cts_offsets"),
    "a_moof_a_track": Film("mp4", f"{INPUTS} {MORE} {H264} -movflags frag_keyframe+empty_moov+separate_moof"),
    "by_time": Film("mp4", f"{INPUTS} {H264} -frag_duration 300000 -movflags empty_moov+delay_moov"),
    "no_random_access": Film("mp4", f"{INPUTS} {H264} -movflags frag_keyframe+empty_moov+skip_trailer"),
    "pcm": Film("mov", f"{INPUTS} -c:v libx264 -preset veryfast -g 12 -c:a pcm_s16le -movflags frag_keyframe+empty_moov"),
    "from_a_stream": Film("mp4", f"{INPUTS} {H264} -output_ts_offset 3600 -movflags frag_keyframe+empty_moov+delay_moov"),
}  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "sidx", "moov_with_samples", "early_offsets", "pcm", "from_a_stream"])
def test_segments_of_fragments_make_the_film_that_one_pass_makes(workshop, clip_folder, form):
    film = clips.of(f"fragments_{form}", FORMS[form], clip_folder)

    made = segmenting.make(workshop, film, "web-720p", seconds=4)

    assert len(made.cuts) >= 3
    assert sum(cut.frames for cut in made.cuts) == SECONDS * 25 == made.media.video.frames
    assert [rule for rule in made.rules if not rule.passed] == []
    whole = workshop.finished(made.whole)
    assert made.measured.timeline == whole.timeline
    assert segmenting.sound_packets(workshop, made.joined) == segmenting.sound_packets(workshop, made.whole)
    shown = [frame for part in made.parts for frame in segmenting.pictures(workshop, part)]
    assert segmenting.pictures(workshop, made.joined) == shown


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"early_offsets"}))
def test_the_index_before_fragments_lists_what_ffmpeg_finds_in_them(workshop, clip_folder, form):
    """Except of early offsets: with those, pictures of a fragmented film are two frames late by ffmpeg 5."""
    film = clips.of(f"fragments_{form}", FORMS[form], clip_folder)
    laid = workshop.folder / f"laid{film.suffix}"
    with on_disk.serving(film) as reader:
        plain_index.lay(reader, container.MOV)
        laid.write_bytes(reader.front + film.read_bytes())

    def listed(path):
        lines = segmenting._lines(workshop, path, "-copyts", "-map", "0", "-c", "copy", "-f", "framecrc")
        rows = [[field.strip() for field in line.split(",")] for line in lines]
        first = min(int(row[2]) for row in rows if row[0] == "0")
        return sorted((row[0], int(row[2]) - first if row[0] == "0" else 0, row[4], row[5]) for row in rows)

    assert listed(laid) == listed(film)


@pytest.mark.parametrize("share", [0.31, 0.55, 0.9, 0.997])
def test_a_film_that_ends_in_the_middle_of_a_fragment_is_damaged(workshop, clip_folder, share):
    whole = clips.of("fragments_no_random_access", FORMS["no_random_access"], clip_folder).read_bytes()
    cut = workshop.folder / "cut.mp4"
    cut.write_bytes(whole[: int(len(whole) * share)])

    made = workshop.carry(cut)

    with pytest.raises(SourceDamaged):
        made.judge()


# ---------------------------------------------------------------- how much is read

RICH_SECONDS = 16
RICH = f"-f lavfi -i testsrc2=s=320x180:r=25:d={RICH_SECONDS},noise=alls=50:allf=t -f lavfi -i sine=r=48000:d={RICH_SECONDS}"
CODED = "-c:v mpeg2video -b:v 6M -maxrate 6M -bufsize 3M -g 12 -bf 0 -c:a"
RICH_FORMS = {
    "plain": Film("mp4", f"{RICH} {CODED} aac"),
    "fragmented": Film("mp4", f"{RICH} {CODED} aac -movflags frag_keyframe+empty_moov"),
    "mkv": Film("mkv", f"{RICH} {CODED} ac3"),
    "mxf": Film("mxf", f"{RICH} {CODED} pcm_s16le"),
    "ts": Film("ts", f"{RICH} {CODED} mp2"),
}
MIB = 1024 * 1024
AHEAD = {"mxf": 5 * MIB, "ts": 14 * MIB}
"""Bytes that are read beside a segment's own: its first packets, and what was under way when ffmpeg had enough. MXF's index
lies behind the film; of a transport stream the first ten seconds are read before all else."""


def measured(workshop, film, family, front, argv_of):
    """Run a command on the film behind the reader; what the bucket gave, and what counts as read."""
    disk, output = on_disk.OnDisk(film), workshop.folder / "part.mp4"
    with on_disk.serving(film, disk=disk) as reader:
        reader.put_before(front)
        argv, tools = argv_of(reader.url, sandbox.guards(family), output), workshop.tools
        runs.run(argv, runs.Progress(), output=output, tools=tools, watch=Watching(), port=reader.port)
        reader.check()
        return disk.given, reader.bytes_sent


@pytest.mark.parametrize("form", RICH_FORMS)
def test_a_segment_reads_its_own_range_of_the_film(workshop, clip_folder, form):
    film, tools = clips.of(f"rich_{form}", RICH_FORMS[form], clip_folder), workshop.tools
    size, disk = film.stat().st_size, on_disk.OnDisk(film)
    with on_disk.serving(film, disk=disk) as reader:
        family = sniff.sniff(reader.head(sniff.HEAD_BYTES), size)
        plain_index.lay(reader, family)
        assert disk.given < size / 10
        media = probe.probe(reader, family, tools, Limits())
        planned, front = plan.make(media, profile.load("web-720p")), reader.front
        found = index.find(reader, family, media, planned, tools, workshop.folder, Watching())
    cut = cuts.make(found.frames, planned, 3, media.start)[2]

    given, counted = measured(
        workshop, film, family, front, lambda *to: commands.picture(planned, cut, tools.ffmpeg, *to)
    )

    own = size * cut.frames / (RICH_SECONDS * 25)
    assert own / 2 < counted <= given < own * 1.2 + AHEAD.get(form, 2.5 * MIB)


def test_a_list_of_packets_that_was_cut_short_by_the_reader_is_not_used(workshop, clip_folder, monkeypatch):
    monkeypatch.setattr(source, "FREE_BYTES", 0)
    film, tools = clips.of("rich_mkv", RICH_FORMS["mkv"], clip_folder), workshop.tools
    with on_disk.serving(film) as reader:
        media = probe.probe(reader, container.MATROSKA, tools, Limits())
    planned = plan.make(media, profile.load("web-720p"))
    with on_disk.serving(film, budget=0.5) as reader, pytest.raises(SourceReadTooOften):
        index.find(reader, container.MATROSKA, media, planned, tools, workshop.folder, Watching())


@pytest.mark.parametrize(
    ("flags", "gap"),
    [
        ("frag_keyframe+empty_moov+delay_moov", None),
        ("cmaf+frag_keyframe+empty_moov+delay_moov", None),
        ("dash+delay_moov", None),
        ("frag_keyframe+empty_moov", (0.021, 0.059)),
        ("frag_keyframe", (0.021, 0.059)),
    ],
)
def test_a_gap_of_fragmented_sound_is_named_where_the_file_has_one(flags, gap, workshop):
    """Without a moov that waits for packets, ffmpeg puts AAC's first frame at 0, and the second where the delayed picture is."""
    path = workshop.folder / "film.mp4"
    picture = "-f lavfi -i testsrc2=s=64x36:r=25:d=2 -f lavfi -i sine=f=440:r=48000:d=2"
    coded = "-c:v libx264 -preset veryfast -bf 2 -g 25 -pix_fmt yuv420p -c:a aac"
    workshop.make(*picture.split(), *coded.split(), "-movflags", flags, path)
    times = [float(p["pts_time"]) for p in workshop.ask(path, "-select_streams", "a", "-show_packets")["packets"]]
    assert (times[1] - times[0] > 0.03) == (gap is not None)  # by the file itself

    made = workshop.carry(path)

    assert made.refused == []
    (rule,) = (rule for rule in made.rules if rule.rule == "audio_1_gaps")
    assert rule.found == (f"gaps at {gap[0]:.3f} s for {gap[1]:.3f} s" if gap else "none")
