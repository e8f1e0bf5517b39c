"""What users change while it runs. Read anew by every job and every turn of the clock; no restart is needed."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic_core import PydanticCustomError

from functions.common import ignored, log, naming
from functions.common.errors import InvalidSettings, SettingsChanged
from functions.jobs import unreadable
from functions.jobs.model import JobTable
from functions.plan import profile
from functions.plan.profile import Options, Profile, Quality, Resolution

GIB = 1024**3
Group = Literal["jobs", "limits", "work", "costs", "retention"]
"""What settings are about; those of one group stand together, in the order in which they are shown."""

_KIND, _KEY = "settings", "settings"


def _known_profile(name: str) -> str:
    if name not in profile.names():
        raise PydanticCustomError(
            "unknown_profile", "Input should be one of {names}", {"names": ", ".join(profile.names())}
        )
    return name


def _patterns(text: str) -> str:
    try:
        ignored.patterns(text)
    except ValueError as wrong:
        raise PydanticCustomError("pattern", "{why}", {"why": str(wrong)}) from wrong
    return text


def _template(text: str) -> str:
    try:
        naming.check(text)
    except ValueError as wrong:
        raise PydanticCustomError("template", "{why}", {"why": str(wrong)}) from wrong
    return text


def _in(group: Group, unit: str | None = None) -> dict[str, JsonValue]:
    """Say in the schema with which others a setting stands, and what a number counts."""
    return {"x-group": group} if unit is None else {"x-group": group, "x-unit": unit}


class AppConfig(BaseModel):
    """The run-time settings, with their names for people, groups, units, ranges and defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    profile: Annotated[str, AfterValidator(_known_profile)] = Field(
        "web-720p", title="Profile", json_schema_extra=_in("jobs"), description="Profile of jobs that name none."
    )
    resolution: Resolution | None = Field(
        None,
        title="Resolution",
        json_schema_extra=_in("jobs"),
        description="Short side of the default profile's picture; null: the profile's own.",
    )
    quality: Quality | None = Field(
        None,
        title="Quality",
        json_schema_extra=_in("jobs"),
        description="Quality of the default profile; null: the profile's own.",
    )

    max_upload_bytes: int = Field(
        100 * GIB,
        ge=1,
        le=5 * 1024 * GIB,
        title="Largest file",
        json_schema_extra=_in("limits", "bytes"),
        description="Largest file taken.",
    )
    max_duration_seconds: float = Field(
        6 * 3600,
        ge=1,
        le=864_000,
        title="Longest film",
        json_schema_extra=_in("limits", "seconds"),
        description="Longest video taken.",
    )

    max_concurrent_jobs: int = Field(
        2,
        ge=1,
        le=64,
        title="Jobs at once",
        json_schema_extra=_in("work", "jobs"),
        description="Jobs that one worker runs at once.",
    )
    max_attempts: int = Field(
        5,
        ge=1,
        le=20,
        title="Tries",
        json_schema_extra=_in("work", "tries"),
        description="Tries of one job before it fails.",
    )
    stall_seconds: float = Field(
        120,
        ge=5,
        le=3600,
        title="Give up a standstill after",
        json_schema_extra=_in("work", "seconds"),
        description="An attempt without a new frame for this long is ended.",
    )
    segment_from_seconds: float = Field(
        300,
        ge=0,
        le=864_000,
        title="Cut films into segments from",
        json_schema_extra=_in("work", "seconds"),
        description="Videos at least this long are made in segments by all workers that are free; 0: none are.",
    )
    segment_seconds: float | None = Field(
        None,
        ge=0.5,
        le=600,
        title="Shortest segment",
        json_schema_extra=_in("work", "seconds"),
        description="Shortest length of a segment; null: chosen by the video and by how many workers are free.",
    )
    mixed_builds: bool = Field(
        default=False,
        title="Mix builds of ffmpeg",
        json_schema_extra=_in("work"),
        description="Workers with different builds of ffmpeg may make segments of one video.",
    )
    ignored_files: Annotated[str, AfterValidator(_patterns)] = Field(
        ignored.DEFAULT,
        max_length=ignored.LONGEST,
        title="Leave out of the inbox",
        json_schema_extra=_in("work"),
        description="Files of the inbox of which no job is made, by name: patterns with * and ?, separated by commas.",
    )
    name_template: Annotated[str, AfterValidator(_template)] = Field(
        naming.DEFAULT,
        min_length=1,
        max_length=naming.LONGEST,
        title="Names of proxies",
        json_schema_extra=_in("work"),
        description=(
            "What downloads are called, before their extension: {name}{suffix} (film_proxy.mp4); {name}, as the film itself, by"
            " which DaVinci Resolve finds its proxies; {folder}/{name}{suffix}, in the film's folder. Parts: {folder}, {name},"
            " {suffix}, {profile}, {job_id}, {date}."
        ),
    )

    job_ceiling: float | None = Field(
        None,
        ge=0,
        le=1e9,
        title="A job may cost",
        json_schema_extra=_in("costs"),
        description=(
            "A job that is estimated to cost more is refused, in USD on AWS, elsewhere in CPU-seconds; null: one that is"
            " estimated to take more CPU-seconds than 4,000 for each MB of its file, and 3,600 at least."
        ),
    )
    month_ceiling: float | None = Field(
        None,
        ge=0,
        le=1e12,
        title="A month may cost",
        json_schema_extra=_in("costs"),
        description="What the jobs of a month may cost; null: any amount. In USD on AWS, elsewhere in CPU-seconds.",
    )
    over_month_ceiling: Literal["queue", "refuse"] = Field(
        "queue",
        title="Beyond the ceiling of a month",
        json_schema_extra=_in("costs"),
        description="Whether jobs beyond the month's ceiling wait, or are refused.",
    )

    retention_hours: float = Field(
        168,
        ge=0.01,
        le=87_600,
        title="Keep proxies for",
        json_schema_extra=_in("retention", "hours"),
        description="Proxies are deleted this long after their job ended.",
    )
    source_retention_hours: float = Field(
        168,
        ge=0.01,
        le=87_600,
        title="Keep sources for",
        json_schema_extra=_in("retention", "hours"),
        description="Sources are deleted this long after their last job ended.",
    )
    history_hours: float = Field(
        720,
        ge=0.01,
        le=87_600,
        title="Keep jobs for",
        json_schema_extra=_in("retention", "hours"),
        description="Job rows are deleted this long after the job ended, and never before its files.",
    )
    upload_expiry_hours: float = Field(
        24,
        ge=0.01,
        le=168,
        title="Wait for uploads for",
        json_schema_extra=_in("retention", "hours"),
        description="An upload that has not come by then is expired.",
    )
    cleanup_interval_seconds: float = Field(
        60,
        ge=1,
        le=86_400,
        title="Clean up every",
        json_schema_extra=_in("retention", "seconds"),
        description="Time between two turns of the clock.",
    )

    def recipe(self, name: str | None, options: Options) -> Profile:
        """Give the profile a new job uses: the named one, or the default one as these settings shape it.

        Raises ProfileNotFound, InvalidOptions.
        """
        return profile.choose(
            name,
            options,
            default_profile=self.profile,
            default_resolution=self.resolution,
            default_quality=self.quality,
        )


