"""MinIO's server binary: found on the path or in the cache, else built from its pinned source.

The vendor publishes no binaries any more, so golang.py builds it.
"""

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools import golang
from local.tools.golang import Say

VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c"
_MODULE = golang.Module("github.com/minio/minio", VERSION, go=(1, 24), packages=1320)


class MinioMissing(SetupError):
    """The object storage server MinIO is not there and could not be built."""

    hint = "Put a `minio` binary on the PATH, or install Go 1.24 or newer and start again."


def find(config: LocalConfig) -> str | None:
    """Look for MinIO on the path, then in the cache; starts and fetches nothing."""
    return golang.find(config, _MODULE)


def get(config: LocalConfig, say: Say) -> str:
    """Build MinIO into the cache: about 3 minutes on two cores, 100 MB. Raises MinioMissing with the reason."""
    try:
        return golang.get(config, _MODULE, say, "about 3 minutes")
    except golang.NotBuilt as failed:
        raise MinioMissing(failed.detail) from failed
