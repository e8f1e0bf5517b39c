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
    rules: tuple[Rule, ...]

    @property
    def refused(self) -> tuple[Rule, ...]:
        """The rules that failed."""
        return tuple(rule for rule in self.rules if not rule.passed)
