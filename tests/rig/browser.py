"""A real browser on a page of a test: Chromium without a window, with an empty profile, kept from the network."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

# packaging/setup/needs_of_tests.py installs the first.
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
_WITHOUT_NETWORK: Final = frozenset({"about", "blob", "data"})


class BrowserPage:
    """An open page, and what went wrong on it and on the pages it opened.

    `page` is playwright's; the lists grow while one of its calls runs, so that `settle` comes before reading them.
    """

    def __init__(self, context: BrowserContext, origins: Collection[str]) -> None:
        self.console_errors: list[str] = []
        self.page_errors: list[str] = []
        self.foreign_requests: list[str] = []
        self._origins = origins
        context.on("console", self._hear)
        context.on("weberror", lambda fault: self.page_errors.append(str(fault.error)))
        context.on("request", self._note)
        context.route("**/*", self._pass_or_block)
        self.page: Page = context.new_page()

    def settle(self) -> None:
        """Wait until what the page has said so far is in the lists."""
        self.page.evaluate("null")

    def assert_quiet(self) -> None:
        """Fail when the page wrote errors to its console, threw one, or asked for anything of another origin."""
        self.settle()
        faults = [*self.console_errors, *self.page_errors, *(f"asked {url}" for url in self.foreign_requests)]
        assert not faults, "\n".join(faults)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self.console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, request: Request) -> None:
        # Here and not where it is blocked: a redirection is told here, if at all; without that it is a console error.
        if not self._is_own(request.url):
            self.foreign_requests.append(request.url)

    def _pass_or_block(self, route: Route) -> None:
        if self._is_own(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _is_own(self, url: str) -> bool:
        return urlsplit(url).scheme in _WITHOUT_NETWORK or _origin(url) in self._origins


@contextmanager
def browser_page(
    url: str,
    *,
    color_scheme: Literal["light", "dark"] = "light",
    size: tuple[int, int] = (1280, 900),
    scale: float = 1,
    allowed: Collection[str] = (),
    **options: Any,
) -> Iterator[BrowserPage]:
    """Open `url` in a browser of its own, which is gone at the end.

    Until then this thread has a running asyncio loop, playwright's: `asyncio.run` belongs before it, behind it, or on
    another thread.

    Args:
        url: opened at once; what is asked of another origin is recorded, and goes nowhere.
        color_scheme: what the page's media queries find.
        size: width and height of what is visible, in CSS pixels.
        scale: device pixels for each CSS pixel.
        allowed: further addresses whose origins the page may ask.
        options: those of playwright's `Browser.new_context`, such as `locale` or `timezone_id`.
    """
    own = (url, *allowed)
    hosts = sorted({urlsplit(address).hostname or "" for address in own})
    # For what routes do not see: redirections and web sockets.
    resolver = "--host-resolver-rules=MAP * ~NOTFOUND" + "".join(f", EXCLUDE {host}" for host in hosts)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=_browser(), args=[*_ARGUMENTS, resolver]) as browser,
        browser.new_context(
            color_scheme=color_scheme,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            service_workers="block",
            **options,
        ) as context,
    ):
        opened = BrowserPage(context, {_origin(address) for address in own})
        opened.page.goto(url)
        yield opened


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _browser() -> str:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise RuntimeError("no Chromium is installed: install the package chromium")
    return found
