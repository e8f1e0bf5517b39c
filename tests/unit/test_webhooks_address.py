"""Which addresses a webhook may be sent to."""

from ipaddress import ip_address, ip_network

import pytest

from functions.common.errors import InvalidRequest, WebhookRefused
from functions.webhooks import address

LOOPBACK = (ip_network("127.0.0.1/32"),)
INSIDE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1"),
]


@pytest.mark.parametrize("inside", INSIDE)
def test_what_only_this_network_reaches_is_refused(inside):
    assert not address.may_reach(ip_address(inside), "https", ())


@pytest.mark.parametrize("public", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_reached_by_https_alone(public):
    assert address.may_reach(ip_address(public), "https", ())
    assert not address.may_reach(ip_address(public), "http", LOOPBACK)


def test_a_network_that_the_deployment_names_is_reached_by_either_and_no_other():
    for scheme in ("http", "https"):
        assert address.may_reach(ip_address("127.0.0.1"), scheme, LOOPBACK)
        assert address.may_reach(ip_address("::ffff:127.0.0.1"), scheme, LOOPBACK)
        assert not address.may_reach(ip_address("127.0.0.2"), scheme, LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "studio.example.org",
            "//studio.example.org",
            "ftp://studio.example.org",
            "file:///etc/passwd",
            "https://",
        ),
        *("http://studio.example.org/", "https://user@studio.example.org/", "https://user:word@studio.example.org/"),
        *("https://studio.example.org/#part", "https://studio.example.org:0x50/", "https://studio.example.org:70000/"),
        *("https://stüdio.example.org/", "https://studio.example.org/a b", "https://studio.example.org/\r\nHost: x"),
        *("https://[::1", "https://[fe80::1%25eth0]/", "https://studio.example.org/" + "x" * 2000),
        *("https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/"),
    ],
)
def test_a_url_that_nothing_is_ever_sent_to_is_refused_by_name(url):
    with pytest.raises(InvalidRequest) as refused:
        address.read(url, ())

    assert set(refused.value.fields) == {"url"}


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.1",
            "127.0.1",
            "0x7f.1",
            "0x7f000001",
            "0x7F.0.0.1",
            "2130706433",
            "017700000001",
            "0177.0.0.1",
            "0",
            "0.0",
            "0x0",
        ),
        *(
            "127.0.0.1.",
            "127.1.",
            "2130706433.",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "localhost.localdomain",
        ),
        *(
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:7f00:1]",
            "[::127.0.0.1]",
            "[::ffff:0:127.0.0.1]",
            "[::]",
        ),
        *(
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fec0::1]",
            "[fd00::1]",
            "[::1]",
        ),
        *(
            "2852039166",
            "0xa9fea9fe",
            "169.254.43518",
            "10.1",
            "192.168.257",
            "3232235777",
            "0300.0250.0.1",
            "100.64.1",
        ),
        *(
            "256.256.256.256",
            "1.2.3.4.5",
            "4294967296",
            "0x100000000",
            "1.2.3.0x",
            "09.0.0.1",
            "example.1",
            "127..1",
            ".",
        ),
    ],
)
def test_an_address_of_this_network_is_refused_however_it_is_written(host):
    with pytest.raises(InvalidRequest) as refused:
        address.read(f"https://{host}/hook", ())

    assert set(refused.value.fields) == {"url"}


@pytest.mark.parametrize("host", ["127.1", "localhost", "localhost.", "[::ffff:127.0.0.1]", "0x7f.1"])
def test_an_address_of_a_network_that_the_deployment_names_is_taken_however_it_is_written(host):
    assert address.read(f"http://{host}:8080/hook", LOOPBACK).port == 8080


@pytest.mark.parametrize(
    "host", ["1.1.1.1", "1.1", "93.184.215.14.", "[2606:4700::1111]", "a.example", "0x.example", "7.example", "x--1"]
)
def test_public_addresses_and_names_are_taken(host):
    assert address.read(f"https://{host}/hook", ()).path == "/hook"


def test_a_url_is_taken_apart():
    assert address.read("https://studio.example.org", ()) == ("https", "studio.example.org", 443, "/")
    assert address.read("https://Studio.example.org:8443/a/b?c=d&e", ()) == (
        *("https", "studio.example.org", 8443, "/a/b?c=d&e"),
    )
    assert address.read("http://127.0.0.1:8080/x", LOOPBACK) == ("http", "127.0.0.1", 8080, "/x")


def test_of_a_names_addresses_only_those_are_given_that_may_be_reached():
    target = address.read("https://studio.example.org/", ())

    assert address.resolve(target, (), lambda *_: ["10.0.0.1", "1.1.1.1", "::1", "1.1.1.1"]) == ["1.1.1.1"]


@pytest.mark.parametrize("found", [["10.0.0.1"], ["169.254.169.254", "::1"], []])
def test_a_name_that_leads_inside_is_refused(found):
    target = address.read("https://studio.example.org/", ())

    with pytest.raises(WebhookRefused):
        address.resolve(target, (), lambda *_: found)


@pytest.mark.parametrize("written", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "localhost"])
def test_an_address_written_otherwise_is_looked_up_and_refused_as_what_it_is(written):
    target = address.Target("https", written, 443, "/")  # kept by a release that took such addresses

    with pytest.raises(WebhookRefused):
        address.resolve(target, (), address.look_up)


def test_a_name_that_is_not_there_is_refused():
    def nowhere(*_):
        raise OSError("unknown")

    with pytest.raises(WebhookRefused):
        address.resolve(address.read("https://studio.example.org/", ()), (), nowhere)
