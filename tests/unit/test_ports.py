"""Ports that servers are given."""

import socket
from pathlib import Path

import pytest

from local.base import ports

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not OUTGOING.exists(), reason="this system does not say which ports it gives to connections")
def test_no_outgoing_connection_can_take_the_port_of_a_server_that_has_yet_to_start() -> None:
    lowest, highest = map(int, OUTGOING.read_text().split())

    port = ports.free()

    assert not lowest <= port <= highest


def test_a_port_that_somebody_listens_on_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as other:
        taken, vacant = other.getsockname()[1], ports.free()
        monkeypatch.setattr(ports, "FOR_SERVERS", [taken, vacant])

        assert {ports.free() for _ in range(8)} == {vacant}
        assert ports.prefer(taken) == vacant
        assert ports.prefer(vacant) == vacant


def test_when_every_port_is_taken_it_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(ports, "FOR_SERVERS", range(taken, taken + 1))

        with pytest.raises(ports.PortBusy, match=str(taken)):
            ports.free()
