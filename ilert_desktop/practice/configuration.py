"""What practice is set up with: alert sources, escalation policies, support hours, and the switches of its rules."""

from enum import StrEnum
from typing import Final

import msgspec

TOKEN: Final = "practice"  # noqa: S105 - a public constant, printed by `ilert-desktop practice --json`
LOOPBACK: Final = "127.0.0.1"


class Joins(StrEnum):
    """Which alert with the same key an ALERT joins instead of opening a new one.

    The specification says "Used to identify other open (unresolved, unaccepted) alerts and append additional
    events". UNRESOLVED is how ilert's schema reads it: an accepted alert still takes the event. UNACCEPTED reads
    the words to the letter: an ALERT after an ACCEPT opens a new alert and pages again.
    """

    UNRESOLVED = "unresolved"
    UNACCEPTED = "unaccepted"


class PriorityRule(StrEnum):
    """What gives a new alert of a source its priority, in the words of ilert's API."""

    HIGH = "HIGH"
    LOW = "LOW"
    HIGH_DURING_SUPPORT_HOURS = "HIGH_DURING_SUPPORT_HOURS"
    LOW_DURING_SUPPORT_HOURS = "LOW_DURING_SUPPORT_HOURS"


class IntegrationType(StrEnum):
    """What a source is connected to; for two of them the event's own priority counts always."""

    API = "API"
    GRAFANA = "GRAFANA"
    SERVICENOW = "SERVICENOW"


class Grouping(StrEnum):
    """Which alert of its source an ALERT joins that no alert key has brought to one."""

    NONE = "NONE"
    WINDOW = "WINDOW"
    UNTIL_ACCEPTED = "UNTIL_ACCEPTED"
    UNTIL_RESOLVED = "UNTIL_RESOLVED"


class Day(StrEnum):
    """A day of the week, in the order of `datetime.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class TimeSpan(msgspec.Struct, frozen=True):
    """A part of a day, `HH:MM` on the wall clock; `start` belongs to it and `end` does not.

    `24:00` is the end of the day; an end that is not after the start is on the next day.
    """

    start: str
    end: str


class SupportHours(msgspec.Struct, frozen=True, kw_only=True):
    """When a team is at work: spans for each day, on the wall clock of an IANA time zone (`Europe/Berlin`)."""

    name: str
    time_zone: str
    days: dict[Day, tuple[TimeSpan, ...]]


class PriorityTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """Reads a new alert's priority out of the event.

    `field` is a path with dots, such as `customDetails.severity` or `summary`; what stands there is compared with
    `high` and `low`, without regard to case. If `overrules`, what it finds beats the event's own priority; else it
    counts only for an event that names none.
    """

    field: str
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    overrules: bool = True


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on call; `by` says how they would be reached, in words."""

    name: str
    by: tuple[str, ...] = ("push",)


class EscalationLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Who is paged (names of people) when an alert is still not accepted `after_minutes` after it was opened."""

    people: tuple[str, ...]
    after_minutes: int = 0


class EscalationPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Who is paged, level by level; an event can pick the policy by `routing_key` (empty: none)."""

    id: int
    name: str
    routing_key: str = ""
    levels: tuple[EscalationLevel, ...]


class PracticeSource(msgspec.Struct, frozen=True, kw_only=True):
    """One alert source of practice: its number and name, the key events name it by, and what a new alert gets.

    `policy` is the number of its escalation policy (0: the first one); `window_minutes` counts for the grouping by
    a time window; `support_hours` names the hours that `priority` may depend on. Its key is public.
    """

    id: int
    name: str
    key: str
    priority: PriorityRule = PriorityRule.HIGH
    integration: IntegrationType = IntegrationType.API
    grouping: Grouping = Grouping.NONE
    window_minutes: int = 10
    support_hours: str = ""
    template: PriorityTemplate | None = None
    policy: int = 0


_ANNA: Final = Person(name="Anna Adler", by=("push", "call"))
_BEN: Final = Person(name="Ben Brandt", by=("push", "text message"))
_CEM: Final = Person(name="Cem Celik", by=("push", "call"))
_DANA: Final = Person(name="Dana Dietz", by=("push",))
_WORKDAY: Final = (TimeSpan("08:00", "18:00"),)
_WORKDAYS: Final = (Day.MONDAY, Day.TUESDAY, Day.WEDNESDAY, Day.THURSDAY, Day.FRIDAY)


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `per_minute` is the limit of events for each key; 0 switches it off."""

    sources: tuple[PracticeSource, ...] = (
        PracticeSource(id=1, name="Payments (live-like)", key="practice-key-nobody-is-paged", policy=1),
        PracticeSource(
            id=2,
            name="Office",
            key="practice-key-office",
            priority=PriorityRule.HIGH_DURING_SUPPORT_HOURS,
            support_hours="Office hours",
            grouping=Grouping.UNTIL_ACCEPTED,
            policy=2,
        ),
        PracticeSource(id=3, name="Low", key="practice-key-low", priority=PriorityRule.LOW, policy=2),
    )
    policies: tuple[EscalationPolicy, ...] = (
        EscalationPolicy(
            id=1,
            name="Payments on call",
            routing_key="payments",
            levels=(
                EscalationLevel(people=("Anna Adler",)),
                EscalationLevel(people=("Ben Brandt", "Cem Celik"), after_minutes=5),
            ),
        ),
        EscalationPolicy(
            id=2,
            name="Office team",
            routing_key="office",
            levels=(
                EscalationLevel(people=("Dana Dietz",)),
                EscalationLevel(people=("Ben Brandt",), after_minutes=15),
            ),
        ),
    )
    people: tuple[Person, ...] = (_ANNA, _BEN, _CEM, _DANA)
    support_hours: tuple[SupportHours, ...] = (
        SupportHours(name="Office hours", time_zone="Europe/Berlin", days=dict.fromkeys(_WORKDAYS, _WORKDAY)),
    )
    alert_joins: Joins = Joins.UNRESOLVED
    per_minute: int = 50

    def policy_of(self, source: PracticeSource) -> EscalationPolicy:
        """The source's own escalation policy."""
        return next((policy for policy in self.policies if policy.id == source.policy), self.policies[0])


DEFAULT: Final = Configuration()
