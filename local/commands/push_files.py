"""`vts push`: several files, one after the other, each by parallel parts; one that cannot be sent does not stop the others."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from functions.common import ignored
from functions.common.errors import InvalidOptions, InvalidRequest, ProfileNotFound, Transient, VtsError
from local.client.patience import Patience
from local.client.push import Push, Pushed
from local.client.receipts import Film, Wish
from local.commands.reach import Reached
from local.commands.transcode_file import proxies, receipts
from local.terminal import hints, meter, show, words

_NAMED = 3  # of the files that are left out
_OF_THE_COMMAND = frozenset({ProfileNotFound.code, InvalidOptions.code, InvalidRequest.code})


class Outcome(NamedTuple):
    """What became of one file: a job, or the reason why there is none."""

    file: Path
    pushed: Pushed | None
    error: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        if self.pushed is None:
            return {"file": str(self.file), "error": self.error}
        return {
            "file": str(self.file),
            "how": self.pushed.how,
            "sent": self.pushed.sent,
            "changed": self.pushed.changed,
            "job": self.pushed.job,
        }


def run(reached: Reached, files: Iterable[Path], wish: Wish, *, again: bool, quiet: bool) -> list[Outcome]:
    """Push the files, but for proxies that were downloaded here; with ``quiet`` only trouble is printed.

    Raises what is wrong with the profile or the options, and Transient when the server or the storage stays away: the files
    after that one would fare no better.
    """
    outcomes: list[Outcome] = []
    hinted: set[str] = set()
    for file, folder in _films(reached, list(files)):
        try:
            if (made_of := proxies().made_of(file)) is not None:
                show.note(f"{file.name} is left out: it is the proxy that was made of {made_of}.")
                continue
            pushed = _one(reached, file, folder, wish, again=again)
        except (Transient, KeyboardInterrupt):
            show.note(f"{file.name} is not there whole; run the same command again, and only what is missing is sent.")
            raise
        except VtsError as trouble:
            said = trouble.as_dict()
            if said["code"] in _OF_THE_COMMAND:  # it would be the same for each of the others
                raise
            hint = "" if said["code"] in hinted else hints.of(said["code"], said["hint"])
            hinted.add(said["code"])
            show.problem(f"{file.name}: {trouble.message}", hint, said.get("fields"))
            outcomes.append(Outcome(file, None, said))
        else:
            outcomes.append(Outcome(file, pushed))
            if not quiet:
                show.line(f"{pushed.job['job_id'][: show.SHORT_ID]}  {file.name}  {_said(pushed)}")
    return outcomes


def _films(reached: Reached, given: Sequence[Path]) -> list[tuple[Path, str]]:
    """List the files given and those in the folders given, each with the folder it lies in there.

    Of several, those are left out that the setting ``ignored_files`` names; a file that is given alone is always sent.
    """
    found = [each for path in given for each in (_inside(path) if path.is_dir() else [(path, "")])]
    if len(given) == 1 and not given[0].is_dir():
        return found
    listed = str(Patience().insist(reached.client.settings).get("ignored_files", ignored.DEFAULT))
    left_out = [path.name for path, _ in found if ignored.matches(path.name, listed)]
    _say(left_out, "left out by the setting ignored_files")
    return _named([(path, folder) for path, folder in found if not ignored.matches(path.name, listed)])


def _say(left_out: Sequence[str], why: str) -> None:
    if left_out:
        named = ", ".join(left_out[:_NAMED]) + (", …" if len(left_out) > _NAMED else "")
        show.note(f"{'1 file is' if len(left_out) == 1 else f'{len(left_out)} files are'} {why}: {named}")


def _named(found: Sequence[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """Leave out what lies in a folder and is not named as a film is; a file that is given itself is sent all the same."""
    others = [path.name for path, folder in found if folder and not ignored.is_named_as_a_film(path.name)]
    _say(others, "left out, not being named as films are (name one itself and it is sent)")
    return [(path, folder) for path, folder in found if not folder or ignored.is_named_as_a_film(path.name)]


def _inside(folder: Path) -> list[tuple[Path, str]]:
    """List the files in a folder and in those below it, by name, each with its own folder, which begins with this one's name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    top = folder.resolve()
    return [(path, (Path(top.name) / path.parent.relative_to(folder)).as_posix()) for path in files]


def _one(reached: Reached, file: Path, folder: str, wish: Wish, *, again: bool) -> Pushed:
    with meter.of_bytes(file.name) as seen:
        return Push(reached.client, receipts(), seen, name=reached.name).file(Film.at(file, folder), wish, again=again)


def _said(pushed: Pushed) -> str:
    total, status = pushed.job["source"]["size"], pushed.job["status"]
    changed = pushed.changed
    said = {
        "sent": f"{words.size(pushed.sent)} sent; {status}",
        "resumed": f"{words.size(pushed.sent)} of {words.size(total)} were missing and are sent; {status}",
        "there": f"was sent before; {status} (--again sends it anew)",
        "reused": f"was sent before; a new job of the same bytes is {status}",
    }[pushed.how]
    if not changed:
        return said
    parts = "1 part was" if changed == 1 else f"{changed} parts were"
    return f"{said}; {parts} changed on the way and sent again: look after cables, network cards and memory"
