"""The browsers that the page is tested in: Debian's Chromium, and its Firefox as a second engine."""

import shutil
from dataclasses import dataclass

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools import apt
from local.tools.golang import Say

_PACKAGES = ("chromium", "firefox-esr", "fonts-dejavu-core")


class BrowserMissing(SetupError):
    """The browsers that the page is tested in are not there."""

    hint = "Install chromium and firefox-esr, with a font (Debian: apt-get install chromium firefox-esr fonts-dejavu-core)."


@dataclass(frozen=True)
class Browsers:
    """Paths of the programs."""

    chromium: str
    firefox: str


def find(config: LocalConfig) -> Browsers | None:
    """Look for both on the path, under the names they have on one system or another."""
    chromium = _first(config, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    firefox = _first(config, "firefox-esr", "firefox")
    return Browsers(chromium, firefox) if chromium and firefox else None


def get(config: LocalConfig, say: Say) -> Browsers:
    """Install Debian's packages where that needs no password: 250 MB. Raises BrowserMissing."""
    if installing := apt.command(config):
        say("installing Debian's chromium and firefox-esr with apt-get, 250 MB")
        apt.install(installing, _PACKAGES)
        if found := find(config):
            return found
    raise BrowserMissing


def _first(config: LocalConfig, *names: str) -> str | None:
    return next((found for name in names if (found := shutil.which(name, path=config.path))), None)
