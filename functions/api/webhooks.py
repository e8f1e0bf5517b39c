"""Webhooks: addresses that are told of the states of jobs, and the log of what each was told."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from functions.api import requests
from functions.api.dependencies import DeploymentDep
from functions.api.errors import documented
from functions.common.errors import DeliveryNotFound, InvalidRequest, TooManyWebhooks, WebhookNotFound
from functions.jobs.model import LAST_KEY, Status
from functions.webhooks import address, deliveries, endpoints
from functions.webhooks.deliveries import Delivery, State, Try
from functions.webhooks.endpoints import Endpoint, Trouble

router = APIRouter(tags=["webhooks"])

_PASSED_OVER = 2000  # records of the log that one request looks through for those that are asked for

WebhookId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="Id of the webhook, 16 hex digits.")]
DeliveryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="Id of the delivery, 32 hex digits.")]
Url = Annotated[str, Field(max_length=address.LONGEST, examples=["https://studio.example.org/vts"])]
Description = Annotated[str, Field(max_length=200, examples=["Tells the editors' chat."])]


class States(BaseModel):
    """Which states are told."""

    states: (
        Annotated[list[Annotated[Status, Field(strict=False)]], Field(min_length=1, max_length=len(Status))] | None
    ) = Field(None, description="States of a job that it is told of; null: those that jobs end in.")


class NewWebhook(requests.Body, States):
    """An address that wants to be told."""

    url: Url = Field(
        description="Takes a POST of each message: https, and public unless the deployment says otherwise."
    )
    description: Description = ""


class WebhookChange(requests.Body, States):
    """What to change of it; what is left out, or null, stays."""

    url: Url | None = None
    description: Description | None = None
    enabled: bool | None = Field(None, description="False: nothing is sent to it, and what waits is given up.")


class WebhookAnswer(BaseModel):
    """An address that is told of the states of jobs."""

    webhook_id: str
    url: str
    states: tuple[Status, ...]
    description: str
    enabled: bool
    created_at: datetime
    trouble: Trouble | None = Field(description="Null while it takes what it is sent.")


class WebhookSecret(WebhookAnswer):
    """The same with its secret, which is shown this once."""

    secret: str = Field(
        description="What the messages are signed with: whsec_ and base64.", examples=["whsec_MfKQ9r8…"]
    )


class Webhooks(BaseModel):
    """All webhooks, oldest first."""

    webhooks: list[WebhookAnswer]
    unreadable: list[str] = Field(
        [], description="Ids of those of which what is written down cannot be read; they can be deleted."
    )


class DeliveryLine(BaseModel):
    """One state of one job, as one endpoint is told of it."""

    delivery_id: str = Field(description="What is sent has it as webhook-id.")
    webhook_id: str
    job_id: str | None
    status: Status | None = Field(description="State of the job that is told of; null for a message sent as a test.")
    sequence: int = Field(description="Number of that state in the life of the job; a later state has a higher one.")
    state: State
    created_at: datetime
    next_at: datetime | None = Field(description="When it is tried next; null once it has ended.")
    tries_made: int
    error: str = Field(description="Why it was given up, or else why the last try failed; empty when neither is so.")


class DeliveryAnswer(DeliveryLine):
    """The same with what is sent, and its latest tries."""

    body: str
    tries: tuple[Try, ...]


class Log(BaseModel):
    """Some deliveries, newest first."""

    deliveries: list[DeliveryLine]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null at the end.")


# ---------------------------------------------------------------- webhooks


@router.get("/webhooks/", summary="List webhooks")
def list_webhooks(deployment: DeploymentDep) -> Webhooks:
    """List the addresses that are told of the states of jobs. No secret is in it."""
    shown = [_shown(each) for each in endpoints.every(deployment.table)]
    known = {each.webhook_id for each in shown}
    return Webhooks(webhooks=shown, unreadable=[each for each in endpoints.ids(deployment.table) if each not in known])


@router.post(
    "/webhooks/", status_code=201, summary="Add a webhook", responses=documented(InvalidRequest, TooManyWebhooks)
)
def add_webhook(body: NewWebhook, deployment: DeploymentDep) -> WebhookSecret:
    """Add an address; the answer has its secret, which is never shown again."""
    allowed = deployment.config.webhook_allowed_networks
    return _secret(endpoints.add(deployment.table, body.url, body.states, body.description, allowed=allowed))


@router.get("/webhooks/{webhook_id}/", summary="One webhook", responses=documented(WebhookNotFound))
def read_webhook(webhook_id: WebhookId, deployment: DeploymentDep) -> WebhookAnswer:
    """Show one webhook, and whether it takes what it is sent."""
    return _shown(endpoints.get(deployment.table, webhook_id))


@router.post(
    "/webhooks/{webhook_id}/", summary="Change a webhook", responses=documented(WebhookNotFound, InvalidRequest)
)
def change_webhook(webhook_id: WebhookId, body: WebhookChange, deployment: DeploymentDep) -> WebhookAnswer:
    """Change what is given of it: all of that, or nothing."""
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    return _shown(endpoints.change(deployment.table, webhook_id, changes, deployment.config.webhook_allowed_networks))


@router.delete(
    "/webhooks/{webhook_id}/", status_code=204, summary="Take a webhook away", responses=documented(WebhookNotFound)
)
def remove_webhook(webhook_id: WebhookId, deployment: DeploymentDep) -> None:
    """Take it away; what was still to be sent to it is given up, and stays in the log."""
    endpoints.remove(deployment.table, webhook_id)


@router.post("/webhooks/{webhook_id}/secret/", summary="Make a new secret", responses=documented(WebhookNotFound))
def renew_webhook_secret(webhook_id: WebhookId, deployment: DeploymentDep) -> WebhookSecret:
    """Make a new secret. For 24 hours the messages are signed with both, so that none is refused meanwhile."""
    return _secret(endpoints.renew_secret(deployment.table, webhook_id))


@router.post(
    "/webhooks/{webhook_id}/test/", status_code=202, summary="Send a test", responses=documented(WebhookNotFound)
)
def test_webhook(webhook_id: WebhookId, deployment: DeploymentDep) -> DeliveryAnswer:
    """Send a message that says nothing; GET /deliveries/{delivery_id}/ shows what came of it."""
    return _whole(deliveries.test(deployment.table, endpoints.get(deployment.table, webhook_id)))


# ---------------------------------------------------------------- the log


@router.get("/deliveries/", summary="The log of deliveries", responses=documented(InvalidRequest))
def list_deliveries(
    deployment: DeploymentDep,
    webhook_id: Annotated[str | None, Query(pattern=r"^[0-9a-f]{16}$", description="Only to this webhook.")] = None,
    job_id: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$", description="Only of this job.")] = None,
    state: Annotated[State | None, Query(description="Only those that stand like this.")] = None,
    cursor: Annotated[
        str | None, Query(pattern=r"^[0-9a-f]{32}$", description="`next_cursor` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most deliveries of a page.")] = 50,
) -> Log:
    """List what was told and is to be told, newest first, for seven days; a page may have fewer than asked for, even none."""
    found: list[Delivery] = []
    last: Delivery | None = None
    walk: Iterator[Delivery] = islice(deliveries.walk(deployment.table, cursor or LAST_KEY), _PASSED_OVER)
    for last in walk:
        if webhook_id in {None, last.webhook_id} and job_id in {None, last.job_id} and state in {None, last.state}:
            found.append(last)
        if len(found) == limit:
            break
    more = last is not None and next(deliveries.walk(deployment.table, last.delivery_id), None) is not None
    return Log(deliveries=[_line(each) for each in found], next_cursor=last.delivery_id if last and more else None)


@router.get("/deliveries/{delivery_id}/", summary="One delivery", responses=documented(DeliveryNotFound))
def read_delivery(delivery_id: DeliveryId, deployment: DeploymentDep) -> DeliveryAnswer:
    """Show one delivery: what is sent, and its latest 30 tries."""
    return _whole(deliveries.get(deployment.table, delivery_id))


@router.post(
    "/deliveries/{delivery_id}/replay/",
    status_code=202,
    summary="Send a delivery once more",
    responses=documented(DeliveryNotFound, WebhookNotFound),
)
def replay_delivery(delivery_id: DeliveryId, deployment: DeploymentDep) -> DeliveryAnswer:
    """Send it at once, whatever came of it before: the same id and body, newly signed, tried for another 24 hours."""
    return _whole(deliveries.replay(deployment.table, delivery_id))


# ---------------------------------------------------------------- how they are shown


def _shown(endpoint: Endpoint) -> WebhookAnswer:
    return WebhookAnswer(**{name: getattr(endpoint, name) for name in WebhookAnswer.model_fields})


def _secret(endpoint: Endpoint) -> WebhookSecret:
    return WebhookSecret(**_shown(endpoint).model_dump(), secret=endpoint.secrets[0])


def _line(delivery: Delivery) -> DeliveryLine:
    return DeliveryLine(**_common(delivery))


def _whole(delivery: Delivery) -> DeliveryAnswer:
    return DeliveryAnswer(**_common(delivery), body=delivery.body, tries=delivery.tries)


def _common(delivery: Delivery) -> dict[str, object]:
    shown = {name: getattr(delivery, name) for name in DeliveryLine.model_fields}
    return {**shown, "error": delivery.error or (delivery.tries[-1].error if delivery.tries else "")}
