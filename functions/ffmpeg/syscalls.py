"""The system calls that a confined child may make: an allow-list by machine, written as a seccomp program (classic BPF).

ffmpeg and ffprobe read files and one connection, compute in threads, and write. What that takes is listed here, with its
arguments where they decide what a call does; whatever is not listed fails, also what a later kernel brings. Numbers are those
of the kernel's tables: asm/unistd_64.h, asm-generic/unistd.h, linux/seccomp.h, linux/filter.h.
"""

import os
import struct
import sys
from functools import cache
from typing import Final, NamedTuple

KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000  # what a program returns
EPERM, ENOSYS = 1, 38
LOAD, AND, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x45, 0x35, 0x06
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16  # offsets in struct seccomp_data, little-endian

X32: Final = 0x40000000  # bit of the numbers of x86's third set of calls
NEWER: Final = 424  # from here on calls have one number on all machines; the C library does without them
OWN_PID: Final = 0x4E574F2B  # stands for the child's process id, which the child itself puts in its place

CLONE_THREAD, CLONE_OF_THREADS = (
    0x10000,
    0x7D0F00,
)  # what pthread_create of glibc and musl give, and nothing like CLONE_NEWNET
AF_INET, SOCK_STREAM, SOCK_FLAGS = 2, 1, 0o2004000  # SOCK_NONBLOCK and SOCK_CLOEXEC
TCP = (0, 6)  # 262 is MPTCP, 256 SMC, 132 SCTP, 33 DCCP: none of them is ruled by Landlock's ports
MSG_FASTOPEN = 0x20000000  # connects without connect(2), past Landlock
SOL_SOCKET = 1
TERMINAL_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIO(N)CLEX
DESCRIPTOR_FCNTLS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
THREAD_PRCTLS = (15, 16, 23, 0x53564D41)  # PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_SET_VMA
# Reading ahead, giving back, large pages; not MADV_HWPOISON and MADV_SOFT_OFFLINE, by which root takes memory from the machine,
# nor MADV_MERGEABLE, which lets pages of others be guessed by the time of a write.
MEMORY_ADVICE = (0, 1, 2, 3, 4, 8, 9, 14, 15, 16, 17, 20, 21, 22, 23, 25)
OPEN_TO_WRITE = 0o1103  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC

_LARGEST_OF_32_BITS: Final = 2**32

Line = tuple[int, int, int, int]  # code, lines to skip when true, when false, operand

# (name, x86_64, aarch64); None where a machine has no such call.
_ALLOWED: Final[tuple[tuple[str, int | None, int | None], ...]] = (
    # files and pipes that are open, and looking at names
    *(("read", 0, 63), ("write", 1, 64), ("close", 3, 57), ("lseek", 8, 62), ("pread64", 17, 67), ("pwrite64", 18, 68)),
    *(("readv", 19, 65), ("writev", 20, 66), ("preadv", 295, 69), ("pwritev", 296, 70), ("fadvise64", 221, 223)),
    *(("stat", 4, None), ("fstat", 5, 80), ("lstat", 6, None), ("newfstatat", 262, 79), ("statx", 332, 291)),
    *(
        ("access", 21, None),
        ("faccessat", 269, 48),
        ("readlink", 89, None),
        ("readlinkat", 267, 78),
        ("statfs", 137, 43),
    ),
    *(("getdents64", 217, 61), ("getcwd", 79, 17), ("dup", 32, 23), ("dup2", 33, None), ("dup3", 292, 24)),
    *(("pipe", 22, None), ("pipe2", 293, 59), ("poll", 7, None), ("ppoll", 271, 73), ("select", 23, None)),
    ("pselect6", 270, 72),
    # memory
    *(("mmap", 9, 222), ("mprotect", 10, 226), ("munmap", 11, 215), ("brk", 12, 214), ("mremap", 25, 216)),
    *(("mlock", 149, 228), ("munlock", 150, 229), ("membarrier", 324, 283)),
    ("get_mempolicy", 239, 236),
    # threads, and their signals
    *(("futex", 202, 98), ("set_robust_list", 273, 99), ("rseq", 334, 293), ("set_tid_address", 218, 96)),
    *(("sched_yield", 24, 124), ("sched_getaffinity", 204, 123), ("getcpu", 309, 168), ("exit", 60, 93)),
    *(("exit_group", 231, 94), ("rt_sigaction", 13, 134), ("rt_sigprocmask", 14, 135), ("rt_sigreturn", 15, 139)),
    *(("sigaltstack", 131, 132), ("restart_syscall", 219, 128), ("arch_prctl", 158, None)),
    *(("sched_getparam", 143, 121), ("sched_getscheduler", 145, 120), ("sched_get_priority_max", 146, 125)),
    ("sched_get_priority_min", 147, 126),
    # time, and who one is
    *(("nanosleep", 35, 101), ("clock_nanosleep", 230, 115), ("clock_gettime", 228, 113), ("clock_getres", 229, 114)),
    *(
        ("gettimeofday", 96, 169),
        ("time", 201, None),
        ("times", 100, 153),
        ("getrusage", 98, 165),
        ("sysinfo", 99, 179),
    ),
    *(("uname", 63, 160), ("getrandom", 318, 278), ("getpid", 39, 172), ("getppid", 110, 173), ("gettid", 186, 178)),
    *(("getuid", 102, 174), ("getgid", 104, 176), ("geteuid", 107, 175), ("getegid", 108, 177)),
    ("getpriority", 140, 141),
    # becoming the program: the walls are up by then, and they stay
    ("execve", 59, 221),
)
_OF_A_CONNECTION: Final = (
    *(("connect", 42, 203), ("recvfrom", 45, 207), ("shutdown", 48, 210)),
    *(("getsockname", 51, 204), ("getpeername", 52, 205)),
)


