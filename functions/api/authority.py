"""Which hosts are answered, and which pages may write: strangers in the network have neither name here.

A page that somebody has open can call any address that its browser reaches. By a name of its own that it lets lead here (DNS
rebinding) it would be of one origin with this API; so only names that are ours are answered. By a name of ours it may send what
needs no preflight, such as a POST without a body; so a write that a browser sends has to come from a page of ours. Programs
send no origin, and pass.
"""

import re
import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.api import errors
from functions.common.config import Config
from functions.common.errors import HostNotAllowed, OriginNotAllowed, RequestError

ANY = "*"
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,255}))(?::[0-9]{0,5})?")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_PAGES = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site; none: the user's own doing, such as a bookmark
_REMEMBERED = 256


def host_of(authority: str) -> str | None:
    """Read the host out of a Host header, without its port, in one spelling; None where it is not one."""
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        return None
    try:
        return str(ip_address(found[1] or found[2]))
    except ValueError:
        return found[2].lower().removesuffix(".") if found[2] else None


def is_at_home(host: str, arrived_at: str | None) -> bool:
    """Whether it is a name that nobody else can give this machine: of loopback, its own, or the address that was called."""
    if host == "localhost" or host in _own_names():
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or host == arrived_at


def is_named(host: str, config: Config) -> bool:
    """Whether the deployment names this host: as one of its own, or as that of its pages or its storage."""
    names = {name.lower() for name in config.allowed_hosts}
    if ANY in names or host in names:
        return True
    addresses = (*config.allowed_origins, config.s3_public_endpoint or "")
    return host in {host_of(urlsplit(each).netloc) for each in addresses}


def may_write(headers: Headers, origins: tuple[str, ...]) -> bool:
    """Whether who sends this may write: a program, a page of this very address, or one of ``origins``."""
    named, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    if not named:
        return all(site in _OWN_PAGES for site in sites)
    return all(ANY in origins or origin in origins or _is_of(origin, headers.get("host", "")) for origin in named)


def _is_of(origin: str, host: str) -> bool:
    """Whether an origin is at this very address."""
    try:
        named = urlsplit(origin).netloc
    except ValueError:  # a bracket without its partner, or letters that hide one
        return False
    return named.lower() == host.lower() != ""


class Authority:
    """Refuses requests for other hosts, and writes of other pages; before anything of them is read."""

    def __init__(self, app: ASGIApp, config: Callable[[], Config]) -> None:
        """Take what gives the configuration; it is asked when a request needs more than the names of this machine."""
        self._app = app
        self._config = config
        self._answered = lru_cache(_REMEMBERED)(self._is_answered)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        if refused:
            await errors.answer(refused, scope.get("state", {}).get("request_id"))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refused(self, scope: Scope) -> RequestError | None:
        headers, server = Headers(scope=scope), scope.get("server")
        named = headers.getlist("host")
        if len(named) > 1 or (named and not self._answered(named[0], str(server[0]) if server else None)):
            return HostNotAllowed(f"It was called {named[0]!r}.")
        if scope["method"] in _READS or not {"origin", "sec-fetch-site"} & set(headers):
            return None
        if may_write(headers, ()) or may_write(headers, self._config().allowed_origins):
            return None
        return OriginNotAllowed(f"It was sent by {headers.get('origin', 'a page of another site')!r}.")

    def _is_answered(self, authority: str, arrived_at: str | None) -> bool:
        host = host_of(authority)
        if host is None:
            return ANY in self._config().allowed_hosts
        return is_at_home(host, arrived_at) or is_named(host, self._config())


@lru_cache(1)
def _own_names() -> frozenset[str]:
    """Give the names of this machine: as it calls itself, with its domain or without, and as its network does (mDNS)."""
    name = socket.gethostname().lower().removesuffix(".")
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"})
