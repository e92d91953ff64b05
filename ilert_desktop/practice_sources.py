"""The sources of practice as the window lists them: what its configuration has, in the terms of the sending side."""

from typing import Final

from ilert_desktop.practice.configuration import Configuration, IntegrationType, PracticeSource, PriorityRule
from ilert_desktop.practice.configuration import Grouping as PracticeGrouping
from ilert_desktop.sources.source import PRACTICE_ENDPOINT, PRACTICE_SOURCE, DefaultPriority, Grouping, Override, Source

# Apart from one another, and white words on each of them reach 4.5:1 as on the colours that the window offers.
_COLOURS: Final = (PRACTICE_SOURCE.colour, "#00796b", "#ad1457", "#546e7a", "#a84a00", "#2e7d32")
_PRIORITIES: Final = {PriorityRule.HIGH: DefaultPriority.HIGH, PriorityRule.LOW: DefaultPriority.LOW}
_GROUPINGS: Final = {
    PracticeGrouping.NONE: Grouping.NONE,
    PracticeGrouping.WINDOW: Grouping.WINDOW,
    PracticeGrouping.UNTIL_ACCEPTED: Grouping.UNTIL_ACCEPTED,
    PracticeGrouping.UNTIL_RESOLVED: Grouping.UNTIL_RESOLVED,
}


def practice_sources(configuration: Configuration) -> tuple[Source, ...]:
    """A source for each of practice's, in its order.

    The first one has the id and the endpoint that the only one had before there were several, whatever its number:
    lists and ledgers of then go on.
    """
    return tuple(_listed(source, place) for place, source in enumerate(configuration.sources))


def source_id_of(configuration: Configuration, number: int) -> str | None:
    """The id in the window's list of practice's source with this number; None when it has none."""
    numbers = [source.id for source in configuration.sources]
    return _id(number, numbers.index(number)) if number in numbers else None


def _id(number: int, place: int) -> str:
    return f"{PRACTICE_SOURCE.id}-{number}" if place else PRACTICE_SOURCE.id


def _listed(source: PracticeSource, place: int) -> Source:
    return Source(
        id=_id(source.id, place),
        name=f"{PRACTICE_SOURCE.name}: {' '.join(source.name.split())}",
        endpoint=f"{PRACTICE_ENDPOINT}{source.id}" if place else PRACTICE_ENDPOINT,
        colour=_COLOURS[place % len(_COLOURS)],
        default_priority=_PRIORITIES.get(source.priority, DefaultPriority.SUPPORT_HOURS),
        priority_override=_override(source),
        grouping=_GROUPINGS[source.grouping],
    )


def _override(source: PracticeSource) -> Override:
    # Facts page, rule 5: the event's priority counts with Grafana or ServiceNow, with a template (which may overrule
    # it), or when the default is HIGH.
    if source.template is not None:
        return Override.UNKNOWN if source.template.overrules else Override.YES
    is_taken = source.priority is PriorityRule.HIGH or source.integration is not IntegrationType.API
    return Override.YES if is_taken else Override.NO
