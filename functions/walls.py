"""The walls around a child process: put up by the child itself, after which it becomes the program it was started for.

confine.py starts this file as a script: ``python -I -S walls.py SPEC PROGRAM ARGUMENT…``. It needs the standard library
only, drops what the program must not have, and replaces itself by the program, which so keeps the process id. Anything
that goes wrong ends in exit code 125 and a line on standard error; the program is then never run.

The numbers are the kernel's: landlock(7) and include/uapi/linux/landlock.h, seccomp(2), prctl(2), and the system call
tables of the two machines that are known here.
"""

import _signal  # type: ignore[import-not-found]  # signal without its enums, which take milliseconds
import ctypes
import marshal
import os
import resource
import struct
import sys

TYPE_CHECKING = False  # typing itself, like json, signal and platform, would cost milliseconds of each child's start
if TYPE_CHECKING:
    from typing import TypedDict
else:
    TypedDict = dict

SIGKILL, SIGPIPE = 9, 13  # signal(7)
FAILED = 125  # exit code when the walls could not be put up
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, the same on all machines
VERSION_FLAG = 1
PATH_BENEATH, NET_PORT = 1, 2  # kinds of rule
EXECUTE, READ_FILE, READ_DIR, TRUNCATE, IOCTL_DEV = 1 << 0, 1 << 2, 1 << 3, 1 << 14, 1 << 15
WRITE_FILE, REMOVE_FILE, MAKE_REG = 1 << 1, 1 << 5, 1 << 8
CONNECT_TCP, ALL_TCP = 1 << 1, 0b11
RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights on files an ABI knows; 16 from ABI 5 on
NET_ABI, SCOPE_ABI = 4, 6  # from which on TCP, and signals and abstract sockets, can be ruled

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
ALLOW, ERRNO, EPERM, ENOSYS = 0x7FFF0000, 0x00050000, 1, 38
LOAD, AND, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x45, 0x35, 0x06  # classic BPF
CLONE_THREAD, AF_INET, SOCK_STREAM, SOCK_KINDS = 0x10000, 2, 1, 0xF
NR_AT, ARCH_AT, ARG0_AT, ARG1_AT = 0, 4, 16, 24  # offsets in struct seccomp_data, little-endian
X32 = 0x40000000
CLONE3, IO_URING_SETUP, PIDFD_GETFD = 435, 425, 438  # the same on both machines


class Calls(TypedDict):
    """A machine's audit architecture and the numbers of the system calls that are ruled."""

    arch: int
    socket: int
    clone: int
    denied: tuple[int, ...]


MACHINES: dict[str, Calls] = {
    # denied: fork, vfork, ptrace, process_vm_readv/writev, io_uring_setup, pidfd_getfd
    "x86_64": {
        "arch": 0xC000003E,
        "socket": 41,
        "clone": 56,
        "denied": (57, 58, 101, 310, 311, IO_URING_SETUP, PIDFD_GETFD),
    },
    "aarch64": {
        "arch": 0xC00000B7,
        "socket": 198,
        "clone": 220,
        "denied": (117, 270, 271, IO_URING_SETUP, PIDFD_GETFD),
    },
}


class Spec(TypedDict):
    """What the parent asks for. Paths are absolute; None means no limit, or none of it."""

    parent: int
    landlock: bool
    reads: list[str]
    writes: str | None
    port: int | None
    nice: int
    limits: dict[str, int]


def abi() -> int:
    """Give the Landlock ABI of this kernel; 0 where it has none or a container's own filter forbids it."""
    if sys.platform != "linux":
        return 0
    version: int = _libc().syscall(CREATE_RULESET, None, 0, VERSION_FLAG)
    return max(0, version)


def packed(spec: Spec) -> str:
    """Give the spec as the first argument of the script; both ends run the same Python."""
    return marshal.dumps(dict(spec.items())).hex()


