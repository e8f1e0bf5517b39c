"""The built page over HTTP: what may be kept for how long, compressed, and what shows while it is not built."""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from local.page import policy
from local.page.build import COMPRESSED

HASHED = "_next/static"  # the names in it contain a hash of what is in the file
KEPT_FOR_A_YEAR = "public, max-age=31536000, immutable"
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOOK_SECONDS = 2
_NOT_YET = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="{_LOOK_SECONDS}">
<title>The page is being built</title>
<style>body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem }}</style>
<h1>The page is being built</h1>
<p>That takes about a minute, once. It shows itself here as soon as it is there; <code>./vts up</code> says how far it is,
and what is wrong if it does not come.</p>
<p>The API works already: <a href="/api/docs">its documentation</a>.</p>
"""


class Page(StaticFiles):
    """Serves the page in ``folder``, which may come into being at any time."""

    def __init__(self, folder: Path, storage: Sequence[str], sign_in: Sequence[str] = ()) -> None:
        """Let the page reach the ``storage`` origins beside its own, and those of whoever signs users in."""
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder, self._storage, self._sign_in = folder, tuple(storage), tuple(sign_in)
        self.config_checked = True  # a folder that is not there yet is answered for, not an error

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, the way to it, the page's own 404, or that it is being built."""
        if not self._folder.is_dir():
            return _not_yet()
        try:
            answer = await super().get_response(path, scope)
        except HTTPException as refused:
            answer = PlainTextResponse(refused.detail, refused.status_code, refused.headers)
        if isinstance(answer, RedirectResponse):  # to this very origin, by whatever name it was reached
            to = urlsplit(answer.headers["location"])
            answer.headers["location"] = to.path + (f"?{to.query}" if to.query else "")
        if isinstance(answer, FileResponse) and answer.status_code == 404:  # noqa: PLR2004
            answer.headers["Content-Security-Policy"] = self._policy(Path(answer.path))
        for name, value in _SECURITY.items():
            answer.headers.setdefault(name, value)
        hashed = path.startswith(HASHED) and answer.status_code < 400  # noqa: PLR2004
        answer.headers["Cache-Control"] = KEPT_FOR_A_YEAR if hashed else "no-cache"
        return answer

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the file, or with its gzip to whom that is welcome; 304 to whom has it."""
        asked, path = Headers(scope=scope), Path(full_path)
        zipped = path.with_name(f"{path.name}.gz")
        if "gzip" in asked.get("accept-encoding", "") and path.suffix in COMPRESSED and zipped.is_file():
            answer = FileResponse(zipped, status_code, media_type=_type_of(path), stat_result=zipped.stat())
            answer.headers["Content-Encoding"] = "gzip"
        else:
            answer = FileResponse(path, status_code, stat_result=stat_result)
        answer.headers["Vary"] = "Accept-Encoding"
        if path.suffix == ".html":
            answer.headers["Content-Security-Policy"] = self._policy(path)
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asked) else answer

    def _policy(self, path: Path) -> str:
        return _policy(path, path.stat().st_mtime_ns, self._storage, self._sign_in)


@lru_cache(maxsize=64)
def _policy(path: Path, changed: int, storage: tuple[str, ...], sign_in: tuple[str, ...]) -> str:  # noqa: ARG001  a changed file is another one
    return policy.of(path.read_text(), storage, sign_in)


def _type_of(path: Path) -> str | None:
    return FileResponse(path).media_type


def _not_yet() -> Response:
    headers = {"Retry-After": str(_LOOK_SECONDS), "Cache-Control": "no-store", **_SECURITY}
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return HTMLResponse(_NOT_YET, 503, headers)
