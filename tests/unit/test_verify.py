"""Comparing proxy, source and plan: what passes, what is refused, and who is to blame."""

from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from functions.common.errors import ProxyDiffers, SourceDamaged
from functions.ffmpeg.log_classifier import Complaint
from functions.media.certificate import Rule
from functions.media.facts import Chapter, Measured, Media, Timeline
from functions.media.packets import Packets
from functions.media.rule_names import in_words
from functions.media.sound.decoded import Decoded
from functions.media.unstamped import NO_TIME
from functions.plan import plan, profile
from functions.plan.plan import Plan
from functions.steps import verdict, verify
from functions.steps.encode import Encoded
from tests.support.films.sources import film, ready, track

STEP = 512  # ticks of 1/12800 s in a frame at 25 a second


class Case:
    """A film that was carried out to the letter; tests change one thing about it."""

    def __init__(self, name: str = "web-720p", frames: int = 50, **facts: object) -> None:
        self.media: Media = film(frames=frames, **facts)
        self.plan: Plan = plan.make(self.media, profile.load(name))
        self.ticks = [number * STEP for number in range(frames)]
        self.flags = [1, *[0] * (frames - 1)]
        self.decoded = frames
        self.complaints: tuple[tuple[Complaint, int], ...] = ()
        self.proxy_ticks = list(self.ticks)
        self.proxy_changes: dict[str, object] = {}
        self.media_changes: dict[str, object] = {}
        self.hole = 0  # samples that are missing in the middle of each track
        self.sound: list[tuple[int, int]] = [(0, 96000)] * len(self.media.audio)
        self.audio_seconds = [2.0] * len(self.media.audio)
        self.decode_errors: tuple[str, ...] = ()
        self.copied: dict[int, str] = {}
        self.carried_out = self.plan
        self.timed = True  # whether packets have presentation times
        self.shown: list[int] = []  # when frames that were decoded are shown, where damage is accepted
        self.pixel_formats: tuple[str, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        return verify.compare(self.media, self.plan, self.encoded(), self.measured())

    def judge(self) -> None:
        verdict.judge(self.rules(), self.media, self.encoded())

    def refused(self) -> set[str]:
        return {rule.rule for rule in self.rules() if not rule.passed}

    def encoded(self) -> Encoded:
        read = Packets()
        for stream, base in [(0, "1/12800"), *((n, "1/48000") for n in range(1, len(self.sound) + 1))]:
            read.read(f"#tb {stream}: {base}")
        for tick, flags in zip(self.ticks, self.flags, strict=True):
            pts = tick if self.timed else NO_TIME
            read.read(f"0, {tick}, {pts}, {STEP}, 100, 0x1" + ("" if flags == 1 else f", F=0x{flags:X}"))
        for number, (start, end) in enumerate(self.sound, start=1):
            read.decoded[number] = Decoded()
            for at in range(start, end, 1024):
                late, length = at + (self.hole if at > end // 2 else 0), min(1024, end - at)
                read.read(f"{number}, {late}, {late}, {length}, 100, 0x1")
                read.decoded[number].add(late, length, 48000)
        kept = {number: read.tracks[number].digest for number, t in enumerate(self.plan.tracks, 1) if t.copied}
        copied = {**kept, **self.copied}
        made = self.carried_out
        ended = (
            self.decoded,
            self.complaints,
            ("ffmpeg",),
            "",
            1.0,
            copied,
            array("q", self.shown),
            self.pixel_formats,
        )
        return Encoded(Path("proxy.mp4"), made, read, *ended)

    def measured(self) -> Measured:
        wanted, codec = self.plan.picture, self.plan.profile.video
        video = self.media.video.model_copy(
            update={
                "codec": codec.codec,
                "pixel_format": self.plan.decoded_format,
                "alpha": wanted.alpha == "kept",
                "width": wanted.width,
                "height": wanted.height,
                "sar": wanted.sar,
                "rotation": wanted.rotation,
                "field_order": wanted.field_order,
                "colour": wanted.colour,
                **self.proxy_changes,
            }
        )
        audio = tuple(
            theirs.model_copy(update={"layout": t.layout, "channels": t.channels, "sample_rate": t.sample_rate})
            for theirs, t in zip(self.media.audio, self.plan.tracks, strict=True)
        )
        facts = {"video": video, "audio": audio, "timecode": self.plan.timecode, "reel_name": self.plan.reel_name}
        media = self.media.model_copy(update={**facts, **self.media_changes})
        timeline = Timeline(Fraction(1, 12800), array("q", self.proxy_ticks))
        return Measured(media, timeline, len(self.proxy_ticks), self.decode_errors, tuple(self.audio_seconds))


@pytest.mark.parametrize("name", profile.names())
def test_a_proxy_made_to_the_letter_passes_every_rule(name: str) -> None:
    case = Case(name, timecode="01:00:00:00", reel_name="A001", audio=(track(1), track(2, channels=1, layout=None)))
    assert case.refused() == set()
    case.judge()


def test_every_rule_is_named_once() -> None:
    named = [rule.rule for rule in Case(audio=(track(1), track(2))).rules()]
    assert len(named) == len(set(named))
    assert {"frame_count", "frame_times", "frame_rate", "duration", "start_timecode", "audio_tracks", "colour"} <= set(
        named
    )


def test_what_the_plan_changed_on_purpose_says_why() -> None:
    notes = {rule.rule: rule.note for rule in Case(rotation=90, field_order="tff").rules()}
    assert "upright" in notes["rotation"]
    assert "Deinterlaced" in notes["field_order"]


def lose_a_frame(case: Case) -> None:
    del case.proxy_ticks[20]


def shift_a_frame(case: Case) -> None:
    case.proxy_ticks[20] += 40


def slow_down(case: Case) -> None:
    case.proxy_ticks = [tick * 1001 // 1000 for tick in case.proxy_ticks]


def drop_a_track(case: Case) -> None:
    case.media_changes["audio"] = ()


def mix_down(case: Case) -> None:
    case.media_changes["audio"] = (track(channels=1, layout="mono"),)


def delay_the_sound(case: Case) -> None:
    case.media_changes["audio"] = (track(start=0.2),)


def cut_the_sound(case: Case) -> None:
    case.audio_seconds = [1.0]


def differ(**changes: object) -> Callable[[Case], None]:
    return lambda case: case.proxy_changes.update(changes)


def differ_media(**changes: object) -> Callable[[Case], None]:
    return lambda case: case.media_changes.update(changes)


DIFFERENCES: dict[str, tuple[Callable[[Case], None], str]] = {
    "a frame is missing": (lose_a_frame, "frame_count"),
    "a frame comes late": (shift_a_frame, "frame_times"),
    "the rate is 1000/1001 of the source's": (slow_down, "frame_rate"),
    "a track is missing": (drop_a_track, "audio_tracks"),
    "stereo became mono": (mix_down, "audio_1_layout"),
    "the sound is late": (delay_the_sound, "audio_1_offset"),
    "the sound is short": (cut_the_sound, "audio_1_length"),
    "the picture is larger": (differ(width=1920), "frame_size"),
    "pixels are not square": (differ(sar="4:3"), "sar"),
    "it is tagged as turned": (differ(rotation=90), "rotation"),
    "it is interlaced": (differ(field_order="tff"), "field_order"),
    "its colour is tagged otherwise": (
        differ(colour=film().video.colour.model_copy(update={"matrix": "smpte170m"})),
        "colour",
    ),
    "its pixel format is another": (differ(pixel_format="yuv444p"), "pixel_format"),
    "it has an alpha channel": (differ(alpha=True), "alpha"),
    "a language is another": (differ_media(audio=(track(language="fra"),)), "audio_1_language"),
    "it has a title": (differ_media(audio=(track(title="Other"),)), "audio_1_title"),
    "it has chapters": (differ_media(chapters=(Chapter(start=0, title="One"),)), "chapters"),
    "its codec is another": (differ(codec="hevc"), "codec"),
    "its timecode is another": (differ_media(timecode="00:00:00:00"), "start_timecode"),
    "its timecode is not drop frame": (differ_media(timecode="01:00:00:02"), "start_timecode"),
}


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_a_proxy_that_differs_is_refused_by_the_rule_it_breaks(difference: str) -> None:
    spoil, rule = DIFFERENCES[difference]
    case = Case()
    spoil(case)
    assert rule in case.refused()
    with pytest.raises(ProxyDiffers, match=in_words(rule)):
        case.judge()


def test_a_refusal_names_its_rules_in_words() -> None:
    case = Case()
    case.decoded, case.proxy_ticks = 49, case.proxy_ticks[1:]
    with pytest.raises(SourceDamaged) as refusal:
        case.judge()
    names = case.refused()
    assert names
    assert not [name for name in names if "_" in name and name in str(refusal.value)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("audio_12_sample", "Sound 12, sample"),
        ("pixel_format", "Pixel format"),
        ("sar", "Pixel aspect"),
        ("subtitle_2", "Subtitles 2, texts and times"),
        ("subtitle_2_named", "Subtitles 2, language, title and how they are shown"),
    ],
)
def test_a_rule_without_words_of_its_own_is_said_by_its_name(rule: str, words: str) -> None:
    assert in_words(rule) == words


def test_a_proxy_that_does_not_decode_is_refused() -> None:
    case = Case()
    case.decode_errors = ("error while decoding MB 3 4",)
    with pytest.raises(ProxyDiffers, match="Errors when the proxy is decoded: expected none"):
        case.judge()


# ---------------------------------------------------------------- the source


def test_a_file_cut_off_is_damaged_and_says_how_much_can_be_read() -> None:
    case = Case(frames=1500, duration=60.0)
    case.ticks, case.flags, case.decoded = case.ticks[:870], case.flags[:870], 870
    case.proxy_ticks = case.proxy_ticks[:870]
    with pytest.raises(SourceDamaged, match="58 % of the video, 00:00:34 of 00:01:00, can be read"):
        case.judge()


def test_a_file_without_an_index_that_ends_before_its_stated_length_is_damaged() -> None:
    case = Case(container="matroska", duration=60.0)
    case.media = case.media.model_copy(
        update={"duration": 60.0, "video": case.media.video.model_copy(update={"frames": None})}
    )
    assert "source_complete" in case.refused()


def test_frames_that_do_not_decode_are_the_sources_fault() -> None:
    case = Case()
    case.decoded, case.proxy_ticks = 49, case.proxy_ticks[1:]
    with pytest.raises(SourceDamaged, match="Decoded frames of the source: expected 50, found 49"):
        case.judge()


def test_a_recording_that_begins_in_a_group_need_not_decode_up_to_its_first_keyframe() -> None:
    case = Case(container="mpegts")
    case.media = case.media.model_copy(update={"video": case.media.video.model_copy(update={"frames": None})})
    case.flags = [*[0] * 10, 1, *[0] * 39]
    case.decoded, case.proxy_ticks = 40, case.ticks[10:]
    case.complaints = ((Complaint("reference", "non-existing PPS 0 referenced"), 20),)
    case.media_changes["audio"] = (track(),)
    case.proxy_changes |= {"start": 0.4, "duration": 1.6}
    assert case.refused() == set()


def test_references_to_nothing_in_the_middle_of_a_whole_film_are_damage() -> None:
    case = Case()
    case.complaints = ((Complaint("reference", "Could not find ref with POC 56"), 1),)
    with pytest.raises(SourceDamaged, match="POC 56"):
        case.judge()


def test_a_complaint_of_damage_is_enough_and_is_quoted() -> None:
    case = Case()
    case.complaints = ((Complaint("damage", "error while decoding MB 36 18"), 3),)
    with pytest.raises(SourceDamaged, match=r"All of its 50 frames.*MB 36 18 \(3 times\)"):
        case.judge()


def test_a_harmless_complaint_is_none() -> None:
    case = Case()
    case.complaints = ((Complaint("harmless", "mmco: unref short failure"), 3),)
    assert case.refused() == set()


def test_a_packet_that_the_container_marks_is_a_note_while_nothing_is_missing() -> None:
    case = Case(container="mpegts")
    case.flags[30] = 2
    assert case.refused() == set()
    (rule,) = [rule for rule in case.rules() if rule.rule == "source_packets"]
    assert rule.found == "1 marked as damaged"
    assert "joined here" in rule.note


def test_in_other_containers_a_marked_packet_is_one_that_the_file_is_too_short_for() -> None:
    case = Case()
    case.flags[-1] = 2
    with pytest.raises(SourceDamaged, match="the file ends within a packet"):
        case.judge()


@pytest.mark.parametrize("kind", ["marked", "said"])
def test_what_the_container_says_is_damage_where_a_picture_is_missing(kind: str) -> None:
    case = Case(container="mpegts", frames=49)
    case.ticks = [number * STEP for number in range(50) if number != 31]
    case.proxy_ticks = list(case.ticks)
    assert "source_packets" not in case.refused()
    if kind == "marked":
        case.flags[30] = 2
    else:
        case.complaints = ((Complaint("container", "mpegts: Packet corrupt (stream = 0, dts = 5)."), 1),)
    with pytest.raises(SourceDamaged, match=r"Packets of the source: .*0\.040 s of pictures are missing"):
        case.judge()


@pytest.mark.parametrize(("gap", "passes"), [(20, True), (100, False)])
def test_where_two_recordings_meet_the_gap_is_no_whole_number_of_frames(gap: int, passes: bool) -> None:
    case = Case(container="mpegts")
    late = 12_800 * gap // 1000 + 100
    case.ticks = [number * STEP + (late if number >= 30 else 0) for number in range(50)]
    case.proxy_ticks = list(case.ticks)
    case.flags[29] = 2
    assert ("source_packets" not in case.refused()) is passes


def test_a_packet_of_sound_that_is_marked_is_damage_where_sound_is_missing() -> None:
    case = Case(container="mpegts")
    case.hole = 1024
    assert "source_packets" not in case.refused()
    case.complaints = ((Complaint("container", "mpegts: Packet corrupt (stream = 0, dts = 5)."), 1),)
    assert "source_packets" not in case.refused()
    case.complaints = ((Complaint("container", "mpegts: Packet corrupt (stream = 1, dts = 5)."), 1),)
    with pytest.raises(SourceDamaged, match=r"0\.021 s of sound are missing in track 1"):
        case.judge()


def test_what_our_own_limits_say_is_no_damage() -> None:
    case = Case()
    case.complaints = ((Complaint("limit", "Number of streams exceeds max_streams parameter (256)"), 3),)
    assert case.refused() == set()


def test_damaged_sound_is_told_from_damaged_pictures() -> None:
    case = Case()
    case.complaints = ((Complaint("damage", "aac: channel element 3.4 is not allocated"), 2),)
    with pytest.raises(
        SourceDamaged, match=r"All of its 50 frames can be read, but the sound \(aac\) cannot be decoded"
    ):
        case.judge()


def test_a_source_of_which_nothing_decodes_is_damaged() -> None:
    case = Case(container="mpegts")
    case.flags = [0] * 50
    case.decoded, case.proxy_ticks = 0, []
    with pytest.raises(SourceDamaged, match="0 % of the video"):
        case.judge()


def test_the_sources_fault_is_named_before_what_follows_from_it_in_the_proxy() -> None:
    case = Case()
    case.decoded, case.proxy_ticks = 30, case.proxy_ticks[:29]
    with pytest.raises(SourceDamaged):
        case.judge()


# ---------------------------------------------------------------- odd but intact


def test_uneven_frames_keep_their_times_on_the_web() -> None:
    case = Case(variable_rate=True)
    case.ticks[10] += 100
    case.proxy_ticks[10] += 100
    assert case.refused() == set()


def test_uneven_frames_become_even_for_editing_with_every_tick_filled() -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    case.ticks = [tick for number, tick in enumerate(case.ticks) if number not in {3, 4, 5}]
    case.flags, case.decoded = case.flags[3:], 47
    case.media = case.media.model_copy(update={"video": case.media.video.model_copy(update={"frames": 47})})
    assert case.refused() == set()


def test_an_uneven_proxy_is_no_edit_proxy() -> None:
    case = Case("edit-prores-proxy", variable_rate=True)
    shift_a_frame(case)
    assert case.refused() == {"frame_rate"}


def test_one_frame_has_no_rate_but_is_a_film() -> None:
    case = Case(frames=1, duration=0.04, audio=())
    assert case.refused() == set()


def test_a_silent_film_has_no_rules_about_sound_but_that_there_is_none() -> None:
    named = {rule.rule for rule in Case(audio=()).rules()}
    assert {name for name in named if name.startswith("audio")} == {"audio_tracks"}


def test_a_track_that_is_declared_but_empty_may_be_empty() -> None:
    case = Case()
    case.sound, case.audio_seconds = [(0, 0)], [0.0]
    assert case.refused() == set()


def test_a_decoder_that_needs_two_packets_before_it_gives_sound_is_not_late() -> None:
    case = Case(audio=(track(codec="wmav2"),))
    case.media_changes["audio"] = (track(start=0.06),)
    assert case.refused() == set()


# ---------------------------------------------------------------- sound that is copied


def test_copied_sound_has_the_packets_of_the_source_and_the_certificate_says_so() -> None:
    case = Case(audio=(ready(1), track(2, codec="ac3")))
    rules = {rule.rule: rule for rule in case.rules()}
    assert case.refused() == set()
    assert rules["audio_1_packets"].expected.startswith("94 of the source, ")
    assert "Taken as it is" in rules["audio_1_packets"].note
    assert (rules["audio_2_packets"].found, rules["audio_2_packets"].note) == (
        "encoded",
        "Encoded: It is ac3, not aac LC.",
    )


def test_copied_sound_with_another_packet_is_refused() -> None:
    case = Case(audio=(ready(),))
    case.copied[1] = "of another"
    with pytest.raises(ProxyDiffers, match="Sound 1, packets"):
        case.judge()


@pytest.mark.parametrize(("late", "passes"), [(0.001, True), (0.003, False), (-0.003, False)])
def test_copied_sound_is_held_to_the_millisecond(late: float, passes: bool) -> None:
    case = Case(audio=(ready(),))
    case.media_changes["audio"] = (ready(start=late),)
    assert ("audio_1_offset" not in case.refused()) is passes


def test_sound_that_was_encoded_after_all_is_held_by_what_was_carried_out() -> None:
    case = Case(audio=(ready(),))
    case.carried_out, case.copied = plan.made_encoded(case.plan), {1: ""}
    (said,) = [rule for rule in case.rules() if rule.rule == "audio_1_packets"]
    assert (said.passed, said.found) == (True, "encoded")


@pytest.mark.parametrize("name", ["edit-prores-4444", "web-720p"])
def test_an_alpha_channel_that_the_decoder_did_not_give_is_lost(name: str) -> None:
    case = Case(name, alpha=True, pixel_format="yuva420p")
    assert case.refused() == set()
    case.pixel_formats = ("yuv420p", "yuva420p")
    assert case.refused() == set()
    case.pixel_formats = ("yuv420p",)
    (rule,) = [rule for rule in case.rules() if not rule.passed]
    assert (rule.rule, rule.found) == ("alpha", "lost: the decoder gave yuv420p")


def test_an_alpha_channel_that_only_later_frames_have_is_noted() -> None:
    case = Case("edit-prores-4444")
    case.pixel_formats = ("rgb24", "rgba")
    assert case.refused() == set()
    (rule,) = [rule for rule in case.rules() if rule.rule == "alpha"]
    assert "Some of its pictures" in rule.note
