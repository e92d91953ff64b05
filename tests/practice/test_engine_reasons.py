"""Every entry of the log says in a sentence why the event did what it did."""

import pytest

from ilert_desktop.event import Comment, EventType
from ilert_desktop.practice.configuration import Configuration, Joins
from ilert_desktop.practice.engine import accept, resolve
from ilert_desktop.practice.rules.quoting import quoted
from ilert_desktop.practice.state import By, Effect, Status
from tests.rig.engine_desk import EngineDesk


@pytest.fixture
def desk() -> EngineDesk:
    return EngineDesk()


def test_an_alert_says_why_it_was_opened(desk: EngineDesk) -> None:
    """Facts, 1 and 2: "Otherwise a new alert"; "`ALERT` without `alertKey`: a new alert every time"."""
    keyed, keyless = desk.opened(" disk "), desk.opened(" ")

    assert keyed.reasons.opened == (
        "new alert: no open alert of “Office” has the alert key “disk”, and the source does not group"
    )
    assert keyless.reasons.opened == "new alert: the event has no alert key, and the source does not group"
    assert [entry.reason for entry in desk.log(keyed)] == [
        "New alert: no open alert of “Office” has the alert key “disk”, and the source does not group."
    ]


def test_read_to_the_letter_the_accepted_alert_is_named() -> None:
    """Specification: "other open (unresolved, unaccepted) alerts"."""
    desk = EngineDesk(configuration=Configuration(alert_joins=Joins.UNACCEPTED))
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")

    assert desk.opened("disk").reasons.opened == (
        "new alert: alert 1 with the alert key “disk” is accepted, which counts as closed here,"
        " and the source does not group"
    )


def test_events_for_an_open_alert_say_what_they_did(desk: EngineDesk) -> None:
    """Facts, 3: "notifications stop"; "the next `ALERT` with that key opens a new alert"."""
    desk.alert("disk")
    comments = (Comment("Ann", "On it"), Comment("Ann", "Freed 2 GB"))
    sent = [
        desk.alert("DISK"),
        desk.send(EventType.COMMENT, "Disk", comments=comments),
        desk.send(EventType.ACCEPT, "disk"),
        desk.send(EventType.RESOLVE, "disk"),
    ]

    assert [decision.entry.reason for decision in sent] == [
        "Appended to alert 1, the newest open one with the alert key “disk”; nobody is paged again.",
        "Added 2 comments to alert 1, the newest open one with the alert key “disk”.",
        "Accepted alert 1, the newest pending one with the alert key “disk”; notifications stop.",
        (
            "Resolved alert 1, the newest open one with the alert key “disk”;"
            " the next ALERT with this key opens a new alert."
        ),
    ]


@pytest.mark.parametrize(
    ("event_type", "verb"),
    [(EventType.ACCEPT, "accept"), (EventType.RESOLVE, "resolve"), (EventType.COMMENT, "comment on")],
)
def test_events_without_a_match_say_that_they_have_no_effect(
    desk: EngineDesk, event_type: EventType, verb: str
) -> None:
    """Facts, 3: "With no open match they are taken (202) and have no effect." """
    unknown, keyless = desk.send(event_type, "disk"), desk.send(event_type, "")

    assert unknown.entry.reason == "No effect: no open alert of “Office” has the alert key “disk”."
    assert keyless.entry.reason == f"No effect: without an alert key there is no alert to {verb}."
    assert desk.state.log(None) == [unknown.entry, keyless.entry]


def test_an_accept_that_comes_late_is_told_so(desk: EngineDesk) -> None:
    """Facts, 1: "`ACCEPT` finds the newest `PENDING` alert"."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    again = desk.send(EventType.ACCEPT, "disk")

    assert again.alert is None
    assert again.entry.reason == "No effect: alert 1 with the alert key “disk” is accepted already."


@pytest.mark.parametrize(("by", "where"), [(By.API, "through the API"), (By.PAGE, "on the page")])
def test_what_people_do_says_where_they_did_it(desk: EngineDesk, by: By, where: str) -> None:
    """Facts, "Reading alerts back": "`PUT /api/alerts/{id}/accept` and `/resolve` act on one"."""
    accepted = accept(desk.opened(""), desk.time, by)
    assert accepted is not None
    assert accepted.alert is not None
    resolved = resolve(accepted.alert, desk.time, by)
    assert resolved is not None
    assert resolved.alert is not None

    assert accepted.entry.reason == f"Accepted {where}; notifications stop."
    assert resolved.entry.reason == f"Resolved {where}; the alert is closed."
    assert [decision.entry.effect for decision in (accepted, resolved)] == [Effect.ACCEPTED, Effect.RESOLVED]
    assert {decision.entry.by for decision in (accepted, resolved)} == {by}
    assert resolved.alert.status is Status.RESOLVED


def test_people_can_accept_only_what_is_pending_and_resolve_only_what_is_open(desk: EngineDesk) -> None:
    """Facts, 3: the states; an action that comes too late changes nothing."""
    desk.alert("disk")
    desk.send(EventType.ACCEPT, "disk")
    assert accept(desk.held[0], desk.time, By.PAGE) is None

    desk.send(EventType.RESOLVE, "disk")
    assert accept(desk.held[0], desk.time, By.API) is None
    assert resolve(desk.held[0], desk.time, By.API) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("disk", "“disk”"),
        ("a\nb\t c", "“a b c”"),
        ("x" * 60, f"“{'x' * 60}”"),
        ("x" * 61, f"“{'x' * 60}…”"),
        ("x" * 5_000_000, f"“{'x' * 60}…”"),
        ("a\u202eb\0c", "“a\ufffdb\ufffdc”"),
        (" " * 200 + "x", "“…”"),
    ],
)
def test_texts_from_outside_stay_on_one_short_line(text: str, said: str) -> None:
    """A key can be as long as a body, and turn the writing round: a sentence stays readable with it."""
    assert quoted(text) == said


def test_a_long_key_does_not_make_a_long_sentence(desk: EngineDesk) -> None:
    desk.alert("k" * 100_000)
    joined = desk.alert("K" * 100_000)

    assert joined.entry.effect is Effect.APPENDED
    assert len(joined.entry.reason) < 200
