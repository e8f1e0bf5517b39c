"""VersityGW, the other S3 server that the stack runs on: on the path or in the cache, else built from its pinned source."""

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools import golang
from local.tools.golang import Say

VERSION = "v1.8.0"
_MODULE = golang.Module("github.com/versity/versitygw/cmd/versitygw", VERSION, go=(1, 25), packages=700)


class VersitygwMissing(SetupError):
    """The object storage server VersityGW is not there and could not be built."""

    hint = "Put a `versitygw` binary on the PATH, or install Go 1.25 or newer and start again."


def find(config: LocalConfig) -> str | None:
    """Look for VersityGW on the path, then in the cache; starts and fetches nothing."""
    return golang.find(config, _MODULE)


def get(config: LocalConfig, say: Say) -> str:
    """Build VersityGW into the cache: about 2 minutes on two cores, 70 MB. Raises VersitygwMissing with the reason."""
    try:
        return golang.get(config, _MODULE, say, "about 2 minutes")
    except golang.NotBuilt as failed:
        raise VersitygwMissing(failed.detail) from failed
