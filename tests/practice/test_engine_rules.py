"""The rules of the engine for finding an alert by its key, each with the sentence it comes from."""

from datetime import timedelta

import pytest

from ilert_desktop.event import Comment, Event, EventType
from ilert_desktop.practice.configuration import Configuration, Joins, PracticeSource
from ilert_desktop.practice.engine import decide, statuses_met
from ilert_desktop.practice.state import Effect, Status
from tests.rig.engine_desk import NOON, OFFICE, EngineDesk, received

SHOP = PracticeSource(id=2, name="Shop", key="shop-key")
TO_THE_LETTER = Configuration(alert_joins=Joins.UNACCEPTED)


@pytest.fixture
def desk() -> EngineDesk:
    return EngineDesk()


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_without_an_open_match_an_event_has_no_effect_but_is_kept(desk: EngineDesk, event_type: EventType) -> None:
    """Facts, 3: "With no open match they are taken (202) and have no effect." """
    desk.alert("other")

    decision = desk.send(event_type, "disk")

    assert decision.alert is None
    assert decision.entry.effect is Effect.NONE
    assert desk.state.log(None) == [decision.entry]
    assert desk.statuses == [Status.PENDING]
    assert len(desk.log(desk.held[0])) == 1


def test_an_alert_without_a_match_opens_a_pending_alert(desk: EngineDesk) -> None:
    """Facts, 1: "Otherwise a new alert in state `PENDING`." """
    decision = desk.alert("disk")

    assert decision.entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING]
    assert desk.held[0].reported == NOON + timedelta(minutes=1)


def test_an_alert_that_matches_is_appended_and_opens_nothing(desk: EngineDesk) -> None:
    """Specification: "append additional events"; facts, 1: "no new alert, nobody is paged again"."""
    desk.alert("disk", summary="Disk 90 % full")
    decision = desk.alert("disk", summary="Disk full")

    (alert,) = desk.held
    assert decision.entry.effect is Effect.APPENDED
    assert [entry.received and entry.received.event.summary for entry in desk.log(alert)] == [
        "Disk 90 % full",
        "Disk full",
    ]
    assert alert.opened_by.summary == "Disk 90 % full"


@pytest.mark.parametrize("variant", ["disk", "DISK", "  Disk\t", "\ndisk "])
def test_keys_are_trimmed_and_compared_without_case(desk: EngineDesk, variant: str) -> None:
    """Facts, 1: "Matching is by source and `alertKey` (trimmed, case-insensitive)"."""
    desk.alert(" Disk ")
    desk.alert(variant)

    assert [alert.key for alert in desk.held] == ["Disk"]


def test_the_same_key_at_another_source_is_another_alert(desk: EngineDesk) -> None:
    """Facts, 1: "Matching is by source and `alertKey`"."""
    desk.alert("disk", source=OFFICE)
    desk.alert("disk", source=SHOP)
    desk.send(EventType.RESOLVE, "disk", source=SHOP)

    assert [(alert.source.name, alert.status) for alert in desk.held] == [
        ("Shop", Status.RESOLVED),
        ("Office", Status.PENDING),
    ]


@pytest.mark.parametrize("key", ["", "   ", "\t\n"])
def test_without_a_key_every_alert_is_new(desk: EngineDesk, key: str) -> None:
    """Facts, 2: "`ALERT` without `alertKey`: a new alert every time"."""
    desk.alert(key)
    desk.alert(key)

    assert desk.statuses == [Status.PENDING, Status.PENDING]


def test_an_alert_without_a_key_cannot_be_resolved(desk: EngineDesk) -> None:
    """Facts, 2: "It cannot be accepted or resolved by an event later, for lack of a key." """
    desk.alert("")

    assert desk.send(EventType.RESOLVE, "").entry.effect is Effect.NONE
    assert desk.statuses == [Status.PENDING]


