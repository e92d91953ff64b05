"""Pacing: a key's limit is never used up in any stretch of 60 seconds, whatever the computer's clock does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.ledger.pacing import HOST_PER_MINUTE, WINDOW_MS, wait_ms
from ilert_desktop.ledger.records import Attempt, AttemptEnd, Decision, EventState, NotBefore, OutcomeKind, Pace
from tests.rig.ledgers import MINUTE, SECOND, Book, done, new_event

HOUR = 60 * MINUTE
TEN = Pace("key", "host", 12)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "ledger.db") as opened:
        yield opened


def start(book: Book, pace: Pace = TEN, *, job: str = "", source_id: str = "s1") -> Attempt | NotBefore | None:
    """Begin an attempt for an event of its own."""
    event = done(book.ledger.enqueue(new_event(key="", job=job, source_id=source_id)))
    return done(book.ledger.begin_attempt(event.id, pace))


def finish(book: Book, attempt: object, outcome: OutcomeKind = OutcomeKind.TAKEN, *, status: int | None = 202) -> None:
    assert isinstance(attempt, Attempt)
    end = AttemptEnd(at=book.clock(), outcome=outcome, status=status)
    done(book.ledger.finish_attempt(attempt, end, Decision(state=EventState.TAKEN)))


def use_up(book: Book, pace: Pace = TEN, **more: str) -> None:
    """Take every place of the key's minute."""
    for _ in range(pace.per_minute - 2):
        finish(book, start(book, pace, **more))


def pause_key(book: Book, until: int) -> None:
    """Have ilert stop the key by a 429."""
    attempt = start(book)
    assert isinstance(attempt, Attempt)
    end = AttemptEnd(at=book.clock(), outcome=OutcomeKind.NOT_TAKEN, status=429, pause_until=until)
    done(book.ledger.finish_attempt(attempt, end, Decision(state=EventState.WAITING, not_before=until)))


def wait_of(result: object, book: Book) -> int:
    assert isinstance(result, NotBefore)
    return result.at - book.clock()


@given(
    st.integers(-5, 60),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 5_000)), min_size=1, max_size=150),
    st.booleans(),
)
def test_never_more_than_the_limit_less_two_in_any_window(
    per_minute: int, gaps: list[tuple[int, int]], is_bulk: bool
) -> None:
    allowed = max(1, per_minute - 2)
    spans: list[tuple[int, int]] = []
    now = 0
    for gap, lasts in gaps:
        now += gap
        # Asked again after each wait: an attempt may have been under way when it was asked before.
        while wait := wait_ms([(now - s, max(0, now - e)) for s, e in spans], per_minute, is_bulk=is_bulk):
            now += wait
        spans.append((now, now + lasts))
    # Whether the server counts an attempt at its start or at its end: no window holds too many.
    for moments in ([s for s, _ in spans], sorted(e for _, e in spans)):
        for position, moment in enumerate(moments):
            assert sum(1 for other in moments[position:] if other < moment + WINDOW_MS) <= allowed


def test_bulk_attempts_are_spread_evenly() -> None:
    assert wait_ms([], 50, is_bulk=True) == 0
    assert wait_ms([(0, 0)], 50, is_bulk=True) == WINDOW_MS // 48
    assert wait_ms([(1000, 0)], 50, is_bulk=True) == WINDOW_MS // 48 - 1000
    assert wait_ms([(0, 0)], 50, is_bulk=False) == 0


def test_the_minute_of_a_key_is_shared_by_its_sources_and_nobody_else(book: Book) -> None:
    for number in range(10):
        finish(book, start(book, source_id=f"s{number % 2}"))
    assert wait_of(start(book, source_id="s1"), book) == MINUTE
    assert wait_of(start(book, source_id="s3"), book) == MINUTE
    assert isinstance(start(book, Pace("another key", "host", 12)), Attempt)
    book.clock.turn(MINUTE)
    assert isinstance(start(book), Attempt)


def test_an_attempt_counts_until_a_minute_after_its_end(book: Book) -> None:
    first = start(book)
    for _ in range(9):
        finish(book, start(book))
    book.clock.turn(20 * SECOND)
    finish(book, first)
    book.clock.turn(40 * SECOND - 1)
    assert wait_of(start(book), book) == 1
    book.clock.turn(1)
    for _ in range(9):
        finish(book, start(book))
    assert wait_of(start(book), book) == 20 * SECOND


