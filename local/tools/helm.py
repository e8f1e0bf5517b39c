"""Helm, which deploy/helm is checked with: on the path or in the cache, else built from its pinned source. Only tests need it."""

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools import golang
from local.tools.golang import Say

VERSION = "v3.22.0"
_MODULE = golang.Module("helm.sh/helm/v3/cmd/helm", VERSION, go=(1, 26), packages=900)


class HelmMissing(SetupError):
    """Helm is not there and could not be built."""

    hint = "Put a `helm` binary (3.x) on the PATH, or install Go and start again."


def find(config: LocalConfig) -> str | None:
    """Look for helm on the path, then in the cache; starts and fetches nothing."""
    return golang.find(config, _MODULE)


def get(config: LocalConfig, say: Say) -> str:
    """Build helm into the cache: about 2 minutes on two cores, 60 MB. Raises HelmMissing with the reason."""
    try:
        return golang.get(config, _MODULE, say, "about 2 minutes")
    except golang.NotBuilt as failed:
        raise HelmMissing(failed.detail) from failed
