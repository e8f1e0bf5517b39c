"""What tells a container's engine whether its server is well: `python -m local.servers.alive`."""

from local.base import ports
from local.servers import alive
from tests.support.servers.programs import Minio, Nats


def test_a_server_that_answers_is_alive(minio: Minio, nats: Nats) -> None:
    assert alive.main(f"{minio.endpoint}/minio/health/ready") == 0
    assert alive.main(f"nats://127.0.0.1:{nats.at.port}") == 0


def test_a_server_that_does_not_know_the_path_is_not(minio: Minio) -> None:
    assert alive.main(f"{minio.endpoint}/minio/health/nothing-of-the-kind") == 1


def test_a_port_that_nobody_listens_on_is_not() -> None:
    port = ports.free()

    assert alive.main(f"http://127.0.0.1:{port}/") == 1
    assert alive.main(f"nats://127.0.0.1:{port}") == 1


def test_what_greets_otherwise_is_not_nats(minio: Minio) -> None:
    assert alive.main(f"nats://127.0.0.1:{minio.at.port}") == 1
