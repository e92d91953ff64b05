"""The rules of the engine, each with the sentence it comes from."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ilert_desktop.event import Comment, Event, EventType, Priority, to_json
from ilert_desktop.practice.configuration import DEFAULT, Configuration, Joins, PracticeSource, PriorityRule
from ilert_desktop.practice.engine import decide, statuses_met
from ilert_desktop.practice.state import Alert, Decision, Effect, LogEntry, Received, Status
from ilert_desktop.practice.store import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OFFICE = PracticeSource(id=1, name="Office", key="office-key")
SHOP = PracticeSource(id=2, name="Shop", key="shop-key")
LOW_SOURCE = PracticeSource(id=3, name="Low", key="low-key", priority=PriorityRule.LOW)
TO_THE_LETTER = Configuration(alert_joins=Joins.UNACCEPTED)


class Desk:
    """Store and engine together; each event comes a minute after the one before."""

    def __init__(self, configuration: Configuration = DEFAULT) -> None:
        self.state = Store()
        self.configuration = configuration
        self.time = NOON

    def send(
        self,
        event_type: EventType,
        key: str = "",
        *,
        source: PracticeSource = OFFICE,
        summary: str = "Disk full",
        priority: Priority | None = None,
        comments: tuple[Comment, ...] = (),
    ) -> Decision:
        event = Event(event_type=event_type, summary=summary, alert_key=key, priority=priority, comments=comments)
        self.time += timedelta(minutes=1)
        decision = decide(
            self.state, source, Received(event, msgspec.Raw(to_json(event))), self.time, self.configuration
        )
        self.state.apply(decision)
        return decision

    def alert(self, key: str = "", **how: object) -> Decision:
        return self.send(EventType.ALERT, key, **how)  # type: ignore[arg-type]

    @property
    def held(self) -> list[Alert]:
        return self.state.alerts()

    def log(self, alert: Alert) -> list[LogEntry]:
        return self.state.log(alert.id)

    @property
    def statuses(self) -> list[Status]:
        return [alert.status for alert in self.held]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_without_an_open_match_an_event_has_no_effect_but_is_kept(desk: Desk, event_type: EventType) -> None:
    """Facts, 3: "With no open match they are taken (202) and have no effect." """
    desk.alert("other")

    decision = desk.send(event_type, "disk")

    assert decision.alert is None
    assert decision.entry.effect is Effect.NONE
    assert desk.state.log(None) == [decision.entry]
    assert desk.statuses == [Status.PENDING]
    assert len(desk.log(desk.held[0])) == 1


def test_an_alert_without_a_match_opens_a_pending_alert(desk: Desk) -> None:
    """Facts, 1: "Otherwise a new alert in state `PENDING`." """
    decision = desk.alert("disk")

    assert decision.entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING]
    assert desk.held[0].reported == NOON + timedelta(minutes=1)


def test_an_alert_that_matches_is_appended_and_opens_nothing(desk: Desk) -> None:
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
def test_keys_are_trimmed_and_compared_without_case(desk: Desk, variant: str) -> None:
    """Facts, 1: "Matching is by source and `alertKey` (trimmed, case-insensitive)"."""
    desk.alert(" Disk ")
    desk.alert(variant)

    assert [alert.key for alert in desk.held] == ["Disk"]


def test_the_same_key_at_another_source_is_another_alert(desk: Desk) -> None:
    """Facts, 1: "Matching is by source and `alertKey`"."""
    desk.alert("disk", source=OFFICE)
    desk.alert("disk", source=SHOP)
    desk.send(EventType.RESOLVE, "disk", source=SHOP)

    assert [(alert.source.name, alert.status) for alert in desk.held] == [
        ("Shop", Status.RESOLVED),
        ("Office", Status.PENDING),
    ]


@pytest.mark.parametrize("key", ["", "   ", "\t\n"])
def test_without_a_key_every_alert_is_new(desk: Desk, key: str) -> None:
    """Facts, 2: "`ALERT` without `alertKey`: a new alert every time"."""
    desk.alert(key)
    desk.alert(key)

    assert desk.statuses == [Status.PENDING, Status.PENDING]


def test_an_alert_without_a_key_cannot_be_resolved(desk: Desk) -> None:
    """Facts, 2: "It cannot be accepted or resolved by an event later, for lack of a key." """
    desk.alert("")

    assert desk.send(EventType.RESOLVE, "").entry.effect is Effect.NONE
    assert desk.statuses == [Status.PENDING]


def test_accept_then_resolve(desk: Desk) -> None:
    """Facts, 3: "`ACCEPT` → state `ACCEPTED` (notifications stop). `RESOLVE` → `RESOLVED`"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    assert desk.statuses == [Status.ACCEPTED]

    desk.send(EventType.RESOLVE, "disk")
    (alert,) = desk.held
    assert alert.status is Status.RESOLVED
    assert alert.resolved == NOON + timedelta(minutes=3)
    assert [entry.effect for entry in desk.log(alert)] == [Effect.NEW_ALERT, Effect.ACCEPTED, Effect.RESOLVED]


