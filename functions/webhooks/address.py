"""Which addresses a webhook may be sent to. Users name the URLs, so none may lead to what only this network can reach.

Only public addresses are reached, by https alone. The deployment may name networks of its own (WEBHOOK_ALLOWED_NETWORKS): in
those any address will do, also by plain http. A name is looked up once for each try, and the connection is made to an address
that was checked, so a name that changes its mind between the two gains nothing.
"""

import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from functions.common.errors import InvalidRequest, WebhookRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Lookup = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host, as text; raises OSError when there are none."""

_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")  # what no name ends in (WHATWG, "ends in a number")
LONGEST: Final = 2000  # characters of a URL
_PORTS: Final = {"https": 443, "http": 80}
_NEVER: Final = tuple(
    map(
        ip_network,
        (
            "64:ff9b::/96",  # these four lead to an IPv4 address inside them by way of a gateway, which checks nothing
            "64:ff9b:1::/48",
            "2002::/16",
            "2001::/32",
            "192.88.99.0/24",  # that gateway itself
            "192.0.0.0/24",  # for protocols, not for hosts
            "168.63.129.16/32",  # Azure's metadata and DNS, a public address by its number
        ),
    )
)


class Target(NamedTuple):
    """A URL taken apart. ``path`` is with its query."""

    scheme: str
    host: str
    port: int
    path: str


def read(url: str, allowed: Sequence[Network]) -> Target:
    """Take a URL apart. Raises InvalidRequest, naming ``url``, for one that nothing is ever sent to."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise _invalid(f"must be at most {LONGEST} printable ASCII characters, without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _invalid("is not a URL") from None
    if parts.scheme not in _PORTS or not parts.hostname or "%" in parts.netloc:
        raise _invalid("must be https://host/…")
    if parts.username is not None or parts.fragment:
        raise _invalid("must have no user, password or fragment")
    if parts.scheme == "http" and not allowed:
        raise _invalid("must be https; plain http is taken in WEBHOOK_ALLOWED_NETWORKS alone")
    target = Target(
        parts.scheme,
        parts.hostname,
        _PORTS[parts.scheme] if port is None else port,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    _refuse_literal(target, allowed)
    return target


def resolve(target: Target, allowed: Sequence[Network], lookup: Lookup) -> list[str]:
    """Look a host up, and give those of its addresses that may be reached. Raises WebhookRefused when there are none."""
    try:
        found = lookup(target.host, target.port)
    except (OSError, UnicodeError) as unknown:
        raise WebhookRefused(f"The name {target.host} has no address ({unknown}).") from unknown
    reached = [each for each in dict.fromkeys(found) if may_reach(ip_address(each), target.scheme, allowed)]
    if not reached:
        raise WebhookRefused(f"{target.host} is at {', '.join(found) or 'no address'}.")
    return reached


def may_reach(address: Address, scheme: str, allowed: Sequence[Network]) -> bool:
    """Whether a webhook may be sent to this address: a public one by https, one of the ``allowed`` networks by either."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    hidden = any(address in network for network in _NEVER) or address.is_multicast or address.is_reserved
    hidden = hidden or (isinstance(address, IPv6Address) and address.is_site_local)
    return scheme == "https" and address.is_global and not hidden


def look_up(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _refuse_literal(target: Target, allowed: Sequence[Network]) -> None:
    """Say at once what would be refused at each try: an address, however it is written, that may not be reached."""
    if not (addresses := _written(target.host)):
        return
    if not any(may_reach(address, target.scheme, allowed) for address in addresses):
        raise _invalid("is an address that only this network can reach; see WEBHOOK_ALLOWED_NETWORKS")


def _written(host: str) -> list[Address]:
    """Read the addresses that a host spells itself, as those who look it up do; none for a name. Raises InvalidRequest."""
    host = host.rstrip(".")
    if not host or ".." in host:
        raise _invalid("has no host")
    last = host.rpartition(".")[2]
    if host == "localhost" or last in {"localhost", "localdomain"}:
        return [IPv4Address("127.0.0.1"), IPv6Address("::1")]
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    if not _NUMBER.fullmatch(last):
        return []
    try:
        return [IPv4Address(socket.inet_aton(host))]  # 127.1, 0x7f.1, 017700000001, 2130706433
    except OSError:
        raise _invalid("has a host that is neither a name nor an address") from None


def _invalid(reason: str) -> InvalidRequest:
    return InvalidRequest(fields={"url": reason})
