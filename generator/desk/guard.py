"""Who may use the desk: the browser that was opened with the token, on this machine, from the desk's own pages.

Any page of the web can send requests to this machine, and lead a name of its own to it (DNS rebinding): so the name
asked for must be ours, what changes something must come from our own page, and the token, which the first address
carries, must come back in a cookie no other site gets.
"""

import hmac
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from generator.config.i18n import DEFAULT, language
from generator.desk.addresses import HOME, SIDES, preview

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "dienhinh-desk"
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """Stands before the desk's pages and lets nobody else in."""

    def __init__(self, app: App, token: str, port: int) -> None:
        self.app, self.token, self.port = app, token, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on to the desk."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_ours(headers.get("host", "")):
            await _refuse(send, 421)
        elif scope["method"] not in {"GET", "HEAD", "POST"}:
            await _refuse(send, 405)
        elif scope["method"] == "POST" and not self._came_from_us(headers):
            await _refuse(send, 403)
        elif self._has_token(headers.get("cookie", "")):
            await self.app(scope, receive, _with_headers(send, scope["path"]))
        elif scope["method"] == "GET" and self._is_first(scope["query_string"].decode("latin-1")):
            await _welcome(send, self.token)
        else:
            await _refuse(send, 401)

    def _is_ours(self, host: str) -> bool:
        found = re.fullmatch(r"(\[::1\]|[^:]+):(\d+)", host)
        return found is not None and found[1].lower() in _NAMES and int(found[2]) == self.port

    def _came_from_us(self, headers: dict[str, str]) -> bool:
        return headers.get("origin") == f"http://{headers.get('host', '')}"

    def _has_token(self, cookie: str) -> bool:
        try:
            held = SimpleCookie(cookie).get(COOKIE)
        except CookieError:
            return False
        return held is not None and hmac.compare_digest(held.value.encode(), self.token.encode())

    def _is_first(self, query: str) -> bool:
        given = parse_qs(query).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self.token.encode())


_SHOWN = tuple(preview(HOME, side) for side in ("", *SIDES))
"""Pages of the site are shown under the site's own policy."""


def _with_headers(send: Send, path: str) -> Send:
    policy = () if path.startswith(_SHOWN) else ((b"content-security-policy", _POLICY.encode()),)

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS, *policy]
        await send(message)

    return sending


async def _welcome(send: Send, token: str) -> None:
    """Give the cookie, and lead on to an address that holds no token."""
    cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
    headers = [(b"location", b"/"), (b"set-cookie", cookie.encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, status: int) -> None:
    """Say why nothing is shown: whoever comes without the token is told where the desk is opened."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS]
    words = language(DEFAULT).lookup("desk.turned_away")
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words.get(str(status), status)}\n".encode()})
