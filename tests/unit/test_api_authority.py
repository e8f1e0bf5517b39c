"""Which hosts are answered and which pages may write, by the headers of a request alone."""

import socket

import pytest
from starlette.datastructures import Headers

from functions.api import authority
from functions.common.config import Config

CONFIG = Config(
    aws_region="us-east-1",
    source_bucket="sources",
    proxy_bucket="proxies",
    database_url="sqlite://",
    allowed_origins=("https://films.example:8443",),
    allowed_hosts=("studio", "192.168.1.5", "fd00::5"),
    s3_public_endpoint="https://s3.example",
)


def answered(named: str, arrived_at: str | None = "127.0.0.1") -> bool:
    host = authority.host_of(named)
    return host is not None and (authority.is_at_home(host, arrived_at) or authority.is_named(host, CONFIG))


@pytest.mark.parametrize("port", ["", ":8000", ":1"])
@pytest.mark.parametrize(
    "host",
    [
        *(
            "localhost",
            "LocalHost",
            "localhost.",
            "127.0.0.1",
            "127.8.9.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
        ),
        *("studio", "Studio", "192.168.1.5", "[fd00::5]", "films.example", "s3.example", socket.gethostname()),
    ],
)
def test_names_of_this_machine_and_of_this_deployment_are_answered(host: str, port: str) -> None:
    assert answered(host + port)


@pytest.mark.parametrize(
    "named",
    [
        *(
            "evil.example",
            "localhost.evil.example",
            "evil-localhost",
            "foo.localhost",
            "127.0.0.1.nip.io",
            "films.example.evil",
        ),
        *(
            "192.168.1.6",
            "0.0.0.0",
            "2130706433",
            "0x7f.1",
            "127.1",
            "[::]",
            "[fd00::6]",
            "169.254.169.254",
            "api",
            "studio.evil",
        ),
        *(
            "",
            ":8000",
            "localhost:8000:8000",
            "localhost@evil.example",
            "localhost/evil",
            "localhost evil",
            "[::1",
            "::1",
            "*",
        ),
        "evil.example#localhost",
    ],
)
def test_other_names_are_not(named: str) -> None:
    assert not answered(named)


def test_the_address_that_a_connection_came_in_at_is_answered_and_its_neighbour_is_not() -> None:
    assert answered("10.244.1.7:8000", "10.244.1.7")
    assert not answered("10.244.1.8:8000", "10.244.1.7")
    assert not answered("evil.example", "10.244.1.7")


def test_a_machine_with_a_domain_is_answered_without_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Studio-1.example.org")
    authority._own_names.cache_clear()
    try:
        assert all(answered(name) for name in ("studio-1", "studio-1.example.org.", "STUDIO-1.local:8000"))
        assert not any(
            answered(name) for name in ("example.org", "studio-1.example.com", "studio-1.local.evil.example")
        )
    finally:
        authority._own_names.cache_clear()


def test_a_deployment_may_answer_any_name() -> None:
    assert authority.is_named("whatever", CONFIG.model_copy(update={"allowed_hosts": ("*",)}))


ORIGINS = ("https://films.example:8443",)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "https://127.0.0.1:8000"},  # TLS ends in front of it
        {"origin": "https://films.example:8443"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"},
    ],
)
def test_programs_and_pages_of_ours_may_write(headers: dict[str, str]) -> None:
    assert authority.may_write(Headers({"host": "127.0.0.1:8000", **headers}), ORIGINS)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:3001"},
        {"origin": "http://127.0.0.1"},
        {"origin": "https://films.example"},
        {"origin": "https://films.example:8443.evil.example"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://[::1"},
        {"origin": "http://127.0.0.1:8000]"},
    ],
)
def test_pages_of_others_may_not(headers: dict[str, str]) -> None:
    assert not authority.may_write(Headers({"host": "127.0.0.1:8000", **headers}), ORIGINS)


@pytest.mark.parametrize(
    "twice",
    [
        (b"origin", b"http://127.0.0.1:8000", b"https://evil.example"),
        (b"origin", b"https://evil.example", b"http://127.0.0.1:8000"),
        (b"sec-fetch-site", b"none", b"cross-site"),
        (b"sec-fetch-site", b"cross-site", b"same-origin"),
    ],
)
def test_of_two_headers_none_may_name_a_page_of_others(twice: tuple[bytes, bytes, bytes]) -> None:
    name, *said = twice
    assert not authority.may_write(
        Headers(raw=[(b"host", b"127.0.0.1:8000"), *((name, each) for each in said)]), ORIGINS
    )
