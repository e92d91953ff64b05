"""What a send will probably do, in words: a pure function of the event and of what is known of its source here.

Source of the rules: the specification's sections on `alertKey`, `priority` and `routingKey`. Only ilert knows how a
source is really configured, so nothing here is a promise.
"""

from typing import Final

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.source import DefaultPriority, Grouping, Override, Source

NOBODY_PAGED: Final = "Goes to practice: nobody is paged."
_DEFAULT: Final = {
    DefaultPriority.UNKNOWN: "Its priority will be the source's default, which is not known here.",
    DefaultPriority.HIGH: "Its priority will be the source's default, HIGH as far as is known here.",
    DefaultPriority.LOW: "Its priority will be the source's default, LOW as far as is known here.",
    DefaultPriority.SUPPORT_HOURS: "Its priority will depend on the source's support hours.",
}
_KEY: Final = (
    "If an alert with this key is open, the event is probably added to it and nobody is paged again "
    "(if that alert is already accepted, it may page again)."
)
_NO_KEY: Final = {
    Grouping.UNKNOWN: "It opens a new alert, unless the source groups it with another.",
    Grouping.NONE: "It probably opens a new alert.",
    Grouping.WINDOW: "It opens a new alert, unless the source adds it to one from the same time window.",
    Grouping.UNTIL_ACCEPTED: "It opens a new alert, unless the source adds it to one that is not accepted yet.",
    Grouping.UNTIL_RESOLVED: "It opens a new alert, unless the source adds it to one that is not resolved yet.",
}
_WITH_KEY: Final = {
    Grouping.UNKNOWN: "Otherwise it opens a new alert, unless the source groups it with another.",
    Grouping.NONE: "Otherwise it probably opens a new alert.",
    Grouping.WINDOW: "Otherwise it opens a new alert, unless the source adds it to one from the same time window.",
    Grouping.UNTIL_ACCEPTED: (
        "Otherwise it opens a new alert, unless the source adds it to one that is not accepted yet."
    ),
    Grouping.UNTIL_RESOLVED: (
        "Otherwise it opens a new alert, unless the source adds it to one that is not resolved yet."
    ),
}
_UNREACHABLE: Final = "Without an alert key it can't be accepted or resolved from here."
_ROUTING: Final = (
    "The routing key counts only if a new alert opens, and an unknown one leaves the source's own escalation policy."
)
_OTHER_TYPES: Final = {
    EventType.ACCEPT: "Accepts the newest alert with this key that is not accepted yet; without one nothing changes.",
    EventType.RESOLVE: "Resolves the newest open alert with this key; without one nothing changes.",
    EventType.COMMENT: "Probably adds the comment to the newest alert with this key; without one nothing changes.",
}
_VERBS: Final = {
    EventType.ACCEPT: "Accept",
    EventType.RESOLVE: "Resolve",
    EventType.COMMENT: "Comment",
}


def forecast(source: Source, event: Event) -> str:
    """What sending `event` to `source` will do, as far as it is known here: one to five sentences, plain text."""
    rules = rules_forecast(source, event)
    return f"{NOBODY_PAGED} {rules}" if source.is_practice else rules


def rules_forecast(source: Source, event: Event) -> str:
    """The same by the rules alone, which practice follows, too: what is said of the page would hold at ilert."""
    if event.event_type is not EventType.ALERT:
        return _OTHER_TYPES[event.event_type]
    parts = [priority_forecast(source, event.priority)]
    if event.alert_key.strip():
        parts.extend((_KEY, _WITH_KEY[source.grouping]))
    else:
        parts.extend((_NO_KEY[source.grouping], _UNREACHABLE))
    if event.routing_key.strip():
        parts.append(_ROUTING)
    return " ".join(parts)


def send_label(source: Source, event_type: EventType, priority: Priority | None) -> str:
    """What the send button says: "Raise HIGH alert at Production", "Accept at Production"."""
    if event_type is not EventType.ALERT:
        return f"{_VERBS[event_type]} at {source.name}"
    return f"Raise {priority.value} alert at {source.name}" if priority else f"Raise alert at {source.name}"


def priority_forecast(source: Source, named: Priority | None) -> str:
    """What probably becomes of the priority that an ALERT names, or of its naming none: a sentence or two."""
    default = source.default_priority
    if named is None:
        return _DEFAULT[default]
    if default.value == named.value:
        return f"{named.value} is also the source's default as far as is known here."
    # A source with default HIGH lets events override it; LOW and support hours do so only with a Grafana or
    # ServiceNow integration or a priority template.
    knows_override = source.priority_override is not Override.UNKNOWN
    if not knows_override and default is DefaultPriority.UNKNOWN:
        return "The source may ignore this priority."
    if source.priority_override is Override.YES or (not knows_override and default is DefaultPriority.HIGH):
        return f"The source probably takes {named.value} from the event."
    return f"The source probably ignores this priority. {_DEFAULT[default]}"
