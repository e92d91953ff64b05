"""The rows of the history follow the events of their key, whatever becomes of which, and cost no more for old ones."""

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ilert_desktop.event import EventType
from ilert_desktop.ledger.alert_rows import refresh_alerts
from ilert_desktop.ledger.alert_state import Step, group
from ilert_desktop.ledger.records import Decision, Elsewhere, EventState, Hold, LedgerEvent, Place
from ilert_desktop.ledger.schema import open_database
from tests.rig.ledgers import SECOND, Book, done

ELSEWHERE = {"accepted": EventType.ACCEPT, "resolved": EventType.RESOLVE}
MOVES = st.one_of(
    st.sampled_from(EventType),
    st.sampled_from(sorted(ELSEWHERE)),
    st.tuples(st.integers(0, 8), st.sampled_from([EventState.TAKEN, EventState.REJECTED])),
    st.tuples(st.integers(0, 8), st.sampled_from([EventState.CANCELLED, EventState.HELD, EventState.WAITING])),
)


@given(st.lists(MOVES, max_size=25))
@settings(max_examples=60, deadline=None)
def test_the_rows_are_what_all_events_of_the_key_make(moves: list[EventType | str | tuple[int, EventState]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Book(Path(folder) / "ledger.db") as book:
        written: list[LedgerEvent] = []
        for move in moves:
            book.clock.turn(SECOND)
            if isinstance(move, EventType):
                written.append(book.add(move))
            elif isinstance(move, str):
                done(book.ledger.note_elsewhere("s1", "k", ELSEWHERE[move], Place.PRACTICE_PAGE))
            elif unsettled := done(book.ledger.outbox()):
                carry_out(book, unsettled[move[0] % len(unsettled)], move[1])
        steps = [Step(event.id, event.event_type, book.event(event.id).state) for event in written]
        noted: dict[int, list[Elsewhere]] = {}
        for alert in book.alerts():
            for note in done(book.ledger.elsewhere_of_alert(alert.id)):
                noted.setdefault(note.event_id, []).append(note)
        assert book.groups() == [(alert.state, alert.event_ids) for alert in group(steps, noted)]


def carry_out(book: Book, event: LedgerEvent, state: EventState) -> None:
    if state in {EventState.TAKEN, EventState.REJECTED}:
        if event.state is EventState.HELD:
            done(book.ledger.decide(event.id, Decision(state=EventState.QUEUED)))
        book.settle(event, state)
    else:
        hold = Hold.UNCERTAIN if state is EventState.HELD else None
        done(book.ledger.decide(event.id, Decision(state=state, hold=hold)))


def test_an_event_of_an_old_key_costs_no_more_than_one_of_a_new_key(tmp_path: Path) -> None:
    with Book(tmp_path / "ledger.db") as book:
        for _ in range(20):
            for event_type in (EventType.ALERT, EventType.RESOLVE):
                book.clock.turn(10 * SECOND)
                book.settle(book.add(event_type))
        newest = book.add()
    with closing(open_database(tmp_path / "ledger.db")) as connection:
        before = connection.total_changes
        refresh_alerts(connection, newest.source_id, "k", newest.id)
        assert connection.total_changes - before == 1
