"""Which escalation policy a new alert gets, and who would be paged by it; each with the reason in words."""

from itertools import groupby

from ilert_desktop.event import Priority
from ilert_desktop.practice.configuration import Configuration, EscalationPolicy, Person, PracticeSource
from ilert_desktop.practice.rules.quoting import counted, quoted
from ilert_desktop.practice.state import Page


def policy_of(source: PracticeSource, routing_key: str, configuration: Configuration) -> tuple[EscalationPolicy, str]:
    """The policy of an alert that an event with this routing key opens, and the reason.

    The specification: "By default the policy assigned to the alert source is used, however if an escalation policy
    with the matching routing key is found it will be used instead." It does not say what matches. Practice wants the
    key to the letter: an event that is right here is then right at ilert however ilert compares, while a kinder
    practice would let a spelling pass that pages the wrong people there. What would have matched is said.
    """
    own = configuration.policy_of(source)
    if not routing_key.strip():
        return own, f"policy {quoted(own.name)}: the source's own, for the event names no routing key"
    routed = [policy for policy in configuration.policies if policy.routing_key.strip()]
    for policy in routed:
        if policy.routing_key == routing_key:
            return policy, f"policy {quoted(policy.name)}: it has the event's routing key {quoted(routing_key)}"
    folded = routing_key.strip().casefold()
    near = next((policy for policy in routed if policy.routing_key.strip().casefold() == folded), None)
    hint = "" if near is None else f" (case and spaces count: {quoted(near.name)} has {quoted(near.routing_key)})"
    unknown = f"no policy has the event's routing key {quoted(routing_key)}{hint}"
    return own, f"policy {quoted(own.name)}: the source's own, for {unknown}"


def pages_of(policy: EscalationPolicy, priority: Priority, people: tuple[Person, ...]) -> tuple[tuple[Page, ...], str]:
    """Who would be paged when, the first one first, and the reason.

    The specification: "HIGH (with escalation), LOW (no escalation)". A name that is not among `people` is reached by
    push; nobody is paged twice at the same time.
    """
    if priority is Priority.LOW:
        return (), "nobody would be paged: LOW does not escalate"
    reached = {person.name: person.by for person in people}
    steps = sorted({level.after_minutes for level in policy.levels})
    pages = tuple(
        Page(name=name, by=reached.get(name, Person(name=name).by), after_minutes=minutes)
        for minutes in steps
        for name in _people_at(policy, minutes)
    )
    if not pages:
        return (), f"nobody would be paged: HIGH escalates, but policy {quoted(policy.name)} names no people"
    return pages, f"{_calls(pages)}: HIGH escalates until somebody accepts"


def _people_at(policy: EscalationPolicy, minutes: int) -> tuple[str, ...]:
    named = (name for level in policy.levels if level.after_minutes == minutes for name in level.people)
    return tuple(dict.fromkeys(named))


def _calls(pages: tuple[Page, ...]) -> str:
    parts = []
    for minutes, together in groupby(pages, key=lambda page: page.after_minutes):
        *others, last = [page.name for page in together]
        names = f"{', '.join(others)} and {last}" if others else last
        parts.append(f"{names} after {counted(minutes, 'minute')}" if minutes else f"{names} at once")
    return f"{', '.join(parts)} would be paged"
