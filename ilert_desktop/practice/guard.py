"""Who may talk to practice: programs, and the web page that it serves itself; no web page of somebody else.

A page in a browser can send requests to 127.0.0.1, and by DNS rebinding make its own name mean 127.0.0.1. The first
shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.
"""

import socket
import time
from collections.abc import MutableMapping
from email.utils import formatdate
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from ilert_desktop.practice.api.responses import refusal_response
from ilert_desktop.practice.request import Refusal

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# A link from elsewhere to the page itself is harmless, and useful.
_NOT_FOR_OTHER_SITES: Final = ("/api/", "/page/")
_HTTP_PORT: Final = 80
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where practice is reached: the address it is bound to, the name that was asked for, and its ports."""

    address: str
    asked_for: str
    ports: frozenset[int]

    def is_own_host(self, host: str) -> bool:
        """Whether a `Host` means this server whatever DNS says; programs without much care leave the port out."""
        name, port = _parts(host)
        return (port is None or port in self.ports) and self._is_own_name(name)

    def is_own_origin(self, origin: str) -> bool:
        """Whether an `Origin` is that of the page served here."""
        scheme, _, host = origin.partition("://")
        name, port = _parts(host)
        return scheme == "http" and (port or _HTTP_PORT) in self.ports and self._is_own_name(name)

    def _is_own_name(self, name: str) -> bool:
        if name in _LOOPBACK or name in {self.address, self.asked_for.casefold()}:
            return True
        # Bound to all addresses it has many, each of them harmless: what is no name, DNS can't point elsewhere.
        return ip_address(self.address).is_unspecified and (_is_address(name) or name in _own_names())


def stranger(method: str, path: str, headers: Headers, place: Place) -> str | None:
    """Why a request is not answered, as a sentence, or None when it may pass."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not place.is_own_host(hosts[0]):
        return "The request's Host header names something else than this practice; use the address that it printed."
    if method not in _READING and any(not place.is_own_origin(origin) for origin in headers.getlist("origin")):
        return "Practice takes no events from web pages of other sites."
    if path.startswith(_NOT_FOR_OTHER_SITES) and "cross-site" in headers.getlist("sec-fetch-site"):
        return "Practice tells nothing to web pages of other sites."
    return None


class Guard:
    """Turns strangers away before anything of their request is read, and gives every answer its date and its fences.

    Args:
        app: what answers whoever may pass; a header it sets itself stays as it is.
        place: where it is reached.
    """

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self._app = app
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def fenced(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in standing_headers().items():
                    headers.setdefault(name, value)
            await send(message)

        reason = stranger(scope["method"], scope["path"], Headers(scope=scope), self._place)
        refused = None if reason is None else refusal_response(Refusal(HTTPStatus.FORBIDDEN, "FORBIDDEN", reason))
        await (refused or self._app)(scope, receive, fenced)


def standing_headers() -> dict[str, str]:
    """What every answer has, whoever gives it: the time (RFC 9110, 6.6.1), and what keeps other sites out."""
    return {**_HEADERS, "date": formatdate(time.time(), usegmt=True)}


def _parts(host: str) -> tuple[str, int | None]:
    """Name and port; no name where `host` is anything else than these two."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return "", None
    return (name, port) if parts.netloc == host and "@" not in host else ("", None)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _own_names() -> frozenset[str]:
    name = socket.gethostname().casefold()
    short = name.partition(".")[0]
    return frozenset({name, short, f"{short}.local"})
