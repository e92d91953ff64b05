"""Practice with its page: a server, a client that speaks to it, and what the rules alone can't bring about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from playwright.sync_api import Page as Browser
from playwright.sync_api import expect

from ilert_desktop.event import from_json
from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.state import Alert, Decision, Effect, LogEntry, Page, Reasons, Received
from tests.rig.practice import UNLIMITED, PracticeClient

# A machine that runs the whole suite at once is slow.
expect.set_options(timeout=20_000)


class PageServer(PracticeClient):
    """A running server; `page` is the address of its page."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(practice.start(), practice.key)
        assert practice.page_url
        self.practice = practice
        self.page = f"{practice.page_url}/"

    def dress(self, number: int, paged: tuple[Page, ...], reasons: Reasons) -> None:
        """Give an alert these pages and reasons, whatever the rules say."""

        def work(desk: Desk) -> None:
            alert = msgspec.structs.replace(desk.intake.alert(number), paged=paged, reasons=reasons)
            entry = LogEntry(
                time=desk.clock(),
                source=alert.source,
                effect=Effect.APPENDED,
                received=alert.received,
                reason="Dressed.",
            )
            desk.intake.store.apply(Decision(entry, alert))

        self.practice.call(work).result()

    def fill(self, count: int) -> None:
        """Have `count` open alerts, one reported a second after the other; the last one is just reported."""
        self.send(summary="The first of many", alertKey="many-0")

        def work(desk: Desk) -> None:
            first = desk.intake.alert(1)
            for number in range(2, count + 1):
                _add(desk, first, number, datetime.now(UTC) - timedelta(seconds=count - number))

        self.practice.call(work).result()


def detail_text(page: Browser) -> str:
    """All that the page says of the chosen alert, once it is there."""
    expect(page.get_by_role("heading", name="Event log")).to_be_visible()
    return page.locator("#detail").inner_text()


def _add(desk: Desk, like: Alert, number: int, time: datetime) -> None:
    text = msgspec.json.encode(
        {"eventType": "ALERT", "summary": f"Alert number {number}", "alertKey": f"many-{number}"}
    )
    received = Received(from_json(text), msgspec.Raw(text))
    alert = msgspec.structs.replace(like, id=number, key=f"many-{number}", reported=time, received=received)
    entry = LogEntry(time=time, source=like.source, effect=Effect.NEW_ALERT, received=received)
    desk.intake.store.apply(Decision(entry, alert))


@contextmanager
def page_server(configuration: Configuration = UNLIMITED) -> Iterator[PageServer]:
    """A running server, gone at the end."""
    practice = Practice(configuration=configuration)
    server = PageServer(practice)
    try:
        yield server
    finally:
        server.http.close()
        practice.stop()
