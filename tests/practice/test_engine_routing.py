"""Which escalation policy a new alert gets, who would be paged by it, and why.

Specification: "The routingKey field is used to dynamically assign an escalation policy in case the event will create an
new alert. By default the policy assigned to the alert source is used, however if an escalation policy with the matching
routing key is found it will be used instead."
"""

import pytest

from ilert_desktop.event import EventType, Priority
from ilert_desktop.practice.configuration import (
    Configuration,
    EscalationLevel,
    EscalationPolicy,
    Person,
    PracticeSource,
)
from ilert_desktop.practice.state import Effect, Page
from tests.rig.engine_desk import EngineDesk

OWN = EscalationPolicy(
    id=1,
    name="Office team",
    levels=(
        EscalationLevel(people=("Anna",)),
        EscalationLevel(people=("Ben", "Cem", "Dana"), after_minutes=17),
        EscalationLevel(people=("Anna",), after_minutes=15),
    ),
)
PAYMENTS = EscalationPolicy(
    id=2, name="Payments on call", routing_key="payments", levels=(EscalationLevel(people=("Eve",), after_minutes=1),)
)
EMPTY = EscalationPolicy(id=3, name="Nobody", routing_key="nobody", levels=())
PEOPLE = (Person(name="Anna", by=("push", "call")), Person(name="Ben", by=("text message",)), Person(name="Eve"))
CONFIGURATION = Configuration(policies=(OWN, PAYMENTS, EMPTY), people=PEOPLE)
SOURCE = PracticeSource(id=1, name="Office", key="key", policy=1)


@pytest.fixture
def desk() -> EngineDesk:
    return EngineDesk(SOURCE, CONFIGURATION)


@pytest.mark.parametrize(
    ("routing_key", "policy", "reason"),
    [
        ("", "Office team", "the source's own, for the event names no routing key"),
        (" \t", "Office team", "the source's own, for the event names no routing key"),
        ("payments", "Payments on call", "it has the event's routing key “payments”"),
        ("search", "Office team", "the source's own, for no policy has the event's routing key “search”"),
    ],
)
def test_the_routing_key_picks_the_policy(desk: EngineDesk, routing_key: str, policy: str, reason: str) -> None:
    """Facts, 6: "`routingKey` on an event that creates an alert picks the escalation policy with that routing key, else
    the source's own."
    """
    alert = desk.opened("disk", routing_key=routing_key)

    assert alert.policy.name == policy
    assert alert.reasons.policy == f"policy “{policy}”: {reason}"


@pytest.mark.parametrize("routing_key", ["Payments", " payments", "PAYMENTS\n"])
def test_a_routing_key_is_compared_to_the_letter_and_the_difference_is_said(desk: EngineDesk, routing_key: str) -> None:
    """The pages name a comparison for `alertKey` only. Who is right here is right at ilert, whichever it uses."""
    alert = desk.opened("disk", routing_key=routing_key)

    assert alert.policy.name == "Office team"
    assert alert.reasons.policy.endswith("(case and spaces count: “Payments on call” has “payments”)")


def test_a_routing_key_never_finds_a_policy_without_one(desk: EngineDesk) -> None:
    """Specification: "You can assign routing keys to escalation policies in their edit view"; the first has none."""
    desk.source = PracticeSource(id=2, name="Shop", key="shop", policy=2)

    assert desk.opened("disk", routing_key=" ").policy.name == "Payments on call"


@pytest.mark.parametrize("key", ["disk", "DISK"])
def test_a_routing_key_counts_only_for_a_new_alert(desk: EngineDesk, key: str) -> None:
    """Specification: "in case the event will create an new alert"."""
    opened = desk.opened("disk")
    joined = desk.alert(key, routing_key="payments", priority=Priority.HIGH)

    assert joined.entry.effect is Effect.APPENDED
    assert joined.alert == opened
    assert joined.entry.reason.endswith("; its priority and routing key count only for an event that opens an alert.")


def test_high_pages_level_by_level(desk: EngineDesk) -> None:
    """Specification: "HIGH (with escalation)"; whoever is no known person is reached by push."""
    alert = desk.opened("disk", priority=Priority.HIGH)

    assert alert.paged == (
        Page(name="Anna", by=("push", "call"), after_minutes=0),
        Page(name="Anna", by=("push", "call"), after_minutes=15),
        Page(name="Ben", by=("text message",), after_minutes=17),
        Page(name="Cem", by=("push",), after_minutes=17),
        Page(name="Dana", by=("push",), after_minutes=17),
    )
    assert alert.reasons.paged == (
        "Anna at once, Anna after 15 minutes, Ben, Cem and Dana after 17 minutes would be paged:"
        " HIGH escalates until somebody accepts"
    )


def test_the_policy_of_the_routing_key_says_who_is_paged(desk: EngineDesk) -> None:
    """Specification: "overwrite escalation policy of alert source for ALERT events"."""
    alert = desk.opened("disk", routing_key="payments")

    assert [page.name for page in alert.paged] == ["Eve"]
    assert alert.reasons.paged == "Eve after 1 minute would be paged: HIGH escalates until somebody accepts"


def test_low_pages_nobody(desk: EngineDesk) -> None:
    """Specification: "LOW (no escalation)"."""
    alert = desk.opened("disk", priority=Priority.LOW)

    assert alert.paged == ()
    assert alert.reasons.paged == "nobody would be paged: LOW does not escalate"


def test_a_policy_without_people_pages_nobody_and_says_so(desk: EngineDesk) -> None:
    alert = desk.opened("disk", routing_key="nobody")

    assert alert.paged == ()
    assert alert.reasons.paged == "nobody would be paged: HIGH escalates, but policy “Nobody” names no people"


def test_nobody_is_paged_twice_at_one_time() -> None:
    levels = (EscalationLevel(people=("Anna", "Anna")), EscalationLevel(people=("Ben", "Anna")))
    policy = EscalationPolicy(id=1, name="Twice", levels=levels)
    desk = EngineDesk(SOURCE, Configuration(policies=(policy,), people=PEOPLE))

    assert [page.name for page in desk.opened("disk").paged] == ["Anna", "Ben"]


def test_who_would_be_paged_stays_as_it_was_when_the_alert_was_opened(desk: EngineDesk) -> None:
    """Facts, 3: "`ACCEPT` → state `ACCEPTED` (notifications stop)": what was to come is still to be read."""
    opened = desk.opened("disk")
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    desk.send(EventType.RESOLVE, "disk")

    (alert,) = desk.held
    assert (alert.paged, alert.reasons) == (opened.paged, opened.reasons)
