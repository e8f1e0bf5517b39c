"""HEAD: answered as GET is, without a body, at every address that answers GET."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Asks what is behind it for a GET, and keeps the body back. ``scope["state"]["head"]`` says that it was a HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; for those around it the method stays what it was."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope.setdefault("state", {})["head"] = True
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, bodiless)
        finally:
            scope["method"] = "HEAD"
