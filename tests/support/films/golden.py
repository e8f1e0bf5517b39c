"""Commands held against files, one argument a line. ``python -m tests.support.films.golden`` writes them anew."""

from pathlib import Path

from functions.media.facts import Media
from functions.plan import command, plan, profile
from tests.support.films import sources

FOLDER = Path(__file__).parents[2] / "unit" / "golden"
URL = "http://127.0.0.1:9/token"
GUARDS: dict[str, str | int] = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2", "max_pixels": 36_864_000}

CASES: dict[str, tuple[str, Media]] = {
    "web_plain": ("web-720p", sources.film()),
    "web_low_rate": ("web-720p", sources.film(bit_rate=1_000_000)),
    "web_silent": ("web-720p", sources.film(audio=())),
    "web_portrait_phone": ("web-720p", sources.film(rotation=90)),
    "web_interlaced_anamorphic": (
        "web-720p",
        sources.film(
            width=720,
            height=576,
            sar="64:45",
            field_order="tff",
            colour=sources.Colour(),
            container="mpegts",
            time_base="1/90000",
        ),
    ),
    "web_hdr": ("web-1080p", sources.film(colour=sources.PQ, pixel_format="yuv420p10le", width=3840, height=2160)),
    "web_ntsc_film_in_matroska": (
        "web-720p",
        sources.film(container="matroska", rate="24000/1001", time_base="1/1000"),
    ),
    "web_many_tracks": (
        "web-720p",
        sources.film(
            audio=(
                sources.track(1, language="deu"),
                sources.track(2, channels=6, layout="5.1(side)"),
                sources.track(3, channels=16, layout=None, sample_rate=96000),
            )
        ),
    ),
    "web_sound_copied": (
        "web-720p",
        sources.film(audio=(sources.ready(1, language="deu"), sources.track(2, codec="ac3"), sources.ready(3))),
    ),
    "edit_prores_drop_frame": (
        "edit-prores-proxy",
        sources.film(
            rate="30000/1001", time_base="1/30000", timecode="01:00:00;02", reel_name="A001/C002", field_order="bff"
        ),
    ),
    "edit_dnxhr_standard_definition": (
        "edit-dnxhr-lb",
        sources.film(width=720, height=576, sar="16:15", colour=sources.Colour(), field_order="tff"),
    ),
    "edit_h264_variable": (
        "edit-h264",
        sources.film(variable_rate=True, rate="30/1", rotation=270, width=3840, height=2160),
    ),
    "edit_prores_avi": ("edit-prores-proxy", sources.film(container="avi", time_base="1/25", pixel_format="yuvj422p")),
    "edit_dnxhr_mxf": (
        "edit-dnxhr-lb",
        sources.film(container="mxf", time_base="1/25", audio=(sources.track(1, channels=1, layout=None),)),
    ),
}


def argv(case: str) -> list[str]:
    """Give the command of a case."""
    name, media = CASES[case]
    made = plan.make(media, profile.load(name))
    return command.argv(made, "ffmpeg", URL, GUARDS, Path("/attempt") / f"proxy{made.extension}")


def text(case: str) -> str:
    """Give a golden file's text: a line for each option with its value, or for each argument that stands alone."""
    lines: list[str] = []
    for part in argv(case):
        if (
            lines
            and lines[-1].startswith("-")
            and " " not in lines[-1]
            and not (part.startswith("-") and part[1:2].isalpha())
        ):
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in CASES:
        (FOLDER / f"{name}.txt").write_text(text(name))
