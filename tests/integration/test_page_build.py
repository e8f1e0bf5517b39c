"""Building the page: when it is built, what the build works on, and what is said when it fails. The programs are stand-ins."""

import gzip
import json
import os
from pathlib import Path

import pytest

from local.base import config
from local.page import build
from local.page.build import PageNotBuilt
from local.tools import node as node_tool

NPM = """#!/bin/sh
echo "npm $1" >>"$CALLS"
mkdir -p node_modules/next/dist/bin && echo >node_modules/next/dist/bin/next
cp package-lock.json node_modules/.package-lock.json
"""
NODE = """#!/bin/sh
if [ "$1" = --version ]; then echo v22.1.0; exit; fi
echo "next $2" >>"$CALLS"
mkdir -p out/_next && cp app/page.tsx out/index.html && ls -R . >out/files.txt
"""


class Checkout:
    """The sources of a page, and a machine with a Node.js that does what it is told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sources, self.calls_file = folder / "ui", folder / "calls"
        self.machine = config.load({"PATH": str(folder / "bin"), "XDG_CACHE_HOME": str(folder / "cache")})
        self.log = folder / "logs" / "page.log"
        self.said: list[str] = []
        monkeypatch.setenv("CALLS", str(self.calls_file))
        self.packages("15.5.29")
        for name, text in {"app/page.tsx": "first", "app/page.test.tsx": "a test"}.items():
            self.write(name, text)
        for name, text in {"npm": NPM, "node": NODE}.items():
            self.program(folder / "bin" / name, text)

    def write(self, name: str, text: str) -> None:
        (self.sources / name).parent.mkdir(parents=True, exist_ok=True)
        (self.sources / name).write_text(text)

    def packages(self, next_version: str) -> None:
        """Let the lock file name this version of Next.js, and a package for another kind of machine."""
        named = {"node_modules/next": {"version": next_version}, "node_modules/x": {"version": "1", "optional": True}}
        self.write("package-lock.json", json.dumps({"packages": {"": {"name": "page"}, **named}}))

    def program(self, path: Path, text: str) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def prepare(self) -> Path:
        return build.prepare(self.machine, self.log, self.said.append, self.sources)

    @property
    def calls(self) -> list[str]:
        """What was run since the last look."""
        calls = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return calls


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path, monkeypatch)


# ---------------------------------------------------------------- when it is built


def test_the_page_is_built_once_and_then_only_looked_for(checkout: Checkout) -> None:
    first = checkout.prepare()
    assert checkout.calls == ["npm install", "next build"]

    assert checkout.prepare() == first
    assert checkout.calls == []
    assert (first / "index.html").read_text() == "first"


def test_a_changed_source_makes_another_page_beside_the_first_with_the_packages_that_are_there(
    checkout: Checkout,
) -> None:
    first = checkout.prepare()
    checkout.write("app/page.tsx", "second")

    second = checkout.prepare()

    assert checkout.calls == ["npm install", "next build", "next build"]
    assert [(page / "index.html").read_text() for page in (first, second)] == ["first", "second"]


def test_changed_packages_are_installed_before_the_page_is_built_anew(checkout: Checkout) -> None:
    checkout.prepare()
    checkout.packages("15.5.30")

    checkout.prepare()

    assert checkout.calls == ["npm install", "next build"] * 2


def test_packages_that_a_developer_has_installed_are_left_alone(checkout: Checkout) -> None:
    checkout.write("node_modules/next/dist/bin/next", "")
    installed = {"node_modules/next": {"version": "15.5.29"}}
    checkout.write("node_modules/.package-lock.json", json.dumps({"packages": installed}))

    checkout.prepare()

    assert checkout.calls == ["next build"]


def test_a_changed_test_or_paper_does_not_make_another_page(checkout: Checkout) -> None:
    first = checkout.prepare()

    for name in ("app/page.test.tsx", "e2e/jobs.spec.ts", "README.md", ".next/cache/x", "out/index.html"):
        checkout.write(name, "changed")

    assert checkout.prepare() == first


def test_the_build_works_on_a_copy_so_that_ui_stays_as_it_is(checkout: Checkout) -> None:
    page = checkout.prepare()

    assert "page.test.tsx" not in (page / "files.txt").read_text()
    assert sorted(path.name for path in checkout.sources.iterdir()) == ["app", "node_modules", "package-lock.json"]


def test_what_can_be_compressed_has_its_gzip_beside_it(checkout: Checkout) -> None:
    page = checkout.prepare()

    assert gzip.decompress((page / "index.html.gz").read_bytes()) == b"first"


def test_pages_that_were_not_used_for_a_month_are_forgotten_but_for_the_last_ones(checkout: Checkout) -> None:
    built = []
    for number in range(7):
        checkout.write("app/page.tsx", f"number {number}")
        built.append(checkout.prepare())
        os.utime(built[-1], (number, number))

    checkout.write("app/page.tsx", "the last one")
    checkout.prepare()

    assert [page.is_dir() for page in built] == [False, False, False, True, True, True, True]


def test_however_many_were_built_lately_none_is_taken_from_under_a_stack_that_serves_it(checkout: Checkout) -> None:
    built = []
    for number in range(7):
        checkout.write("app/page.tsx", f"number {number}")
        built.append(checkout.prepare())

    assert all(page.is_dir() for page in built)


# ---------------------------------------------------------------- when it fails


def test_a_build_that_fails_is_one_sentence_with_the_reason_and_the_log(checkout: Checkout) -> None:
    lines = "Creating an optimized production build", "./app/page.tsx:3:5", "Type error: 'x' is no number.", "worker: 1"
    failing = "".join(f"echo {json.dumps(line)} >&2; " for line in lines)
    checkout.program(Path(checkout.machine.path) / "node", NODE.replace("mkdir", f"{failing} exit 1; mkdir"))

    with pytest.raises(PageNotBuilt) as failed:
        checkout.prepare()

    assert failed.value.detail == f"Type error: 'x' is no number. (log: {checkout.log})"
    assert "worker: 1" in checkout.log.read_text()
    assert list(checkout.machine.cache.iterdir()) == []


def test_packages_that_cannot_be_installed_are_tried_again_with_the_next_start(checkout: Checkout) -> None:
    npm = Path(checkout.machine.path) / "npm"
    checkout.program(npm, "#!/bin/sh\necho 'npm error code ENOTFOUND'\nmkdir node_modules\nexit 1\n")
    with pytest.raises(PageNotBuilt, match="npm error code ENOTFOUND"):
        checkout.prepare()

    checkout.program(npm, NPM)

    assert (checkout.prepare() / "index.html").is_file()
    assert checkout.calls == ["npm install", "next build"]


def test_a_disk_that_takes_nothing_is_a_sentence_as_well(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder has to be")

    with pytest.raises(PageNotBuilt, match=r"Not a directory|File exists"):
        checkout.prepare()


# ---------------------------------------------------------------- with which Node.js


def test_a_node_that_is_too_old_is_not_taken(checkout: Checkout) -> None:
    assert node_tool.find(checkout.machine) is not None

    checkout.program(Path(checkout.machine.path) / "node", "#!/bin/sh\necho v18.19.0\n")

    assert node_tool.find(checkout.machine) is None


def test_the_fetched_node_is_found_in_the_cache(checkout: Checkout) -> None:
    (Path(checkout.machine.path) / "npm").unlink()
    cached = checkout.machine.cache / "node-24.19.0" / "bin" / "node"
    cached.parent.mkdir(parents=True)
    checkout.program(cached, "#!/bin/sh\necho v24.19.0\n")

    found = node_tool.find(checkout.machine)

    assert found is not None
    assert found.npm[0] == found.node == str(cached)
    assert found.environment["PATH"].startswith(str(cached.parent))
