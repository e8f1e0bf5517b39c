"""The secrets of an installation: made at the first start, kept in a file that only its owner reads."""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from functions.common.errors import SetupError

_BYTES = 30  # 240 bits, 40 characters: as long as the longest secret key that MinIO takes

_CONTAINER_BYTES = 19  # 152 bits: with the letter before it 39 characters


class SecretsUnreadable(SetupError):
    """The secrets of this installation cannot be read."""

    hint = "Restore the file `secrets.json` of the data folder, or start with another data folder (--data)."


@dataclass(frozen=True)
class Secrets:
    """What the servers of one installation ask for."""

    access_key: str
    """Of the user that the functions and any S3 client work as: the two buckets, and nothing else."""
    secret_key: str = field(repr=False)
    root_key: str
    """Of the storage's owner: only its server and provision.py hold this pair."""
    root_secret: str = field(repr=False)
    nats_password: str = field(repr=False)

    @property
    def put_keys(self) -> tuple[str, str]:
        """Of the user that uploads are signed as."""
        return self._derived("put")

    @property
    def get_keys(self) -> tuple[str, str]:
        """Of the user that downloads are signed as."""
        return self._derived("get")

    def _derived(self, purpose: str) -> tuple[str, str]:
        """Give the pair of a user that files of older releases do not name: the same each time, and not to be guessed."""
        digest = hmac.new(self.root_secret.encode(), f"vts user {purpose}".encode(), hashlib.sha256).hexdigest()
        return f"{purpose}-{digest[:16]}", digest[16:56]


def load_or_make(path: Path) -> Secrets:
    """Read the secrets at ``path``; make them, at random, if there are none. Raises SecretsUnreadable."""
    if not path.exists():
        user, owner = (f"{name}-{secrets.token_hex(8)}" for name in ("vts", "owner"))
        passwords = (secrets.token_urlsafe(_BYTES) for _ in range(3))
        fresh = Secrets(user, next(passwords), owner, next(passwords), next(passwords))
        _write(path, json.dumps(asdict(fresh), indent=2))
    return load(path)


def token(path: Path, *, make: bool) -> str | None:
    """Read the token at ``path``; where there is none, make it at random, or give None. Raises SecretsUnreadable."""
    if not path.exists():
        if not make:
            return None
        _write(path, secrets.token_urlsafe(_BYTES))
    found = path.read_text().strip()
    if not found:
        raise SecretsUnreadable(f"{path} is empty.")
    return found


def for_containers() -> dict[str, str]:
    """Make the secrets that docker-compose.yml asks for. None needs quoting, in a URL, in .env or in NATS's configuration."""
    names = (
        "VTS_OWNER_KEY",
        "VTS_OWNER_SECRET",
        "VTS_ACCESS_KEY",
        "VTS_SECRET_KEY",
        "VTS_PUT_KEY",
        "VTS_PUT_SECRET",
        "VTS_GET_KEY",
        "VTS_GET_SECRET",
        "NATS_PASSWORD",
        "POSTGRES_PASSWORD",
        "JOIN_TOKEN",
    )
    # NATS would read an unquoted value that begins with digits as a number.
    return {name: f"v{secrets.token_hex(_CONTAINER_BYTES)}" for name in names}


def load(path: Path) -> Secrets:
    """Read the secrets at ``path``. Raises SecretsUnreadable."""
    try:
        found = json.loads(path.read_text())
        return Secrets(**{each.name: str(found[each.name]) for each in fields(Secrets)})
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise SecretsUnreadable(f"{path}: {wrong}.") from wrong


def _write(path: Path, text: str) -> None:
    """Put the file there whole, readable by its owner from its first byte on."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
