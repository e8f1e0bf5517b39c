"""How the outputs of a job are named when they are downloaded: a template of the settings, filled in. Pure.

The API names downloads by it and the command line the files that it writes, so both come out alike. What comes out is a path
below a folder, whatever the template and the names are: no part of it is ``..``, none is longer than a file system takes.
"""

import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from functions.common import filename

DEFAULT: Final = "{name}{suffix}"
LONGEST: Final = 200  # characters of a template
_LONGEST_TEXT: Final = 150  # bytes of a part of the path that are the same for each film; a name has 255
PROXY: Final = "_proxy"

PARTS: Final = {
    "folder": "the folder that the film lay in",
    "name": "its name without the extension",
    "suffix": "_proxy, or _partial; of other outputs what they are, such as _poster",
    "profile": "the profile's name",
    "job_id": "the job's id",
    "date": "the day on which the job was made (UTC), as 2026-11-30",
}
"""What a template may have between braces."""

_OF_THE_JOB: Final = frozenset({"job_id", "date"})
_PART: Final = re.compile(r"\{([^{}]*)\}")


class Named(NamedTuple):
    """What a template is filled in with."""

    filename: str
    folder: str = ""
    profile: str = ""
    job_id: str = ""
    created_at: datetime | None = None


def check(template: str) -> None:
    """Raise ValueError, saying why, for a template that would not name files below a folder."""
    for part in _PART.findall(template):
        if part not in PARTS:
            raise ValueError(f"{{{part}}} is none of {', '.join(f'{{{name}}}' for name in PARTS)}")
    text = _PART.sub("", template)
    if "{" in text or "}" in text:
        raise ValueError("a brace is left open; write parts as {name}")
    if not text.isprintable() or "\\" in text:
        raise ValueError("it must have no control characters and no backslash")
    if template.startswith("/"):
        raise ValueError("it must not begin with a slash: names lie below the folder that is downloaded to")
    for part in template.split("/"):
        if _PART.sub("", part).strip() in {".", ".."} and not _PART.search(part):
            raise ValueError("it must not have `.` or `..` as a part of the path")
        if len(_PART.sub("", part).encode()) > _LONGEST_TEXT:
            raise ValueError(f"a part of the path has more than {_LONGEST_TEXT} bytes beside what is between braces")
    last = template.rpartition("/")[2].replace("{folder}", "")
    if not filename.clean(_PART.sub("x", last)):
        raise ValueError("it would leave a film without a name; end it with {name}, say")


def waits_for_job(template: str) -> bool:
    """Whether what it gives is known only once there is a job."""
    return not _OF_THE_JOB.isdisjoint(_PART.findall(template))


def path(template: str, of: Named, extension: str, *, suffix: str = PROXY) -> str:
    """Fill the template in: a relative path with slashes, whose last part is the name of the file, with ``extension``.

    A ``suffix`` other than that of a proxy is always there: where the template has none, it is put behind it. Names that
    would be too long are cut, the film's own first.
    """
    if suffix != PROXY and "{suffix}" not in template:
        template += "{suffix}"
    stem, _ = filename.split(of.filename)
    *folders, last = _filled(template, of, suffix, stem).split("/")
    room = filename.LONGEST - len(extension.encode())
    while len(last.encode()) > room and stem:
        stem = stem[:-1]
        last = _filled(template, of, suffix, stem.rstrip()).rpartition("/")[2]
    name = filename.clean(filename.with_suffix(last, extension)) or f"{of.job_id or 'unnamed'}{extension}"
    return "/".join([part for part in map(filename.clean, folders) if part] + [name])


def last_part(of_path: str) -> str:
    """Give the name of the file."""
    return PurePosixPath(of_path).name


def _filled(template: str, of: Named, suffix: str, stem: str) -> str:
    day = of.created_at.astimezone(UTC).date().isoformat() if of.created_at else ""
    values = {
        "folder": of.folder,
        "name": stem,
        "suffix": suffix,
        "profile": of.profile,
        "job_id": of.job_id,
        "date": day,
    }
    return _PART.sub(lambda part: values.get(part[1], ""), template)
