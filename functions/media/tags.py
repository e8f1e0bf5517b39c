"""What a file says of itself as a whole: title, times, whose it is, and the camera. Pure.

Containers name one thing in several ways; here each has one name. Where a film was recorded is personal: its value is kept
nowhere. Of what else is left out the names are kept, for the certificate.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from functions.media import plain

LENGTH = 500  # bytes of a value
APPLE = "com.apple.quicktime."
TIME = re.compile(r"((?:19[7-9]\d|20\d\d)-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d)(?:\.\d+)?Z?")
UNSET = datetime(1970, 1, 1)  # noqa: DTZ001  of a clock in UTC, as all that TIME reads
# What is carried, with the names that containers have for it, the most exact first.
CARRIED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "creation_time": ("creation_time",),
    "title": ("title", f"{APPLE}title", f"{APPLE}displayname"),
    "artist": ("artist", "author", f"{APPLE}artist", f"{APPLE}author"),
    "date": (f"{APPLE}creationdate", "date", "date_recorded", "creationdate"),
    "comment": ("comment", f"{APPLE}comment"),
    "description": ("description", f"{APPLE}description"),
    "copyright": ("copyright", f"{APPLE}copyright"),
    "make": ("make", f"{APPLE}make", "com.android.manufacturer"),
    "model": ("model", f"{APPLE}model", "com.android.model"),
})  # fmt: skip
LOCATION = ("location", "location-eng", f"{APPLE}location.iso6709", f"{APPLE}location.name", f"{APPLE}location.note")
_APPLES = (
    "album", "artwork", "camera.identifier", "collection.user", "content.identifier", "director", "encodedby", "genre",
    "information", "keywords", "originalartist", "originalformat", "originalsource", "performer", "phonogramrights", "producer",
    "publisher", "rating.user", "software", "songwriter", "year", "direction.facing", "direction.motion", "live-photo.auto",
    "camera.lens_model", "camera.focal_length.35mm_equivalent",
)  # fmt: skip
_PROAPPS = (
    "clipid",
    "manufacturer",
    "cameraname",
    "shareid",
    "serialno",
    "ingestdate",
    "logonote",
    "scene",
    "shot",
    "angle",
)
LEFT = (
    "album", "album_artist", "composer", "genre", "grouping", "keywords", "lyrics", "network", "performer", "producer",
    "publisher", "rating", "show", "software", "synopsis", "track", "gamma", "project", "scene", "take",
    *(f"{APPLE}{name}" for name in _APPLES), *(f"com.apple.proapps.{name}" for name in _PROAPPS), "com.android.version",
    "com.android.capture.fps",
)  # fmt: skip
WHERE = "where it was recorded"
MOV_KEYS = {name: f"{APPLE}{name}" for name in CARRIED} | {
    "date": f"{APPLE}creationdate",
    "creation_time": "creation_time",
}
HOMELESS = {"mp4": ("make", "model"), "mov": ()}  # by container: what it has no place for, as ffmpeg writes it
ASKED = (*(key for keys in CARRIED.values() for key in keys), *LOCATION, *LEFT)
"""All names that are looked for; a file may carry a gigabyte of others."""


def read(said: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read the tags of a file, with keys in lower case: what can be carried, and the names of what is left out."""
    found, left = dict[str, str](), [WHERE] if any(said.get(name) for name in LOCATION) else []
    for name, keys in CARRIED.items():
        for key in keys:
            value = said.get(key, "")[: 2 * LENGTH]
            if value.strip() and found.setdefault(name, value) != value:
                left.append(key)
    return found, (*left, *(name for name in LEFT if said.get(name)))


def plan(said: Mapping[str, str], left: tuple[str, ...], container: str, notes: dict[str, str]) -> dict[str, str]:
    """Plan what a proxy in that container says of itself; ``notes`` say what else the source has."""
    made = {name: value for name, text in said.items() if (value := _value(name, text))}
    without = [name for name in HOMELESS[container] if name in made]
    why = [f"{container} has no place for {', '.join(without)}."] if without else []
    if broken := [name for name in said if name not in made]:
        why.append(f"Not readable: {', '.join(broken)}.")
    if cut := [name for name in made if name not in {"creation_time", *without} and made[name] != said[name]]:
        why.append(f"Written in one line of at most {LENGTH} bytes: {', '.join(cut)}.")
    if left:
        why.append(f"Left out: {', '.join(left)}.")
    if why:
        notes["tags"] = " ".join(why)
    return {name: value for name, value in made.items() if name not in without}


def _value(name: str, text: str) -> str | None:
    if name != "creation_time":
        return plain.line(text, LENGTH)
    time = TIME.fullmatch(text)
    return f"{time[1]}.000000Z" if time and _is_moment(time[1]) else None  # mp4 and mov count whole seconds


def _is_moment(time: str) -> bool:
    """Whether there is such a day and hour; 1970 begins with clocks that were never set, and no container is told it."""
    try:
        return datetime.fromisoformat(time) != UNSET
    except ValueError:
        return False


def written(said: Mapping[str, str], container: str) -> dict[str, str]:
    """Give them by the names that ffmpeg writes into that container."""
    return {MOV_KEYS[name] if container == "mov" else name: value for name, value in said.items()}


def listed(said: Mapping[str, str]) -> str:
    """Name all of them, in one order."""
    return "; ".join(f"{name} {said[name]}" for name in CARRIED if name in said) or "none"
