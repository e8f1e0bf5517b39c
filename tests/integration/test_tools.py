"""Finding the binaries: what is taken, what is refused, and in which words."""

import os
from pathlib import Path

import pytest

from local import tools
from local.base import config
from local.tools import ffmpeg as ffmpeg_tool
from local.tools import minio as minio_tool
from local.tools.ffmpeg import FfmpegMissing, Pair


def script(path: Path, text: str) -> str:
    """Make a program that prints this, whatever it is asked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
    path.chmod(0o755)
    return str(path)


def settings(tmp_path: Path, **variables: str) -> config.LocalConfig:
    """The configuration of a machine with nothing on its path and nothing in its cache."""
    nothing = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    return config.load({**nothing, **variables})


# ---------------------------------------------------------------- ffmpeg


def test_a_pair_on_the_path_is_taken_if_it_can_do_what_the_profiles_need(ffmpeg: Pair, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name, real in zip(("ffmpeg", "ffprobe"), ffmpeg, strict=True):
        (tmp_path / "bin" / name).symlink_to(real)

    found = ffmpeg_tool.find(settings(tmp_path))

    assert found == Pair(str(tmp_path / "bin" / "ffmpeg"), str(tmp_path / "bin" / "ffprobe"))


def test_a_pair_in_the_cache_is_taken_when_there_is_none_on_the_path(ffmpeg: Pair, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "vts" / "ffmpeg-9.0.2"
    cache.mkdir(parents=True)
    for name, real in zip(("ffmpeg", "ffprobe"), ffmpeg, strict=True):
        (cache / name).symlink_to(real)

    assert ffmpeg_tool.find(settings(tmp_path)) == Pair(str(cache / "ffmpeg"), str(cache / "ffprobe"))


def test_the_pair_that_the_environment_names_goes_before_all_others(ffmpeg: Pair, tmp_path: Path) -> None:
    named = {"FFMPEG": ffmpeg.ffmpeg, "FFPROBE": ffmpeg.ffprobe}

    assert ffmpeg_tool.find(settings(tmp_path, **named)) == ffmpeg


@pytest.mark.parametrize(
    ("answer", "lack"),
    [
        ("ffmpeg version 4.4.2-0ubuntu0.22.04.1", "is version 4.4, older than 5.1"),
        ("ffmpeg version 5.0", "is version 5.0, older than 5.1"),
        ("Segmentation fault", "does not answer to -version"),
    ],
)
def test_an_ffmpeg_that_will_not_do_is_not_taken_and_the_reason_is_said(tmp_path: Path, answer: str, lack: str) -> None:
    pair = Pair(script(tmp_path / "bin" / "ffmpeg", answer), script(tmp_path / "bin" / "ffprobe", "ffprobe version 9"))

    assert ffmpeg_tool.lacks(pair) == lack
    assert ffmpeg_tool.find(settings(tmp_path)) is None


def test_an_ffmpeg_without_an_encoder_is_refused_naming_it(tmp_path: Path) -> None:
    lines = (
        "ffmpeg version n9.0.2",
        " V....D libx264 H.264",
        " A....D aac AAC",
        " A....D pcm_s24le PCM",
        " VFS..D dnxhd VC3",
        " .SC zscale V->V",
    )
    pair = Pair(script(tmp_path / "ffmpeg", "\n".join(lines)), script(tmp_path / "ffprobe", "ffprobe version 9"))

    assert ffmpeg_tool.lacks(pair) == "lacks the encoder prores_ks"


def test_an_ffmpeg_without_ffprobe_is_refused(ffmpeg: Pair, tmp_path: Path) -> None:
    assert ffmpeg_tool.lacks(Pair(ffmpeg.ffmpeg, str(tmp_path / "none"))) == "comes without a working ffprobe"


def test_a_named_ffmpeg_that_will_not_do_is_refused_and_none_is_put_in_its_place(ffmpeg: Pair, tmp_path: Path) -> None:
    old = script(tmp_path / "ffmpeg", "ffmpeg version 4.4")

    with pytest.raises(FfmpegMissing, match=r"The one that FFMPEG and FFPROBE name is version 4\.4"):
        ffmpeg_tool.find(settings(tmp_path, FFMPEG=old, FFPROBE=ffmpeg.ffprobe))


def test_what_cannot_be_fetched_is_refused_in_one_sentence_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # as on a machine without a network
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)

    with pytest.raises(FfmpegMissing, match="No matching distribution") as refused:
        ffmpeg_tool.get(settings(tmp_path), lambda _: None)
    assert "\n" not in refused.value.message
    assert "apt-get install ffmpeg" in refused.value.hint
    assert list((tmp_path / "cache" / "vts").iterdir()) == []


# ---------------------------------------------------------------- MinIO, and all together


def test_minio_is_found_on_the_path_and_then_in_the_cache(tmp_path: Path) -> None:
    machine = settings(tmp_path)
    assert minio_tool.find(machine) is None

    cached = script(tmp_path / "cache" / "vts" / f"minio-{minio_tool.VERSION}" / "minio", "cached")
    assert minio_tool.find(machine) == cached

    on_path = script(tmp_path / "bin" / "minio", "on the path")
    assert minio_tool.find(machine) == on_path


def test_a_build_that_fails_says_what_go_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    go.write_text('#!/bin/sh\ncase $2 in GOVERSION) echo go1.26.8 ;; *) echo "go: no network" >&2; exit 1 ;; esac\n')
    go.chmod(0o755)

    with pytest.raises(minio_tool.MinioMissing, match="says: go: no network"):
        minio_tool.get(settings(tmp_path), lambda _: None)
    assert [path.name for path in (tmp_path / "cache" / "vts").iterdir()] == [f"minio-{minio_tool.VERSION}"]


def test_tools_that_are_there_are_gathered_without_a_word(ffmpeg: Pair, minio_server: object) -> None:
    said: list[str] = []

    found = tools.gather(config.load(os.environ), lambda what, line: said.append(f"{what}: {line}"))

    assert said == []
    assert (found.ffmpeg, found.ffprobe) == ffmpeg
