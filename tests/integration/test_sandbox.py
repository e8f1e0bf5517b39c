"""The walls around a child, tried from the inside by a real one."""

import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.common.errors import SandboxMissing, ToolMissing
from functions.ffmpeg import sandbox as kernel_sandbox
from functions.ffmpeg import sandbox_exec, syscalls
from functions.ffmpeg.sandbox import Tools
from functions.media import container
from tests.support.films import bad_files, clips
from tests.support.wait_until import until

PYTHON = str(Path(sys.executable).resolve())
LIBRARY = Path(sys.base_prefix)
TOOLS = Tools()
landlock = pytest.mark.skipif(
    sandbox_exec.abi() < sandbox_exec.NET_ABI, reason="this kernel has no Landlock with TCP rules (Linux 6.7)"
)


def inside(code: str, tools: Tools = TOOLS, **options) -> tuple[int, str]:
    """Run Python code in the walls; its exit code and the last line it wrote."""
    options.setdefault("reads", [LIBRARY])
    process = kernel_sandbox.start([PYTHON, "-I", "-S", "-c", code], tools=tools, **options)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        kernel_sandbox.stop(process)
    return process.returncode, ((out + err).decode().splitlines() or [""])[-1]


@pytest.fixture
def canary() -> Iterator["Canary"]:
    """Give an HTTP server that counts who asks."""
    with Canary() as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        yield server
        server.shutdown()
        serving.join()


