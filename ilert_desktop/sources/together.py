"""What one event does that goes to several sources at once, in words; a single source is told as ever."""

from collections.abc import Sequence
from typing import Final

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.forecast import NOBODY_PAGED, forecast, priority_forecast, rules_forecast, send_label
from ilert_desktop.sources.guard import names_together
from ilert_desktop.sources.source import Source

_NAMED: Final = 2
_KEY: Final = (
    "Where an alert with this key is open, the event is probably added to it and nobody is paged again "
    "(where that alert is already accepted, it may page again)."
)
_NO_KEY: Final = "Without an alert key it can't be accepted or resolved from here."


def send_labels_together(
    sources: Sequence[Source], event_type: EventType, priority: Priority | None
) -> tuple[str, str]:
    """What the send button says, and what it says where there is no room for names.

    "Raise HIGH alert at Production, Backup" and "Raise HIGH alert at 2 sources"; from three sources on both are like
    the latter, and for a single one the latter is empty.
    """
    if len(sources) == 1:
        return send_label(sources[0], event_type, priority), ""
    counted = send_label(Source(name=f"{len(sources)} sources"), event_type, priority)
    if len(sources) > _NAMED:
        return counted, counted
    names = ", ".join(source.name for source in sources)
    return send_label(Source(name=names), event_type, priority), counted


def forecast_together(sources: Sequence[Source], event: Event) -> str:
    """What sending `event` to all of `sources` will do, as far as it is known here; plain text.

    What holds for several of them is said once; where nobody is paged comes first.
    """
    if len(sources) == 1:
        return forecast(sources[0], event)
    real = [source for source in sources if not source.is_practice]
    practice = [source for source in sources if source.is_practice]
    parts = [] if not practice else [f"{_names(practice)}: nobody is paged." if real else NOBODY_PAGED]
    if event.event_type is not EventType.ALERT:
        rules = f"At {_names(sources)}: {rules_forecast(sources[0], event)}"
        return rules if real else f"{NOBODY_PAGED} {rules}"
    by_sentence: dict[str, list[Source]] = {}
    for source in real or practice:
        by_sentence.setdefault(priority_forecast(source, event.priority), []).append(source)
    parts.extend(f"{_names(told)}: {_lower(sentence)}" for sentence, told in by_sentence.items())
    parts.append(_KEY if event.alert_key.strip() else _NO_KEY)
    return " ".join(parts)


def _lower(sentence: str) -> str:
    # "LOW is also the source's default" begins with a name.
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def other_key_fields(sources: Sequence[Source]) -> str:
    """What the bytes shown for the first source have otherwise at others; empty when nothing is."""
    first = sources[0]
    others = [source for source in sources[1:] if source.key_field != first.key_field]
    if not others:
        return ""
    return f"These are the bytes for {first.name}; {_names(others)}: the key is sent as {others[0].key_field}."


def _names(sources: Sequence[Source]) -> str:
    return names_together([source.name for source in sources])
