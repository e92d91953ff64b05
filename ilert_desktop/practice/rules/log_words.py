"""Why an event did what it did, in a sentence for the log."""

from typing import Final

from ilert_desktop.event import Event, EventType, fold_key
from ilert_desktop.practice.configuration import Grouping, PracticeSource
from ilert_desktop.practice.rules.grouping import none_to_group_into, option_of
from ilert_desktop.practice.rules.quoting import counted, quoted
from ilert_desktop.practice.state import Alert, By, Effect, Status

_BY: Final = {By.API: "through the API", By.PAGE: "on the page"}
_DONE: Final = {EventType.ACCEPT: "accept", EventType.RESOLVE: "resolve", EventType.COMMENT: "comment on"}


def acted(effect: Effect, by: By) -> str:
    """Somebody accepted or resolved an alert without an event."""
    if effect is Effect.ACCEPTED:
        return f"Accepted {_BY[by]}; notifications stop."
    return f"Resolved {_BY[by]}; the alert is closed."


def matched(alert: Alert, event: Event) -> str:
    """The event found `alert` by its alert key."""
    key = quoted(alert.key)
    match event.event_type:
        case EventType.ALERT:
            found = f"Appended to alert {alert.id}, the newest open one with the alert key {key}"
            return f"{found}; nobody is paged again{_not_counted(event)}."
        case EventType.ACCEPT:
            return f"Accepted alert {alert.id}, the newest pending one with the alert key {key}; notifications stop."
        case EventType.RESOLVE:
            return (
                f"Resolved alert {alert.id}, the newest open one with the alert key {key};"
                " the next ALERT with this key opens a new alert."
            )
        case EventType.COMMENT:
            comments = counted(len(event.comments), "comment")
            return f"Added {comments} to alert {alert.id}, the newest open one with the alert key {key}."


def grouped(alert: Alert, source: PracticeSource, event: Event) -> str:
    """The event joined `alert` by the source's grouping, with another alert key or with none."""
    words = f"Grouped into alert {alert.id}, for the source allows {option_of(source)}; nobody is paged again"
    own, given = alert.key.strip(), event.alert_key.strip()
    if given:
        keeps = f"the alert keeps its alert key {quoted(own)}" if own else "the alert still has no alert key"
        words += f", and {keeps}, so {quoted(given)} can't accept or resolve it"
    return f"{words}{_not_counted(event)}."


def opened(source: PracticeSource, event: Event, accepted: Alert | None) -> str:
    """The event opened a new alert; `accepted` has its key and would have taken it if practice were set otherwise."""
    if accepted is not None:
        why = f"alert {accepted.id} with the alert key {quoted(accepted.key)} is accepted, which counts as closed here"
    elif fold_key(event.alert_key):
        why = f"no open alert of {quoted(source.name)} has the alert key {quoted(event.alert_key.strip())}"
    else:
        why = "the event has no alert key"
    return f"new alert: {why}, and {none_to_group_into(source)}"


def unmatched(source: PracticeSource, event: Event, nearest: Alert | None) -> str:
    """The event met no alert; `nearest` is open and has its key, but is not in a state in which the event counts."""
    key = quoted(event.alert_key.strip())
    if nearest is not None and nearest.status is Status.ACCEPTED:
        return f"No effect: alert {nearest.id} with the alert key {key} is accepted already."
    reason = f"No effect: no open alert of {quoted(source.name)} has the alert key {key}"
    if not fold_key(event.alert_key):
        reason = f"No effect: without an alert key there is no alert to {_DONE[event.event_type]}"
    elif source.grouping is not Grouping.NONE:
        reason += "; the key of an event that was grouped into an alert does not lead to it"
    return f"{reason}."


def _not_counted(event: Event) -> str:
    named = [
        name for name, given in (("priority", event.priority), ("routing key", event.routing_key.strip())) if given
    ]
    verb = "counts" if len(named) == 1 else "count"
    return f"; its {' and '.join(named)} {verb} only for an event that opens an alert" if named else ""
