"""Settings: what users change while it runs."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import ConfigDict, Field

from functions.api import answers, fields, requests
from functions.api.dependencies import DeploymentDep
from functions.api.errors import documented
from functions.common.errors import InvalidRequest, InvalidSettings, SettingsChanged
from functions.jobs import settings

router = APIRouter(tags=["settings"])

_LONGEST_VERSION = 9  # digits


class SettingsAnswer(settings.AppConfig):
    """The run-time settings, and the version that a later save may insist on."""

    version: int = Field(description="Grows with each save; 0 while nobody has saved any.")


class SettingsChange(requests.Body, settings.AppConfig):
    """Any subset of the settings."""

    model_config = ConfigDict(
        strict=True, json_schema_extra={"examples": [{"resolution": "540p", "max_concurrent_jobs": 1}]}
    )

    version: Annotated[int, Field(ge=0, le=2**31)] | None = Field(
        None, description="Save only if this is still the version; so does If-Match."
    )


@router.get("/settings/", summary="Read the settings")
def read_settings(deployment: DeploymentDep, response: Response) -> SettingsAnswer:
    """Show the settings that the next job, and the next turn of the clock, will use."""
    return _shown(settings.read(deployment.table), response)


@router.post(
    "/settings/", summary="Change settings", responses=documented(InvalidSettings, InvalidRequest, SettingsChanged)
)
def change_settings(
    body: SettingsChange,
    deployment: DeploymentDep,
    response: Response,
    if_match: Annotated[str | None, Header(description="ETag of the settings as they were read.")] = None,
) -> SettingsAnswer:
    """Save the given settings: all of them, or none when one is not valid."""
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    return _shown(settings.change(deployment.table, changes, _version(body.version, if_match)), response)


@router.get(
    "/settings/fields/",
    response_model=fields.SettingFields,
    summary="Describe the settings",
    responses=answers.NOT_MODIFIED,
)
def setting_fields(request: Request) -> Response:
    """Tell of each setting what it takes, in which unit, its default and what it does: all that a form needs."""
    return answers.tagged(request, fields.of_settings())


def _version(given: int | None, if_match: str | None) -> int | None:
    """Give the version to insist on; -1, which never is one, for an ETag that is not of ours."""
    if if_match is None or if_match.strip() == "*":
        return given
    tag = if_match.strip().removeprefix("W/").strip('"')
    tagged = int(tag) if tag.isascii() and tag.isdecimal() and len(tag) <= _LONGEST_VERSION else -1
    return tagged if given in {None, tagged} else -1


def _shown(current: settings.Versioned, response: Response) -> SettingsAnswer:
    response.headers["ETag"] = f'"{current.version}"'
    return SettingsAnswer(**current.settings.model_dump(), version=current.version)