class Machine(NamedTuple):
    """A machine's audit architecture, its column of the tables, and the numbers of the calls whose arguments decide."""

    arch: int
    column: int
    numbers: dict[str, int]


MACHINES: Final = {
    "x86_64": Machine(
        0xC000003E,
        1,
        {"open": 2, "openat": 257, "ftruncate": 77, "ioctl": 16, "fcntl": 72, "prctl": 157, "prlimit64": 302}
        | {"madvise": 28, "clone": 56, "tgkill": 234, "setpriority": 141, "socket": 41, "sendto": 44, "getsockopt": 55},
    ),
    "aarch64": Machine(
        0xC00000B7,
        2,
        {"openat": 56, "ftruncate": 46, "ioctl": 29, "fcntl": 25, "prctl": 167, "prlimit64": 261}
        | {
            "madvise": 233,
            "clone": 220,
            "tgkill": 131,
            "setpriority": 140,
            "socket": 198,
            "sendto": 206,
            "getsockopt": 209,
        },
    ),
}


def machine() -> str | None:
    """Name the machine that this process runs on; None where its system calls are not known here."""
    name = os.uname().machine
    return name if name in MACHINES and sys.maxsize > _LARGEST_OF_32_BITS and sys.byteorder == "little" else None


@cache
def program(of: str, *, network: bool, writes: bool) -> bytes:
    """Give the seccomp program for a child, with or without a connection and files to write, as the kernel takes it."""
    return b"".join(struct.pack("=HBBI", *line) for line in lines(MACHINES[of], network=network, writes=writes))


def lines(of: Machine, *, network: bool, writes: bool) -> list[Line]:
    """Give that program line by line.

    Calls of another architecture end the child: their numbers mean other calls. What is newer than the list does not exist,
    so that the C library takes the older call. Everything else that is not listed is not permitted.
    """
    made: list[Line] = [(LOAD, 0, 0, ARCH_AT), (EQUAL, 1, 0, of.arch), (RETURN, 0, 0, KILL)]
    made += [(LOAD, 0, 0, NUMBER_AT), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    made += [(AT_LEAST, 0, 1, NEWER), (RETURN, 0, 0, ERRNO | ENOSYS)]
    for call in _ALLOWED + (_OF_A_CONNECTION if network else ()):
        if (number := call[of.column]) is not None:
            made += [(EQUAL, 0, 1, int(number)), (RETURN, 0, 0, ALLOW)]
    for name, tests in _ruled(network=network, writes=writes).items():
        if name in of.numbers:
            ruled = [*tests, (RETURN, 0, 0, ALLOW)]
            made += [(EQUAL, 0, len(ruled), of.numbers[name]), *ruled]
    return [*made, _DENY]


def _ruled(*, network: bool, writes: bool) -> dict[str, list[Line]]:
    """Give the calls whose arguments decide, each with the tests that it has to pass."""
    ruled = {
        "open": [] if writes else _without(1, OPEN_TO_WRITE),
        "openat": [] if writes else _without(2, OPEN_TO_WRITE),
        "clone": [*_without(0, ~CLONE_OF_THREADS), *_with(0, CLONE_THREAD)],
        "madvise": _one_of(2, MEMORY_ADVICE),
        "ioctl": _one_of(1, TERMINAL_IOCTLS),
        "fcntl": _one_of(1, DESCRIPTOR_FCNTLS),
        "prctl": _one_of(0, THREAD_PRCTLS),
        "prlimit64": [*_one_of(0, (0,)), *_null(2)],  # only asking, and only of itself
        "tgkill": _one_of(0, (OWN_PID,)),  # abort(3)
        "setpriority": [*_one_of(0, (0,)), *_one_of(1, (0,))],  # of its own thread: x264 looks ahead at a lower one
    }
    if writes:
        ruled["ftruncate"] = []
    if network:
        ruled["socket"] = [*_one_of(0, (AF_INET,)), *_one_of(1, (SOCK_STREAM,), without=SOCK_FLAGS), *_one_of(2, TCP)]
        ruled["sendto"] = [*_without(3, MSG_FASTOPEN), *_null(4)]
        ruled["getsockopt"] = _one_of(1, (SOL_SOCKET,))
    return ruled


_DENY: Final[Line] = (RETURN, 0, 0, ERRNO | EPERM)


def _load(argument: int, *, high: bool = False) -> Line:
    return (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument + 4 * high)


def _one_of(argument: int, values: tuple[int, ...], without: int = 0) -> list[Line]:
    """Test that an int is one of these, not looking at the bits ``without``."""
    mask: list[Line] = [(AND, 0, 0, ~without & 0xFFFFFFFF)] if without else []
    tests: list[Line] = [(EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [_load(argument), *mask, *tests, _DENY]


def _without(argument: int, bits: int) -> list[Line]:
    """Test that none of these bits is set."""
    return [_load(argument), (ANY_BIT, 0, 1, bits & 0xFFFFFFFF), _DENY]


def _with(argument: int, bit: int) -> list[Line]:
    """Test that a bit is set."""
    return [_load(argument), (ANY_BIT, 1, 0, bit), _DENY]


def _null(argument: int) -> list[Line]:
    """Test that a pointer is none."""
    return [_load(argument), (EQUAL, 1, 0, 0), _DENY, _load(argument, high=True), (EQUAL, 1, 0, 0), _DENY]
