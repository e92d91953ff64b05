"""Which priority a new alert gets and why: the source's default and type and template, the event, the time.

Specification: "By default, the priority set in the alert source will be considered as the default priority. However,
the priority can be overridden by the event, if one of the following conditions are met".
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import pytest

from ilert_desktop.event import EventType, Priority
from ilert_desktop.practice.configuration import (
    Configuration,
    Day,
    IntegrationType,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
    SupportHours,
    TimeSpan,
)
from tests.rig.engine_desk import EngineDesk

HIGH, LOW = Priority.HIGH, Priority.LOW
API, GRAFANA, SERVICENOW = IntegrationType.API, IntegrationType.GRAFANA, IntegrationType.SERVICENOW
DAY_HIGH, NIGHT_HIGH = PriorityRule.HIGH_DURING_SUPPORT_HOURS, PriorityRule.LOW_DURING_SUPPORT_HOURS

WORK = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)  # a Monday, 10:15 in Berlin
REST = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)  # 21:30 there
OFFICE_HOURS = SupportHours(
    name="Office hours", time_zone="Europe/Berlin", days={Day.MONDAY: (TimeSpan("08:00", "18:00"),)}
)
CONFIGURATION = Configuration(support_hours=(OFFICE_HOURS,))

# Templates that read `customDetails.level`; the event has the level that stands in the table.
RULES = PriorityTemplate(field="customDetails.level", high=("critical",), low=("info",))
ADVISES = msgspec.structs.replace(RULES, overrules=False)

AT_WORK = "Monday 10:15 in Europe/Berlin is within the support hours “Office hours”"
AT_REST = "Monday 21:30 in Europe/Berlin is outside the support hours “Office hours”"
DEFAULT_HIGH = "the event asks for it, and a source whose default is HIGH lets the event decide"
BY_GRAFANA = "the event asks for it, and a source of the type Grafana lets the event decide"
BY_SERVICENOW = "the event asks for it, and a source of the type ServiceNow lets the event decide"
CRITICAL = "the source's template finds “critical” in customDetails.level"
INFO = "the source's template finds “info” in customDetails.level"
NOTHING_FOUND = "the event asks for it, and the source's template finds nothing in customDetails.level"
NEITHER = "neither the template (from customDetails.level) nor the event says otherwise"
ADVICE = "the event asks for it, and the source's template does not overrule the event"


class Row(NamedTuple):
    """A source, an event that opens an alert there, and what is expected."""

    default: str
    integration: IntegrationType
    template: PriorityTemplate | None
    asks_for: Priority | None
    level: str
    time: datetime
    priority: Priority
    reason: str

    def __str__(self) -> str:
        templates = {None: "no template", RULES: "template overrules", ADVISES: "template advises"}
        hour = "at work" if self.time is WORK else "at rest"
        event = f"event {self.asks_for or 'asks for none'}, level {self.level or 'missing'}"
        return f"{self.default}, {self.integration}, {templates[self.template]}, {event}, {hour}"


TABLE = [
    # default, type, template, event asks for, level in it, time → priority, reason
    # "Default priority of alert source is set to HIGH": the event decides.
    ("HIGH", API, None, None, "", WORK, HIGH, "the source's default is HIGH, and the event asks for none"),
    ("HIGH", API, None, HIGH, "", WORK, HIGH, DEFAULT_HIGH),
    ("HIGH", API, None, LOW, "", WORK, LOW, DEFAULT_HIGH),
    # "setting the source to LOW will ignore your event priority field"
    ("LOW", API, None, None, "", WORK, LOW, "the source's default is LOW, and the event asks for none"),
    ("LOW", API, None, HIGH, "", WORK, LOW, "the source's default is LOW, so the event's HIGH is ignored"),
    ("LOW", API, None, LOW, "", WORK, LOW, "the source's default is LOW, so the event's LOW is ignored"),
    # "using support hours … will ignore your event priority field"; facts, 5: "high during support hours and low
    # otherwise, or the reverse".
    (DAY_HIGH, API, None, None, "", WORK, HIGH, f"{AT_WORK}, when the source gives HIGH, and the event asks for none"),
    (DAY_HIGH, API, None, None, "", REST, LOW, f"{AT_REST}, when the source gives LOW, and the event asks for none"),
    (DAY_HIGH, API, None, LOW, "", WORK, HIGH, f"{AT_WORK}, when the source gives HIGH, so the event's LOW is ignored"),
    (DAY_HIGH, API, None, HIGH, "", REST, LOW, f"{AT_REST}, when the source gives LOW, so the event's HIGH is ignored"),
    (NIGHT_HIGH, API, None, None, "", WORK, LOW, f"{AT_WORK}, when the source gives LOW, and the event asks for none"),
    (
        NIGHT_HIGH,
        API,
        None,
        None,
        "",
        REST,
        HIGH,
        f"{AT_REST}, when the source gives HIGH, and the event asks for none",
    ),
    (
        NIGHT_HIGH,
        API,
        None,
        HIGH,
        "",
        WORK,
        LOW,
        f"{AT_WORK}, when the source gives LOW, so the event's HIGH is ignored",
    ),
    (
        NIGHT_HIGH,
        API,
        None,
        LOW,
        "",
        REST,
        HIGH,
        f"{AT_REST}, when the source gives HIGH, so the event's LOW is ignored",
    ),
    # "Integration type of the alert source is Grafana or ServiceNow": the event decides, whatever the default.
    ("LOW", GRAFANA, None, HIGH, "", WORK, HIGH, BY_GRAFANA),
    ("LOW", GRAFANA, None, None, "", WORK, LOW, "the source's default is LOW, and the event asks for none"),
    ("HIGH", GRAFANA, None, LOW, "", WORK, LOW, BY_GRAFANA),
    ("LOW", SERVICENOW, None, HIGH, "", WORK, HIGH, BY_SERVICENOW),
    (DAY_HIGH, GRAFANA, None, LOW, "", WORK, LOW, BY_GRAFANA),
    (NIGHT_HIGH, SERVICENOW, None, HIGH, "", WORK, HIGH, BY_SERVICENOW),
    # "Custom priority template is configured in alert source": the event decides …
    ("LOW", API, RULES, HIGH, "", WORK, HIGH, NOTHING_FOUND),
    ("LOW", API, RULES, HIGH, "unknown", WORK, HIGH, NOTHING_FOUND),
    (DAY_HIGH, API, RULES, HIGH, "", REST, HIGH, NOTHING_FOUND),
    ("LOW", API, ADVISES, HIGH, "info", WORK, HIGH, ADVICE),
    ("HIGH", API, ADVISES, LOW, "critical", WORK, LOW, ADVICE),
    # … "however in this case the template extraction might overrule the API field".
    ("HIGH", API, RULES, LOW, "critical", WORK, HIGH, f"{CRITICAL}, which overrules the event's LOW"),
    ("HIGH", API, RULES, HIGH, "info", WORK, LOW, f"{INFO}, which overrules the event's HIGH"),
    ("LOW", GRAFANA, RULES, HIGH, "info", WORK, LOW, f"{INFO}, which overrules the event's HIGH"),
    (DAY_HIGH, API, RULES, LOW, "critical", REST, HIGH, f"{CRITICAL}, which overrules the event's LOW"),
    # An event that asks for none: what the template finds, else the default.
    ("LOW", API, RULES, None, "critical", WORK, HIGH, CRITICAL),
    ("LOW", API, ADVISES, None, "critical", WORK, HIGH, CRITICAL),
    ("HIGH", API, ADVISES, None, "info", WORK, LOW, INFO),
    (DAY_HIGH, API, RULES, None, "info", WORK, LOW, INFO),
    ("HIGH", API, RULES, None, "unknown", WORK, HIGH, f"the source's default is HIGH, and {NEITHER}"),
    (DAY_HIGH, API, ADVISES, None, "", REST, LOW, f"{AT_REST}, when the source gives LOW, and {NEITHER}"),
]


@pytest.mark.parametrize("row", [Row(*columns) for columns in TABLE], ids=str)
def test_the_priority_of_a_new_alert(row: Row) -> None:
    source = PracticeSource(
        id=1,
        name="Office",
        key="key",
        priority=PriorityRule(row.default),
        integration=row.integration,
        support_hours="Office hours",
        template=row.template,
    )
    desk = EngineDesk(source, CONFIGURATION)
    desk.time = row.time - timedelta(minutes=1)

    alert = desk.opened("disk", priority=row.asks_for, custom_details=f'{{"level": "{row.level}"}}')

    assert (alert.priority, alert.reasons.priority) == (row.priority, f"priority {row.priority}: {row.reason}")


def test_the_priority_stays_when_another_event_joins() -> None:
    """Facts, 1: "the event is appended to that alert's log, no new alert, nobody is paged again"."""
    desk = EngineDesk()
    low = desk.opened("disk", priority=LOW)

    joined = desk.alert("disk", priority=HIGH)

    assert joined.alert == low
    assert joined.entry.reason == (
        "Appended to alert 1, the newest open one with the alert key “disk”; nobody is paged again;"
        " its priority counts only for an event that opens an alert."
    )


def test_the_priority_stays_when_support_hours_end() -> None:
    """Facts, 5: a rule for the event that opens the alert; its priority does not follow the clock."""
    desk = EngineDesk(
        PracticeSource(id=1, name="Office", key="key", priority=DAY_HIGH, support_hours="Office hours"), CONFIGURATION
    )
    desk.time = WORK
    desk.alert("disk")
    desk.time = REST
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.held[0].priority is HIGH


@pytest.mark.parametrize(("rule", "priority"), [(DAY_HIGH, LOW), (NIGHT_HIGH, HIGH)])
def test_support_hours_that_do_not_exist_never_are(rule: PriorityRule, priority: Priority) -> None:
    desk = EngineDesk(PracticeSource(id=1, name="Office", key="key", priority=rule, support_hours="Summer"))

    assert desk.opened().reasons.priority == (
        f"priority {priority}: there are no support hours “Summer”, so it is always outside them,"
        f" when the source gives {priority}, and the event asks for none"
    )
