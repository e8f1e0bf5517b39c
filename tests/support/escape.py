"""A hostile child: tries every way out of the sandbox that is known, and tells how each attempt ended.

Run as the confined program itself, by a Python that may read its own library only: ``python -I -S -c ESCAPE FACTS``. FACTS
are JSON: what to aim at (``parent``: a foreign process, ``port``: the one that is allowed, ``other``: one that is not,
``foreign``: a file that is not the child's, ``own``: the child's folder) and which attempts to make (``only``; null: all but
those that are to kill the child). It prints JSON: for each kind of wall, attempt → "done", or the name of the error. No
attempt that succeeds does harm to the machine.
"""

import ctypes
import errno
import json
import mmap
import os
import platform
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
FACTS: dict[str, Any] = json.loads(sys.argv[1]) if __name__ == "__main__" else {}
AMD = platform.machine() == "x86_64"
LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"
MPTCP, SMC, SCTP, DCCP, UDPLITE = 262, 256, 132, 33, 136
FASTOPEN = 0x20000000
NEW_USER, NEW_NET, NEW_MOUNT = 0x10000000, 0x40000000, 0x20000
KEPT: list[mmap.mmap] = []
BUFFER = ctypes.create_string_buffer(4096)


def call(amd: int, arm: int, *arguments: object) -> int:
    """Make a system call by its number on either machine."""
    LIBC.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    answer: int = LIBC.syscall(ctypes.c_long(amd if AMD else arm), *given)
    if answer < 0:
        raise OSError(ctypes.get_errno(), "system call")
    return answer


def of_both(number: int, *arguments: object) -> int:
    """Make a system call whose number is the same on both machines."""
    return call(number, number, *arguments)


def machine_code(code: str) -> Callable[[], int]:
    """Make a function of x86 machine code."""
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex(code))
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    made = ctypes.CFUNCTYPE(ctypes.c_long)(address)
    made.page = page  # type: ignore[attr-defined]  # it must not be unmapped
    return made


