"""The seccomp program, run here call by call for each machine, as the kernel would run it."""

import struct

import pytest

from functions import walls

MACHINES = walls.MACHINES.items()
ALLOWED, REFUSED, UNKNOWN = walls.ALLOW, walls.ERRNO | walls.EPERM, walls.ERRNO | walls.ENOSYS
THREAD_FLAGS = 0x3D0F00  # what glibc's pthread_create gives clone
FORK_FLAGS = 0x1200011  # what its fork gives
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16
STREAM, DATAGRAM, RAW, CLOEXEC = 1, 2, 3, 0o2000000
READ = {"x86_64": 0, "aarch64": 63}


def verdict(calls, number, *arguments, network=True, arch=None):
    """Run the filter on one system call (classic BPF, as in linux/filter.h) and give its return value."""
    data = struct.pack("<IIQ6Q", number, calls["arch"] if arch is None else arch, 0, *(*arguments, *[0] * 6)[:6])
    lines, at, value = walls.filter_lines(calls, network), 0, 0
    while True:
        code, true, false, operand = lines[at]
        at += 1
        if code == walls.RETURN:
            return operand
        if code == walls.LOAD:
            value = struct.unpack_from("<I", data, operand)[0]
        elif code == walls.AND:
            value &= operand
        else:
            held = {walls.EQUAL: value == operand, walls.ANY_BIT: value & operand, walls.AT_LEAST: value >= operand}
            at += true if held[code] else false


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
@pytest.mark.parametrize("network", [True, False])
def test_ordinary_calls_pass(machine, calls, network):
    assert verdict(calls, READ[machine], 3, network=network) == ALLOWED


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
def test_threads_are_made_and_processes_are_not(machine, calls):
    assert verdict(calls, calls["clone"], THREAD_FLAGS) == ALLOWED
    assert verdict(calls, calls["clone"], FORK_FLAGS) == REFUSED
    assert verdict(calls, walls.CLONE3, 0) == UNKNOWN
    assert {verdict(calls, number) for number in calls["denied"]} == {REFUSED}


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
@pytest.mark.parametrize("kind", [STREAM, STREAM | CLOEXEC])
def test_with_a_port_there_is_tcp_over_ipv4(machine, calls, kind):
    assert verdict(calls, calls["socket"], INET, kind) == ALLOWED


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
@pytest.mark.parametrize(
    ("family", "kind"),
    [(INET, DATAGRAM), (INET, RAW), (INET6, STREAM), (UNIX, STREAM), (NETLINK, RAW), (INET, DATAGRAM | CLOEXEC)],
)
def test_with_a_port_there_is_nothing_else(machine, calls, family, kind):
    assert verdict(calls, calls["socket"], family, kind) == REFUSED


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
@pytest.mark.parametrize("family", [INET, INET6, UNIX, NETLINK])
def test_without_a_port_there_are_no_sockets(machine, calls, family):
    assert verdict(calls, calls["socket"], family, STREAM, network=False) == REFUSED


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
def test_calls_of_another_architecture_are_refused(machine, calls):
    assert verdict(calls, READ[machine], arch=0x40000003) == REFUSED  # 32-bit x86, whose numbers mean other calls
    assert verdict(calls, READ[machine] | walls.X32) == REFUSED


@pytest.mark.parametrize(("machine", "calls"), MACHINES)
def test_every_jump_lands_inside_the_program(machine, calls):
    for network in (True, False):
        lines = walls.filter_lines(calls, network)
        assert all(
            at + 1 + max(true, false) < len(lines)
            for at, (code, true, false, _) in enumerate(lines)
            if code != walls.RETURN
        )
        assert lines[-1][0] == walls.RETURN
