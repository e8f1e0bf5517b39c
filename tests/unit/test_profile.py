"""Profiles: each preset is valid, and a job may change of it only what it can take."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from functions.common.errors import InvalidOptions, InvalidProfile, ProfileNotFound
from functions.plan import encoders, estimate, profile
from functions.plan.profile import Options, Profile

PROFILES = ("edit-dnxhr-lb", "edit-h264", "edit-prores-4444", "edit-prores-proxy", "web-1080p", "web-720p")


def test_the_presets_are_those_that_are_documented() -> None:
    assert profile.names() == PROFILES


@pytest.mark.parametrize("name", PROFILES)
def test_every_preset_loads_and_says_what_it_makes(name: str) -> None:
    loaded = profile.load(name)
    assert loaded.name == name
    assert loaded.title
    assert len(loaded.description) > 40
    assert loaded.content_type in {"video/mp4", "video/quicktime"}


@pytest.mark.parametrize("name", [name for name in PROFILES if name.startswith("edit-")])
def test_edit_presets_keep_what_an_editor_relinks_by(name: str) -> None:
    policy = profile.load(name).picture
    assert (policy.rotation, policy.aspect, policy.interlaced, policy.hdr) == ("keep", "keep", "keep", "keep")
    assert policy.variable_rate == "constant"
    assert profile.load(name).audio.layouts == ()


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(ProfileNotFound, match="web-720p"):
        profile.load("web-8k")


def test_a_path_is_no_name() -> None:
    with pytest.raises(ProfileNotFound):
        profile.load("../profiles/web-720p")


def test_a_preset_with_an_unknown_key_is_refused_naming_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = yaml.safe_load((Path(profile.__file__).parent / "profiles" / "web-720p.yaml").read_text())
    (tmp_path / "odd.yaml").write_text(yaml.safe_dump({**body, "sharpness": 3}))
    monkeypatch.setattr(profile, "_FOLDER", tmp_path)
    profile.names.cache_clear()
    try:
        with pytest.raises(InvalidProfile, match="sharpness"):
            profile.load("odd")
    finally:
        profile.names.cache_clear()


@pytest.mark.parametrize(
    "sound", [{"codec": "pcm_s24le", "copy_up_to": 96_000}, {"codec": "aac", "bit_rate": 64_000, "copy_up_to": 48_000}]
)
def test_only_compressed_sound_is_copied_and_never_less_than_would_be_made(sound: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="copy_up_to"):
        profile.AudioPolicy.model_validate(sound)


def chosen(
    name: str | None, *, default: str = "web-720p", settings: dict[str, str] | None = None, **options: str
) -> Profile:
    shape = settings or {}
    return profile.choose(
        name,
        Options.model_validate(options),
        default_profile=default,
        default_resolution=shape.get("resolution"),  # type: ignore[arg-type]
        default_quality=shape.get("quality"),  # type: ignore[arg-type]
    )


def test_a_job_that_names_no_profile_gets_the_default_one_as_the_settings_shape_it() -> None:
    used = chosen(None, settings={"resolution": "540p", "quality": "low"})
    assert (used.name, used.resolution, used.quality) == ("web-720p", "540p", "low")


def test_a_job_that_names_a_profile_gets_it_whatever_the_settings_say() -> None:
    used = chosen("web-1080p", settings={"resolution": "540p", "quality": "low"})
    assert (used.resolution, used.quality) == ("1080p", "medium")


def test_options_of_the_job_override_the_settings() -> None:
    used = chosen(None, settings={"resolution": "540p"}, resolution="360p", quality="high")
    assert (used.resolution, used.quality) == ("360p", "high")


def test_a_quality_asked_of_a_codec_that_fixes_its_own_is_refused_by_name() -> None:
    with pytest.raises(InvalidOptions) as refused:
        chosen("edit-prores-proxy", quality="high")
    assert list(refused.value.fields) == ["quality"]


def test_the_page_takes_the_rates_that_the_api_takes() -> None:
    page = (Path(__file__).parents[2] / "ui" / "lib" / "upload" / "advanced.ts").read_text()
    taken = Options.model_json_schema()["properties"]["rate"]["anyOf"]

    [pattern] = [each["pattern"] for each in taken if "pattern" in each]
    written = pattern.replace("/", "\\/")
    assert f"RATE = /{written}/;" in page


def test_a_background_is_for_codecs_without_an_alpha_channel() -> None:
    assert chosen("web-720p", background="#00FF7f").background == "#00ff7f"
    assert chosen("web-720p").background == "#000000"
    with pytest.raises(InvalidOptions) as refused:
        chosen("edit-prores-4444", background="#00ff7f")
    assert list(refused.value.fields) == ["background"]


@pytest.mark.parametrize("background", ["red", "#fff", "#00ff7f,drawbox", "#00ff7f\n"])
def test_a_background_is_six_digits(background: str) -> None:
    with pytest.raises(ValueError, match="background"):
        Options(background=background)


def test_the_settings_quality_does_not_concern_a_default_profile_that_has_none() -> None:
    assert chosen(None, default="edit-dnxhr-lb", settings={"quality": "high"}).quality is None


def test_an_unknown_default_is_told_like_an_unknown_name() -> None:
    with pytest.raises(ProfileNotFound):
        chosen(None, default="gone")


def test_the_digest_changes_with_anything_that_changes_the_proxy() -> None:
    plain = chosen("web-720p")
    assert profile.digest(plain) == profile.digest(chosen("web-720p"))
    assert profile.digest(plain) != profile.digest(chosen("web-720p", quality="low"))
    assert len(profile.digest(plain)) == 16


def test_a_pinned_profile_survives_the_job_table() -> None:
    pinned = chosen("edit-h264", resolution="540p")
    assert Profile.model_validate_json(pinned.model_dump_json()) == pinned


@pytest.mark.parametrize(("encoder", "codec"), [("libx265", "hevc"), ("libx264", "prores")])
def test_a_profile_names_an_encoder_of_the_record_and_what_that_makes(encoder: str, codec: str) -> None:
    body = profile.load("web-720p").model_dump(mode="json")

    with pytest.raises(ValidationError, match=r"encoder must be one of|makes h264"):
        Profile.model_validate({**body, "video": {**body["video"], "encoder": encoder, "codec": codec}})


def test_an_encoder_that_is_added_to_the_record_is_taken_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        encoders.PICTURE, "libx265", encoders.PictureEncoder("hevc", encoders.Work(90.0, 4.0, 0.08), ("libx265",))
    )
    body = profile.load("web-720p").model_dump(mode="json")

    made = Profile.model_validate({**body, "video": {**body["video"], "encoder": "libx265", "codec": "hevc"}})

    assert estimate.of_size(10**9, made).cpu_seconds > estimate.of_size(10**9, profile.load("web-720p")).cpu_seconds