def mmap_page() -> int:
    """Give the address of a page of memory."""
    page = mmap.mmap(-1, 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    KEPT.append(page)
    return address


def connected(family: int, kind: int, protocol: int, port: int) -> None:
    """Connect a socket of this sort."""
    with socket.socket(family, kind, protocol) as made:
        made.settimeout(2)
        made.connect((LOOPBACK if family == socket.AF_INET else "::1", port))


def fast_open(port: int) -> None:
    """Connect by sending (TCP Fast Open), which is no connect(2)."""
    with socket.socket() as made:
        made.settimeout(2)
        made.sendto(b"x", FASTOPEN, (LOOPBACK, port))


def disconnected(port: int, other: int) -> None:
    """Connect where that is allowed, let go, and connect the same socket elsewhere."""
    with socket.socket() as made:
        made.settimeout(2)
        made.connect((LOOPBACK, port))
        if LIBC.connect(made.fileno(), bytes(16), 16) < 0:  # AF_UNSPEC
            raise OSError(ctypes.get_errno(), "disconnect")
        made.connect((LOOPBACK, other))


def listening(kind: int = socket.SOCK_STREAM, protocol: int = 0) -> None:
    """Listen on all addresses."""
    with socket.socket(socket.AF_INET, kind, protocol) as made:
        made.bind((EVERYWHERE, 0))
        made.listen()


def listening_unbound() -> None:
    """Listen without binding; the kernel then chooses a port."""
    with socket.socket() as made:
        made.listen()


def memory_program() -> None:
    """Write a program into memory and become it."""
    at = os.memfd_create("x")
    os.write(at, b"#!/bin/true\n")
    os.execve(at, ["x"], {})  # noqa: S606


def written(path: str) -> None:
    """Write a file."""
    with open(path, "w") as file:  # noqa: PTH123
        file.write("x")


def read(path: str) -> None:
    """Read a file."""
    with open(path, "rb") as file:  # noqa: PTH123
        file.read(1)


def message(port: int) -> None:
    """Send a datagram."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"x", (LOOPBACK, port))


@contextmanager
def some_descriptor() -> Iterator[int]:
    """Give a descriptor."""
    read_end, write_end = os.pipe()
    try:
        yield read_end
    finally:
        os.close(read_end)
        os.close(write_end)


def owned_by_a_signal() -> None:
    """Have signals of a descriptor sent to another process."""
    import fcntl

    with some_descriptor() as at:
        fcntl.fcntl(at, 8, FACTS["parent"])  # F_SETOWN


def attempts() -> dict[str, dict[str, Callable[[], object]]]:
    """Give all attempts, by what has to hold them: calls (seccomp), files and ports (Landlock)."""
    parent, port, other = FACTS["parent"], FACTS["port"], FACTS["other"]
    foreign, own = FACTS["foreign"], FACTS["own"]
    sockets: dict[str, Callable[[], object]] = {
        "mptcp": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, MPTCP, other),
        "mptcp to its own port": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, MPTCP, port),
        "smc": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, SMC, other),
        "smc family": lambda: socket.socket(43, socket.SOCK_STREAM),
        "sctp": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, SCTP, other),
        "sctp packets": lambda: socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, SCTP),
        "dccp": lambda: socket.socket(socket.AF_INET, 6, DCCP),
        "udp": lambda: message(other),
        "udp lite": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, UDPLITE),
        "udp over ipv6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "tcp over ipv6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
        "ping": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
        "raw": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "unix pair": socket.socketpair,
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "packet": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
        "vsock": lambda: socket.socket(40, socket.SOCK_STREAM),
        "kernel crypto": lambda: socket.socket(38, socket.SOCK_SEQPACKET),
        "bluetooth": lambda: socket.socket(31, socket.SOCK_RAW),
        "can": lambda: socket.socket(29, socket.SOCK_RAW),
        "tipc": lambda: socket.socket(30, socket.SOCK_STREAM),
        "rds": lambda: socket.socket(21, socket.SOCK_SEQPACKET),
        "express data path": lambda: socket.socket(44, socket.SOCK_RAW),
        "fast open": lambda: fast_open(other),
        "bind": lambda: socket.socket().bind((EVERYWHERE, 0)),
        "listen": listening,
        "listen unbound": listening_unbound,
        "listen by mptcp": lambda: listening(protocol=MPTCP),
        "socket options": lambda: socket.socket().setsockopt(socket.IPPROTO_TCP, 31, b"tls"),
        "send a descriptor": lambda: socket.socket().sendmsg([b"x"], [(1, 1, bytes(4))]),
    }
    processes: dict[str, Callable[[], object]] = {
        "fork": os.fork,
        "another program": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "clone without threads": lambda: call(56, 220, 17, 0),
        "clone3": lambda: of_both(435, BUFFER, 64),
        "unshare user": lambda: call(272, 97, NEW_USER),
        "unshare net": lambda: call(272, 97, NEW_NET),
        "setns": lambda: call(308, 268, 0, NEW_NET),
        "chroot": lambda: call(161, 51, b"/nowhere"),
        "pivot root": lambda: call(155, 41, b"/nowhere", b"/nowhere"),
        "mount": lambda: call(165, 40, b"none", b"/nowhere", b"tmpfs", 0, None),
        "open tree": lambda: of_both(428, -100, b"/", 0),
        "fsopen": lambda: of_both(430, b"tmpfs", 0),
        "kill its parent": lambda: os.kill(parent, 0),
        "kill its group": lambda: os.killpg(0, 0),
        "tgkill its parent": lambda: call(234, 131, parent, parent, 0),
        "tkill its parent": lambda: call(200, 130, parent, 0),
        "queue a signal": lambda: call(129, 138, parent, 0, BUFFER),
        "pidfd": lambda: of_both(434, parent, 0),
        "pidfd getfd": lambda: of_both(438, 0, 0, 0),
        "signals of a descriptor": owned_by_a_signal,
        "ptrace": lambda: call(101, 117, 16, parent, 0, 0),
        "process vm readv": lambda: call(310, 270, parent, BUFFER, 1, BUFFER, 1, 0),
        "process vm writev": lambda: call(311, 271, parent, BUFFER, 1, BUFFER, 1, 0),
        "kcmp": lambda: call(312, 272, parent, os.getpid(), 0, 0, 0),
        "limits of its parent": lambda: call(302, 261, parent, 7, None, BUFFER),
        "higher limits": lambda: call(302, 261, 0, 7, ctypes.create_string_buffer(bytes(16)), None),
        "priority of its parent": lambda: os.setpriority(os.PRIO_PROCESS, parent, 10),
        "processors of its parent": lambda: os.sched_setaffinity(parent, {0}),
        "outlive its parent": lambda: call(157, 167, 1, 0, 0, 0, 0),
        "be traced": lambda: call(157, 167, 0x59616D61, -1, 0, 0, 0),
        "become another user": lambda: os.setuid(os.getuid()),
        "a session of its own": lambda: os.setpgid(0, 0),
        "memory program": memory_program,
        "execveat": lambda: call(322, 281, -100, b"/bin/true", None, None, 0),
    }
    kernel: dict[str, Callable[[], object]] = {
        "io_uring": lambda: of_both(425, 4, BUFFER),
        "bpf": lambda: call(321, 280, 0, BUFFER, 48),
        "perf events": lambda: call(298, 241, BUFFER, 0, -1, -1, 0),
        "user faults": lambda: call(323, 282, 1),
        "seccomp": lambda: call(317, 277, 2, 0, BUFFER),
        "landlock": lambda: of_both(444, None, 0, 1),
        "keys": lambda: call(250, 219, 0, -3, 1),
        "add a key": lambda: call(248, 217, b"user", b"x", b"x", 1, -3),
        "shared memory": lambda: call(29, 194, 0, 4096, 0o1600),
        "semaphores": lambda: call(64, 190, 0, 1, 0o1600),
        "message queues": lambda: call(68, 186, 0, 0o1600),
        "posix queues": lambda: call(240, 180, b"x", 0x42, 0o600, None),
        "memory files": lambda: os.memfd_create("x"),
        "secret memory": lambda: of_both(447, 0),
        "watch files": lambda: call(294, 26, 0),
        "watch mounts": lambda: call(300, 262, 0, 0),
        "handles of files": lambda: call(303, 264, -100, b"/", BUFFER, BUFFER, 0),
        "kernel log": lambda: call(103, 116, 10, None, 0),
        "kernel modules": lambda: call(313, 273, 0, b"", 0),
        "another clock": lambda: call(227, 112, 0, BUFFER),
        "host name": lambda: call(170, 161, b"x", -1),
        "terminal input": lambda: call(16, 29, 1, 0x5412, BUFFER),
        "move pages": lambda: call(279, 239, parent, 0, None, None, None, 0),
        "merge memory": lambda: call(28, 233, mmap_page(), 4096, 12),
        "advise its parent": lambda: of_both(440, 0, BUFFER, 1, 0, 0),
        "limits by name": lambda: call(160, 164, 7, ctypes.create_string_buffer(bytes(16))),
    }
    changes: dict[str, Callable[[], object]] = {
        "mode of a foreign file": lambda: os.chmod(foreign, 0o777),  # noqa: PTH101, S103
        "owner of a foreign file": lambda: os.chown(foreign, os.getuid(), os.getgid()),
        "times of a foreign file": lambda: os.utime(foreign),
        "attributes of a foreign file": lambda: os.setxattr(foreign, "user.x", b"x"),
        "length of a foreign file": lambda: os.truncate(foreign, 0),
        "remove a foreign file": lambda: os.unlink(foreign),  # noqa: PTH108
        "rename a foreign file": lambda: os.rename(foreign, foreign + "2"),  # noqa: PTH104
        "link to a foreign file": lambda: os.link(foreign, own + "/link"),
        "symbolic link": lambda: os.symlink(foreign, own + "/symlink"),  # noqa: PTH211
        "device": lambda: os.mknod(own + "/device", 0o20666, os.makedev(1, 5)),
        "named pipe": lambda: os.mkfifo(own + "/pipe"),
        "folder": lambda: os.mkdir(own + "/folder"),  # noqa: PTH102
        "mode of its own file": lambda: os.chmod(own, 0o777),  # noqa: PTH101, S103
    }
    files: dict[str, Callable[[], object]] = {
        "read a foreign file": lambda: read(foreign),
        "write a foreign file": lambda: written(foreign),
        "create a file": lambda: written(foreign + ".new"),
        "list the root": lambda: os.listdir("/"),  # noqa: PTH208
        "read the users": lambda: read("/etc/passwd"),
        "read its parent's memory": lambda: read(f"/proc/{parent}/mem"),
        "read its parent's environment": lambda: read(f"/proc/{parent}/environ"),
        "read its own environment": lambda: read("/proc/self/environ"),
    }
    ports: dict[str, Callable[[], object]] = {
        "tcp": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, 0, other),
        "tcp by number": lambda: connected(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, other),
        "tcp after letting go": lambda: disconnected(port, other),
    }
    return {"calls": sockets | processes | kernel | changes, "files": files, "ports": ports}


def deadly() -> dict[str, Callable[[], object]]:
    """Give the attempts that are to kill the child: system calls by other tables than the machine's own."""
    return {
        "32-bit call": machine_code("b814000000 cd80 c3"),  # getpid by int 0x80
        "x32 call": lambda: call(0x40000000 + 39, 0),
    }


def tried(attempt: Callable[[], object]) -> str:
    """Make an attempt: how it ended."""
    me = os.getpid()
    try:
        answer = attempt()
    except OSError as refused:
        return errno.errorcode.get(refused.errno or 0, "timed out" if isinstance(refused, TimeoutError) else "refused")
    finally:
        if os.getpid() != me:  # a copy that was not to be
            os._exit(0)
    return "done" if answer is None or not isinstance(answer, int) or answer >= 0 else str(answer)


def main() -> None:
    """Make the attempts that are asked for."""
    only = FACTS["only"]
    if only and only[0] in deadly():
        tried(deadly()[only[0]])
    ended = {
        kind: {name: tried(one) for name, one in made.items() if not only or name in only}
        for kind, made in attempts().items()
    }
    sys.stdout.write(json.dumps(ended))


if __name__ == "__main__":
    main()
