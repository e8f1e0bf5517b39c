"""One POST to a checked address: no redirect is followed, no proxy is asked, and time and answer are bounded."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Final

from functions.common.errors import InvalidRequest, WebhookRefused
from functions.webhooks import address
from functions.webhooks.address import Lookup, Network, Target

SECONDS: Final = 15.0
"""From the first connection to the last byte that is read of the answer."""
_CONNECT_SECONDS: Final = 5.0
_READ: Final = 4096  # bytes of an answer that are read
_KEPT: Final = 500  # characters of it that are kept
_LONGEST_PAUSE: Final = 3600.0
_MOST_ADDRESSES: Final = 3


@dataclass(frozen=True)
class Answer:
    """How one try ended. ``error`` is a sentence, empty when the endpoint took the message."""

    status: int | None
    error: str
    body: str = ""
    seconds: float = 0.0
    retry_after: float | None = None


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    allowed: Sequence[Network] = (),
    *,
    seconds: float = SECONDS,
    lookup: Lookup = address.look_up,
) -> Answer:
    """Send ``body``. Whatever goes wrong is in the answer; nothing is raised.

    ``seconds`` do not count the looking up of the name, which the system's resolver bounds.
    """
    began = time.monotonic()
    try:
        target = address.read(url, allowed)
        addresses = address.resolve(target, allowed, lookup)
        answer = _send(target, addresses, headers, body, time.monotonic() + seconds)
    except (WebhookRefused, InvalidRequest) as refused:
        answer = Answer(None, " ".join([refused.message, *refused.fields.values()]))
    except (OSError, http.client.HTTPException) as broken:
        late = time.monotonic() - began >= seconds or isinstance(broken, TimeoutError)
        answer = Answer(None, f"No answer within {seconds:g} s." if late else f"No answer: {_said(broken)}.")
    taken = round(time.monotonic() - began, 3)
    return Answer(answer.status, answer.error, answer.body, taken, answer.retry_after)


def _send(target: Target, addresses: Sequence[str], headers: Mapping[str, str], body: bytes, end: float) -> Answer:
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = _connect(target, addresses, end)
    late = threading.Event()

    def hang_up_late() -> None:
        late.set()
        _shut(connection.sock)

    # A timeout of the socket is for one read; an endpoint that sends a byte a second would never meet it.
    hang_up = threading.Timer(max(end - time.monotonic(), 0), hang_up_late)
    hang_up.daemon = True
    hang_up.start()
    try:
        if target.scheme == "https":
            connection.sock = secured = _context().wrap_socket(
                connection.sock, server_hostname=target.host, do_handshake_on_connect=False
            )
            secured.do_handshake()
        connection.request("POST", target.path, body, {"Host": _host(target), "Connection": "close", **headers})
        answer = _read(connection.getresponse())
        if late.is_set():  # a cut answer may look like a whole one
            raise TimeoutError
        return answer
    finally:
        hang_up.cancel()
        connection.close()


def _connect(target: Target, addresses: Sequence[str], end: float) -> socket.socket:
    """Connect to the first of the addresses that answers. Raises OSError."""
    trouble: OSError = TimeoutError()
    for each in addresses[:_MOST_ADDRESSES]:
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            connected = socket.create_connection((each, target.port), timeout=min(_CONNECT_SECONDS, left))
        except OSError as refused:
            trouble = refused
            continue
        connected.settimeout(max(end - time.monotonic(), 0.01))
        return connected
    raise trouble


@cache
def _context() -> ssl.SSLContext:
    """Trust whom this system trusts; the certificate has to be valid for the name in the URL."""
    return ssl.create_default_context()


def _shut(line: socket.socket | None) -> None:
    """End a connection under whoever reads from it. Past TLS, whose own farewell would need the reader's leave."""
    try:
        if line is not None:
            socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:  # it has ended by itself
        return


def _read(response: http.client.HTTPResponse) -> Answer:
    status = response.status
    kept = response.read(_READ).decode(errors="replace")[:_KEPT]
    taken = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    error = "" if taken else f"It answered {status}."
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        error = f"It answered {status}, and redirects are not followed."
    wished = response.headers.get("Retry-After", "")
    pause = min(float(wished), _LONGEST_PAUSE) if wished.isascii() and wished.isdecimal() and len(wished) < 9 else None  # noqa: PLR2004
    return Answer(status, error, kept, retry_after=pause)


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    return name if target.port == usual else f"{name}:{target.port}"


def _said(broken: Exception) -> str:
    return (getattr(broken, "strerror", None) or str(broken) or type(broken).__name__).rstrip(".")
