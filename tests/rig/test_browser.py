"""The browser of the tests: what goes wrong on a page is noticed, and nothing leaves for another origin."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.rig.browser import browser_page

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rig</title><link rel="icon" href="data:,">
<style>body { color: rgb(1, 1, 1) } @media (prefers-color-scheme: dark) { body { color: rgb(2, 2, 2) } }</style></head>
<body><span>Grüße</span>%s</body></html>"""
_PAGES = {
    "/quiet": _PAGE % "",
    "/inline": _PAGE % "<script>document.title = 'ran'</script>",
    "/throws": _PAGE % "<script src='throws.js'></script>",
    "/throws.js": "null.nothing",
    "/foreign": _PAGE % "<img src='http://images.example/a.png' alt=''>",
    "/other-port": _PAGE % "<img src='http://127.0.0.1:9/a.png' alt=''>",
}
_TYPES = {True: "text/javascript", False: "text/html; charset=utf-8"}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://away.example/")
            self.end_headers()
            return
        body = _PAGES[self.path].encode()
        self.send_response(200)
        self.send_header("Content-Type", _TYPES[self.path.endswith(".js")])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "script-src 'self'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Requests are not told."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server with the pages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("scheme", "color"), [("light", "rgb(1, 1, 1)"), ("dark", "rgb(2, 2, 2)")])
def test_a_page_is_seen_in_the_chosen_colors_and_size(site: str, scheme: Literal["light", "dark"], color: str) -> None:
    with browser_page(f"{site}/quiet", color_scheme=scheme, size=(390, 800), scale=2) as opened:
        found = opened.page.evaluate("[getComputedStyle(document.body).color, innerWidth, devicePixelRatio]")
        width = opened.page.get_by_text("Grüße").evaluate("element => element.offsetWidth")

        opened.assert_quiet()

    assert found == [color, 390, 2]
    assert width > 20


def test_a_script_that_the_policy_blocks_is_noticed(site: str) -> None:
    with browser_page(f"{site}/inline") as opened:
        with pytest.raises(AssertionError, match="Content Security Policy"):
            opened.assert_quiet()

        assert opened.page.title() == "Rig"
        assert len(opened.console_errors) == 1


def test_an_error_that_nobody_catches_is_noticed(site: str) -> None:
    with browser_page(f"{site}/throws") as opened:
        opened.settle()

        assert [error for error in opened.page_errors if "null" in error]


@pytest.mark.parametrize(
    ("page", "asked"),
    [("foreign", "http://images.example/a.png"), ("other-port", "http://127.0.0.1:9/a.png")],
)
def test_a_request_to_another_origin_is_noticed(site: str, page: str, asked: str) -> None:
    with browser_page(f"{site}/{page}") as opened:
        opened.settle()

        assert opened.foreign_requests == [asked]


def test_a_redirection_to_another_origin_is_noticed_and_leads_nowhere(site: str) -> None:
    with browser_page(f"{site}/quiet") as opened:
        said = opened.page.evaluate("fetch('/away').then(() => 'came', () => 'failed')")

        assert said == "failed"
        # The browser does not always say where the redirection led; that the name was not found it says in any case.
        with pytest.raises(AssertionError, match="ERR_NAME_NOT_RESOLVED"):
            opened.assert_quiet()


def test_an_allowed_origin_may_be_asked(site: str) -> None:
    with browser_page(f"{site}/other-port", allowed=["http://127.0.0.1:9"]) as opened:
        opened.settle()

        assert opened.foreign_requests == []


def test_asyncio_and_qt_work_behind_a_browser(site: str, qtbot: QtBot) -> None:
    with browser_page(f"{site}/quiet"):
        ticked = QTimer(singleShot=True)
        with qtbot.waitSignal(ticked.timeout):
            ticked.start(0)

    assert asyncio.run(asyncio.sleep(0, "done")) == "done"
    ticked = QTimer(singleShot=True)
    with qtbot.waitSignal(ticked.timeout):
        ticked.start(0)
