"""The folder that a film lay in, as it is kept beside its name: parts between slashes, none of them ``..``. Pure.

No key in a bucket is made from it. Files of the inbox have theirs in their key; a client that uploads says it.
"""

import unicodedata

from functions.common import filename

LONGEST = 1024  # bytes of UTF-8, as long as a key


def clean(folder: str) -> str:
    """Make it safe to keep, to show and to make again on a disk: each part as the name of a file; empty ones are left out."""
    return "/".join(part for part in map(filename.clean, folder.split("/")) if part)


def checked(folder: str) -> str:
    """Clean what a client sends. Raises ValueError for what is no folder below another one."""
    if any(unicodedata.category(letter) == "Cc" for letter in folder):
        raise ValueError("must not have control characters")
    if folder.startswith(("/", "\\")) or folder[1:3] in {":/", ":\\"}:
        raise ValueError("must not begin at the root; give it as it lies below the folder that is sent")
    if ".." in folder.replace("\\", "/").split("/"):
        raise ValueError("must not have `..`")
    if len((cleaned := clean(folder)).encode()) > LONGEST:
        raise ValueError(f"must have at most {LONGEST} bytes of UTF-8")
    return cleaned


def searched(folder: str, name: str) -> str:
    """Give what a search looks through, folded: the folder and the name."""
    return filename.folded(f"{folder}/{name}" if folder else name)
