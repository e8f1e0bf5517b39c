"""Who listens for other machines has said that everybody there may use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.base import ports
from local.servers import front

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_needs_no_word(address: str) -> None:
    ports.refuse_strangers(address, is_open=False)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "fd00::5", "studio", ""])
def test_any_other_address_needs_one(address: str) -> None:
    ports.refuse_strangers(address, is_open=True)
    with pytest.raises(ports.OpenToEverybody, match="nobody has to sign in") as refused:
        ports.refuse_strangers(address, is_open=False)
    assert "--open" in refused.value.hint


def test_vts_up_ends_with_a_sentence_and_makes_nothing(tmp_path: Path) -> None:
    argv = [sys.executable, "-P", "-m", "local.cli", "up", "--listen", "0.0.0.0", "--data", str(tmp_path / "data")]

    ended = subprocess.run(
        argv,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 1
    assert "nobody has to sign in" in " ".join(ended.stderr.split())
    assert "--open" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_container_is_asked_where_its_ports_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPEN", "PUBLISHED_ON"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ports.OpenToEverybody):
        front.listening("0.0.0.0:0")
    monkeypatch.setenv("PUBLISHED_ON", "192.168.1.5")
    with pytest.raises(ports.OpenToEverybody):
        front.listening("0.0.0.0:0")
    for name, value in (("OPEN", "1"), ("PUBLISHED_ON", "127.0.0.1")):
        monkeypatch.setenv(name, value)
        opened = front.listening("0.0.0.0:0")
        assert opened
        opened.close()
        monkeypatch.delenv("OPEN", raising=False)