def test_a_pending_alert_can_be_resolved_without_being_accepted(desk: Desk) -> None:
    """Facts, 1: "`RESOLVE` the newest `PENDING` or `ACCEPTED` one"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")

    assert desk.statuses == [Status.RESOLVED]


def test_an_accepted_alert_is_not_accepted_again(desk: Desk) -> None:
    """Facts, 1: "`ACCEPT` finds the newest `PENDING` alert"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.send(EventType.ACCEPT, "disk").entry.effect is Effect.NONE


def test_after_a_resolve_the_next_alert_with_the_key_is_new(desk: Desk) -> None:
    """Facts, 3: "closed; the next `ALERT` with that key opens a new alert"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")
    desk.alert("DISK")
    desk.send(EventType.RESOLVE, "unknown")

    assert desk.statuses == [Status.PENDING, Status.RESOLVED]


def test_a_resolved_alert_takes_no_more_events(desk: Desk) -> None:
    """Specification: "search for the last open matching alert"."""
    desk.alert("disk")
    desk.send(EventType.RESOLVE, "disk")
    for event_type in (EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT):
        assert desk.send(event_type, "disk").entry.effect is Effect.NONE

    assert len(desk.log(desk.held[0])) == 2
    assert desk.held[0].resolved == NOON + timedelta(minutes=2)


def test_read_by_the_schema_an_accepted_alert_takes_the_next_alert(desk: Desk) -> None:
    """Facts, 1: "`ALERT` the newest unresolved one"; the default of the switch."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.alert("disk").entry.effect is Effect.APPENDED
    assert desk.statuses == [Status.ACCEPTED]


def test_read_to_the_letter_an_alert_after_an_accept_pages_again() -> None:
    """Specification: "other open (unresolved, unaccepted) alerts"."""
    desk = Desk(TO_THE_LETTER)
    desk.alert("disk")
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.alert("disk").entry.effect is Effect.NEW_ALERT
    assert desk.statuses == [Status.PENDING, Status.ACCEPTED]


def test_of_two_open_alerts_the_newest_is_met() -> None:
    """Facts, 1: "newest first"; two can be open only when the specification is read to the letter."""
    desk = Desk(TO_THE_LETTER)
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


def test_a_comment_is_added_to_the_open_alert(desk: Desk) -> None:
    """Facts: "`comments`: the payload of a `COMMENT` event (`[{creator: operator, content}]`)"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.send(EventType.COMMENT, "disk", comments=(Comment("Ann", "On it"), Comment("Ann", "Freed 2 GB")))
    desk.send(EventType.COMMENT, "disk", comments=(Comment("Bob", "Thanks"),))

    (alert,) = desk.held
    assert [comment.content for comment in alert.comments] == ["On it", "Freed 2 GB", "Thanks"]
    assert alert.status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("source", "asked_for", "given"),
    [
        (OFFICE, None, Priority.HIGH),
        (OFFICE, Priority.LOW, Priority.LOW),
        (OFFICE, Priority.HIGH, Priority.HIGH),
        (LOW_SOURCE, None, Priority.LOW),
        (LOW_SOURCE, Priority.HIGH, Priority.LOW),
    ],
)
def test_the_event_overrides_the_priority_of_a_high_source_only(
    desk: Desk, source: PracticeSource, asked_for: Priority | None, given: Priority
) -> None:
    """Specification: overridden if the "Default priority of alert source is set to **HIGH**"."""
    desk.alert("disk", source=source, priority=asked_for)

    assert desk.held[0].priority is given


def test_deciding_changes_nothing(desk: Desk) -> None:
    desk.alert("disk")
    before = desk.held[0]
    event = Event(event_type=EventType.RESOLVE, alert_key="disk")

    decision = decide(desk.state, OFFICE, Received(event, msgspec.Raw(to_json(event))), NOON)

    assert desk.held == [before]
    assert decision.alert is not None
    assert decision.alert.status is Status.RESOLVED
