"""The walls around a child process: put up by the child itself, after which it becomes the program it was started for.

sandbox.py starts this file as a script: ``python -I -S sandbox_exec.py SPEC PROGRAM ARGUMENT…``. It needs the standard library
only, drops what the program must not have, and replaces itself by the program, which so keeps the process id. Anything
that goes wrong ends in exit code 125 and a line on standard error; the program is then never run.

The numbers are the kernel's: landlock(7) and include/uapi/linux/landlock.h, seccomp(2), prctl(2). Which system calls the
program may make comes with the specification: syscalls.py.
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
EFAULT = 14


class Spec(TypedDict):
    """What the parent asks for. Paths are absolute; None means no limit, or none of it."""

    parent: int
    landlock: int  # its ABI, as far as it is to be used; 0: none of it
    program: bytes  # of seccomp, from syscalls.py; empty: none
    own_pid: int  # what stands in it for the process id of the child
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


def seccomp() -> bool:
    """Whether this kernel takes seccomp programs; not where it was built without, or a container's own filter forbids it."""
    if sys.platform != "linux":
        return False
    # Without a program the kernel cannot read one: it says so, or, where it has no such mode, that this is not valid.
    return _libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, None, 0, 0) < 0 and ctypes.get_errno() == EFAULT


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
    _signal.signal(SIGPIPE, _signal.SIG_DFL)  # Python ignores it, and what is ignored stays so across exec
    if spec["landlock"] or spec["program"]:
        _checked(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    if spec["landlock"]:
        _restrict(spec["landlock"], spec["reads"], spec["writes"], spec["port"])
    if spec["program"]:
        _filter_calls(spec["program"], spec["own_pid"])
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


def _restrict(version: int, reads: list[str], writes: str | None, port: int | None) -> None:
    """Landlock: nothing of the file system but ``reads`` and ``writes``, and TCP to nowhere but ``port``."""
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


def _filter_calls(program: bytes, own_pid: int) -> None:
    """Seccomp: no system calls but those that the program allows. Nothing but becoming the child's program may follow."""
    program = program.replace(struct.pack("=I", own_pid), struct.pack("=I", os.getpid()))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    _checked(_libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (OSError, ValueError) as failed:
        sys.stderr.write(f"walls: {failed}\n")
        os._exit(FAILED)
