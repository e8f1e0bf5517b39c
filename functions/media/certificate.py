"""The certificate of a proxy: each rule, what was expected, what was found."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """One comparison of the proxy with its source and plan."""

    model_config = ConfigDict(frozen=True)

    rule: str = Field(description="Stable name, such as frame_count or start_timecode.", examples=["frame_count"])
    expected: str = Field(examples=["1799"])
    found: str = Field(examples=["1799"])
    passed: bool
    note: str = Field("", description="Why this was expected, where the plan changed the source's value on purpose.")


class Range(BaseModel):
    """A time, in seconds from the film's start."""

    model_config = ConfigDict(frozen=True)

    start: float
    end: float


class Lack(BaseModel):
    """What is missing of the picture, or of one audio track."""

    model_config = ConfigDict(frozen=True)

    track: int | None = Field(description="Number of the audio track, from 1; null: the picture.")
    seconds: float = Field(description="How long all ranges are together.")
    count: int = Field(description="How many ranges there are.")
    ranges: tuple[Range, ...] = Field(description="The first of them, up to 200 of all streams together.")


class Missing(BaseModel):
    """What a partial proxy lacks of its film."""

    model_config = ConfigDict(frozen=True)

    seconds: float = Field(description="How long picture or sound, or both, are missing.")
    of_seconds: float = Field(description="How long the film is, by what it says of itself and by what could be read.")
    spoiled: bool = Field(
        description="Some of what is there was decoded with errors: its pictures or sound are damaged."
    )
    open_end: bool = Field(False, description="The file is cut off, and does not say how much should follow.")
    streams: tuple[Lack, ...] = Field(
        description="The picture first, then the audio tracks; those that lack something."
    )


class Certificate(BaseModel):
    """What was compared before the proxy was published, and by which tools."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    job_id: str
    attempt: int
    made_at: datetime
    release: str = Field("", description="Release of vts that made it; empty for those before 0.3.0.")
    ffmpeg: str = Field(description="Version of the ffmpeg build that encoded and decoded.")
    profile: str
    profile_digest: str = Field(description="sha256 of the profile as it was used, first 16 hex digits.")
    source_key: str
    source_etag: str
    source_size: int
    proxy_size: int
    proxy_sha256: str
    why_larger: str = Field("", description="Why the proxy is larger than its source; empty where it is not.")
    partial: bool = Field(
        False, description="The source is damaged, and this is what could be read of it (option accept_damage)."
    )
    missing: Missing | None = Field(None, description="What is missing of a partial one; null: it is whole.")
    rules: tuple[Rule, ...]

    @property
    def refused(self) -> tuple[Rule, ...]:
        """The rules that failed."""
        return tuple(rule for rule in self.rules if not rule.passed)
