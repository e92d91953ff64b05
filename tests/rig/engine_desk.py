"""Practice's rules and its store together, with a clock that a test sets; no server."""

from datetime import UTC, datetime, timedelta

import msgspec

from ilert_desktop.event import NO_CUSTOM_DETAILS, Comment, Event, EventType, Priority, to_json
from ilert_desktop.practice.configuration import DEFAULT, Configuration, PracticeSource
from ilert_desktop.practice.engine import decide
from ilert_desktop.practice.keeping.store import AlertQuery, Store
from ilert_desktop.practice.state import Alert, Decision, LogEntry, Received, Status

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OFFICE = PracticeSource(id=1, name="Office", key="office-key")


def received(event: Event) -> Received:
    """The event as it would have come in."""
    return Received(event, msgspec.Raw(to_json(event)))


class EngineDesk:
    """Each event comes a minute after the one before, unless `time` is set meanwhile; `source` is for most of them."""

    def __init__(self, source: PracticeSource = OFFICE, configuration: Configuration = DEFAULT) -> None:
        self.state = Store()
        self.source = source
        self.configuration = configuration
        self.time = NOON

    def send(
        self,
        event_type: EventType,
        key: str = "",
        *,
        source: PracticeSource | None = None,
        summary: str = "Disk full",
        priority: Priority | None = None,
        routing_key: str = "",
        custom_details: str = "",
        comments: tuple[Comment, ...] = (),
    ) -> Decision:
        """What the rules make of an event; it has taken effect."""
        event = Event(
            event_type=event_type,
            summary=summary,
            alert_key=key,
            priority=priority,
            routing_key=routing_key,
            custom_details=msgspec.Raw(custom_details.encode()) if custom_details else NO_CUSTOM_DETAILS,
            comments=comments,
        )
        self.time += timedelta(minutes=1)
        decision = decide(self.state, source or self.source, received(event), self.time, self.configuration)
        self.state.apply(decision)
        return decision

    def alert(self, key: str = "", **how: object) -> Decision:
        """The same for an ALERT."""
        return self.send(EventType.ALERT, key, **how)  # type: ignore[arg-type]

    def opened(self, key: str = "", **how: object) -> Alert:
        """The alert that an ALERT opened, as it was read back."""
        decision = self.alert(key, **how)
        assert decision.alert is not None
        alert = self.state.alert(decision.alert.id)
        assert alert == decision.alert
        return alert

    @property
    def held(self) -> list[Alert]:
        """Every alert, the newest first."""
        return self.state.alerts(AlertQuery(limit=-1))

    def log(self, alert: Alert) -> list[LogEntry]:
        """What happened to an alert, oldest first."""
        return self.state.log(alert.id)

    @property
    def statuses(self) -> list[Status]:
        """The state of each alert, the newest first."""
        return [alert.status for alert in self.held]
