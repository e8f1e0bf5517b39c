"""Joining: a worker on another machine asks for what it needs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from functions.api.dependencies import DeploymentDep
from functions.api.errors import documented
from functions.common import log
from functions.common.errors import JoinNeedsServer, JoinOff, JoinTokenWrong
from functions.fleet import joining

router = APIRouter(tags=["hosts"])

Token = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(
        HTTPBearer(auto_error=False, scheme_name="join token", description="`./vts worker --show-token` prints it.")
    ),
]


class JoinAnswer(BaseModel):
    """What a worker needs to work here, keys and passwords included."""

    environment: dict[str, str] = Field(
        description="Its environment, by variable.", examples=[{"AWS_REGION": "us-east-1", "SOURCE_BUCKET": "sources"}]
    )


@router.post(
    "/join/",
    summary="Join as a worker",
    responses=documented(JoinOff, JoinTokenWrong, JoinNeedsServer),
)
def join(request: Request, deployment: DeploymentDep, token: Token) -> JoinAnswer:
    """Give a worker on another machine the addresses, keys and passwords that it works with; its host measures itself."""
    given = token.credentials if token else ""
    answer = JoinAnswer(environment=joining.environment(deployment, given, request.url.hostname or ""))
    log.info("worker_joins", address=request.client.host if request.client else None)
    return answer
