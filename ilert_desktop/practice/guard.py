"""Who may talk to practice: programs on this computer, and no web page of somebody else.

A page in a browser can send requests to 127.0.0.1, and by DNS rebinding make its own name mean 127.0.0.1. The first
shows in `Origin`, the second in `Host`.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def stranger(method: str, headers: Headers) -> str | None:
    """Why a request is not answered, as a sentence, or None when it may pass."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or _host_name(hosts[0]) not in _LOOPBACK:
        return "Practice answers to 127.0.0.1 and localhost only; the request's Host header names something else."
    origins = headers.getlist("origin")
    if method not in _READING and any(origin != f"http://{hosts[0]}" for origin in origins):
        return "Practice takes no events from web pages of other sites."
    return None


def _host_name(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
    except ValueError:
        return None
    plain = not (parts.username or parts.path or parts.query or parts.fragment)
    return parts.hostname if plain else None
