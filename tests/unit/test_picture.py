"""The picture of a plan: sizes, fields, colours and alpha at their edges, and the notes that a certificate then has."""

import pytest
from pydantic import ValidationError

from functions.media.facts import Colour, Video
from functions.plan import plan, profile
from functions.plan.picture import PicturePlan
from functions.plan.profile import Options
from tests.support.films.sources import HD, PQ, film

EDIT = ("edit-prores-proxy", "edit-h264", "edit-dnxhr-lb")
UNTAGGED = Colour()


def planned(name: str = "web-1080p", resolution: str | None = None, **changes: object) -> PicturePlan:
    recipe = profile.choose(name, Options.model_validate({"resolution": resolution}), default_profile=name)
    return plan.make(film(**changes), recipe).picture


def size(found: PicturePlan) -> tuple[int, int]:
    return found.width, found.height


# ---------------------------------------------------------------- nothing is changed unsaid, and nothing is said unchanged


@pytest.mark.parametrize("name", ["web-1080p", *EDIT])
def test_a_film_that_fits_stays_as_it_is_and_nothing_is_noted(name: str) -> None:
    found = planned(name)
    assert found.notes == {} or set(found.notes) == {"field_order"}
    assert (size(found), found.sar, found.rotation, found.alpha, found.deinterlace) == (
        (1920, 1080), "1:1", 0, "none", None,
    )  # fmt: skip
    assert found.colour == found.taken == HD
    assert not found.tone_map


def test_each_change_of_a_web_picture_is_noted_under_its_own_rule() -> None:
    assert set(planned(rotation=90).notes) == {"rotation"}
    assert set(planned(width=1440, sar="4:3").notes) == {"sar"}
    assert set(planned(width=3840, height=2160).notes) == {"frame_size"}
    assert set(planned(field_order="tff").notes) == {"field_order"}
    assert set(planned(colour=PQ).notes) == {"colour"}


def test_for_editing_what_an_editor_reads_from_the_file_is_kept_and_not_noted() -> None:
    found = planned("edit-prores-proxy", rotation=90, width=1440, sar="4:3", colour=PQ)
    assert (found.rotation, found.sar, found.colour, found.tone_map, found.notes) == (90, "4:3", PQ, False, {})


def test_a_plan_is_not_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        planned().width = 2


# ---------------------------------------------------------------- size


def test_why_a_web_picture_has_another_size_is_said_truly() -> None:
    smaller, odd = planned(width=3840, height=2160), planned(width=1281, height=721)
    assert smaller.notes["frame_size"] == "The source is shown at 3840x2160; at most 1080p."
    assert odd.notes["frame_size"] == "The source is shown at 1281x721; sides must be even."
    assert size(odd) == (1280, 720)


@pytest.mark.parametrize(
    ("width", "height", "resolution", "expected"),
    [
        (1998, 1080, "540p", (666, 360)),  # a half would be 999 wide; a third is even on both sides
        (1920, 1080, "540p", (960, 540)),
        (1366, 768, "720p", (682, 384)),  # no divisor makes both even, so the smallest
        (1270, 1070, "540p", (634, 534)),  # a fifth would, but is far smaller than asked for
        (1080, 1998, "540p", (360, 666)),
        (1082, 1926, "1080p", (540, 962)),
        (1918, 1080, "1080p", (1918, 1080)),
        (3, 3, "720p", (2, 2)),
    ],
)
def test_an_edit_picture_is_divided_by_the_number_that_makes_both_sides_even(
    width: int, height: int, resolution: str, expected: tuple[int, int]
) -> None:
    assert size(planned("edit-prores-proxy", resolution, width=width, height=height)) == expected