def test_uncertain_attempts_count_and_those_that_never_left_do_not(book: Book) -> None:
    for _ in range(30):
        finish(book, start(book), OutcomeKind.NOT_TAKEN, status=None)
    for _ in range(4):
        finish(book, start(book), OutcomeKind.NOT_TAKEN, status=503)
    for _ in range(5):
        finish(book, start(book), OutcomeKind.UNCERTAIN, status=None)
    assert isinstance(start(book), Attempt)
    # The last one is still under way.
    assert wait_of(start(book), book) == MINUTE


@pytest.mark.parametrize("jump", [-8 * HOUR, -MINUTE, MINUTE, 8 * HOUR])
def test_setting_the_clock_changes_nothing(book: Book, jump: int) -> None:
    use_up(book)
    book.clock.turn(20 * SECOND)
    book.clock.set_by(jump)
    assert wait_of(start(book), book) == 40 * SECOND


@pytest.mark.parametrize("jump", [-8 * HOUR, 0, 8 * HOUR])
def test_starting_the_program_anew_changes_nothing(tmp_path: Path, jump: int) -> None:
    with Book(tmp_path / "ledger.db") as book:
        use_up(book)
        clock = book.clock
    clock.turn(20 * SECOND)
    clock.set_by(jump)
    with Book(tmp_path / "ledger.db", clock=clock) as book:
        assert wait_of(start(book), book) == 40 * SECOND


def test_starting_the_computer_anew(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        use_up(book)
        clock = book.clock
    clock.restart_computer(15 * SECOND)
    with Book(tmp_path / "ledger.db", clock=clock) as book:
        assert wait_of(start(book), book) == 45 * SECOND
        # The clock is wrong after the start: what was before the start is at least as old as that.
        clock.set_by(-30 * SECOND)
        clock.turn(MINUTE)
        assert isinstance(start(book), Attempt)


def test_a_host_has_a_limit_over_all_keys(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    assert HOST_PER_MINUTE == 650
    # The same with fewer: each attempt is a commit that waits for the disk.
    monkeypatch.setattr("ilert_desktop.ledger.pacing.HOST_PER_MINUTE", 30)
    for number in range(30):
        finish(book, start(book, Pace(f"key {number % 5}", "host", 700)))
    assert wait_of(start(book, Pace("new key", "host", 700)), book) == MINUTE
    assert isinstance(start(book, Pace("new key", "other host", 700)), Attempt)
    book.clock.turn(MINUTE)
    assert isinstance(start(book, Pace("new key", "host", 700)), Attempt)


def test_a_429_stops_its_key_and_no_other_for_its_wait(book: Book) -> None:
    attempt = start(book)
    assert isinstance(attempt, Attempt)
    until = book.clock() + 90 * SECOND
    end = AttemptEnd(at=book.clock(), outcome=OutcomeKind.NOT_TAKEN, status=429, pause_until=until)
    done(book.ledger.finish_attempt(attempt, end, Decision(state=EventState.WAITING, not_before=until)))
    assert wait_of(start(book, source_id="another source"), book) == 90 * SECOND
    assert isinstance(start(book, Pace("another key", "host", 12)), Attempt)
    # The pause goes on as long as it would have, whatever the clock says.
    done(book.ledger.due())
    book.clock.set_by(HOUR)
    done(book.ledger.due())
    assert wait_of(start(book), book) == 90 * SECOND
    book.clock.turn(90 * SECOND)
    assert isinstance(start(book), Attempt)


def test_a_pause_that_a_wrong_clock_wrote_does_not_stop_its_key_for_years(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        clock = book.clock
        clock.set_by(3 * 365 * 24 * HOUR)
        pause_key(book, clock() + 30 * SECOND)
    clock.restart_computer(5 * MINUTE)
    clock.set_by(-3 * 365 * 24 * HOUR)
    with Book(tmp_path / "ledger.db", clock) as book:
        assert done(book.ledger.paused_until("s1")) == 0
        pause_key(book, clock() + 30 * SECOND)
        assert done(book.ledger.paused_until("s1")) == clock() + 30 * SECOND
        assert wait_of(start(book), book) == 30 * SECOND


def test_a_bulk_event_waits_for_its_turn_and_an_interactive_one_passes(book: Book) -> None:
    finish(book, start(book, job="j"))
    assert wait_of(start(book, job="j"), book) == 6 * SECOND
    assert isinstance(start(book), Attempt)


def test_each_ledger_marks_keys_in_its_own_way(book: Book) -> None:
    salt = done(book.ledger.salt())
    assert len(salt) == 64
    with Book(book.path) as again:
        assert done(again.ledger.salt()) == salt
    with Book(book.path.with_name("other.db")) as other:
        assert done(other.ledger.salt()) != salt
