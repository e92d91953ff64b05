"""What the window says a send will do: every row of the rules, and never more than is known here."""

from itertools import product

import msgspec
import pytest

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.forecast import forecast, send_label
from ilert_desktop.sources.source import PRACTICE_SOURCE, DefaultPriority, Grouping, Override, Source

HIGH, LOW = Priority.HIGH, Priority.LOW
UNKNOWN = DefaultPriority.UNKNOWN
HOURS = DefaultPriority.SUPPORT_HOURS

DEFAULT_UNKNOWN = "Its priority will be the source's default, which is not known here."
DEFAULT_HIGH = "Its priority will be the source's default, HIGH as far as is known here."
DEFAULT_LOW = "Its priority will be the source's default, LOW as far as is known here."
DEFAULT_HOURS = "Its priority will depend on the source's support hours."
MAY_IGNORE = "The source may ignore this priority."
TAKES_HIGH = "The source probably takes HIGH from the event."
TAKES_LOW = "The source probably takes LOW from the event."
IGNORES = "The source probably ignores this priority. "
ALSO_HIGH = "HIGH is also the source's default as far as is known here."
ALSO_LOW = "LOW is also the source's default as far as is known here."

PRIORITY_TABLE = [
    # the source's default, override, the event's priority, the sentence
    *((UNKNOWN, override, None, DEFAULT_UNKNOWN) for override in Override),
    *((DefaultPriority.HIGH, override, None, DEFAULT_HIGH) for override in Override),
    *((DefaultPriority.LOW, override, None, DEFAULT_LOW) for override in Override),
    *((HOURS, override, None, DEFAULT_HOURS) for override in Override),
    *((DefaultPriority.HIGH, override, HIGH, ALSO_HIGH) for override in Override),
    *((DefaultPriority.LOW, override, LOW, ALSO_LOW) for override in Override),
    (UNKNOWN, Override.UNKNOWN, HIGH, MAY_IGNORE),
    (UNKNOWN, Override.UNKNOWN, LOW, MAY_IGNORE),
    (UNKNOWN, Override.YES, HIGH, TAKES_HIGH),
    (UNKNOWN, Override.YES, LOW, TAKES_LOW),
    (UNKNOWN, Override.NO, HIGH, IGNORES + DEFAULT_UNKNOWN),
    (UNKNOWN, Override.NO, LOW, IGNORES + DEFAULT_UNKNOWN),
    # Rule 5 (c): a default of HIGH lets the event decide.
    (DefaultPriority.HIGH, Override.UNKNOWN, LOW, TAKES_LOW),
    (DefaultPriority.HIGH, Override.YES, LOW, TAKES_LOW),
    (DefaultPriority.HIGH, Override.NO, LOW, IGNORES + DEFAULT_HIGH),
    # LOW and support hours ignore the event, unless the operator knows of a template or an integration.
    (DefaultPriority.LOW, Override.UNKNOWN, HIGH, IGNORES + DEFAULT_LOW),
    (DefaultPriority.LOW, Override.YES, HIGH, TAKES_HIGH),
    (DefaultPriority.LOW, Override.NO, HIGH, IGNORES + DEFAULT_LOW),
    *((HOURS, override, HIGH, IGNORES + DEFAULT_HOURS) for override in (Override.UNKNOWN, Override.NO)),
    *((HOURS, override, LOW, IGNORES + DEFAULT_HOURS) for override in (Override.UNKNOWN, Override.NO)),
    (HOURS, Override.YES, HIGH, TAKES_HIGH),
    (HOURS, Override.YES, LOW, TAKES_LOW),
]


def alert(*, alert_key: str = "k", priority: Priority | None = None, routing_key: str = "") -> Event:
    return Event(
        event_type=EventType.ALERT, summary="s", alert_key=alert_key, priority=priority, routing_key=routing_key
    )


def source(**known: object) -> Source:
    return msgspec.structs.replace(Source(id="p", name="Production"), **known)


def test_the_table_has_every_combination() -> None:
    combinations = [(default, override, named) for default, override, named, _ in PRIORITY_TABLE]
    assert len(combinations) == len(set(combinations))
    assert set(combinations) == set(product(DefaultPriority, Override, (None, HIGH, LOW)))


@pytest.mark.parametrize(("default", "override", "named", "sentence"), PRIORITY_TABLE)
def test_what_becomes_of_the_priority(
    default: DefaultPriority, override: Override, named: Priority | None, sentence: str
) -> None:
    told = forecast(source(default_priority=default, priority_override=override), alert(priority=named))
    assert told.startswith(sentence + " If an alert with this key is open")


@pytest.mark.parametrize(
    ("grouping", "words"),
    [
        (Grouping.UNKNOWN, "unless the source groups it with another"),
        (Grouping.NONE, "probably opens a new alert"),
        (Grouping.WINDOW, "one from the same time window"),
        (Grouping.UNTIL_ACCEPTED, "one that is not accepted yet"),
        (Grouping.UNTIL_RESOLVED, "one that is not resolved yet"),
    ],
)
def test_whether_an_alert_opens(grouping: Grouping, words: str) -> None:
    with_key = forecast(source(grouping=grouping), alert())
    assert "is probably added to it and nobody is paged again" in with_key
    assert "already accepted, it may page again" in with_key
    assert with_key.endswith(words + ".")
    without_key = forecast(source(grouping=grouping), alert(alert_key=" "))
    assert words in without_key
    assert without_key.endswith("Without an alert key it can't be accepted or resolved from here.")
    assert "paged again" not in without_key


def test_the_routing_key_counts_only_for_a_new_alert() -> None:
    assert "routing key counts only if a new alert opens" in forecast(source(), alert(routing_key="database"))
    assert "routing" not in forecast(source(), alert(routing_key="  "))


@pytest.mark.parametrize(
    ("event_type", "words"),
    [(EventType.ACCEPT, "Accepts"), (EventType.RESOLVE, "Resolves"), (EventType.COMMENT, "Probably adds the comment")],
)
def test_the_other_types_speak_of_the_alert_they_are_for(event_type: EventType, words: str) -> None:
    told = forecast(source(), Event(event_type=event_type, alert_key="k", priority=HIGH, routing_key="r"))
    assert told.startswith(words)
    assert told.endswith("without one nothing changes.")
    assert "priority" not in told


@pytest.mark.parametrize("event_type", EventType)
@pytest.mark.parametrize("named", [None, HIGH, LOW])
def test_practice_pages_nobody_and_follows_the_same_rules(event_type: EventType, named: Priority | None) -> None:
    event = Event(event_type=event_type, priority=named)
    at_ilert = Source(name="Production")
    assert forecast(PRACTICE_SOURCE, event) == f"Goes to practice: nobody is paged. {forecast(at_ilert, event)}"


@pytest.mark.parametrize(
    ("event_type", "named", "label"),
    [
        (EventType.ALERT, None, "Raise alert at Production"),
        (EventType.ALERT, HIGH, "Raise HIGH alert at Production"),
        (EventType.ALERT, LOW, "Raise LOW alert at Production"),
        (EventType.ACCEPT, HIGH, "Accept at Production"),
        (EventType.RESOLVE, None, "Resolve at Production"),
        (EventType.COMMENT, LOW, "Comment at Production"),
    ],
)
def test_the_send_button_says_what_it_does(event_type: EventType, named: Priority | None, label: str) -> None:
    assert send_label(source(), event_type, named) == label
