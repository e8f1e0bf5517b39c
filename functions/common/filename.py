"""The names of files as people give them, made safe to keep, to show and to send back. Pure.

No key in a bucket is made from them. What is taken out is what can deceive or break a reader: control characters, line and
paragraph separators, the controls that turn the direction of text around (Unicode UAX #9), and path separators.
"""

import unicodedata

LONGEST = 255  # bytes of UTF-8; NAME_MAX of the file systems that a download lands on
_LONGEST_SUFFIX = 16  # bytes; what follows the last dot of a longer name is not an extension
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SEPARATORS = frozenset("/\\")
_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control, lone surrogate, line separator, paragraph separator


def clean(name: str) -> str:
    """Give the name in NFC, without unsafe characters and outer spaces, cut to 255 bytes of UTF-8 before its extension.

    Empty when nothing that can name a file is left. Cleaning twice changes nothing more.
    """
    safe = "".join(
        c for c in name if unicodedata.category(c) not in _UNSAFE and c not in _DIRECTION and c not in _SEPARATORS
    )
    normal = unicodedata.normalize("NFC", safe).strip()
    return "" if normal in {".", ".."} else with_suffix(*split(normal))


def split(name: str) -> tuple[str, str]:
    """Split a name into its stem and its extension with the dot; no extension where there is none of at most 16 bytes."""
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension or len(extension.encode()) >= _LONGEST_SUFFIX:
        return name, ""
    return stem, dot + extension


def with_suffix(stem: str, suffix: str) -> str:
    """Join them, cutting the stem on a character's boundary so that the whole has at most 255 bytes of UTF-8."""
    room = LONGEST - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + suffix


def folded(name: str) -> str:
    """Fold for comparison whatever the case and the composition (Unicode caseless matching, D145; composed for length)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
