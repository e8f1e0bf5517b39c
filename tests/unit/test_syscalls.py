"""The seccomp program, run here call by call for each machine, as the kernel would run it."""

import struct

import pytest

from functions.ffmpeg import syscalls
from functions.ffmpeg.syscalls import ALLOW, EPERM, ERRNO, KILL, OWN_PID

MACHINES = sorted(syscalls.MACHINES)
REFUSED, UNKNOWN = ERRNO | EPERM, ERRNO | syscalls.ENOSYS
THREAD_FLAGS = 0x3D0F00  # what glibc's pthread_create gives clone
MUSL_THREAD_FLAGS = 0x7D0F00
FORK_FLAGS = 0x1200011  # what glibc's fork gives
NEW_USER, NEW_NET = 0x10000000, 0x40000000
UNIX, INET, INET6, NETLINK, SMC_FAMILY = 1, 2, 10, 16, 43
STREAM, DATAGRAM, RAW, CLOEXEC, NONBLOCK = 1, 2, 3, 0o2000000, 0o4000
UNSPECIFIED, TCP, DCCP, SCTP, SMC, MPTCP = 0, 6, 33, 132, 256, 262
WRONLY, RDWR, CREAT, TRUNC, READ_CLOEXEC = 1, 2, 0o100, 0o1000, 0o2000000
OTHERS = {  # calls that no child needs: by number on x86_64, and on aarch64
    "bind": (49, 200),
    "listen": (50, 201),
    "accept4": (288, 242),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "setsockopt": (54, 208),
    "kill": (62, 129),
    "msgget": (68, 186),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "fchmodat": (268, 53),
    "fchownat": (260, 54),
    "unlinkat": (263, 35),
    "shmget": (29, 194),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),
    "execveat": (322, 281),
    "seccomp": (317, 277),
}
NEWER = {
    "io_uring_setup": 425,
    "pidfd_open": 434,
    "clone3": 435,
    "openat2": 437,
    "pidfd_getfd": 438,
    "of tomorrow": 999,
}


def verdict(machine, call, *arguments, network=True, writes=True, arch=None):
    """Run the program on one system call (classic BPF, as in linux/filter.h) and give its return value."""
    made = syscalls.MACHINES[machine]
    number = call if isinstance(call, int) else number_of(machine, call)
    data = struct.pack("<IIQ6Q", number, made.arch if arch is None else arch, 0, *(*arguments, *[0] * 6)[:6])
    lines, at, value = syscalls.lines(made, network=network, writes=writes), 0, 0
    while True:
        code, true, false, operand = lines[at]
        at += 1
        if code == syscalls.RETURN:
            return operand
        if code == syscalls.LOAD:
            value = struct.unpack_from("<I", data, operand)[0]
        elif code == syscalls.AND:
            value &= operand
        else:
            held = {
                syscalls.EQUAL: value == operand,
                syscalls.ANY_BIT: value & operand,
                syscalls.AT_LEAST: value >= operand,
            }
            at += true if held[code] else false


def number_of(machine, name):
    made = syscalls.MACHINES[machine]
    if name in made.numbers:
        return made.numbers[name]
    table = {call[0]: call for call in (*syscalls._ALLOWED, *syscalls._OF_A_CONNECTION)}
    return table[name][made.column]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("network", [True, False])
def test_reading_computing_and_writing_pass(machine, network):
    for name in ("read", "write", "mmap", "futex", "clock_nanosleep", "exit_group", "execve", "newfstatat"):
        assert verdict(machine, name, 3, network=network) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_listed_is_refused(machine, name):
    assert verdict(machine, OTHERS[name][MACHINES.index(machine) == 0]) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_what_is_newer_than_the_list_does_not_exist_so_that_the_c_library_does_without(machine):
    assert {verdict(machine, number) for number in NEWER.values()} == {UNKNOWN}


@pytest.mark.parametrize("machine", MACHINES)
def test_every_number_below_the_newer_ones_is_decided_and_few_are_allowed(machine):
    verdicts = [verdict(machine, number) for number in range(syscalls.NEWER)]

    assert set(verdicts) == {ALLOW, REFUSED}
    assert verdicts.count(ALLOW) < 100


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_made_and_processes_and_namespaces_are_not(machine):
    assert verdict(machine, "clone", THREAD_FLAGS) == ALLOW
    assert verdict(machine, "clone", MUSL_THREAD_FLAGS) == ALLOW
    for flags in (FORK_FLAGS, 17, THREAD_FLAGS | NEW_USER, THREAD_FLAGS | NEW_NET, THREAD_FLAGS & ~0x10000):
        assert verdict(machine, "clone", flags) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("kind", [STREAM, STREAM | CLOEXEC, STREAM | CLOEXEC | NONBLOCK])
