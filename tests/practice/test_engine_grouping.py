"""A source's grouping options, each with the sentence it comes from."""

from datetime import timedelta

import pytest

from ilert_desktop.event import Comment, EventType
from ilert_desktop.practice.configuration import Configuration, Grouping, Joins, PracticeSource
from ilert_desktop.practice.state import Effect, Status
from tests.rig.engine_desk import EngineDesk


def source(grouping: Grouping, number: int = 1) -> PracticeSource:
    return PracticeSource(id=number, name=f"Source {number}", key=f"key-{number}", grouping=grouping, window_minutes=10)


UNGROUPED, WINDOW, UNTIL_ACCEPTED, UNTIL_RESOLVED = (source(grouping) for grouping in Grouping)
GROUPING = [WINDOW, UNTIL_ACCEPTED, UNTIL_RESOLVED]
TO_THE_LETTER = Configuration(alert_joins=Joins.UNACCEPTED)


def test_without_grouping_other_keys_open_other_alerts() -> None:
    """Facts, 4: "Grouping options of a source, on top of `alertKey`: none; …"."""
    desk = EngineDesk(UNGROUPED)
    for key in ("disk", "cpu", "", ""):
        assert desk.alert(key).entry.effect is Effect.NEW_ALERT

    assert len(desk.held) == 4


@pytest.mark.parametrize("grouping", GROUPING, ids=lambda source: source.grouping)
@pytest.mark.parametrize("key", ["cpu", ""])
def test_grouping_catches_another_key_and_no_key(grouping: PracticeSource, key: str) -> None:
    """Facts, 2: "a new alert every time, unless the source's grouping option catches it"."""
    desk = EngineDesk(grouping)
    desk.alert("disk")
    decision = desk.alert(key)

    (alert,) = desk.held
    assert decision.entry.effect is Effect.APPENDED
    assert [entry.effect for entry in desk.log(alert)] == [Effect.NEW_ALERT, Effect.APPENDED]


def test_a_time_window_starts_with_the_alert_and_does_not_move() -> None:
    """Facts, 4: "one alert per time window (minutes)"."""
    desk = EngineDesk(WINDOW)
    opened = desk.opened("first").reported
    for minutes, effect in ((5, Effect.APPENDED), (10, Effect.APPENDED), (11, Effect.NEW_ALERT)):
        desk.time = opened + timedelta(minutes=minutes - 1)
        assert desk.alert(f"after {minutes}").entry.effect is effect

    # The second window starts with the second alert.
    desk.time = opened + timedelta(minutes=20)
    assert desk.alert("after 21").entry.effect is Effect.APPENDED


def test_the_end_of_a_window_belongs_to_it() -> None:
    """Facts, 4: "one alert per time window (minutes)"; no page says whose the end is."""
    desk = EngineDesk(WINDOW)
    opened = desk.opened("first").reported
    desk.time = opened + timedelta(minutes=9, microseconds=1)

    assert desk.alert("second").entry.effect is Effect.NEW_ALERT


def test_a_window_takes_events_for_an_accepted_alert_and_not_for_a_resolved_one() -> None:
    """Facts, 1: "`ALERT` the newest unresolved one"."""
    desk = EngineDesk(WINDOW)
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    assert desk.alert("cpu").entry.effect is Effect.APPENDED

    desk.send(EventType.RESOLVE, "disk")
    assert desk.alert("cpu").entry.effect is Effect.NEW_ALERT


def test_read_to_the_letter_a_window_takes_no_event_for_an_accepted_alert() -> None:
    """Specification: "other open (unresolved, unaccepted) alerts"."""
    desk = EngineDesk(WINDOW, TO_THE_LETTER)
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.alert("cpu").entry.effect is Effect.NEW_ALERT


def test_one_pending_alert_until_it_is_accepted() -> None:
    """Facts, 4: "one *pending* alert (until accepted)"."""
    desk = EngineDesk(UNTIL_ACCEPTED)
    desk.alert("disk")
    desk.time += timedelta(days=30)
    assert desk.alert("cpu").entry.effect is Effect.APPENDED

    desk.send(EventType.ACCEPT, "disk")
    assert desk.alert("cpu").entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING, Status.ACCEPTED]


