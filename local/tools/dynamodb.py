"""DynamoDB Local, which tests and `./vts bench units` hold the DynamoDB backend of the job table against.

Its vendor publishes it to Maven Central. Maven gets it with what it needs (51 MB, versions by dynamodb.pom.xml, each file checked
against its published checksum); a Java of 17 or newer runs it. Nothing that serves a film needs it.
"""

import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from functions.common.errors import SetupError
from local.base.config import LocalConfig
from local.tools.golang import Say
from local.tools.wheels import last_line

VERSION = "2.6.1"
JAVA_NEEDED = 17
_POM = Path(__file__).with_name("dynamodb.pom.xml")
_GET_SECONDS = 600
_KINDS = frozenset(
    {("Linux", "x86_64"), ("Darwin", "x86_64"), ("Windows", "AMD64")}
)  # those it brings its database for


class DynamoDbMissing(SetupError):
    """DynamoDB Local is not there."""

    hint = "Install Java 17 or newer, and Maven to get it with."


class DynamoDbLocal(NamedTuple):
    """What it is started with."""

    java: str
    jars: Path

    def argv(self, port: int) -> list[str]:
        """Give the command of a server that keeps everything in memory."""
        library = f"-Dsqlite4java.library.path={self.jars}"
        main = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
        return [self.java, "-Xmx512m", library, "-cp", f"{self.jars}/*", main, "-inMemory", "-port", str(port)]


def find(config: LocalConfig) -> DynamoDbLocal | None:
    """Look for it in the cache, and for a Java that runs it; fetches nothing."""
    java, jars = _java(config), _cached(config)
    return DynamoDbLocal(java, jars) if java and jars.is_dir() else None


def get(config: LocalConfig, say: Say) -> DynamoDbLocal:
    """Get it into the cache with Maven. Raises DynamoDbMissing with the reason."""
    java, maven = _java(config), shutil.which("mvn", path=config.path)
    if (platform.system(), platform.machine()) not in _KINDS:
        raise DynamoDbMissing(f"There is none for {platform.system()} on {platform.machine()}.")
    if java is None or maven is None:
        raise DynamoDbMissing(f"There is no {'Maven' if java else f'Java {JAVA_NEEDED}'}.")
    target = _cached(config)
    config.cache.mkdir(parents=True, exist_ok=True)
    say("getting it from Maven, 51 MB, once")
    with tempfile.TemporaryDirectory(prefix="get-dynamodb-", dir=config.cache, ignore_cleanup_errors=True) as folder:
        jars = Path(folder) / "jars"
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={jars}", "-DincludeScope=runtime"]
        argv = [maven, "-q", "-B", "-f", str(_POM), *goal]
        try:
            got = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=_GET_SECONDS, check=False)
        except subprocess.TimeoutExpired as slow:
            raise DynamoDbMissing(f"Getting it took more than {_GET_SECONDS} s.") from slow
        if got.returncode or not jars.is_dir():
            raise DynamoDbMissing(f"Maven says: {last_line(got.stdout + got.stderr)}.")
        if not target.exists():
            jars.rename(target)
    return DynamoDbLocal(java, target)


def _cached(config: LocalConfig) -> Path:
    return config.cache / f"dynamodb-local-{VERSION}"


def _java(config: LocalConfig) -> str | None:
    """Find a Java that is new enough; its version is the first number in quotes that `java -version` writes."""
    java = shutil.which("java", path=config.path)
    if java is None:
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    version = re.search(r'"(\d+)', said)
    return java if version and int(version[1]) >= JAVA_NEEDED else None