@pytest.mark.parametrize("protocol", [UNSPECIFIED, TCP])
def test_with_a_port_there_is_tcp_over_ipv4(machine, kind, protocol):
    assert verdict(machine, "socket", INET, kind, protocol) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("family", "kind", "protocol"),
    [
        *((INET, STREAM, protocol) for protocol in (MPTCP, SMC, SCTP, 1, 2, 5, 7, 255, MPTCP | 1 << 20)),
        *((INET, kind, UNSPECIFIED) for kind in (DATAGRAM, RAW, DATAGRAM | CLOEXEC, 5, 6, STREAM | 0x10)),
        *((INET, 6, DCCP), (INET, 5, SCTP), (INET6, STREAM, TCP), (INET6, STREAM, MPTCP)),
        *((family, STREAM, UNSPECIFIED) for family in (UNIX, NETLINK, SMC_FAMILY, 17, 38, 40, 44)),
    ],
)
def test_with_a_port_there_is_nothing_else(machine, family, kind, protocol):
    assert verdict(machine, "socket", family, kind, protocol) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_sending_opens_no_connection(machine):
    assert verdict(machine, "sendto", 3, 0x1000, 10, 0x4000, 0, 0) == ALLOW  # send(2) with MSG_NOSIGNAL
    assert verdict(machine, "sendto", 3, 0x1000, 10, 0x20000000, 0, 0) == REFUSED  # MSG_FASTOPEN
    assert verdict(machine, "sendto", 3, 0x1000, 10, 0, 0x1000, 16) == REFUSED
    assert verdict(machine, "sendto", 3, 0x1000, 10, 0, 1 << 40, 16) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ["socket", "connect", "sendto", "recvfrom", "getsockopt"])
def test_without_a_port_there_are_no_sockets(machine, name):
    assert verdict(machine, name, INET, STREAM, TCP, network=False) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_without_a_folder_nothing_is_opened_to_write(machine):
    calls = {"openat": 2} | ({"open": 1} if machine == "x86_64" else {})
    for name, at in calls.items():
        assert verdict(machine, name, *[0] * at, READ_CLOEXEC, writes=False) == ALLOW
        for flags in (WRONLY, RDWR, CREAT, TRUNC, RDWR | CREAT):
            assert verdict(machine, name, *[0] * at, flags, writes=False) == REFUSED
            assert verdict(machine, name, *[0] * at, flags, writes=True) == ALLOW
    assert verdict(machine, "ftruncate", 3, writes=False) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_signals_and_limits_are_the_childs_own(machine):
    assert verdict(machine, "tgkill", OWN_PID, 7, 6) == ALLOW
    assert verdict(machine, "tgkill", 1, 1, 9) == REFUSED
    assert verdict(machine, "prlimit64", 0, 3, 0, 0x1000) == ALLOW
    assert verdict(machine, "prlimit64", 0, 3, 1 << 33, 0) == REFUSED  # setting one
    assert verdict(machine, "prlimit64", 4711, 3, 0, 0x1000) == REFUSED
    assert verdict(machine, "prctl", 15) == ALLOW  # a thread's name
    assert verdict(machine, "prctl", 1) == REFUSED  # to outlive its parent
    assert verdict(machine, "fcntl", 3, 8, 1) == REFUSED  # signals of a descriptor to another process
    assert verdict(machine, "ioctl", 1, 0x5412) == REFUSED  # typing into a terminal


@pytest.mark.parametrize("machine", MACHINES)
def test_of_memory_a_child_advises_what_concerns_itself(machine):
    for advice in (3, 4, 8, 14):  # ahead, given back, given back later, large pages
        assert verdict(machine, "madvise", 0x1000, 4096, advice) == ALLOW
    for advice in (12, 100, 101, 1 << 20):  # merged with those of others, poisoned, taken offline, of tomorrow
        assert verdict(machine, "madvise", 0x1000, 4096, advice) == REFUSED


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_by_another_table_end_the_child(machine):
    assert verdict(machine, "read", arch=0x40000003) == KILL  # 32-bit x86
    assert verdict(machine, "read", arch=0x40000028) == KILL  # 32-bit ARM
    assert verdict(machine, number_of(machine, "read") | syscalls.X32) == KILL


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("network", [True, False])
@pytest.mark.parametrize("writes", [True, False])
def test_the_program_is_one_that_the_kernel_takes(machine, network, writes):
    lines = syscalls.lines(syscalls.MACHINES[machine], network=network, writes=writes)

    jumps = [(at, line) for at, line in enumerate(lines) if line[0] not in {syscalls.RETURN, syscalls.LOAD}]
    assert all(at + 1 + max(true, false) < len(lines) for at, (_, true, false, _) in jumps)
    assert lines[-1][0] == syscalls.RETURN
    assert len(lines) < 4096


@pytest.mark.parametrize("machine", MACHINES)
def test_the_place_of_the_process_id_is_one_and_nothing_else_looks_like_it(machine):
    program = syscalls.program(machine, network=True, writes=True)

    assert program.count(struct.pack("<I", OWN_PID)) == 1
    assert program.index(struct.pack("<I", OWN_PID)) % 8 == 4


def test_no_number_is_listed_twice():
    for machine in syscalls.MACHINES.values():
        listed = [call[machine.column] for call in (*syscalls._ALLOWED, *syscalls._OF_A_CONNECTION)]
        numbers = [number for number in (*listed, *machine.numbers.values()) if number is not None]
        assert len(numbers) == len(set(numbers))
