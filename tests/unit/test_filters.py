"""The filters of a picture: times, fields, alpha, size, colour and tags, in a film and in a segment of one."""

import pytest

from functions.media.facts import Colour
from functions.plan import filters, plan, profile
from functions.plan.filters import Place
from functions.plan.plan import Plan
from tests.support.films.sources import HD, PQ, film

AS_IT_IS = "setpts='st(1,PTS);if(isnan(PREV_OUTPTS),ld(1),max(ld(1),PREV_OUTPTS+1))'"
TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def made(name: str = "web-720p", **changes: object) -> Plan:
    return plan.make(film(**changes), profile.load(name))


def test_a_plain_film_is_scaled_and_tagged_and_keeps_its_times() -> None:
    assert filters.chain(made()) == [
        "settb=1/12800",
        AS_IT_IS,
        "scale=1280:720:flags=bicubic:in_range=tv:out_range=tv",
        "format=yuv420p",
        "setsar=1/1",
        TAGS,
        "setfield=prog",
    ]


# ---------------------------------------------------------------- times


def test_times_that_a_container_rounds_are_put_on_the_grid_of_the_rate() -> None:
    rounded = made(rate="24000/1001", time_base="1/1000", container="matroska")
    assert filters.chain(rounded)[:2] == [
        "settb=1/24000",
        "setpts='st(1,st(0,STARTPTS+round(round((PTS-STARTPTS)*1/1001)*1001/1));if(lte(abs(PTS-ld(0)),24),ld(0),PTS));"
        "if(isnan(PREV_OUTPTS),ld(1),max(ld(1),PREV_OUTPTS+1))'",
    ]


def test_a_film_without_presentation_times_begins_at_zero() -> None:
    assert filters.chain(made(container="avi", time_base="1/25"))[1] == AS_IT_IS.replace("PTS)", "PTS-STARTPTS)", 1)


def test_frames_that_are_only_counted_come_at_the_nominal_rate() -> None:
    assert filters.chain(made(container="mxf", time_base="1/25"))[:2] == ["settb=1/10000", "setpts=round(N*400/1)"]


def test_a_constant_rate_repeats_and_leaves_out_the_nearest_frame() -> None:
    from_mov = filters.chain(made("edit-h264", variable_rate=True, time_base="1/90000"))
    assert from_mov[1:3] == ["setpts='if(lte(PTS,PREV_INPTS+1),PREV_OUTPTS+3600,PTS)'", "fps=25/1:round=near"]
    from_avi = filters.chain(made("edit-h264", variable_rate=True, container="avi", time_base="1/90000"))
    assert from_avi[1:3] == ["setpts='PTS-STARTPTS'", "fps=25/1:round=near"]


def test_of_a_damaged_film_that_is_accepted_the_log_lists_each_picture() -> None:
    accepted = plan.made_accepting(made())
    assert filters.chain(accepted)[1].startswith("select=")
    assert AS_IT_IS in filters.chain(accepted)
    assert not any(each.startswith("select=") for each in filters.chain(accepted, Place(0, 0, 0, 0)))


# ---------------------------------------------------------------- a segment


def test_a_segment_is_put_where_it_is_in_the_whole_film() -> None:
    assert filters.chain(made(), Place(10, 2000, 1900, 0))[:4] == [
        "settb=1/12800",
        "setpts=PTS-2000+1900",
        AS_IT_IS,
        "scale=1280:720:flags=bicubic:in_range=tv:out_range=tv",
    ]


def test_in_a_segment_the_grid_and_the_count_go_by_the_whole_film() -> None:
    place = Place(10, 2000, 1900, 0)
    rounded = made(rate="24000/1001", time_base="1/1000", container="matroska")
    assert "st(0,0+round(round((PTS-0)*1/1001)*1001/1))" in filters.chain(rounded, place)[2]
    assert filters.chain(made(container="mxf", time_base="1/25"), place)[2] == "setpts=round((N+10)*400/1)"
    assert filters.chain(made(container="avi", time_base="1/25"), place)[2].startswith("setpts='st(1,PTS-0)")


