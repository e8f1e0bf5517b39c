"""What is refused by what a file says of itself, and by what looking into it has shown; all else is taken."""

from typing import Any

import pytest

from functions.common.errors import (
    CodecNotAllowed,
    EncryptedMedia,
    FrameTooLarge,
    RateOutOfRange,
    TooLong,
    TooManyStreams,
    VtsError,
)
from functions.media import limits
from functions.media.codecs import MAX_LISTED, MAX_STREAMS
from functions.media.limits import Limits
from tests.support.films.sources import film

HOUR = 3600


def picture(**changes: Any) -> dict[str, Any]:
    plain = {"codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080, "avg_frame_rate": "25/1"}
    return {**plain, **changes}


def sound(**changes: Any) -> dict[str, Any]:
    return {"codec_type": "audio", "codec_name": "aac", **changes}


def refuse(*streams: dict[str, Any], allowed: Limits | None = None, **document: Any) -> None:
    limits.refuse({"streams": list(streams), **document}, allowed or Limits())


def taken(*streams: dict[str, Any], **document: Any) -> bool:
    refuse(*streams, **document)
    return True


def test_a_plain_film_is_taken() -> None:
    assert taken(picture(), sound(), format={"duration": "60.0"})


def test_a_header_that_says_next_to_nothing_is_let_pass() -> None:
    assert taken()
    assert taken({"codec_type": "video"}, {"codec_type": "data"})


# ---------------------------------------------------------------- how many streams


def test_as_many_tracks_are_taken_as_can_be_decoded_and_no_more() -> None:
    refuse(picture(), *[sound()] * (MAX_STREAMS - 1))
    with pytest.raises(TooManyStreams, match=f"{MAX_STREAMS + 1} of picture and sound"):
        refuse(picture(), *[sound()] * MAX_STREAMS)


def test_subtitles_and_covers_do_not_count_as_tracks() -> None:
    cover = picture(disposition={"attached_pic": 1})
    assert taken(picture(), *[sound()] * (MAX_STREAMS - 1), *[{"codec_type": "subtitle"}] * 5, cover, cover)


def test_a_list_that_is_full_may_lack_some_unless_it_ends_with_attachments() -> None:
    data, attachment = {"codec_type": "data"}, {"codec_type": "attachment"}
    refuse(picture(), *[data] * (MAX_LISTED - 2))
    refuse(picture(), *[attachment] * (MAX_LISTED - 1))
    hidden = [attachment] * (MAX_LISTED - 2) + [data]  # behind the data there may be more that is not listed
    for full in ([data] * (MAX_LISTED - 1), [data] * MAX_LISTED, hidden):
        with pytest.raises(TooManyStreams, match=f"{MAX_LISTED} or more"):
            refuse(picture(), *full)


# ---------------------------------------------------------------- encryption


@pytest.mark.parametrize("tag", ["encv", "enca", "drmi", "drms"])
def test_an_encrypted_track_is_named_as_such(tag: str) -> None:
    with pytest.raises(EncryptedMedia):
        refuse(picture(codec_tag_string="avc1"), sound(codec_tag_string=tag))


@pytest.mark.parametrize("kind", ["Encryption info", "Encryption initialization data"])
def test_encryption_is_also_seen_beside_a_track_and_beside_its_packets(kind: str) -> None:
    beside = {"side_data_list": [{"side_data_type": "Display Matrix"}, {"side_data_type": kind}]}
    with pytest.raises(EncryptedMedia):
        refuse(picture(**beside))
    with pytest.raises(EncryptedMedia):
        refuse(picture(), packets=[{"pts": 0}, beside])


def test_a_rotated_film_is_not_taken_for_an_encrypted_one() -> None:
    assert taken(picture(side_data_list=[{"side_data_type": "Display Matrix"}]), packets=[{"side_data_list": []}])


# ---------------------------------------------------------------- size


@pytest.mark.parametrize(("width", "height"), [(16_384, 2), (2, 16_384), (8192, 4500)])
def test_the_largest_picture_is_taken_and_one_pixel_more_is_not(width: int, height: int) -> None:
    refuse(picture(width=width, height=height))
    more = (width + 1, height) if width >= height else (width, height + 1)
    with pytest.raises(FrameTooLarge, match=f"{more[0]} x {more[1]}"):
        refuse(picture(width=more[0], height=more[1]))


def test_a_cover_is_not_let_pass_for_its_size_either() -> None:
    with pytest.raises(FrameTooLarge):
        refuse(picture(), picture(width=30_000, height=2, disposition={"attached_pic": 1}))


# ---------------------------------------------------------------- length and rate


def test_a_film_may_last_as_long_as_is_allowed_and_no_longer() -> None:
    allowed = Limits(max_duration_seconds=60)
    refuse(picture(duration="60.0"), allowed=allowed)
    with pytest.raises(TooLong, match=r"lasts 61 s; 60 s are allowed"):
        refuse(picture(duration="61.0"), allowed=allowed)


def test_six_hours_and_480_frames_a_second_are_what_is_allowed_by_default() -> None:
    assert (Limits().max_duration_seconds, Limits().max_rate) == (6 * HOUR, 480)


@pytest.mark.parametrize(
    "document",
    [
        {"streams": [picture(duration="20.5"), sound(duration="10.0")], "format": {"duration": "15"}},
        {"streams": [picture(duration="10"), sound(duration="20.5")], "format": {}},
        {"streams": [picture(), sound(duration="N/A")], "format": {"duration": "20.5"}},
    ],
)
def test_the_longest_claim_is_what_counts(document: dict[str, Any]) -> None:
    assert limits.claimed_duration(document) == 20.5


def test_no_claim_is_no_length() -> None:
    assert limits.claimed_duration({"streams": [picture()]}) == 0


def test_a_rate_that_a_whole_index_states_is_held_to_the_limit() -> None:
    refuse(picture(avg_frame_rate="480/1", nb_frames="5"))
    with pytest.raises(RateOutOfRange, match="481 frames a second"):
        refuse(picture(avg_frame_rate="481/1", nb_frames="5"))


@pytest.mark.parametrize("stated", [{}, {"nb_frames": "4"}])
def test_a_rate_of_a_few_frames_says_nothing_yet(stated: dict[str, str]) -> None:
    assert taken(picture(avg_frame_rate="1000/1", **stated))


def test_only_the_picture_that_is_transcoded_is_held_to_the_rate() -> None:
    cover = picture(avg_frame_rate="90000/1", nb_frames="9", disposition={"attached_pic": 1})
    assert taken(cover, picture(), picture(avg_frame_rate="90000/1", nb_frames="9"))


# ---------------------------------------------------------------- codec


def test_a_picture_in_a_codec_that_is_not_taken_is_refused_by_name() -> None:
    with pytest.raises(CodecNotAllowed, match="mszh"):
        refuse(picture(codec_name="mszh"))


@pytest.mark.parametrize("unsaid", [{"codec_name": "unknown"}, {"codec_name": None}])
def test_a_codec_that_the_header_does_not_name_is_asked_for_again_later(unsaid: dict[str, Any]) -> None:
    assert taken(picture(**unsaid))


# ---------------------------------------------------------------- what looking into the streams has shown


def test_a_film_that_was_looked_into_is_held_to_the_same_limits() -> None:
    allowed = Limits(max_duration_seconds=60, max_rate=100)
    limits.refuse_media(film(rate="100/1").model_copy(update={"duration": 60.0}), allowed)
    with pytest.raises(TooLong, match=r"lasts 61 s; 60 s are allowed"):
        limits.refuse_media(film().model_copy(update={"duration": 61.0}), allowed)
    with pytest.raises(RateOutOfRange, match="101 frames a second"):
        limits.refuse_media(film(rate="101/1"), allowed)


def test_a_film_without_a_rate_is_refused() -> None:
    with pytest.raises(VtsError):
        limits.refuse_media(film(rate="0/1"), Limits())
    limits.refuse_media(film(rate="1/2"), Limits())