class Canary(http.server.ThreadingHTTPServer):
    """Answers /bait.* with what it was given, or with a redirect; any other path is a hit."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Nest)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.bait = b""
        self.redirect_to = ""
        self.hits: list[str] = []


class _Nest(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Canary = self.server
        if not self.path.startswith("/bait."):
            server.hits.append(self.path)
        self.send_response(302 if server.redirect_to else 200)
        self.send_header("Location", server.redirect_to)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(len(server.bait)))
        self.end_headers()
        self.wfile.write(server.bait)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


# ---------------------------------------------------------------- walls


@landlock
@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "open('/proc/%d/environ' % __import__('os').getppid())",
        "__import__('os').listdir('/')",
        "open('/tmp/left-behind', 'w')",
        "__import__('os').mkdir('/tmp/left-behind')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').socket().bind(('127.0.0.1', 0))",
        "__import__('socket').socket(2, 2)",
        "__import__('socket').socket(1, 1)",
        "__import__('socket').socket(10, 1)",
        "__import__('os').fork()",
        "__import__('subprocess').run(['/bin/true'])",
        "__import__('os').kill(__import__('os').getppid(), 0)",
    ],
)
def test_a_child_cannot(deed):
    code, last = inside(deed, port=None)
    assert code == 1
    assert last.startswith("PermissionError")


@landlock
def test_a_child_can_connect_to_its_port_and_to_no_other(canary):
    port = canary.server_address[1]
    assert inside(f"__import__('socket').create_connection(('127.0.0.1', {port}))", port=port) == (0, "")
    code, last = inside(f"__import__('socket').create_connection(('127.0.0.1', {port}))", port=port + 1)
    assert (code, last.partition(":")[0]) == (1, "PermissionError")


@landlock
def test_a_child_writes_into_its_folder_and_nowhere_else(tmp_path):
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    assert inside(f"open({str(own / 'film')!r}, 'w').write('x')", writes=own)[0] == 0
    assert (own / "film").read_text() == "x"
    assert inside(f"open({str(other / 'film')!r}, 'w')", writes=own)[0] == 1
    assert inside(f"open({str(own / 'film')!r}, 'w')", reads=[LIBRARY, own])[0] == 1


def test_a_child_has_threads_but_an_environment_without_secrets(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
    threads = "import threading, os; t = threading.Thread(target=print, args=(dict(os.environ),)); t.start(); t.join()"
    assert inside(threads) == (0, "{'LC_ALL': 'C.UTF-8'}")


@pytest.mark.parametrize(
    ("limits", "deed", "end"),
    [
        ({"CPU": 1}, "while True: pass", -signal.SIGXCPU),
        ({"DATA": 256 * 1024 * 1024}, "bytearray(1 << 30)", 1),
        ({}, "[open('/dev/null') for _ in range(300)]", 1),
    ],
)
def test_limits_hold(limits, deed, end):
    assert inside(deed, limits=limits)[0] == end


def test_no_file_grows_beyond_its_limit(tmp_path):
    inside(f"open({str(tmp_path / 'film')!r}, 'wb').write(bytes(1 << 20))", writes=tmp_path, limits={"FSIZE": 1000})
    assert (tmp_path / "film").stat().st_size == 1000


@landlock
def test_ffmpeg_works_inside(tmp_path, clip_folder, ffmpeg):
    clip = clips.make("h264_mp4", clip_folder)
    tools = Tools(ffmpeg.ffmpeg, ffmpeg.ffprobe, "require")
    argv = [
        tools.ffmpeg,
        "-nostdin",
        "-v",
        "error",
        *kernel_sandbox.options(kernel_sandbox.local_guards(container.MOV)),
        "-i",
        f"file:{clip}",
    ]
    out = tmp_path / "out.mp4"
    process = kernel_sandbox.start(
        [*argv, "-c:v", "libx264", f"file:{out}"], tools=tools, reads=[clip], writes=tmp_path
    )
    assert (process.communicate(timeout=60), process.returncode) == ((b"", b""), 0)
    assert out.stat().st_size > 1000


# ---------------------------------------------------------------- life and death


def test_a_child_is_killed_with_the_thread_that_started_it():
    started: list[subprocess.Popen[bytes]] = []
    sleeper = [PYTHON, "-I", "-S", "-c", "print(flush=True); __import__('time').sleep(600)"]

    def start() -> None:
        started.append(kernel_sandbox.start(sleeper, tools=Tools(), reads=[LIBRARY]))
        assert started[0].stdout is not None
        started[0].stdout.read(1)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    until(lambda: started[0].poll() is not None, "the child's end")
    assert started[0].returncode == -signal.SIGKILL
    kernel_sandbox.stop(started[0])


def test_a_child_is_killed_with_a_parent_that_is_killed(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from functions.ffmpeg import sandbox\n"
        f"child = sandbox.start([{PYTHON!r}, '-I', '-S', '-c', 'print(flush=True); import time; time.sleep(600)'],"
        f" tools=sandbox.Tools(), reads=[Path({str(LIBRARY)!r})])\n"
        "child.stdout.read(1); print(child.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    until(lambda: not _alive(child), "the child's end")


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_stop_ends_the_child_at_once_and_a_second_time_does_no_harm():
    process = kernel_sandbox.start(
        [PYTHON, "-I", "-S", "-c", "__import__('time').sleep(600)"], tools=Tools(), reads=[LIBRARY]
    )
    assert os.getsid(process.pid) in {process.pid, os.getsid(0)}  # its own session, once it is there
    assert not kernel_sandbox.ended(process, 0.01)
    kernel_sandbox.stop(process)
    assert process.returncode == -signal.SIGKILL
    assert kernel_sandbox.ended(process, 0)
    kernel_sandbox.stop(process)


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(ToolMissing, match="no-such-ffmpeg"):
        kernel_sandbox.start(["no-such-ffmpeg"], tools=Tools())


# ---------------------------------------------------------------- tiers


def kernel(monkeypatch, abi, calls):
    """Have this kernel offer so much of Landlock, and seccomp or not."""
    monkeypatch.setattr(sandbox_exec, "abi", lambda: abi)
    monkeypatch.setattr(sandbox_exec, "seccomp", lambda: calls)


@pytest.mark.parametrize("abi", [0, 3])
def test_a_required_sandbox_that_is_not_whole_is_refused_and_it_is_said_what_there_is(monkeypatch, abi):
    kernel(monkeypatch, abi, calls=True)
    with pytest.raises(
        SandboxMissing, match="ffmpeg's system calls are limited; files and ports are not" if not abi else "other ports"
    ):
        kernel_sandbox.start([PYTHON], tools=Tools(sandbox="require"))


def test_without_the_kernels_help_the_child_runs_with_limits_alone(monkeypatch):
    kernel(monkeypatch, 0, calls=False)
    assert kernel_sandbox.tier(Tools()) == "rlimits"
    assert inside("print(open('/etc/passwd').read(4))") == (0, "root")


def test_the_sandbox_can_be_turned_off():
    off = Tools(sandbox="off")
    assert kernel_sandbox.tier(off) == "rlimits"
    assert inside("import os; print(dict(os.environ), open('/etc/passwd').read(4))", off) == (
        0,
        "{'LC_ALL': 'C.UTF-8'} root",
    )


@pytest.mark.parametrize(
    ("abi", "calls", "tier"),
    [
        (0, False, "rlimits"),
        (0, True, "seccomp"),
        (3, True, "landlock-files"),
        (4, True, "landlock"),
        (7, True, "landlock"),
        (7, False, "landlock-only"),
    ],
)
def test_the_tier_is_what_the_kernel_has(monkeypatch, abi, calls, tier):
    kernel(monkeypatch, abi, calls)
    assert kernel_sandbox.tier(Tools()) == tier


def test_a_machine_whose_system_calls_are_not_known_has_no_list_of_them(monkeypatch):
    kernel(monkeypatch, 7, calls=True)
    monkeypatch.setattr(syscalls, "machine", lambda: None)
    assert kernel_sandbox.tier(Tools()) == "landlock-only"


def test_walls_that_cannot_be_put_up_end_the_child_before_it_runs(tmp_path):
    code, last = inside("print('ran')", writes=tmp_path / "missing" / ("x" * 300))
    assert (code, last.partition(":")[0]) == ((sandbox_exec.FAILED, "walls") if sandbox_exec.abi() else (0, "ran"))


# ---------------------------------------------------------------- addresses in files are never followed


def ask(ffprobe: str, guards: dict[str, str | int], url: str, sandbox: str, port: int) -> int:
    """Ask ffprobe for a file's streams; its exit code."""
    argv = [ffprobe, "-v", "error", *kernel_sandbox.options(guards), "-show_streams", "-show_packets", "-i", url]
    process = kernel_sandbox.start(argv, tools=Tools(sandbox=sandbox), port=port)
    try:
        process.communicate(timeout=60)
    finally:
        kernel_sandbox.stop(process)
    return process.returncode