@pytest.mark.parametrize(
    ("lead", "trims"),
    [
        (0, []),
        (1, ["trim=start_frame=1"]),
        (2, ["trim=start_frame=1"] * 2),
        (3, ["trim=start_frame=2", "trim=start_frame=1"]),
    ],
)
def test_the_deinterlacer_has_one_frame_to_look_back_on_and_that_is_left_out(lead: int, trims: list[str]) -> None:
    chain = filters.chain(made(field_order="tff"), Place(10, 2000, 1900, lead))
    assert [each for each in chain if each.startswith("trim")] == trims
    if trims:
        deinterlaced = chain.index("bwdif=mode=send_frame:parity=tff:deint=all")
        assert chain[deinterlaced + 1] == "trim=start_frame=1"


def test_what_is_stored_early_is_left_out_by_its_time() -> None:
    assert filters.chain(made(), Place(10, 2000, 1900, 0, early=True))[2] == "trim=start_pts=1900"
    assert "trim=start_pts=1900" not in filters.chain(made(), Place(10, 2000, 1900, 0))


# ---------------------------------------------------------------- fields, shape, alpha, colour


def test_fields_that_are_kept_are_scaled_apart_and_marked() -> None:
    chain = filters.chain(made("edit-prores-proxy", field_order="bff"))
    assert any("interl=1" in each for each in chain)
    assert chain[-1] == "setfield=bff"
    assert not any("interl=1" in each for each in filters.chain(made("edit-prores-proxy")))


@pytest.mark.parametrize(
    ("sar", "filter_"),
    [
        ("1:1", "setsar=1/1"),
        ("100:99", "setsar=100/99"),
        ("99:101", "setsar=99/101:max=101"),
        ("640:351", "setsar=640/351:max=640"),
    ],
)
def test_a_pixel_aspect_of_large_numbers_is_set_exactly(sar: str, filter_: str) -> None:
    assert filter_ in filters.chain(made("edit-prores-proxy", sar=sar))


def test_a_transparent_picture_is_laid_over_its_background_in_rgb() -> None:
    assert filters.layers("#0a14ff") == [
        "format=gbrap",
        "split[front][back];[back]lutrgb=r=10:g=20:b=255:a=255[behind];[behind][front]overlay=format=gbrp",
    ]


def test_a_transparent_rgb_picture_is_converted_once_and_a_yuv_one_by_its_own_matrix() -> None:
    rgb = filters.chain(made(pixel_format="rgba", alpha=True, colour=Colour()))
    assert rgb[2] == "scale=flags=bicubic"
    assert "scale=1280:720:flags=bicubic:out_range=tv:out_color_matrix=bt709" in rgb
    sd = Colour(matrix="bt470bg", primaries="bt470bg", transfer="bt709", range="tv")
    yuv = filters.chain(made(pixel_format="yuva420p", alpha=True, colour=sd))
    assert yuv[2] == "scale=flags=bicubic:in_range=tv:in_color_matrix=bt470"
    assert "scale=1280:720:flags=bicubic:out_range=tv:out_color_matrix=bt470bg" in yuv


def test_alpha_that_is_kept_has_nothing_laid_under_it() -> None:
    chain = filters.chain(made("edit-prores-4444", pixel_format="yuva444p10le", alpha=True))
    assert not any("overlay" in each for each in chain)
    assert any(each.startswith("format=yuva") for each in chain)
    assert any(each.startswith("format=yuv4") for each in filters.chain(made("edit-prores-4444")))


def test_another_matrix_is_converted_and_the_same_is_not() -> None:
    sd = made("edit-dnxhr-lb", width=720, height=576, colour=Colour(matrix="bt470bg"))
    assert "scale=720:576:flags=bicubic:in_range=tv:in_color_matrix=bt470:out_range=tv:out_color_matrix=bt709" in (
        filters.chain(sd)
    )
    full = made(colour=HD.model_copy(update={"range": "pc"}))
    assert "scale=1280:720:flags=bicubic:in_range=pc:out_range=tv" in filters.chain(full)


def test_hdr_is_tone_mapped_from_what_the_source_says_and_else_from_bt2020() -> None:
    chain = filters.chain(made(colour=PQ))
    assert chain[2:9] == [
        "scale=1280:720:flags=bicubic",
        "setparams=range=tv:color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc",
        "zscale=t=linear:npl=100",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]
    unsaid = filters.chain(made(colour=Colour(transfer="smpte2084")))
    assert "setparams=range=tv:color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc" in unsaid


def test_what_is_unsaid_is_tagged_as_unknown() -> None:
    chain = filters.chain(made("edit-prores-proxy", colour=Colour()))
    assert "setparams=range=tv:color_primaries=unknown:color_trc=unknown:colorspace=unknown" in chain
