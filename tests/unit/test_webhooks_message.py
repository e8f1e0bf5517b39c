"""What a webhook says, and its signature: by the standard's own example, and by the snippet that the docs give receivers."""

import json
import re
import time
from pathlib import Path

import pytest

from functions.webhooks import message

DOCS = (Path(__file__).parent.parent.parent / "docs" / "webhooks.md").read_text()


@pytest.fixture
def verified():
    """The function of docs/webhooks.md, as a receiver would copy it."""
    names = {}
    (snippet,) = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
    exec(snippet, names)  # noqa: S102  it is ours
    return names["verified"]


def test_the_signature_is_that_of_the_standards_example():
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"test": 2432232314}'

    signed = message.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_sent_is_verified_by_the_snippet_of_the_docs(verified):
    secret, body = message.secret(), '{"type":"job.done"}'
    headers = {name.lower(): value for name, value in message.headers("a1", int(time.time()), body, [secret]).items()}

    assert verified(secret, headers, body.encode())
    assert not verified(secret, headers, body.replace("done", "dune").encode())
    assert not verified(secret, {**headers, "webhook-id": "a2"}, body.encode())
    assert not verified(message.secret(), headers, body.encode())


def test_an_old_message_is_not_taken_by_the_snippet_of_the_docs(verified):
    secret = message.secret()
    headers = {
        name.lower(): value for name, value in message.headers("a1", int(time.time()) - 301, "{}", [secret]).items()
    }

    assert not verified(secret, headers, b"{}")


def test_while_two_secrets_are_valid_either_verifies(verified):
    new, old = message.secret(), message.secret()
    headers = {name.lower(): value for name, value in message.headers("a1", int(time.time()), "{}", [new, old]).items()}

    assert verified(new, headers, b"{}")
    assert verified(old, headers, b"{}")


def test_no_two_secrets_are_alike_and_each_is_long_enough_for_the_standard():
    first, second = message.secret(), message.secret()

    assert first != second
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", first)  # 32 bytes


def test_the_docs_show_a_message_as_it_is_made():
    (shown,) = re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)

    assert set(json.loads(shown)["data"]) == {
        *("job_id", "status", "sequence", "filename", "folder", "profile", "source", "proxy", "missing", "error")
    }
