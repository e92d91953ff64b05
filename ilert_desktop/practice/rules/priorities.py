"""Which priority a new alert gets, and why in words.

The specification: "By default, the priority set in the alert source will be considered as the default priority.
However, the priority can be overridden by the event, if one of the following conditions are met".
"""

from datetime import datetime
from typing import Final

from ilert_desktop.event import Priority
from ilert_desktop.practice.configuration import (
    Configuration,
    IntegrationType,
    PracticeSource,
    PriorityRule,
    PriorityTemplate,
)
from ilert_desktop.practice.rules.priority_template import find_priority
from ilert_desktop.practice.rules.quoting import quoted
from ilert_desktop.practice.rules.support_hours import standing
from ilert_desktop.practice.state import Received

# "Integration type of the alert source is Grafana or ServiceNow"
_EVENT_DECIDES: Final = {IntegrationType.GRAFANA: "Grafana", IntegrationType.SERVICENOW: "ServiceNow"}


def priority_of(
    source: PracticeSource, received: Received, time: datetime, configuration: Configuration
) -> tuple[Priority, str]:
    """The priority of an alert that this event opens at `time`, and the reason."""
    default, because = _default(source, time, configuration)
    asked_for = received.event.priority
    if source.template is None:
        priority, reason = _without_template(source, default, because, asked_for)
    else:
        priority, reason = _by_template(source.template, default, because, received)
    return priority, f"priority {priority}: {reason}"


def _default(source: PracticeSource, time: datetime, configuration: Configuration) -> tuple[Priority, str]:
    if source.priority is PriorityRule.HIGH or source.priority is PriorityRule.LOW:
        default = Priority(source.priority)
        return default, f"the source's default is {default}"
    inside, words = standing(source.support_hours, time, configuration)
    # Facts page, rule 5: "high during support hours and low otherwise, or the reverse".
    high = inside is (source.priority is PriorityRule.HIGH_DURING_SUPPORT_HOURS)
    default = Priority.HIGH if high else Priority.LOW
    return default, f"{words}, when the source gives {default}"


def _without_template(
    source: PracticeSource, default: Priority, because: str, asked_for: Priority | None
) -> tuple[Priority, str]:
    if asked_for is None:
        return default, f"{because}, and the event asks for none"
    if source.integration in _EVENT_DECIDES:
        named = _EVENT_DECIDES[source.integration]
        return asked_for, f"the event asks for it, and a source of the type {named} lets the event decide"
    if source.priority is PriorityRule.HIGH:
        return asked_for, "the event asks for it, and a source whose default is HIGH lets the event decide"
    # "using support hours or setting the source to LOW will ignore your event priority field"
    return default, f"{because}, so the event's {asked_for} is ignored"


def _by_template(
    template: PriorityTemplate, default: Priority, because: str, received: Received
) -> tuple[Priority, str]:
    # "Custom priority template is configured in alert source (however in this case the template extraction might
    # overrule the API field, depending on the configuration in your alert source)"
    asked_for = received.event.priority
    found = find_priority(template, received)
    if found is not None and (asked_for is None or template.overrules):
        overruled = "" if asked_for is None else f", which overrules the event's {asked_for}"
        finds = f"the source's template finds {quoted(found.text)} in {template.field}"
        return found.priority, f"{finds}{overruled}"
    if asked_for is None:
        return default, f"{because}, and neither the template (from {template.field}) nor the event says otherwise"
    if found is not None:
        return asked_for, "the event asks for it, and the source's template does not overrule the event"
    return asked_for, f"the event asks for it, and the source's template finds nothing in {template.field}"
