"""What the local programs take from their environment, beside what functions/common/config.py names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.common import config
from functions.common.errors import InvalidConfig

StorageName = Literal["minio", "versitygw"]

_CHOSEN = (
    *("LEASE_SECONDS", "ORPHAN_HOURS", "UPLOAD_URL_SECONDS", "DOWNLOAD_URL_SECONDS"),
    *("SANDBOX", "FFMPEG_THREADS"),
    "WEBHOOK_ALLOWED_NETWORKS",
    "ALLOWED_ORIGINS",  # beside the page's own
    "ALLOWED_HOSTS",  # beside the machine's own
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_SCOPE"),
)


class LocalConfig(BaseModel):
    """The environment of the local programs. Every field is the variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    xdg_cache_home: Path = Field(
        default_factory=lambda: Path.home() / ".cache", description="Folder that vts/ keeps fetched binaries in."
    )
    xdg_state_home: Path = Field(
        default_factory=lambda: Path.home() / ".local" / "state", description="Folder that vts/ keeps its receipts in."
    )
    xdg_config_home: Path = Field(
        default_factory=lambda: Path.home() / ".config", description="Folder of the user's settings of other programs."
    )
    path: str = Field("/usr/local/bin:/usr/bin:/bin", description="Folders that binaries are looked for in.")
    ffmpeg: str | None = Field(None, description="ffmpeg to use, instead of the one on the path.")
    ffprobe: str | None = Field(None, description="ffprobe to use, instead of the one on the path.")
    ffmpeg_threads: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Threads of one ffmpeg of a worker that joins; default: as many as it sees processors.",
    )
    nats_url: str | None = Field(
        None, description="Address of the event stream, with user and password; workers need it."
    )
    s3_user_key: str | None = Field(
        None,
        description="Access key of the user that provision.py makes in the storage, for both buckets and nothing else.",
    )
    s3_user_secret: str | None = Field(None, description="Its secret key.")
    metrics_address: str | None = Field(
        None,
        description="host:port, or a port of loopback, on which a worker or the clock answers GET /metrics; unset: on none.",
    )
    drain_seconds: float = Field(
        7,
        ge=2,
        le=86_400,
        description="Time of a worker that is told to stop: what ends by then is finished, all else handed back at once.",
    )
    worker_name: str | None = Field(None, description="Name of a worker that joins; default: host name and process id.")
    vts_storage: StorageName = Field(
        "minio",
        description="Object storage that `vts up` runs, and that provision.py makes a user in (docs/storage.md).",
    )
    open: bool = Field(
        default=False, description="Everybody who reaches API and page may use them; needed where other machines do."
    )
    published_on: str | None = Field(
        None, description="Address that the ports of this container are published on. Default: what is listened on."
    )
    ci: bool = Field(default=False, description="Set where missing tools must fail the tests instead of skipping them.")

    @property
    def cache(self) -> Path:
        """The folder that fetched binaries are kept in; nothing is written outside of it."""
        return self.xdg_cache_home / "vts"

    @property
    def state(self) -> Path:
        """The folder that is remembered in what was pushed."""
        return self.xdg_state_home / "vts"

    @property
    def go_settings(self) -> Path:
        """The file with the user's own settings of Go."""
        return self.xdg_config_home / "go" / "env"


def load(environ: Mapping[str, str]) -> LocalConfig:
    """Read the configuration from ``environ``. Raises InvalidConfig naming each wrong variable."""
    return config.read(LocalConfig, environ)


def nats_url(environ: Mapping[str, str]) -> str:
    """Give the address of the event stream. Raises InvalidConfig where it is missing."""
    url = load(environ).nats_url
    if url is None:
        raise InvalidConfig("NATS_URL: Field required", fields={"NATS_URL": "Field required"})
    return url


def chosen(environ: Mapping[str, str]) -> dict[str, str]:
    """Give what a user may choose for the functions of a stack (functions/common/config.py); the stack settles the rest."""
    return {name: environ[name] for name in _CHOSEN if environ.get(name)}