def test_the_canary_sings_when_ffprobe_reads_a_playlist_without_guards(canary, ffmpeg):
    canary.bait = bad_files.playlist("hls", f"{canary.url}/canary")
    ask(ffmpeg.ffprobe, {}, f"{canary.url}/bait.m3u8", "off", 0)  # newer ones look at the ending as well
    assert canary.hits


@pytest.mark.parametrize(
    "family", [container.MOV, container.MATROSKA, container.MPEGTS, container.MXF, container.AVI], ids=lambda f: f.name
)
@pytest.mark.parametrize("kind", ["hls", "ffconcat", "dash", "sdp", "imf", "xspf"])
def test_no_playlist_is_followed_even_if_it_was_taken_for_a_film(canary, ffmpeg, kind, family):
    canary.bait = bad_files.playlist(kind, f"{canary.url}/canary")
    port = canary.server_address[1]
    code = ask(ffmpeg.ffprobe, kernel_sandbox.guards(family), f"{canary.url}/bait.mp4", "off", port)
    assert (canary.hits, code) == ([], 1)


@landlock
@pytest.mark.parametrize("lure", ["playlist", "redirect"])
def test_the_way_to_another_port_ends_at_the_wall_even_without_guards(canary, ffmpeg, lure):
    with Canary() as elsewhere:
        serving = threading.Thread(target=elsewhere.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        canary.bait = bad_files.playlist("hls", f"{elsewhere.url}/canary")
        canary.redirect_to = f"{elsewhere.url}/canary.mp4" if lure == "redirect" else ""
        ask(ffmpeg.ffprobe, {}, f"{canary.url}/bait.m3u8", "require", canary.server_address[1])
        elsewhere.shutdown()
        serving.join()
        assert elsewhere.hits == []


@pytest.mark.parametrize("kind", ["hls", "ffconcat"])
def test_no_file_beside_a_playlist_is_read(tmp_path, clip_folder, ffmpeg, kind):
    neighbour = clips.make("h264_ts", clip_folder)
    text = bad_files.playlist(kind).replace(bad_files.CANARY.encode(), str(neighbour.with_suffix("")).encode())
    bait = tmp_path / "bait.mp4"
    bait.write_bytes(text.replace(b".mp4", b".ts"))
    argv = [
        ffmpeg.ffprobe,
        "-v",
        "error",
        *kernel_sandbox.options(kernel_sandbox.local_guards(container.MOV)),
        "-show_streams",
    ]
    answer = subprocess.run([*argv, "-i", f"file:{bait}"], capture_output=True, check=False)
    assert (answer.returncode, answer.stdout) == (1, b"")
