"""The client of the HTTP contract: one method a call, answers as typed dictionaries, refusals as errors that read well.

Connections are opened per call, so one client serves any number of threads, and an idle one holds nothing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.parse import quote, urlencode, urlsplit

from functions.bucket import outputs
from functions.common.errors import RequestError, SetupError, Transient
from local.client import wire

_PAGE = 200  # jobs; the API gives no more at once
OUTPUTS = (*outputs.RECORD, "source")


class Problem(TypedDict):
    """Why something was refused or failed: a stable code, one sentence, what to do; ``fields`` names wrong inputs."""

    code: str
    message: str
    hint: str
    fields: NotRequired[dict[str, str]]


class Job(TypedDict):
    """A job as GET /status/{job_id}/ gives it. Times are RFC 3339, sizes bytes, durations seconds, ``progress`` 0 to 1."""

    job_id: str
    filename: str
    status: str
    phase: str | None
    progress: float
    frames_done: int
    frames_total: int | None
    eta_seconds: float | None
    attempt: int
    profile: str
    options: dict[str, Any]
    source: dict[str, Any]
    proxy: dict[str, Any] | None
    missing: dict[str, float] | None  # seconds, and of_seconds; None but for a partial proxy
    error: Problem | None
    created_at: str
    queued_at: str | None
    started_at: str | None
    finished_at: str | None
    expires_at: str | None
    worker: str | None


class UnreadableJob(TypedDict):
    """A job of which what is written down cannot be read."""

    job_id: str
    filename: str | None
    reason: str


class Jobs(TypedDict):
    """A page of jobs, newest first, the cursor of the next, and those of the page that cannot be read."""

    jobs: list[Job]
    next_cursor: str | None
    unreadable: list[UnreadableJob]


class SignedPart(TypedDict):
    """Where one part goes: a URL for a PUT of exactly ``size`` bytes."""

    number: int
    url: str
    size: int
    headers: NotRequired[dict[str, str]]  # after 0.3.0


class StoredPart(TypedDict):
    """A part that the bucket has."""

    number: int
    size: int
    etag: str


class Ticket(TypedDict):
    """How a file goes up: url and headers of the one PUT, or upload id, part size and parts of a multipart upload."""

    expires_at: str
    url: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    upload_id: NotRequired[str]
    part_size: NotRequired[int]
    parts: NotRequired[list[SignedPart]]
    part_checksums: NotRequired[str | None]


class Upload(TypedDict):
    """A new job and how its file goes up."""

    job_id: str
    method: Literal["single", "multipart"]
    upload: Ticket


class Link(TypedDict):
    """A signed download."""

    url: str
    expires_at: str
    filename: str
    size: int
    path: NotRequired[str]  # from 0.3.0 on


class ProfileOffer(TypedDict):
    """A profile that a job may name; ``container`` is the ending of its proxies."""

    name: str
    title: str
    description: str
    container: str
    is_default: bool


class _Answered:
    """An error whose words are the server's."""

    problem: Problem

    @property
    def message(self) -> str:
        """The server's sentence."""
        return self.problem["message"]

    def as_dict(self) -> dict[str, Any]:
        """Give the error as the server sent it."""
        return dict(self.problem)


class Refused(_Answered, RequestError):
    """The server refused the request."""

    def __init__(self, problem: Problem) -> None:
        """Take the words of the answer."""
        super().__init__(problem["message"])
        self.problem = problem


class Faltered(_Answered, Transient):
    """The server could not carry out the request at the moment."""

    def __init__(self, problem: Problem) -> None:
        """Take the words of the answer."""
        super().__init__(problem["message"])
        self.problem = problem


class NoServer(Transient):
    """No server answers at this address."""

    hint = "Start one with `./vts up`, or name one with --server."


class NotOurServer(SetupError):
    """What answers at this address is not a vts server."""

    hint = "Name the right one with --server, or start one with `./vts up`."


