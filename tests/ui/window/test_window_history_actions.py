"""From the history: accept, resolve and comment at the source that raised the alert; look it up."""

import getpass
from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType
from ilert_desktop.ledger.records import Alert, AlertState, EventState
from ilert_desktop.sources.source import Source
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

Client = Callable[[], PracticeClient]


def test_accept_and_resolve_change_the_alert_and_nothing_else(desk: Desk, client: Client) -> None:
    desk.raise_alert("Other", alert_key="other")
    desk.raise_alert("Disk full", alert_key="Disk-1")
    desk.click("Accept")
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Accepted", "Open"])
    desk.click("Resolve")
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Resolved", "Open"])
    held = {alert["alertKey"]: alert for alert in client().alerts()}
    assert held["Disk-1"]["status"] == "RESOLVED"
    assert held["other"]["status"] == "PENDING"
    assert [event["summary"] for event in held["Disk-1"]["events"]] == ["Disk full"] * 3
    assert [event["alertKey"] for event in held["Disk-1"]["events"]] == ["Disk-1"] * 3
    assert {event.state for event in desk.events()} == {EventState.TAKEN}


def test_a_comment_carries_its_text_and_who_wrote_it(desk: Desk, client: Client) -> None:
    desk.raise_alert("Disk full")
    desk.click("Comment")
    field = next(
        field for field in desk.window.history.findChildren(QPlainTextEdit) if field.accessibleName().startswith("Comm")
    )
    QTest.keyClicks(field, "Looking into it: 50 % done")
    desk.press("Return")
    desk.until(lambda: desk.last.startswith("COMMENT taken"))
    events = client().only_alert()["events"]
    assert [event["eventType"] for event in events] == ["ALERT", "COMMENT"]
    assert events[1]["comments"] == [{"creator": getpass.getuser(), "content": "Looking into it: 50 % done"}]
    assert events[1]["alertKey"] == events[0]["alertKey"]


def test_an_alert_goes_to_the_source_it_came_from_whatever_is_chosen_now(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    desk.raise_alert("Disk full")
    desk.window.composing.choose_source("practice")
    desk.click("Resolve")
    desk.until(lambda: desk.last.startswith("RESOLVE taken"))
    assert far_end.only_alert()["status"] == "RESOLVED"


def test_a_half_written_form_stays_while_the_history_is_used(desk: Desk) -> None:
    desk.raise_alert("Disk full")
    desk.compose(Draft(summary="Half written", details="more"))
    before = desk.draft
    desk.click("Accept")
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    assert desk.draft == before


def test_an_accept_composed_by_hand_takes_the_alerts_summary(desk: Desk, client: Client) -> None:
    desk.raise_alert("Disk full", alert_key="disk-1")
    desk.header.event_type_chosen.emit("ACCEPT")
    desk.press("Ctrl+N")
    desk.header.event_type.setCurrentIndex(1)
    desk.header.event_type.activated.emit(1)
    desk.write(desk.fields.alert_key.line, "DISK-1")
    desk.until(lambda: desk.fields.summary.placeholderText() == "Disk full")
    desk.send()
    desk.until(lambda: desk.last.startswith("ACCEPT taken"))
    assert client().only_alert()["status"] == "ACCEPTED"
    assert client().only_alert()["events"][1]["summary"] == "Disk full"


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ("https://company.ilert.com/alerts/view.jsf?id=1", "https://company.ilert.com/alerts/view.jsf?id=1"),
        ("https://evil.example/alerts", "https://app.ilert.com/"),
        ("http://company.ilert.com/alerts", "https://app.ilert.com/"),
        ("https://ilert.com.evil.example/", "https://app.ilert.com/"),
        ("javascript:alert(1)", "https://app.ilert.com/"),
        ("", "https://app.ilert.com/"),
    ],
)
@pytest.mark.parametrize("removed", [False, True])
def test_confirm_opens_only_what_can_be_trusted(
    desk: Desk, services: Services, opened: list[str], answered: str, expected: str, removed: bool
) -> None:
    source = Source(id="prod", name="Production")
    if not removed:
        services.sources.add(source)
    desk.window.history.confirm_requested.emit(alert_at(source, answered))
    assert opened == [expected]


def test_confirm_at_practice_shows_what_practice_holds(desk: Desk, services: Services, opened: list[str]) -> None:
    desk.raise_alert("Disk full")
    (button,) = desk.buttons("Look at practice")
    assert button.accessibleName() == "Look at practice"
    assert "who would be paged" in button.toolTip()
    assert not desk.buttons("Confirm in ilert")
    desk.click("Look at practice")
    desk.until(lambda: opened)
    assert opened == [f"{services.practice.page_url}/#alert-1"]


def alert_at(source: Source, url: str) -> Alert:
    return Alert(
        id=1,
        source_id=source.id,
        source_name=source.name,
        alert_key="k",
        state=AlertState.OPEN,
        summary="Disk full",
        priority="",
        raised_at=0,
        last_at=0,
        last_type=EventType.ALERT,
        last_state=EventState.TAKEN,
        pending=0,
        alert_url=url,
    )
