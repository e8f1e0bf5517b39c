"""What the deployment fixes: read from the environment once, at the edge, into a frozen object.

What users change while it runs is in settings.py.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from functions.common.errors import InvalidConfig

Kind = TypeVar("Kind", bound=BaseModel)

Networks = Annotated[
    tuple[IPv4Network | IPv6Network, ...],
    BeforeValidator(lambda v: tuple(n.strip() for n in v.split(",") if n.strip()) if isinstance(v, str) else v),
]
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(
        lambda v: tuple(n.strip().strip("[]") for n in v.split(",") if n.strip()) if isinstance(v, str) else v
    ),
]
Origins = Annotated[
    tuple[str, ...],
    BeforeValidator(
        lambda v: tuple(o.strip().rstrip("/") for o in v.split(",") if o.strip()) if isinstance(v, str) else v
    ),
]


class Config(BaseModel):
    """The deployment's facts. Every field is the environment variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    aws_endpoint_url_s3: str | None = Field(None, description="Internal address of the object storage; unset on AWS.")
    s3_public_endpoint: str | None = Field(
        None, description="Address that clients use; presigned URLs are signed for it. Default: the internal one."
    )
    aws_region: str = Field(description="Region the signatures name.")
    source_bucket: str = Field(description="Bucket that uploads, inbox objects and tasks go to; it notifies.")
    proxy_bucket: str = Field(description="Bucket that proxies, posters, certificates and logs go to.")
    s3_put_access_key: str | None = Field(
        None,
        description="Access key that uploads are signed with, of a user that may put below uploads/ and nothing else. "
        "Default: the functions' own.",
    )
    s3_put_secret_key: SecretStr | None = Field(None, description="Its secret key.")
    s3_get_access_key: str | None = Field(
        None,
        description="Access key that downloads are signed with, of a user that may get films and proxies and nothing else. "
        "Default: the functions' own.",
    )
    s3_get_secret_key: SecretStr | None = Field(None, description="The secret key of that user.")
    database_url: str = Field(description="URL of the job table: dynamodb://TABLE on AWS, elsewhere one of SQLAlchemy.")
    allowed_origins: Origins = Field((), description="Origins of pages that may call the API, separated by commas.")
    allowed_hosts: Names = Field(
        (),
        description="Names that the API and the page are called by, without ports, separated by commas, beside localhost, the "
        "machine's own and those in ALLOWED_ORIGINS and S3_PUBLIC_ENDPOINT; * answers any.",
    )
    upload_url_seconds: int = Field(900, ge=60, le=604_800, description="Life of a signed PUT or part, seconds.")
    download_url_seconds: int = Field(900, ge=60, le=604_800, description="Life of a signed download link, seconds.")
    lease_seconds: float = Field(
        30, ge=1, le=3600, description="How long a worker holds a job without a sign of life, seconds."
    )
    orphan_hours: float = Field(24, ge=0, description="Age at which outputs that no job points to are deleted, hours.")
    work_dir: Path = Field(Path("/tmp"), description="Folder for the proxy being made; never holds a source.")  # noqa: S108
    ffmpeg: str = Field("ffmpeg", description="ffmpeg binary.")
    ffprobe: str = Field("ffprobe", description="ffprobe binary.")
    sandbox: Literal["auto", "require", "off"] = Field(
        "auto", description="Confine ffmpeg: as far as the kernel can, only with all of it, or never (tiers.py)."
    )
    ffmpeg_threads: int | None = Field(
        None, ge=1, le=256, description="Threads of one ffmpeg; default: as many as it sees processors."
    )
    worker_name: str = Field("", description="Name of this worker's host; default: the host name.")
    transcode_memory_mb: int | None = Field(
        None,
        ge=128,
        description="Memory of the transcode function on AWS, MB, by which jobs are priced; unset elsewhere.",
    )
    transcode_storage_mb: int = Field(512, ge=512, description="Disk of the transcode function on AWS, MB.")
    webhook_allowed_networks: Networks = Field(
        (),
        description="Networks of your own that webhooks may be sent into, also by plain http: 10.1.0.0/16,127.0.0.1/32.",
    )
    metrics: Literal["prometheus", "emf"] = Field(
        "prometheus",
        description="Metrics: emf writes CloudWatch's lines on AWS, prometheus keeps sums for GET /metrics/.",
    )
    traces_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+(/\S*)?$",
        description="Collector that traces are told to (OTLP over HTTP), such as http://127.0.0.1:4318; unset: none.",
    )
    prices_file: Path | None = Field(
        None, description="Price list that estimates and bills are counted by; default: functions/plan/prices.yaml."
    )
    workers_report: bool = Field(
        default=True, description="Whether workers report their load; on AWS there are none until there is work."
    )
    queue_url: str | None = Field(None, description="Queue that events come through on AWS; unset elsewhere.")
    oidc_issuer: str | None = Field(
        None,
        description="Who signs users in (OpenID Connect), where a gateway in front checks their tokens; unset: nobody does.",
    )
    oidc_client_id: str = Field("", description="The page's client at that issuer.")
    oidc_scope: str = Field("openid", description="Scopes that the page asks that issuer for, separated by spaces.")
    priorities: bool = Field(
        default=False, description="Whether what is below high/ and low/ in the source bucket goes to lanes of its own."
    )
    join_token: SecretStr | None = Field(
        None, min_length=32, description="Token by which workers on other machines join; unset: none can."
    )
    join_s3_endpoint: str | None = Field(
        None,
        description="Address of the storage for those workers; {host} is what they call the API by. Default: the public one.",
    )
    join_database_url: str | None = Field(
        None, repr=False, description="URL of the job table for those workers. Default: the API's own."
    )
    join_nats_url: str | None = Field(
        None, repr=False, description="Address of the event stream for those workers, with user and password."
    )

    @property
    def put_keys(self) -> tuple[str, str] | None:
        """The pair that uploads are signed with; None for that of the functions."""
        return _pair(self.s3_put_access_key, self.s3_put_secret_key)

    @property
    def get_keys(self) -> tuple[str, str] | None:
        """The pair that downloads are signed with; None for that of the functions."""
        return _pair(self.s3_get_access_key, self.s3_get_secret_key)

    @property
    def signs_narrowly(self) -> bool:
        """Whether a signed address opens no more than it names: by users of their own, or because S3 itself sees to it."""
        return self.aws_endpoint_url_s3 is None or (self.put_keys is not None and self.get_keys is not None)


def _pair(key: str | None, secret: SecretStr | None) -> tuple[str, str] | None:
    return (key, secret.get_secret_value()) if key and secret else None


def load(environ: Mapping[str, str]) -> Config:
    """Read the configuration from ``environ``. Raises InvalidConfig, as ``read`` does."""
    return read(Config, environ)


def read(kind: type[Kind], environ: Mapping[str, str]) -> Kind:
    """Read any such object, each field from the variable of its name in capitals.

    Raises InvalidConfig naming every variable that is missing or wrong; empty values count as unset.
    """
    given = {name: environ[name.upper()] for name in kind.model_fields if environ.get(name.upper())}
    try:
        return kind.model_validate(given)
    except ValidationError as wrong:
        fields = {str(e["loc"][0]).upper(): e["msg"] for e in wrong.errors()}
        raise InvalidConfig("; ".join(f"{name}: {reason}" for name, reason in fields.items()), fields=fields) from wrong