@pytest.mark.parametrize("joins", Joins)
def test_one_open_alert_until_it_is_resolved(joins: Joins) -> None:
    """Facts, 4: "one *open* alert (until resolved)", however ALERT after ACCEPT is read for one key."""
    desk = EngineDesk(UNTIL_RESOLVED, Configuration(alert_joins=joins))
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.time += timedelta(days=30)
    assert desk.alert("cpu").entry.effect is Effect.APPENDED

    desk.send(EventType.RESOLVE, "disk")
    assert desk.alert("cpu").entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING, Status.RESOLVED]


def test_an_alert_with_the_events_own_key_goes_first() -> None:
    """Facts, 4: "on top of `alertKey`": the key brings the event to its own alert, though another one is newer."""
    desk = EngineDesk(UNTIL_ACCEPTED)
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.alert("cpu")

    decision = desk.alert("disk")

    assert decision.alert is not None
    assert (decision.alert.key, decision.alert.status) == ("disk", Status.ACCEPTED)


@pytest.mark.parametrize("grouping", GROUPING, ids=lambda source: source.grouping)
@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_other_events_find_alerts_by_key_only(grouping: PracticeSource, event_type: EventType) -> None:
    """Facts, 2: "It cannot be accepted or resolved by an event later, for lack of a key." """
    desk = EngineDesk(grouping)
    desk.alert("")

    decision = desk.send(event_type, "disk", comments=(Comment("Ann", "On it"),))

    assert decision.entry.effect is Effect.NONE
    assert desk.statuses == [Status.PENDING]
    assert desk.held[0].comments == ()


@pytest.mark.parametrize("grouping", GROUPING, ids=lambda source: source.grouping)
def test_the_key_of_a_grouped_event_does_not_lead_to_the_alert(grouping: PracticeSource) -> None:
    """Facts, 1: "Matching is by source and `alertKey`": the alert's own, which it keeps."""
    desk = EngineDesk(grouping)
    desk.alert("disk")
    joined = desk.alert("cpu")
    resolved = desk.send(EventType.RESOLVE, "cpu")

    (alert,) = desk.held
    assert (alert.key, alert.status) == ("disk", Status.PENDING)
    assert "the alert keeps its alert key “disk”, so “cpu” can't accept or resolve it" in joined.entry.reason
    assert resolved.entry.reason == (
        "No effect: no open alert of “Source 1” has the alert key “cpu”;"
        " the key of an event that was grouped into an alert does not lead to it."
    )


@pytest.mark.parametrize("accepted", ["disk", "cpu"])
def test_of_several_open_alerts_the_newest_takes_the_event(accepted: str) -> None:
    """Facts, 1: "newest first"; several are open when the source did not group before."""
    desk = EngineDesk(UNGROUPED)
    desk.alert("disk")
    desk.alert("cpu")
    desk.send(EventType.ACCEPT, accepted)

    joined = desk.alert("net", source=UNTIL_RESOLVED)

    assert joined.alert is not None
    assert joined.alert.key == "cpu"


def test_grouping_stays_within_its_source() -> None:
    """Facts, 4: "Grouping options of a source"."""
    desk = EngineDesk(source(Grouping.UNTIL_RESOLVED, 1))
    desk.alert("disk")

    assert desk.alert("cpu", source=source(Grouping.UNTIL_RESOLVED, 2)).entry.effect is Effect.NEW_ALERT


@pytest.mark.parametrize("grouping", GROUPING, ids=lambda source: source.grouping)
def test_a_grouped_event_pages_nobody_again(grouping: PracticeSource) -> None:
    """Facts, 1: "the event is appended to that alert's log, no new alert, nobody is paged again"."""
    desk = EngineDesk(grouping)
    opened = desk.opened("disk")
    joined = desk.alert("cpu", routing_key="office")

    assert joined.alert == opened
    assert "nobody is paged again" in joined.entry.reason


@pytest.mark.parametrize(
    ("grouping", "allows", "free"),
    [
        (WINDOW, "one alert in 10 minutes", "was opened in the last 10 minutes"),
        (UNTIL_ACCEPTED, "one pending alert (until it is accepted)", "is pending"),
        (UNTIL_RESOLVED, "one open alert (until it is resolved)", "is open"),
    ],
)
def test_the_reason_names_the_option(grouping: PracticeSource, allows: str, free: str) -> None:
    desk = EngineDesk(grouping)

    assert desk.opened().reasons.opened == f"new alert: the event has no alert key, and none to group it into {free}"
    assert desk.alert().entry.reason == f"Grouped into alert 1, for the source allows {allows}; nobody is paged again."
