"""Real servers as tests hold them: with handles to stop, kill and freeze them, and to bring them back."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

from local.base import ports
from local.servers import definitions, provision, storages
from tests.support.wait_until import until


class Running:
    """A server that a test may stop, kill or freeze, and bring back on the same port with the same data."""

    def __init__(self, server: definitions.Server, log: Path) -> None:
        self.server = server
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it is ready."""
        if not self.alive:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(self.server.argv, env=dict(self.server.env), stdout=log, stderr=log)
        until(lambda: self.server.ready() or not self.alive, f"{self.server.name} is ready")
        assert self.alive, self._log.read_text()

    def stop(self) -> None:
        """End it as a service manager would."""
        if self._process is not None and self.alive:
            self._process.terminate()
            self._process.wait(timeout=30)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None and self.alive:
            self._process.kill()
            self._process.wait(timeout=30)

    def freeze(self) -> None:
        """Leave it there without an answer, as a machine out of memory would; kill or thaw it afterwards."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def restart(self) -> None:
        """Kill it and bring it back."""
        self.kill()
        self.start()


class Nats(Running):
    """nats-server with JetStream; ``url`` holds user and password."""

    def __init__(self, binary: str, folder: Path) -> None:
        self.at = definitions.NatsAt(ports.free(), "tests", "tests-password")
        self.folder = folder
        self.url = self.at.url
        super().__init__(definitions.nats(binary, folder, self.at), folder / "log")

    def wipe(self) -> None:
        """Kill it, and bring it back without anything it knew."""
        self.kill()
        shutil.rmtree(self.folder / "jetstream")
        self.start()

    def provision(self) -> None:
        """Make the streams and the consumer anew, empty."""

        async def anew() -> None:
            import nats

            connection = await nats.connect(self.url)
            js = connection.jetstream()
            for stream in await js.streams_info():
                await js.delete_stream(str(stream.config.name))
            await provision.streams(js)
            await connection.close()

        asyncio.run(anew())


class Minio(Running):
    """MinIO, which notifies the ``nats`` fixture's stream of objects in buckets that ask for it."""

    def __init__(self, binary: str, folder: Path, nats: Nats) -> None:
        self.at = storages.StorageAt(ports.free(), "tests", "tests-secret-key")
        self.endpoint, self.access_key, self.secret_key = self.at.endpoint, self.at.access_key, self.at.secret_key
        super().__init__(storages.minio(binary, folder, self.at, nats.at), folder / "log")
