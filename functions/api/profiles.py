"""Profiles: the presets there are, and what a job may change of each."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from functions.api.dependencies import DeploymentDep
from functions.jobs import settings
from functions.plan import profile
from functions.plan.profile import Quality, Resolution

router = APIRouter(tags=["settings"])


class ProfileAnswer(BaseModel):
    """A preset and what it makes."""

    name: str = Field(examples=["web-720p"])
    title: str = Field(description="Name for people.")
    description: str = Field(description="What it makes, and what for.")
    container: str = Field(examples=["mp4"])
    video_codec: str = Field(examples=["h264"])
    audio_codec: str = Field(examples=["aac"])
    resolution: Resolution = Field(description="Longest allowed short side of the picture; never scaled up.")
    quality: Quality | None = Field(description="Null where the codec fixes its quality.")
    qualities: tuple[Quality, ...] = Field(description="What `options.quality` may be; empty where the codec fixes it.")
    keeps_alpha: bool = Field(description="An alpha channel is kept, so that `options.background` may not be given.")
    digest: str = Field(description="Names the preset by what it does.")
    is_default: bool = Field(description="Taken, as the settings shape it, by jobs that name none.")


class ProfilesAnswer(BaseModel):
    """The presets, by name."""

    profiles: list[ProfileAnswer]


@router.get("/profiles/", summary="List profiles")
def list_profiles(deployment: DeploymentDep) -> ProfilesAnswer:
    """List the presets with what each makes."""
    default = settings.read(deployment.table).settings.profile
    return ProfilesAnswer(profiles=[_shown(profile.load(name), default) for name in profile.names()])


def _shown(preset: profile.Profile, default: str) -> ProfileAnswer:
    return ProfileAnswer(
        name=preset.name,
        title=preset.title,
        description=preset.description,
        container=preset.container,
        video_codec=preset.video.codec,
        audio_codec=preset.audio.codec,
        resolution=preset.resolution,
        quality=preset.quality,
        qualities=preset.qualities,
        keeps_alpha=preset.video.keeps_alpha,
        digest=profile.digest(preset),
        is_default=preset.name == default,
    )
