"""Tiers of the sandbox: which walls a host's kernel can put around ffmpeg, and what that means in words.

landlock        Landlock with TCP rules (Linux ≥ 6.7) and seccomp: files, network and system calls
landlock-files  Landlock (Linux ≥ 5.13) and seccomp: files and system calls
landlock-only   Landlock, but no seccomp for this machine: files
seccomp         no Landlock (older kernels, gVisor, Lambda): system calls
rlimits         neither, or SANDBOX=off
"""

from typing import Final, Literal

from functions.ffmpeg import sandbox_exec, syscalls

Tier = Literal["landlock", "landlock-files", "landlock-only", "seccomp", "rlimits"]
WHOLE: Final = "landlock"

WORDS: Final[dict[str, str]] = {
    "landlock": "ffmpeg can read only its film, write only its work folder and reach only one port; its system calls are limited",
    "landlock-files": (
        "ffmpeg can read only its film and write only its work folder, and its system calls are limited; other ports it can"
        " reach, as this kernel is older than Linux 6.7"
    ),
    "landlock-only": (
        "ffmpeg can read only its film and write only its work folder; network and system calls are not limited, as there is"
        " no seccomp for this machine"
    ),
    "seccomp": ("ffmpeg's system calls are limited; files and ports are not, as this kernel has no Landlock"),
    "rlimits": "ffmpeg has limits on resources only: SANDBOX is off, or this kernel has neither Landlock nor seccomp",
}
"""What each tier keeps ffmpeg from, as part of a sentence."""


def of(sandbox: Literal["auto", "require", "off"]) -> Tier:
    """Say which tier a child gets on this host."""
    if sandbox == "off":
        return "rlimits"
    version, calls = sandbox_exec.abi(), syscalls.machine() is not None and sandbox_exec.seccomp()
    if not calls:
        return "landlock-only" if version else "rlimits"
    if version >= sandbox_exec.NET_ABI:
        return "landlock"
    return "landlock-files" if version else "seccomp"


def rules_files(tier: Tier) -> bool:
    """Whether files are limited."""
    return tier.startswith("landlock")


def rules_calls(tier: Tier) -> bool:
    """Whether system calls are limited."""
    return tier not in {"landlock-only", "rlimits"}


def rules_ports(tier: Tier) -> bool:
    """Whether all ports but one are closed."""
    return tier == WHOLE
