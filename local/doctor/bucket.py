"""What signed URLs lead to, as the browser of somebody who opened a page at another origin sees it (Fetch standard, CORS)."""

import contextlib
import re
from collections.abc import Collection, Iterable, Mapping
from http import HTTPStatus

from functions.common.errors import SetupError
from local.client import wire
from local.client.wire import Answer
from local.doctor.clocks import Clocks

_ERROR = re.compile(r"<Error>.*?<Code>([^<]*)</Code>(?:\s*<Message>([^<]*)</Message>)?", re.DOTALL)
_SET_ENDPOINT = "Set S3_PUBLIC_ENDPOINT to the address under which clients reach the object storage, and start again."


class PublicEndpointDead(SetupError):
    """Signed URLs name an address at which nothing answers."""

    hint = _SET_ENDPOINT


class NotTheStorage(SetupError):
    """Signed URLs name an address at which something else than the object storage answers."""

    hint = _SET_ENDPOINT


class SignatureRefused(SetupError):
    """The object storage refuses what the API signed."""

    hint = (
        "S3_PUBLIC_ENDPOINT must be exactly what clients call the object storage, proxies between must keep the Host "
        "header, and the clocks must agree."
    )


class OriginRefused(SetupError):
    """The object storage does not let pages of this origin upload."""

    hint = (
        "Allow the origin with GET, HEAD and PUT and the headers named, in the CORS rules of the bucket (MinIO: "
        "MINIO_API_CORS_ALLOW_ORIGIN), or name the page's own origin with --origin."
    )


class EtagHidden(SetupError):
    """The object storage hides the ETag of an upload from pages, which so cannot complete it."""

    hint = "Add ETag to the exposed headers in the CORS rules of the bucket."


class UploadRefused(SetupError):
    """The object storage did not take what was signed."""

    hint = "Look at the log of the object storage; its disk may be full."


class Bucket:
    """The object storage behind signed URLs, asked with the Origin header of a page."""

    def __init__(self, origin: str, clocks: Clocks) -> None:
        """Ask as a page of ``origin`` would; what the storage's clock says is noted in ``clocks``."""
        self.origin = origin
        self._clocks = clocks

    def reach(self, url: str) -> str:
        """Look whether a storage answers at the address of a signed URL. Raises PublicEndpointDead, NotTheStorage."""
        answer = self._ask("GET", url.partition("?")[0], {})
        if not _ERROR.search(_text(answer)):
            raise NotTheStorage(f"{wire.origin(url)} answers {answer.status} to an S3 request.")
        return f"{wire.origin(url)} answers"

    def preflight(self, url: str, headers: Collection[str]) -> str:
        """Ask as a browser does before a PUT with these headers. Raises OriginRefused."""
        asked = ",".join(sorted(name.lower() for name in headers))
        wish = {"Access-Control-Request-Method": "PUT"} | ({"Access-Control-Request-Headers": asked} if asked else {})
        answer = self._ask("OPTIONS", url, wish)
        self._admitted(answer)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise OriginRefused(f"It answers {answer.status} to the preflight of {self.origin}.")
        lacking = _lacking(answer, "access-control-allow-methods", ["put"])
        lacking += _lacking(answer, "access-control-allow-headers", filter(None, asked.split(",")))
        if lacking:
            raise OriginRefused(f"The preflight of {self.origin} does not allow {', '.join(lacking)}.")
        return f"PUT allowed to {self.origin}"

    def put(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Upload as a page does. Raises SignatureRefused, UploadRefused, OriginRefused, EtagHidden."""
        answer = self._ask("PUT", url, headers, body)
        _taken(answer)
        self._admitted(answer)
        if "etag" not in answer.headers or _lacking(answer, "access-control-expose-headers", ["etag"]):
            raise EtagHidden(
                f"Its answer to {self.origin} exposes: {answer.headers.get('access-control-expose-headers')}."
            )

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Read by a signed URL. Raises SignatureRefused, UploadRefused."""
        answer = self._ask("GET", url, headers)
        _taken(answer)
        return answer

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        try:
            with contextlib.closing(wire.Line()) as line:
                answer = line.call(method, url, {"Origin": self.origin, **headers}, body)
        except (wire.NothingAnswers, wire.ConnectionCut) as dead:
            raise PublicEndpointDead(dead.detail) from dead
        self._clocks.see("the object storage", answer.headers)
        return answer

    def _admitted(self, answer: Answer) -> None:
        allowed = answer.headers.get("access-control-allow-origin")
        if allowed not in {"*", self.origin}:
            raise OriginRefused(f"It allows {allowed or 'none'}, not {self.origin}.")


def _taken(answer: Answer) -> None:
    """Raise what an answer that is no success means."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = _ERROR.search(_text(answer))
    detail = f"It answers {answer.status}" + (f", {said[1]}: {said[2] or ''}" if said else ".")
    raise (SignatureRefused if answer.status == HTTPStatus.FORBIDDEN else UploadRefused)(detail)


def _lacking(answer: Answer, header: str, wanted: Iterable[str]) -> list[str]:
    """List what a header, a list of names whatever their case, does not have; `*` stands for all."""
    given = {name.strip().lower() for name in answer.headers.get(header, "").split(",")}
    return [] if "*" in given else [name for name in wanted if name not in given]


def _text(answer: Answer) -> str:
    return answer.body.decode(errors="replace")