def test_the_note_names_the_divisor() -> None:
    noted = planned("edit-prores-proxy", "540p", width=1998, height=1080).notes["frame_size"]
    assert noted == "The source is 1998x1080; divided by 3, sides even."


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(128, 120, (256, 240)), (256, 120, (256, 120)), (256, 60, (512, 120)), (64, 120, (256, 480))],
)
def test_a_picture_that_is_too_small_for_the_codec_in_either_direction_is_a_whole_multiple(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    assert size(planned("edit-dnxhr-lb", width=width, height=height)) == expected


def test_a_picture_of_the_least_size_is_left_as_it_is_and_nothing_is_noted() -> None:
    found = planned("edit-dnxhr-lb", width=256, height=120)
    assert (size(found), found.notes) == ((256, 120), {})


# ---------------------------------------------------------------- alpha


def test_alpha_is_kept_where_the_codec_has_room_and_else_laid_over_a_colour_and_noted() -> None:
    kept, over = planned("edit-prores-4444", alpha=True), planned("edit-prores-proxy", alpha=True)
    assert (kept.alpha, "alpha" in kept.notes) == ("kept", False)
    assert over.alpha == "over"
    assert "#000000" in over.notes["alpha"]
    assert planned("edit-prores-4444").alpha == "none"


def test_alpha_that_lies_beside_the_picture_and_is_not_read_is_said_once() -> None:
    beside = planned(alpha_beside=True)
    assert beside.alpha == "none"
    assert "not read" in beside.notes["alpha"]
    assert "not read" not in planned(alpha_beside=True, alpha=True).notes["alpha"]
    assert "alpha" not in planned("edit-prores-4444", alpha_beside=True, alpha=True).notes


# ---------------------------------------------------------------- fields


def test_a_progressive_film_has_no_fields_and_says_so() -> None:
    found = planned("edit-prores-proxy", field_order="progressive")
    assert (found.field_order, found.fields, found.deinterlace) == ("progressive", None, None)
    assert planned("edit-prores-proxy", field_order="unknown").field_order == "progressive"
    assert planned("edit-dnxhr-lb", field_order="progressive").notes == {}


def test_h264_codes_fields_only_of_heights_that_are_a_multiple_of_four() -> None:
    whole, cut = (planned("edit-h264", field_order="tff", width=720, height=height) for height in (484, 486))
    assert (whole.field_order, whole.fields, whole.deinterlace) == ("tff", "tff", None)
    assert (cut.field_order, cut.fields, cut.deinterlace) == ("progressive", None, "tff")
    assert "multiple of 4 lines, not 486" in cut.notes["field_order"]
    assert "field_order" not in whole.notes
    assert planned("edit-h264", field_order="bff", width=720, height=480).fields == "bff"


def test_other_codecs_code_fields_of_any_height() -> None:
    assert planned("edit-prores-proxy", field_order="tff", width=720, height=486).fields == "tff"


def test_a_web_picture_is_deinterlaced_whatever_its_height_and_no_codec_is_blamed() -> None:
    found = planned(field_order="tff", width=720, height=486)
    assert (found.field_order, found.fields, found.deinterlace) == ("progressive", None, "tff")
    assert found.notes["field_order"] == "Deinterlaced from tff, one frame for each."


# ---------------------------------------------------------------- colour


@pytest.mark.parametrize(
    ("width", "height", "matrix", "primaries", "transfer"),
    [
        (1024, 719, "smpte170m", "smpte170m", "smpte170m"),
        (1024, 720, "bt709", "bt709", "bt709"),
        (1025, 480, "bt709", "bt709", "bt709"),
        (720, 576, "bt470bg", "bt470bg", "smpte170m"),
        (360, 288, "bt470bg", "bt470bg", "smpte170m"),
        (720, 480, "smpte170m", "smpte170m", "smpte170m"),
    ],
)
def test_what_is_not_tagged_is_taken_as_players_take_that_size(
    width: int, height: int, matrix: str, primaries: str, transfer: str
) -> None:
    found = planned(width=width, height=height, colour=UNTAGGED)
    assert found.taken == Colour(primaries=primaries, transfer=transfer, matrix=matrix, range="tv")
    assert found.colour == found.taken
    assert found.notes["colour"] == f"The source does not say its matrix; taken as {matrix}, by its size."


def test_what_is_tagged_is_believed_and_only_the_rest_is_filled_in() -> None:
    half = planned(colour=Colour(transfer="bt709", matrix="bt470bg", range="pc"))
    assert half.taken == Colour(transfer="bt709", matrix="bt470bg", range="pc")
    assert planned(colour=Colour(primaries="bt2020", range="tv")).taken.transfer is None


def test_for_editing_a_matrix_is_filled_in_only_where_it_is_needed() -> None:
    assert planned("edit-prores-proxy", colour=UNTAGGED).taken == Colour(range="tv")
    assert planned("edit-dnxhr-lb", colour=UNTAGGED).taken == Colour(matrix="bt709", range="tv")
    assert planned("edit-prores-proxy", colour=UNTAGGED, alpha=True).taken.matrix == "bt709"


def test_a_matrix_that_was_only_guessed_is_not_told_to_editors() -> None:
    found = planned("edit-prores-proxy", colour=UNTAGGED, alpha=True)
    assert found.colour.matrix is None
    assert planned("edit-dnxhr-lb", colour=UNTAGGED).colour.matrix == "bt709"


@pytest.mark.parametrize("pixel_format", ["gbrp", "rgb24", "bgr0", "pal8", "bayer_rggb8"])
def test_rgb_is_read_as_full_range_and_comes_out_as_bt709(pixel_format: str) -> None:
    found = planned("edit-prores-proxy", pixel_format=pixel_format, colour=UNTAGGED)
    assert (found.taken.matrix, found.taken.range) == ("gbr", "pc")
    assert (found.colour.matrix, found.colour.range) == ("bt709", "tv")
    assert found.notes["colour"] == "Converted from gbr to bt709. Full range was converted to video range."


def test_full_range_is_seen_by_the_tag_or_by_the_pixel_format() -> None:
    tagged = planned(colour=HD.model_copy(update={"range": "pc"}))
    assert tagged.notes == {"colour": "Full range was converted to video range."}
    assert planned(pixel_format="yuvj420p", colour=HD.model_copy(update={"range": None})).taken.range == "pc"
    assert planned(pixel_format="yuv420p", colour=HD.model_copy(update={"range": None})).taken.range == "tv"


def test_what_is_tone_mapped_says_so_and_nothing_about_a_matrix() -> None:
    found = planned(colour=PQ)
    assert found.tone_map
    assert found.colour == HD
    assert found.notes == {"colour": "Tone-mapped from smpte2084."}


def test_a_film_is_shown_as_its_rotation_and_pixel_aspect_say() -> None:
    assert Video(
        index=0, codec="h264", width=720, height=576, sar="64:45", rate="25/1", pixel_format="yuv420p"
    ).display_size == (1024, 576)
    assert size(planned(width=720, height=576, sar="64:45")) == (1024, 576)
    assert size(planned(width=720, height=576, sar="64:45", rotation=90)) == (576, 1024)
