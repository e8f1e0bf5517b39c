"""The PostgreSQL server of the benches for tests, which need not find anything again after a power cut."""

from pathlib import Path

from local.bench import postgres


def binaries() -> Path | None:
    """Find the folder with initdb and postgres; None where there is none."""
    try:
        return postgres.binaries()
    except postgres.PostgresMissing:
        return None


class Postgres(postgres.Postgres):
    """One server; ``database`` makes empty databases on it."""

    def __init__(self, folder: Path) -> None:
        """Make the cluster in a temporary folder."""
        super().__init__(folder, postgres.FORGETFUL)