def test_accept_then_resolve(desk: EngineDesk) -> None:
    """Facts, 3: "`ACCEPT` → state `ACCEPTED` (notifications stop). `RESOLVE` → `RESOLVED`"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    assert desk.statuses == [Status.ACCEPTED]

    desk.send(EventType.RESOLVE, "disk")
    (alert,) = desk.held
    assert alert.status is Status.RESOLVED
    assert alert.resolved == NOON + timedelta(minutes=3)
    assert [entry.effect for entry in desk.log(alert)] == [Effect.NEW_ALERT, Effect.ACCEPTED, Effect.RESOLVED]


def test_a_pending_alert_can_be_resolved_without_being_accepted(desk: EngineDesk) -> None:
    """Facts, 1: "`RESOLVE` the newest `PENDING` or `ACCEPTED` one"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")

    assert desk.statuses == [Status.RESOLVED]


def test_an_accepted_alert_is_not_accepted_again(desk: EngineDesk) -> None:
    """Facts, 1: "`ACCEPT` finds the newest `PENDING` alert"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.send(EventType.ACCEPT, "disk").entry.effect is Effect.NONE


def test_after_a_resolve_the_next_alert_with_the_key_is_new(desk: EngineDesk) -> None:
    """Facts, 3: "closed; the next `ALERT` with that key opens a new alert"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")
    desk.alert("DISK")
    desk.send(EventType.RESOLVE, "unknown")

    assert desk.statuses == [Status.PENDING, Status.RESOLVED]


def test_a_resolved_alert_takes_no_more_events(desk: EngineDesk) -> None:
    """Specification: "search for the last open matching alert"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")
    for event_type in (EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT):
        assert desk.send(event_type, "disk").entry.effect is Effect.NONE

    assert len(desk.log(desk.held[0])) == 2
    assert desk.held[0].resolved == NOON + timedelta(minutes=2)


def test_read_by_the_schema_an_accepted_alert_takes_the_next_alert(desk: EngineDesk) -> None:
    """Facts, 1: "`ALERT` the newest unresolved one"; the default of the switch."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.alert("disk").entry.effect is Effect.APPENDED
    assert desk.statuses == [Status.ACCEPTED]


def test_read_to_the_letter_an_alert_after_an_accept_pages_again() -> None:
    """Specification: "other open (unresolved, unaccepted) alerts"."""
    desk = EngineDesk(configuration=TO_THE_LETTER)
    desk.alert("disk")
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.alert("disk").entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING, Status.ACCEPTED]


def test_of_two_open_alerts_the_newest_is_met() -> None:
    """Facts, 1: "newest first"; two can be open only when the specification is read to the letter."""
    desk = EngineDesk(configuration=TO_THE_LETTER)
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.alert("disk")

    desk.send(EventType.RESOLVE, "disk")
    assert desk.statuses == [Status.RESOLVED, Status.ACCEPTED]
    desk.send(EventType.RESOLVE, "disk")
    assert desk.statuses == [Status.RESOLVED, Status.RESOLVED]


def test_the_switch_changes_nothing_but_what_an_alert_joins() -> None:
    """Facts, 1: "One function decides it; practice has a switch for both readings, default unresolved"."""
    differing = {kind for kind in EventType if statuses_met(kind) != statuses_met(kind, Joins.UNACCEPTED)}

    assert differing == {EventType.ALERT}


def test_a_comment_is_added_to_the_open_alert(desk: EngineDesk) -> None:
    """Facts: "`comments`: the payload of a `COMMENT` event (`[{creator: operator, content}]`)"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.send(EventType.COMMENT, "disk", comments=(Comment("Ann", "On it"), Comment("Ann", "Freed 2 GB")))
    desk.send(EventType.COMMENT, "disk", comments=(Comment("Bob", "Thanks"),))

    (alert,) = desk.held
    assert [comment.content for comment in alert.comments] == ["On it", "Freed 2 GB", "Thanks"]
    assert alert.status is Status.ACCEPTED


def test_deciding_changes_nothing(desk: EngineDesk) -> None:
    desk.alert("disk")
    before = desk.held[0]
    event = Event(event_type=EventType.RESOLVE, alert_key="disk")

    decision = decide(desk.state, OFFICE, received(event), NOON)

    assert desk.held == [before]
    assert decision.alert is not None
    assert decision.alert.status is Status.RESOLVED