class Client:
    """Calls the API at ``url``. Every method may raise NoServer, NotOurServer, ConnectionCut, Refused or Faltered."""

    def __init__(self, url: str, silence_seconds: float = 60) -> None:
        """Take the address, with the path that the API is under, if any. Raises NotAnAddress.

        A call that gets no byte for ``silence_seconds`` counts as cut.
        """
        self._silence_seconds = silence_seconds
        self.url = wire.origin(url) + urlsplit(url).path.rstrip("/")

    # ------------------------------------------------------------ uploads

    def start_upload(
        self,
        filename: str,
        size: int,
        content_type: str,
        profile: str | None,
        options: Mapping[str, str | int],
        folder: str = "",
        checksum_sha256: str | None = None,
        *,
        part_checksums: bool = False,
    ) -> Upload:
        """Declare a file; the job waits for its bytes.

        With ``part_checksums`` the CRC-32 of each part is told when it is signed; servers up to 0.3.0 refuse that.
        """
        body: dict[str, Any] = {"filename": filename, "size": size, "content_type": content_type}
        if checksum_sha256:
            body["checksum_sha256"] = checksum_sha256
        if part_checksums:
            body["part_checksums"] = "crc32"
        if folder:  # which servers before 0.3.0 do not take
            body["folder"] = folder
        return cast(Upload, self._call("POST", "/upload/", body | _wish(profile, options)))

    def sign_parts(self, job_id: str, numbers: Sequence[int], checksums: Sequence[str] | None = None) -> Ticket:
        """Sign parts of an open upload (again), with the CRC-32 of each where it was begun so."""
        body: dict[str, Any] = {"numbers": list(numbers)}
        if checksums is not None:
            body["checksums"] = list(checksums)
        return cast(Ticket, self._call("POST", f"/upload/{quote(job_id, safe='')}/parts/", body))

    def sign_put(self, job_id: str) -> Ticket:
        """Sign the one PUT of a small file (again)."""
        return cast(Ticket, self._call("POST", f"/upload/{quote(job_id, safe='')}/put/"))

    def stored_parts(self, job_id: str) -> list[StoredPart]:
        """List the parts that the bucket has."""
        return cast(list[StoredPart], self._call("GET", f"/upload/{quote(job_id, safe='')}/parts/")["parts"])

    def complete(self, job_id: str) -> Job:
        """Say that all bytes are there; as often as one likes."""
        return cast(Job, self._call("POST", f"/upload/{quote(job_id, safe='')}/complete/"))

    def abort(self, job_id: str) -> None:
        """Give the upload up; its parts are thrown away."""
        self._call("DELETE", f"/upload/{quote(job_id, safe='')}/")

    # ------------------------------------------------------------ jobs

    def convert(self, job_id: str, profile: str | None, options: Mapping[str, str | int]) -> Job:
        """Make a new job of the source of another."""
        return cast(Job, self._call("POST", "/convert/", {"job_id": job_id} | _wish(profile, options)))

    def job(self, job_id: str) -> Job:
        """Look at one job."""
        return cast(Job, self._call("GET", f"/status/{quote(job_id, safe='')}/"))

    def jobs(
        self,
        status: str | None = None,
        query: str = "",
        limit: int = 50,
        cursor: str | None = None,
        begins: str = "",
    ) -> Jobs:
        """List jobs, newest first; ``begins`` are the first digits of their ids."""
        asked = {"status": status, "q": query, "id": begins, "limit": limit, "cursor": cursor}
        return cast(Jobs, self._call("GET", f"/jobs/?{urlencode({k: v for k, v in asked.items() if v})}"))

    def all_jobs(self, status: str | None = None, query: str = "") -> Iterator[Job]:
        """List all jobs that match, newest first, page by page."""
        cursor = None
        while True:
            page = self.jobs(status, query, _PAGE, cursor)
            yield from page["jobs"]
            if (cursor := page["next_cursor"]) is None:
                return

    def cancel(self, job_id: str) -> Job:
        """Stop a job that has not ended."""
        return cast(Job, self._call("POST", f"/jobs/{quote(job_id, safe='')}/cancel/"))

    def retry(self, job_id: str) -> Job:
        """Run an ended job again."""
        return cast(Job, self._call("POST", f"/jobs/{quote(job_id, safe='')}/retry/"))

    def log(self, job_id: str) -> str:
        """Read the ffmpeg command of a job and the last lines of its log."""
        return self._text(f"/jobs/{quote(job_id, safe='')}/log/")

    def link(self, job_id: str, output: str) -> Link:
        """Sign a download of one output of a job."""
        asked = urlencode({"output": output, "redirect": "false"})
        return cast(Link, self._call("GET", f"/download/{quote(job_id, safe='')}/?{asked}"))

    # ------------------------------------------------------------ the installation

    def join(self, token: str) -> dict[str, str]:
        """Ask for the environment of a worker."""
        headers = {"Authorization": f"Bearer {token}"}
        return cast(dict[str, str], self._call("POST", "/join/", headers=headers)["environment"])

    def load(self) -> dict[str, Any]:
        """Look at the hosts and their load."""
        return self._call("GET", "/system_load/")

    def settings(self) -> dict[str, Any]:
        """Read the run-time settings."""
        return self._call("GET", "/settings/")

    def change_settings(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change some settings; all of the changes or, raising Refused that names the fields, none."""
        return self._call("POST", "/settings/", dict(changes))

    def profiles(self) -> list[ProfileOffer]:
        """List the profiles there are."""
        return cast(list[ProfileOffer], self._call("GET", "/profiles/")["profiles"])

    def schema(self) -> dict[str, Any]:
        """Read the description of the API (OpenAPI)."""
        return self._call("GET", "/openapi.json")

    def health(self) -> dict[str, Any]:
        """Ask what the server depends on, and how each of it is. Raises Faltered when something is not well."""
        return self._call("GET", "/health/")

    # ------------------------------------------------------------ webhooks

    def webhooks(self) -> list[dict[str, Any]]:
        """List the addresses that are told of the states of jobs."""
        return cast(list[dict[str, Any]], self._call("GET", "/webhooks/")["webhooks"])

    def add_webhook(self, url: str, states: Sequence[str] | None, description: str) -> dict[str, Any]:
        """Add one; the answer has its secret."""
        return self._call("POST", "/webhooks/", {"url": url, "states": states, "description": description})

    def change_webhook(self, webhook_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change url, states, description or enabled of one."""
        return self._call("POST", f"/webhooks/{quote(webhook_id, safe='')}/", dict(changes))

    def remove_webhook(self, webhook_id: str) -> None:
        """Take one away."""
        self._call("DELETE", f"/webhooks/{quote(webhook_id, safe='')}/")

    def renew_webhook_secret(self, webhook_id: str) -> dict[str, Any]:
        """Make a new secret for one; the answer has it."""
        return self._call("POST", f"/webhooks/{quote(webhook_id, safe='')}/secret/")

    def test_webhook(self, webhook_id: str) -> dict[str, Any]:
        """Send a message that says nothing; the delivery."""
        return self._call("POST", f"/webhooks/{quote(webhook_id, safe='')}/test/")

    def deliveries(self, **wanted: str | int | None) -> dict[str, Any]:
        """List deliveries, newest first: of a webhook_id, job_id or state; limit, cursor."""
        return self._call("GET", f"/deliveries/?{urlencode({k: v for k, v in wanted.items() if v})}")

    def delivery(self, delivery_id: str) -> dict[str, Any]:
        """Look at one delivery and its tries."""
        return self._call("GET", f"/deliveries/{quote(delivery_id, safe='')}/")

    def replay(self, delivery_id: str) -> dict[str, Any]:
        """Send a delivery once more."""
        return self._call("POST", f"/deliveries/{quote(delivery_id, safe='')}/replay/")

    def _text(self, path: str) -> str:
        answer = self._answer("GET", path, None, {"Accept": "text/plain, application/json"})
        return (
            answer.body.decode(errors="replace") if answer.status < HTTPStatus.BAD_REQUEST else str(self._read(answer))
        )

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return self._read(self._answer(method, path, body, headers))

    def _answer(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str] | None
    ) -> wire.Answer:
        content = None if body is None else json.dumps(body).encode()
        usual = {"Accept": "application/json", "Content-Type": "application/json", "Connection": "close"}
        try:
            return wire.Line(self._silence_seconds).call(
                method,
                self.url + path,
                {**usual, **(headers or {})},
                b"" if content is None and method == "POST" else content,
            )
        except wire.NothingAnswers as away:
            raise NoServer(away.detail) from away

    def _read(self, answer: wire.Answer) -> dict[str, Any]:
        try:
            content = json.loads(answer.body) if answer.body else {}
        except ValueError as unreadable:
            raise NotOurServer(self.url) from unreadable
        if answer.status < HTTPStatus.BAD_REQUEST:
            return cast(dict[str, Any], content)
        if not isinstance(content, dict) or "code" not in (content.get("error") or {}):
            raise NotOurServer(self.url)
        problem = cast(Problem, content["error"])
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Faltered(problem)
        raise Refused(problem)


def _wish(profile: str | None, options: Mapping[str, str | int]) -> dict[str, Any]:
    return ({"profile": profile} if profile else {}) | ({"options": dict(options)} if options else {})
