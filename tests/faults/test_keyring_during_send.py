"""The keyring breaks while events are to be sent: they wait and say so, others go on, and they go when it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilert_desktop.ledger.records import KEY_HOLDS, EventState, Hold, LedgerEvent
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.faults.other_end import OtherEnd
from tests.rig.ledgers import done
from tests.rig.outbox import KEY, Outbox
from tests.rig.secret_service import PrivateBus, SecretService
from tests.rig.waiting import wait_until

TAKEN, WAITING, HELD = EventState.TAKEN, EventState.WAITING, EventState.HELD


@pytest.fixture
def other_end() -> Iterator[OtherEnd]:
    with OtherEnd() as end:
        yield end


@pytest.fixture
def outbox(tmp_path: Path, secret_service: SecretService, other_end: OtherEnd) -> Iterator[Outbox]:
    """A source with its key in the real keyring, one whose key lasts for the session, and practice."""
    with Outbox(tmp_path, keys=Keys(timeout=3.0)) as running:
        running.source(other_end.url)
        session = running.source(other_end.url, "session", key=None)
        done(running.keys.store(session, "il1api-another", session_only=True))
        running.sources[PRACTICE_SOURCE.id] = PRACTICE_SOURCE
        yield running


def others_go_on(outbox: Outbox) -> None:
    for source_id in ("session", PRACTICE_SOURCE.id):
        outbox.reaches(outbox.send(key="", source_id=source_id), TAKEN)


def goes_now(outbox: Outbox, event: LedgerEvent, other_end: OtherEnd) -> None:
    """The keyring is back, and the operator or the window says so: the event arrives, once."""

    def taken() -> bool:
        # Said again where a keyring on a busy computer takes longer than the limit.
        done(outbox.book.ledger.release_source("s1", KEY_HOLDS))
        done(outbox.book.ledger.retry_waiting())
        return outbox.book.event(event.id).state is TAKEN

    wait_until(taken, timeout=30, what="the event taken")
    assert [arrival.alert_key for arrival in other_end.arrivals].count("k") == 1


def test_locked(outbox: Outbox, secret_service: SecretService, other_end: OtherEnd) -> None:
    secret_service.lock()
    event = outbox.send()
    held = outbox.reaches(event, HELD)
    assert (held.hold, held.tries) == (Hold.KEY_LOCKED, 0)
    assert "Unlock the keyring" in held.message
    others_go_on(outbox)
    secret_service.unlock()
    goes_now(outbox, event, other_end)


def test_locked_between_two_sends(outbox: Outbox, secret_service: SecretService, other_end: OtherEnd) -> None:
    outbox.reaches(outbox.send(key="before"), TAKEN)
    secret_service.lock()
    event = outbox.send()
    assert outbox.reaches(event, HELD).hold is Hold.KEY_LOCKED
    secret_service.unlock()
    goes_now(outbox, event, other_end)


def test_dead_and_back(outbox: Outbox, secret_service: SecretService, other_end: OtherEnd) -> None:
    secret_service.kill()
    event = outbox.send()
    stands = outbox.reaches(event, WAITING, HELD)
    assert stands.message
    assert stands.tries == 0
    others_go_on(outbox)
    secret_service.restart()
    goes_now(outbox, event, other_end)


def test_hanging_and_back(outbox: Outbox, secret_service: SecretService, other_end: OtherEnd) -> None:
    secret_service.hang()
    event = outbox.send()
    others_go_on(outbox)
    stands = outbox.reaches(event, WAITING)
    assert "keyring" in stands.message
    assert stands.tries == 0
    secret_service.resume()
    goes_now(outbox, event, other_end)


def test_dying_while_it_is_asked(outbox: Outbox, secret_service: SecretService, other_end: OtherEnd) -> None:
    secret_service.hang()
    event = outbox.send()
    others_go_on(outbox)
    secret_service.kill()
    outbox.reaches(event, WAITING, HELD)
    secret_service.restart()
    goes_now(outbox, event, other_end)


def test_gone_for_good_until_the_key_is_typed_again(
    outbox: Outbox, private_bus: PrivateBus, other_end: OtherEnd
) -> None:
    private_bus.kill()
    event = outbox.send()
    assert outbox.reaches(event, WAITING, HELD).message
    others_go_on(outbox)
    done(outbox.keys.store(outbox.sources["s1"], KEY))
    goes_now(outbox, event, other_end)