class Versioned(BaseModel):
    """The settings and the version that a later save may insist on."""

    model_config = ConfigDict(frozen=True)

    settings: AppConfig
    version: int


def read(table: JobTable) -> Versioned:
    """Read the settings; the defaults, at version 0, while nobody has saved any.

    What another release saved and this one does not take is passed over, with a line in the log: that setting has its
    default until it is saved again.
    """
    for document in table.documents(_KIND, _KEY):
        if document.broken:
            unreadable.met(document.kind, document.key, document.broken)
        return Versioned(settings=_taken(document.body), version=document.version)
    return Versioned(settings=AppConfig(), version=0)


def change(table: JobTable, changes: dict[str, Any], if_version: int | None = None) -> Versioned:
    """Save a subset of the settings: all of it or nothing.

    Raises InvalidSettings naming each wrong field, SettingsChanged when ``if_version`` is no longer the current one.
    """
    while True:
        before = read(table)
        if if_version is not None and before.version != if_version:
            raise SettingsChanged(f"Yours was version {if_version}, the current one is {before.version}.")
        after = _validated({**before.settings.model_dump(), **changes})
        if document := table.put_document(_KIND, _KEY, after.model_dump(mode="json"), if_version=before.version):
            return Versioned(settings=after, version=document.version)


def _validated(values: dict[str, Any]) -> AppConfig:
    try:
        return AppConfig.model_validate(values)
    except ValidationError as wrong:
        raise InvalidSettings(fields=_reasons(wrong)) from wrong


def _taken(saved: dict[str, Any]) -> AppConfig:
    try:
        return AppConfig.model_validate(saved)
    except ValidationError as wrong:
        refused = _reasons(wrong)
        log.warning("settings_passed_over", fields=refused)
        return AppConfig.model_validate({name: value for name, value in saved.items() if name not in refused})


def _reasons(wrong: ValidationError) -> dict[str, str]:
    return {str(error["loc"][0]): error["msg"] for error in wrong.errors()}
