"""Which alerts need a second step: every combination of what is known of a source and what the event names."""

from itertools import product

import msgspec
import pytest

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.guard import confirm_label, names_together, needs_confirmation
from ilert_desktop.sources.source import PRACTICE_SOURCE, DefaultPriority, Override, Source

HIGH, LOW = Priority.HIGH, Priority.LOW
UNKNOWN = DefaultPriority.UNKNOWN
HOURS = DefaultPriority.SUPPORT_HOURS

TABLE = [
    # the source's default, override, the event's priority, whether it asks
    *((default, override, HIGH, True) for default, override in product(DefaultPriority, Override)),
    *((default, override, None, True) for default, override in product((UNKNOWN, DefaultPriority.HIGH), Override)),
    *((HOURS, override, None, True) for override in Override),
    *((DefaultPriority.LOW, override, None, False) for override in Override),
    *((DefaultPriority.LOW, override, LOW, False) for override in Override),
    *(
        (default, override, LOW, False)
        for default in (UNKNOWN, DefaultPriority.HIGH)
        for override in (Override.UNKNOWN, Override.YES)
    ),
    # What the source makes of a LOW that it ignores is its default.
    (UNKNOWN, Override.NO, LOW, True),
    (DefaultPriority.HIGH, Override.NO, LOW, True),
    (HOURS, Override.NO, LOW, True),
    (HOURS, Override.UNKNOWN, LOW, True),
    (HOURS, Override.YES, LOW, False),
]


def alert(priority: Priority | None) -> Event:
    return Event(event_type=EventType.ALERT, summary="s", alert_key="k", priority=priority)


def source(*, live: bool = True, **known: object) -> Source:
    return msgspec.structs.replace(Source(id="p", name="Production", live=live), **known)


def test_the_table_has_every_combination() -> None:
    combinations = [(default, override, named) for default, override, named, _ in TABLE]
    assert len(combinations) == len(set(combinations))
    assert set(combinations) == set(product(DefaultPriority, Override, (None, HIGH, LOW)))


@pytest.mark.parametrize(("default", "override", "named", "asks"), TABLE)
def test_a_live_source_asks_before_an_alert_that_may_be_high(
    default: DefaultPriority, override: Override, named: Priority | None, asks: bool
) -> None:
    known = source(default_priority=default, priority_override=override)
    assert needs_confirmation(known, alert(named)) is asks


@pytest.mark.parametrize("named", [None, HIGH, LOW])
def test_a_source_that_is_not_live_never_asks(named: Priority | None) -> None:
    assert not needs_confirmation(source(live=False), alert(named))


@pytest.mark.parametrize("named", [None, HIGH, LOW])
def test_practice_never_asks_whatever_the_file_says(named: Priority | None) -> None:
    assert not needs_confirmation(msgspec.structs.replace(PRACTICE_SOURCE, live=True), alert(named))


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT])
def test_the_other_types_never_ask(event_type: EventType) -> None:
    assert not needs_confirmation(source(), Event(event_type=event_type, alert_key="k", priority=HIGH))


@pytest.mark.parametrize(
    ("names", "together"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_in_a_sentence(names: list[str], together: str) -> None:
    assert names_together(names) == together


def test_the_second_control_names_every_live_source() -> None:
    assert confirm_label([source(), source(name="Backup")]) == "Page Production and Backup now"
