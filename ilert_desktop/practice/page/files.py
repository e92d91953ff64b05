"""The page's own files: the same for everybody, and no secret."""

import html
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from starlette.responses import Response

from ilert_desktop.practice.configuration import TOKEN
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.resources import MissingResource, read_text

FILES: Final = (
    *("page.css", "list.css", "detail.css", "drills.css"),
    *("page.js", "ask.js", "build.js", "detail.js", "drills.js", "empty.js", "icons.js", "keyboard.js", "list.js"),
    *("live.js", "log.js", "markdown.js", "media.js", "paging.js", "times.js", "tree.js", "words.js"),
)

# Images of alerts may lie anywhere; everything else is practice's own, and nothing inline runs.
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *("script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' http: https:"),
        *("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'"),
        *("require-trusted-types-for 'script'", "trusted-types markdown"),
    )
)
# `guard.Guard` adds what every response has.
_HEADERS: Final = {"content-security-policy": _POLICY, "cross-origin-opener-policy": "same-origin"}
_TYPES: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="{fill}"/>'
    '<text x="16" y="{y}" font-family="system-ui,sans-serif" font-weight="700" font-size="{size}" fill="#fff"'
    ' text-anchor="middle">{text}</text></svg>'
)


def page_file(name: str) -> Response:
    """One of the page's files.

    Raises:
        PracticeFault: it is missing, for the program is not whole.
    """
    return Response(_content(name), headers=_HEADERS, media_type=_TYPES[PurePosixPath(name).suffix])


def icon(open_alerts: int) -> Response:
    """The icon of the browser's tab, with the number of open alerts; a P when there is none."""
    text = "99+" if open_alerts > 99 else str(open_alerts or "P")
    size = {1: 22, 2: 19}.get(len(text), 14)
    drawn = _ICON.format(fill="#b3261e" if open_alerts else "#3c5a7d", y=16 + size * 0.36, size=size, text=text)
    return Response(drawn, headers=_HEADERS, media_type="image/svg+xml")


@cache
def _content(name: str) -> bytes:
    try:
        text = read_text(f"practice/page/{name}")
    except MissingResource as error:
        raise PracticeFault("Practice's page can't be shown", str(error)) from error
    return text.replace("{{token}}", html.escape(TOKEN)).encode() if name.endswith(".html") else text.encode()
