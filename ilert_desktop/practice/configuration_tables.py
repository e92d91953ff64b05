"""The tables of practice's configuration file as a person writes them, and the `Configuration` they stand for."""

from typing import Annotated

import msgspec

from ilert_desktop.practice.configuration import (
    Configuration,
    Day,
    EscalationLevel,
    EscalationPolicy,
    Grouping,
    IntegrationType,
    Joins,
    Person,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
    SupportHours,
    TimeSpan,
)
from ilert_desktop.practice.toml.forms import CONTROLS, Line

Number = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647, description="a whole number from 1 on")]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=10_080, description="a whole number from 0 to 10080 (a week)")]
Window = Annotated[int, msgspec.Meta(ge=1, le=10_080, description="a whole number from 1 to 10080 (a week)")]
PerMinute = Annotated[int, msgspec.Meta(ge=0, le=1_000_000, description="a whole number from 0 (no limit) to 1000000")]
MaybeLine = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"\A[^{CONTROLS}]{{0,200}}\Z", description="text in quotes: one line, at most 200 characters"
    ),
]
Key = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A[!-~]{1,200}\Z",
        description="text in quotes: 1 to 200 letters, digits and signs of ASCII, without blanks",
        extra={"hidden": True},
    ),
]
Field = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"\A[^.\s{CONTROLS}]+(\.[^.{CONTROLS}]+)*\Z",
        description='a field of the event, with dots into it, such as "customDetails.severity"',
    ),
]
Span = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z",
        description='a span of hours and minutes in quotes, such as "08:00-18:00"',
    ),
]
Lines = Annotated[
    tuple[Line, ...], msgspec.Meta(min_length=1, description='a list of one or more texts in quotes, such as ["push"]')
]
Spans = Annotated[
    tuple[Span, ...],
    msgspec.Meta(min_length=1, description='a list of one or more spans, such as ["08:00-18:00"]; leave out a day off'),
]


class RulesTable(msgspec.Struct, frozen=True, kw_only=True):
    """The switches of the rules."""

    alert_joins: Joins = Joins.UNRESOLVED
    per_minute: PerMinute = 50


class TemplateTable(msgspec.Struct, frozen=True, kw_only=True):
    """What a source reads the priority out of."""

    field: Field
    high: Lines = ()
    low: Lines = ()
    overrules: bool = True


class SourceTable(msgspec.Struct, frozen=True, kw_only=True):
    """One alert source; it names its policy and its support hours."""

    id: Number | None = None
    name: Line
    key: Key
    priority: PriorityRule = PriorityRule.HIGH
    integration: IntegrationType = IntegrationType.API
    grouping: Grouping = Grouping.NONE
    window_minutes: Window = 10
    support_hours: MaybeLine = ""
    template: TemplateTable | None = None
    policy: MaybeLine = ""


class LevelTable(msgspec.Struct, frozen=True, kw_only=True):
    """One level of a policy."""

    people: Lines
    after_minutes: Minutes = 0


class PolicyTable(msgspec.Struct, frozen=True, kw_only=True):
    """One escalation policy."""

    id: Number | None = None
    name: Line
    routing_key: MaybeLine = ""
    levels: Annotated[
        tuple[LevelTable, ...],
        msgspec.Meta(min_length=1, description='one or more levels, such as [{ people = ["Anna Adler"] }]'),
    ]


class HoursTable(msgspec.Struct, frozen=True, kw_only=True):
    """The support hours of one team; a day that is left out has none."""

    name: Line
    time_zone: Line
    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()


class PersonTable(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on call."""

    name: Line
    by: Lines = ("push",)


class File(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    sources: Annotated[
        tuple[SourceTable, ...], msgspec.Meta(min_length=1, description="one or more tables [[sources]]")
    ]
    policies: Annotated[
        tuple[PolicyTable, ...], msgspec.Meta(min_length=1, description="one or more tables [[policies]]")
    ]
    people: Annotated[tuple[PersonTable, ...], msgspec.Meta(min_length=1, description="one or more tables [[people]]")]
    support_hours: Annotated[tuple[HoursTable, ...], msgspec.Meta(description="tables [[support_hours]]")] = ()
    rules: RulesTable = RulesTable()


def configuration_of(file: File) -> Configuration:
    """What a file stands for, once nothing is wrong with it.

    What has no number gets the smallest that is free, in the order of the file.
    """
    people = {folded(person.name): person.name.strip() for person in file.people}
    hours = {folded(hours.name): hours.name.strip() for hours in file.support_hours}
    policies = tuple(
        _policy(number, table, people)
        for number, table in zip(_numbers([table.id for table in file.policies]), file.policies, strict=True)
    )
    numbers = {folded(policy.name): policy.id for policy in policies}
    return Configuration(
        sources=tuple(
            _source(number, table, hours, numbers)
            for number, table in zip(_numbers([table.id for table in file.sources]), file.sources, strict=True)
        ),
        policies=policies,
        people=tuple(Person(name=person.name.strip(), by=person.by) for person in file.people),
        support_hours=tuple(_hours(table) for table in file.support_hours),
        alert_joins=file.rules.alert_joins,
        per_minute=file.rules.per_minute,
    )


def folded(name: str) -> str:
    """What names are compared by: trimmed, and without regard to case."""
    return name.strip().casefold()


def _policy(number: int, table: PolicyTable, people: dict[str, str]) -> EscalationPolicy:
    levels = tuple(
        EscalationLevel(people=tuple(people[folded(name)] for name in level.people), after_minutes=level.after_minutes)
        for level in table.levels
    )
    return EscalationPolicy(id=number, name=table.name.strip(), routing_key=table.routing_key.strip(), levels=levels)


def _source(number: int, table: SourceTable, hours: dict[str, str], policies: dict[str, int]) -> PracticeSource:
    template = table.template
    return PracticeSource(
        id=number,
        name=table.name.strip(),
        key=table.key,
        priority=table.priority,
        integration=table.integration,
        grouping=table.grouping,
        window_minutes=table.window_minutes,
        support_hours=hours.get(folded(table.support_hours), ""),
        template=PriorityTemplate(**msgspec.structs.asdict(template)) if template is not None else None,
        policy=policies.get(folded(table.policy), 0),
    )


def _hours(table: HoursTable) -> SupportHours:
    written = {day: getattr(table, day) for day in Day}
    return SupportHours(
        name=table.name.strip(),
        time_zone=table.time_zone,
        days={day: tuple(TimeSpan(*span.split("-")) for span in spans) for day, spans in written.items() if spans},
    )


def _numbers(given: list[int | None]) -> list[int]:
    taken = {number for number in given if number is not None}
    free = (number for number in range(1, len(given) + 1) if number not in taken)
    return [next(free) if number is None else number for number in given]
