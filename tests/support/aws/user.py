"""A user who signs in as the page does: authorization code with PKCE (RFC 7636), by the pages of the user pool."""

import base64
import hashlib
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from tests.support.aws.emulator import Stack

NAME, PASSWORD = "zoe@example.org", "correct horse battery staple"


def make(stack: Stack) -> None:
    """Let an administrator make the user."""
    pool, users = stack.outputs["UserPool"], stack.aws.client("cognito-idp", stack.region)
    users.admin_create_user(UserPoolId=pool, Username=NAME, MessageAction="SUPPRESS")
    users.admin_set_user_password(UserPoolId=pool, Username=NAME, Password=PASSWORD, Permanent=True)


def signed_in(stack: Stack) -> str:
    """Sign in; the access token."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": stack.outputs["ClientId"],
        "redirect_uri": stack.outputs["Page"],
        "response_type": "code",
        "scope": "openid",
        "state": "state",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with stack.aws.http() as browser:
        page = browser.get("/oauth2/authorize", params=asked)
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        back = browser.post("/login", data={**hidden, "username": NAME, "password": PASSWORD})
        assert back.is_redirect, back.text
        code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
        wanted = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        tokens = browser.post("/oauth2/token", data={**asked, **wanted})
    assert tokens.is_success, tokens.text
    return str(tokens.json()["access_token"])
