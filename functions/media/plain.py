"""Text of whoever made a file, as one line that is safe to write and to show. Pure."""

import re


def line(said: str | None, length: int) -> str | None:
    """Give text in one line, of at most ``length`` bytes; None where nothing is left of it."""
    if not said:
        return None
    plain = "".join(letter if letter.isprintable() else " " for letter in said)
    whole = " ".join(plain.encode("utf-8", "ignore").decode().split())
    return whole.encode()[:length].decode("utf-8", "ignore").strip() or None


def escaped(text: str) -> str:
    """Give a line as ffmpeg's format for metadata has it."""
    return re.sub(r"([=;#\\])", r"\\\1", text)
