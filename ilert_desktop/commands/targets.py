"""Which sources a command means."""

from collections.abc import Sequence

from ilert_desktop.commands.output import note
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList


def named(sources: SourceList, names: Sequence[str]) -> list[Source]:
    """The sources with these names (upper and lower case alike) or ids. Raises: CommandRefused: there is none."""
    found: dict[str, Source] = {}
    for name in names:
        source = _called(sources.all(), name)
        if source is None:
            known = ", ".join(source.name for source in sources.all())
            raise CommandRefused(f"There is no source {name!r}. There are: {known}.")
        found[source.id] = source
    return list(found.values())


def named_or_chosen(sources: SourceList, names: Sequence[str]) -> list[Source]:
    """The sources with these names, else the one chosen in the window."""
    if names:
        return named(sources, names)
    note(f"To {sources.chosen.name}, the source chosen in the window.")
    return [sources.chosen]


def where_alert_is(sources: SourceList, ledger: Ledger, alert_key: str) -> list[Source]:
    """The one source where an alert is open, as far as this computer knows, else where it was last.

    A key that nobody here has seen belongs to the chosen source.

    Raises:
        CommandRefused: it is open at several sources, or its source is no longer in the list.
    """
    open_at = {alert.source_id: alert.source_name for alert in ledger.open_with_key(alert_key).result()}
    open_at |= {
        event.source_id: event.source_name
        for event in ledger.outbox().result()
        if event.event_type is EventType.ALERT and fold_key(event.alert_key) == fold_key(alert_key)
    }
    if len(open_at) > 1:
        names = ", ".join(sorted(open_at.values()))
        raise CommandRefused(f"{alert_key} is open at several sources: {names}. Name one or more with --source.")
    if open_at:
        return [_in_list(sources, *next(iter(open_at.items())))]
    return [_last_or_chosen(sources, ledger, alert_key)]


def _last_or_chosen(sources: SourceList, ledger: Ledger, alert_key: str) -> Source:
    before = "As far as this computer knows,"
    known = ledger.alerts(Shown.ALL, alert_key.strip()).result()
    last = next((alert for alert in known if fold_key(alert.alert_key) == fold_key(alert_key)), None)
    source = sources.get(last.source_id) if last is not None else None
    if source is not None:
        note(f"{before} {alert_key} is not open; it was last at {source.name}, so this goes there.")
        return source
    note(f"{before} {alert_key} is open nowhere; this goes to {sources.chosen.name}, the source chosen in the window.")
    return sources.chosen


def _in_list(sources: SourceList, source_id: str, name: str) -> Source:
    source = sources.get(source_id)
    if source is None:
        raise CommandRefused(f"The alert is open at {name}, which is no longer in the list. Name one with --source.")
    return source


def _called(sources: Sequence[Source], name: str) -> Source | None:
    """The source with this name, else the one with this id."""
    said = name.strip().casefold()
    by_name = (source for source in sources if source.name.strip().casefold() == said)
    by_id = (source for source in sources if source.id.casefold() == said)
    return next(by_name, None) or next(by_id, None)
