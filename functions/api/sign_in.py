"""Sign-in: where the page sends its users before it asks for anything else."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from functions.api.dependencies import DeploymentDep

router = APIRouter(tags=["users"])


class SignInAnswer(BaseModel):
    """What a client of the authorization code flow with PKCE needs to know (RFC 7636, OpenID Connect Core 1.0)."""

    issuer: str | None = Field(
        description="Who signs users in; null: nobody has to.", examples=["https://login.example.org/realms/film"]
    )
    client_id: str = Field(description="The page's client there.", examples=["page"])
    scope: str = Field(description="What the page asks for.", examples=["openid"])


@router.get("/sign-in/", summary="Where to sign in")
def sign_in(deployment: DeploymentDep) -> SignInAnswer:
    """Tell where users sign in. This alone is answered to whoever has not; a gateway in front sees to that."""
    config = deployment.config
    return SignInAnswer(issuer=config.oidc_issuer, client_id=config.oidc_client_id, scope=config.oidc_scope)