def main(arguments: list[str]) -> None:
    """Put up the walls that the first argument specifies, then become the program of the others."""
    spec: Spec = marshal.loads(bytes.fromhex(arguments[0]))  # noqa: S302  from our own parent
    _die_with_parent(spec["parent"])
    for name, value in spec["limits"].items():
        _limit(name, value)
    os.nice(spec["nice"])
    if spec["landlock"]:
        _checked(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        _restrict(spec["reads"], spec["writes"], spec["port"])
        _filter_calls(spec["port"] is not None)
    _signal.signal(SIGPIPE, _signal.SIG_DFL)  # Python ignores it, and what is ignored stays so across exec
    os.execv(arguments[1], arguments[1:])  # noqa: S606


def _limit(name: str, value: int) -> None:
    """Set a resource limit, never above the one that is there already."""
    number = getattr(resource, f"RLIMIT_{name}")
    there = resource.getrlimit(number)[1]
    # Of CPU time a second more is the hard limit: at the soft one comes SIGXCPU, by which the parent knows the cause.
    hard = value + (name == "CPU")
    hard = hard if there == resource.RLIM_INFINITY else min(hard, there)
    resource.setrlimit(number, (min(value, hard), hard))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def _die_with_parent(parent: int) -> None:
    """Be killed when the thread that started this ends; the setting outlasts exec."""
    if sys.platform == "linux":
        _checked(_libc().prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "pdeathsig")
    if os.getppid() != parent:
        raise ProcessLookupError(f"parent {parent} is gone")


def _restrict(reads: list[str], writes: str | None, port: int | None) -> None:
    """Landlock: nothing of the file system but ``reads`` and ``writes``, and TCP to nowhere but ``port``."""
    version = abi()
    rights = (1 << RIGHTS_BY_ABI.get(version, 16)) - 1
    fields = [rights, ALL_TCP if version >= NET_ABI else None, 0b11 if version >= SCOPE_ABI else None]
    attributes = b"".join(struct.pack("=Q", field) for field in fields if field is not None)
    ruleset = _checked(_libc().syscall(CREATE_RULESET, attributes, len(attributes), 0), "landlock")
    for path in filter(os.path.exists, reads):  # not every system has every library folder
        _allow(ruleset, path, (EXECUTE | READ_FILE | READ_DIR) & rights)
    if writes is not None:
        _allow(ruleset, writes, (READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE) & rights)
    if port is not None and version >= NET_ABI:
        _checked(_libc().syscall(ADD_RULE, ruleset, NET_PORT, struct.pack("=QQ", CONNECT_TCP, port), 0), "port")
    _checked(_libc().syscall(RESTRICT_SELF, ruleset, 0), "landlock")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow ``rights`` at and below a path."""
    at = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):  # noqa: PTH112  pathlib costs 5 ms of each start
        rights &= EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV
    _checked(_libc().syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, at), 0), path)
    os.close(at)


def _filter_calls(network: bool) -> None:
    """Seccomp: no new processes, no sockets but TCP over IPv4 (Landlock does not rule UDP), no looking into others."""
    calls = MACHINES.get(os.uname().machine)
    if calls is None:
        return
    program = b"".join(struct.pack("=HBBI", *line) for line in filter_lines(calls, network))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    _checked(_libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")


def filter_lines(calls: Calls, network: bool) -> list[tuple[int, int, int, int]]:
    """Give the BPF program: (code, lines to skip when true, when false, operand) each."""
    deny, lines = (RETURN, 0, 0, ERRNO | EPERM), list[tuple[int, int, int, int]]()
    lines += [(LOAD, 0, 0, ARCH_AT), (EQUAL, 1, 0, calls["arch"]), deny]
    lines += [(LOAD, 0, 0, NR_AT), (AT_LEAST, 0, 1, X32), deny]
    for number in calls["denied"]:
        lines += [(EQUAL, 0, 1, number), deny]
    lines += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERRNO | ENOSYS)]  # glibc then uses clone, whose flags can be read
    lines += [(EQUAL, 0, 4, calls["clone"]), (LOAD, 0, 0, ARG0_AT), (ANY_BIT, 1, 0, CLONE_THREAD), deny]
    lines += [(RETURN, 0, 0, ALLOW)]
    socket = [deny]
    if network:
        socket = [(LOAD, 0, 0, ARG0_AT), (EQUAL, 0, 3, AF_INET), (LOAD, 0, 0, ARG1_AT), (AND, 0, 0, SOCK_KINDS)]
        socket += [(EQUAL, 1, 0, SOCK_STREAM), deny]
    lines += [(EQUAL, 0, len(socket), calls["socket"]), *socket]
    return [*lines, (RETURN, 0, 0, ALLOW)]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (OSError, ValueError) as failed:
        sys.stderr.write(f"walls: {failed}\n")
        os._exit(FAILED)
