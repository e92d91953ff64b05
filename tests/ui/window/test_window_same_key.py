"""A key that an open alert has already: said at the field, never more than is known here, with a way to another key."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QApplication

from ilert_desktop.assembly import LEDGER_FILE, Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Alert
from tests.rig.practice import FIRST, PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

Client = Callable[[], PracticeClient]


def said(desk: Desk) -> str:
    field = desk.fields.alert_key
    return field.same_key_text() if desk.buttons("Use a new key") else ""


def clock(alert: Alert) -> str:
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(alert.raised_at).time(), QLocale.FormatType.ShortFormat)


@pytest.fixture
def raised(desk: Desk) -> Alert:
    """An alert that is open at practice under a typed key."""
    return desk.raise_alert("Disk full", alert_key="db-1")


def test_the_key_of_an_open_alert_is_pointed_out(desk: Desk, raised: Alert) -> None:
    assert said(desk) == ""
    desk.write(desk.fields.alert_key.line, " DB-1 ")
    desk.until(lambda: said(desk))
    assert said(desk) == (
        f"As far as this computer knows, db-1 is open at {FIRST} (raised {clock(raised)}): this will probably be added"
        " to it, and nobody paged again."
    )
    desk.press("Backspace")
    desk.press("Backspace")
    assert said(desk) == ""


def test_it_is_no_problem_and_the_event_can_go(desk: Desk, raised: Alert, client: Client) -> None:
    desk.compose(Draft(summary="Disk full for good", alert_key="db-1"))
    desk.until(lambda: said(desk))
    assert desk.all_problems() == []
    desk.send()
    desk.until(lambda: len(desk.events()) == 2)
    desk.until(lambda: len(client().only_alert()["events"]) == 2)
    desk.until(lambda: not desk.draft.summary)
    assert said(desk) == ""


def test_an_accepted_alert_may_page_again(desk: Desk, raised: Alert) -> None:
    desk.click("Accept")
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    desk.write(desk.fields.alert_key.line, "db-1")
    desk.until(lambda: said(desk))
    assert f"db-1 is accepted at {FIRST} (raised {clock(raised)}): at ilert this may page again." in said(desk)


def test_it_follows_what_becomes_of_the_alert(desk: Desk, raised: Alert) -> None:
    desk.write(desk.fields.alert_key.line, "db-1")
    desk.until(lambda: "is open" in said(desk))
    desk.click("Accept")
    desk.until(lambda: "is accepted" in said(desk))
    desk.click("Resolve")
    desk.until(lambda: said(desk) == "")


def test_another_source_has_alerts_of_its_own(services: Services, open_desk: OpenDesk, far_end: PracticeClient) -> None:
    desk = open_desk()
    desk.raise_alert("Disk full", alert_key="db-1")
    source = real_source(services, far_end.events_url, FAR_KEY)
    desk.window.composing.show_sources()
    desk.write(desk.fields.alert_key.line, "db-1")
    desk.until(lambda: "at Practice" in said(desk))
    desk.window.composing.choose_source(source.id)
    desk.until(lambda: said(desk) == "")
    desk.compose(Draft(summary="Elsewhere", alert_key="DB-1"))
    desk.send()
    desk.until(lambda: desk.last.startswith("ALERT taken"))
    desk.until(lambda: len(desk.alerts()) == 2)
    desk.write(desk.fields.alert_key.line, "db-1")
    desk.until(lambda: "DB-1 is open at Production" in said(desk))


def test_one_of_another_day_has_its_date(desk: Desk, raised: Alert) -> None:
    yesterday = raised.raised_at - 24 * 3600 * 1000
    with closing(sqlite3.connect(desk.services.folders.data / LEDGER_FILE)) as connection, connection:
        connection.execute("UPDATE alert SET raised_at = ?", (yesterday,))
    desk.write(desk.fields.alert_key.line, "db-1")
    desk.until(lambda: said(desk))
    date = QDateTime.fromMSecsSinceEpoch(yesterday).date()
    assert QLocale().toString(date, QLocale.FormatType.ShortFormat) in said(desk)


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_only_an_alert_is_told(desk: Desk, raised: Alert, event_type: EventType) -> None:
    desk.compose(Draft(event_type=event_type, alert_key="db-1"))
    desk.until(lambda: desk.fields.summary.placeholderText() == "Disk full")
    assert said(desk) == ""


def test_without_a_key_there_is_nothing_to_tell(desk: Desk, raised: Alert) -> None:
    desk.compose(Draft(summary="Disk full", without_key=True))
    assert said(desk) == ""


def test_using_an_event_again_has_a_new_key_and_is_not_told(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.click("Use again")
    desk.until(lambda: desk.draft.summary == "Disk full")
    desk.settle()
    desk.result(desk.services.ledger.counts())
    desk.settle()
    assert said(desk) == ""


def test_a_new_key_takes_the_place_of_the_typed_one(desk: Desk, raised: Alert, client: Client) -> None:
    desk.compose(Draft(summary="Disk full again", alert_key="db-1", without_key=True))
    minted = desk.draft.minted_key
    desk.until(lambda: said(desk))
    desk.fields.alert_key.line.setFocus()
    desk.press("Tab")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused in desk.buttons("Use a new key")
    assert focused.accessibleDescription() == said(desk)
    desk.press("Space")
    assert said(desk) == ""
    assert desk.fields.alert_key.line.hasFocus()
    assert (desk.draft.alert_key, desk.draft.without_key) == ("", False)
    assert desk.draft.minted_key not in {minted, ""}
    desk.press("Ctrl+Z")
    assert desk.draft.alert_key == "db-1"
    desk.until(lambda: said(desk))
    desk.click("Use a new key")
    desk.send()
    desk.until(lambda: len(client().alerts()) == 2)


def test_the_last_of_many_key_strokes_counts(desk: Desk, raised: Alert) -> None:
    line = desk.fields.alert_key.line
    for text in ("db-1", "db-", "db-1", "db-12"):
        line.set_value(text)
    desk.result(desk.services.ledger.counts())
    desk.settle()
    assert said(desk) == ""
    line.set_value("db-1")
    desk.until(lambda: said(desk))
