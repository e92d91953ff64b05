"""What is accepted or resolved at practice itself shows in the history of the desktop whose sends caused it."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, AlertState
from ilert_desktop.practice.state import By
from tests.rig.practice import PracticeClient
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import PATIENCE, Desk

Client = Callable[[], PracticeClient]


def act(services: Services, action: str, by: By = By.PAGE) -> None:
    """Accept or resolve practice's newest alert, as a press on its page does."""

    def newest(desk: object) -> object:
        intake = desk.intake  # type: ignore[attr-defined]
        number = max(n for n in range(1, intake.store.next_id))
        return intake.act(action, number, desk.clock(), by)  # type: ignore[attr-defined]

    services.practice.call(newest).result(PATIENCE)


def row(desk: Desk) -> str:
    return desk.rows()[0][0]


def words(desk: Desk) -> list[str]:
    return [label.text() for label in desk.window.history.findChildren(QLabel) if label.isVisible()]


def test_the_row_says_so_and_the_details_say_where(desk: Desk, services: Services, client: Client) -> None:
    desk.raise_alert(alert_key="Disk-1")
    act(services, "accept")
    desk.until(lambda: row(desk) == "Accepted at practice")
    desk.until(lambda: any("Accepted on practice's page; nothing was sent from here." in said for said in words(desk)))
    act(services, "resolve", By.API)
    desk.until(lambda: newest(desk).state is AlertState.RESOLVED)
    assert [event.event_type for event in desk.events()] == ["ALERT"]
    assert client().only_alert()["status"] == "RESOLVED"


def newest(desk: Desk) -> Alert:
    return desk.result(desk.services.ledger.alerts(Shown.ALL))[0]


def test_own_sends_go_on_after_it(desk: Desk, services: Services, client: Client) -> None:
    desk.raise_alert(alert_key="Disk-1")
    act(services, "accept")
    desk.until(lambda: row(desk) == "Accepted at practice")
    desk.click("Resolve")
    desk.until(lambda: newest(desk).state is AlertState.RESOLVED)
    assert newest(desk).elsewhere is None
    desk.raise_alert("Disk full again", alert_key="disk-1")
    act(services, "resolve")
    desk.until(lambda: newest(desk).state is AlertState.RESOLVED)
    desk.raise_alert("Disk full once more", alert_key="disk-1")
    assert [alert["status"] for alert in client().alerts()] == ["PENDING", "RESOLVED", "RESOLVED"]
    assert len(desk.result(services.ledger.alerts(Shown.ALL))) == 3


def test_each_source_of_practice_has_alerts_of_its_own(desk: Desk, services: Services) -> None:
    desk.raise_alert("First", alert_key="k")
    desk.window.composing.choose_source("practice-2")
    desk.raise_alert("Second", alert_key="K ")
    act(services, "resolve")
    desk.until(lambda: newest(desk).state is AlertState.RESOLVED)
    found = {alert.source_id: alert.state for alert in desk.result(services.ledger.alerts(Shown.ALL))}
    assert found == {"practice": AlertState.OPEN, "practice-2": AlertState.RESOLVED}


def test_what_was_grouped_with_it_is_over_as_well(desk: Desk, services: Services, client: Client) -> None:
    desk.window.composing.choose_source("practice-2")
    desk.raise_alert("First", alert_key="one")
    desk.raise_alert("Second", alert_key="two")
    assert len(client().alerts()) == 1
    act(services, "accept")
    desk.until(lambda: [row[0] for row in desk.rows()] == ["Accepted at practice"] * 2)
    desk.raise_alert_hidden("Third", alert_key="two")
    assert len(client().alerts()) == 2
    act(services, "resolve")
    desk.until(lambda: sorted(states(desk).items()) == [("one", AlertState.ACCEPTED), ("two", AlertState.RESOLVED)])


def test_an_older_alert_does_not_close_the_row_of_a_newer_one(desk: Desk, services: Services) -> None:
    desk.window.composing.choose_source("practice-2")
    desk.raise_alert("First", alert_key="one")
    desk.raise_alert("Second", alert_key="two")
    act(services, "accept")
    desk.until(lambda: list(states(desk).values()) == [AlertState.ACCEPTED] * 2)
    desk.raise_alert_hidden("Third", alert_key="two")
    services.practice.call(lambda parts: parts.intake.act("resolve", 1, parts.clock(), By.PAGE)).result(PATIENCE)
    desk.until(lambda: states(desk)["one"] is AlertState.RESOLVED)
    assert states(desk)["two"] is AlertState.ACCEPTED


def states(desk: Desk) -> dict[str, AlertState]:
    return {alert.alert_key: alert.state for alert in desk.result(desk.services.ledger.alerts(Shown.ALL))}


def test_an_alert_of_a_real_source_with_the_same_key_is_another_one(
    services: Services, open_desk: OpenDesk, far_end: PracticeClient
) -> None:
    real_source(services, far_end.events_url, FAR_KEY)
    desk = open_desk()
    desk.raise_alert("Far", alert_key="k")
    desk.window.composing.choose_source("practice")
    desk.raise_alert("Near", alert_key="k")
    act(services, "resolve")
    desk.until(lambda: newest(desk).state is AlertState.RESOLVED)
    found = {alert.source_id: alert.state for alert in desk.result(services.ledger.alerts(Shown.ALL))}
    assert found == {"practice": AlertState.RESOLVED, "prod": AlertState.OPEN}
