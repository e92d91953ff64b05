"""The outbox against a plain model: whatever is done in whatever order, by two programs and through restarts."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ilert_desktop.event import EventType, fold_key
from ilert_desktop.ledger.errors import AlreadyQueued
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.pacing import WINDOW_MS
from ilert_desktop.ledger.records import (
    KEY_HOLDS,
    SETTLED,
    Attempt,
    AttemptEnd,
    Behind,
    Decision,
    EventState,
    Hold,
    LedgerEvent,
    NotBefore,
    OutcomeKind,
    Pace,
)
from tests.faults.outbox_model import ALLOWED, ENDS, KEYS, Model, ModelAttempt, ModelEvent, after_a_crash
from tests.faults.tally import Extent, Tally
from tests.rig.ledgers import MINUTE, SECOND, Clock, done, new_event

HOUR: Final = 60 * MINUTE
SPREAD: Final = WINDOW_MS // ALLOWED
SOURCES = st.sampled_from(sorted(KEYS))
NAMES = st.sampled_from(["k", "K ", "other", ""])
JOBS = st.sampled_from(["", "", "job"])
TWO = st.sampled_from([0, 1])
# Which of the events there are; taken modulo their number.
WHICH = st.integers(0, 1000)
WAITS = st.sampled_from([0, SECOND, 20 * SECOND, 5 * MINUTE])


class OutboxMachine(RuleBasedStateMachine):
    """Two programs on one file; the first has the lock and sends."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine"))
        self.clock = Clock()
        self.model = Model()
        self.ledgers: list[Ledger] = []
        self.under_way: list[tuple[Attempt, ModelAttempt]] = []
        self.unlooked = False
        self.settled: dict[int, LedgerEvent] = {}

    @initialize()
    def open(self) -> None:
        self.ledgers = [Ledger(self.folder / "ledger.db", clock=self.clock, steady=self.clock.steady) for _ in range(2)]

    def teardown(self) -> None:
        self._close()
        shutil.rmtree(self.folder)

    @rule(
        event_type=st.sampled_from(EventType),
        source_id=SOURCES,
        key=NAMES,
        undo_ms=st.sampled_from([0, 0, 5 * SECOND]),
        job=JOBS,
        behind=st.sampled_from(Behind),
        program=TWO,
    )
    def enqueue(
        self, event_type: EventType, source_id: str, key: str, undo_ms: int, job: str, behind: Behind, program: int
    ) -> None:
        new = new_event(event_type, key, source_id=source_id, undo_ms=undo_ms, job=job)
        refused = self.model.refuses(event_type, source_id, key, behind)
        asked = self.ledgers[program].enqueue_together([new], behind=behind)
        if refused:
            with pytest.raises(refused):
                done(asked)
            return
        (written,) = done(asked)
        not_before = self.model.now + undo_ms
        event = ModelEvent(written.id, event_type, source_id, fold_key(key), job, bool(job), not_before)
        self.model.enqueue(event, behind)
        again = self.ledgers[1 - program].enqueue_together([new], behind=behind)
        if job:
            assert done(again) == []
        else:
            with pytest.raises(AlreadyQueued):
                done(again)

    @rule(which=WHICH)
    def begin(self, which: int) -> None:
        due = done(self.ledgers[0].due())
        if not due:
            return
        event = self._event(due[which % len(due)].id)
        result = done(self.ledgers[0].begin_attempt(event.id, Pace(KEYS[event.source_id], "host", ALLOWED + 2)))
        newest = self.model.newest_start(event)
        gap = WINDOW_MS if newest is None else self.model.now - newest
        if isinstance(result, Attempt):
            assert self.model.surely_counted(event) < ALLOWED
            assert not self.model.paused_for(event)
            assert gap >= SPREAD or not event.is_bulk
            beside = {(e.source_id, e.fold or e.id) for _, a in self.under_way for e in [a.event]}
            assert (event.source_id, event.fold or event.id) not in beside
            event.state = EventState.SENDING
            self.under_way.append((result, ModelAttempt(event, self.model.now)))
            self.model.attempts.append(self.under_way[-1][1])
        else:
            assert isinstance(result, NotBefore)
            wait = result.at - self.clock()
            assert 0 < wait <= max(WINDOW_MS, self.model.paused_for(event))
            is_full = self.model.perhaps_counted(event) >= ALLOWED
            assert is_full or self.model.paused_for(event) or (event.is_bulk and self._may_be_spread(event))
            if event.state is EventState.WAITING:
                event.not_before = self.model.now + wait

    @precondition(lambda self: self.under_way)
    @rule(which=WHICH, how=st.sampled_from(["taken", "rejected", "refused", "not sent", "429", "uncertain", "asked"]),
          wait=WAITS)  # fmt: skip
    def finish(self, which: int, how: str, wait: int) -> None:
        attempt, mine = self.under_way.pop(which % len(self.under_way))
        outcome, status, state, hold = ENDS[how]
        wait = wait if state is EventState.WAITING else 0
        decision = Decision(state=state, hold=hold, not_before=self.clock() + wait if wait else 0)
        pause = self.clock() + wait if how == "429" and wait else 0
        end = AttemptEnd(at=self.clock(), outcome=outcome, status=status, pause_until=pause)
        done(self.ledgers[0].finish_attempt(attempt, end, decision))
        self.model.end(mine, outcome, status)
        self.model.apply(mine.event, decision, wait)
        if pause:
            key = KEYS[mine.event.source_id]
            self.model.pauses[key] = max(self.model.pauses.get(key, 0), self.model.now + wait)

    @precondition(lambda self: self.model.events)
    @rule(
        which=WHICH,
        program=TWO,
        decision=st.sampled_from(
            [
                Decision(state=EventState.QUEUED),
                Decision(state=EventState.CANCELLED),
                *(Decision(state=EventState.HELD, hold=hold) for hold in Hold),
            ]
        ),
    )
    def decide(self, which: int, program: int, decision: Decision) -> None:
        event = self.model.events[which % len(self.model.events)]
        assert done(self.ledgers[program].decide(event.id, decision)) == self.model.decide(event, decision)

    @rule(program=TWO)
    def retry_waiting(self, program: int) -> None:
        later = [
            event
            for event in self.model.events
            if event.state is EventState.WAITING and event.not_before > self.model.now
        ]
        for event in later:
            event.not_before = self.model.now
        assert done(self.ledgers[program].retry_waiting()) == len(later)

    @rule(source_id=SOURCES, program=TWO)
    def release(self, source_id: str, program: int) -> None:
        held = [e for e in self.model.events if e.source_id == source_id and e.hold in KEY_HOLDS]
        for event in held:
            self.model.apply(event, Decision(state=EventState.QUEUED))
        assert done(self.ledgers[program].release_source(source_id, KEY_HOLDS)) == len(held)

    @rule(source_id=SOURCES, key=NAMES, program=TWO)
    def cancel_untaken(self, source_id: str, key: str, program: int) -> None:
        line = self.model.line(source_id, fold_key(key))
        possible = self.model.is_untaken(line)
        assert done(self.ledgers[program].cancel_untaken(source_id, key)) == possible
        if possible:
            self.model.settle(line, EventState.CANCELLED)

    @rule(program=TWO)
    def cancel_job(self, program: int) -> None:
        left = [
            event
            for event in self.model.events
            if event.job and not event.is_settled and event.state is not EventState.SENDING
        ]
        self.model.settle(left, EventState.CANCELLED)
        assert done(self.ledgers[program].cancel_job("job")) == len(left)

    @rule(milliseconds=st.sampled_from([1, SECOND, 5 * SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 8 * HOUR]))
    def pass_time(self, milliseconds: int) -> None:
        self.clock.turn(milliseconds)
        self.model.now += milliseconds

    @rule(milliseconds=st.sampled_from([-HOUR, -MINUTE, MINUTE, HOUR, 24 * HOUR, -30 * 24 * HOUR]))
    def set_clock(self, milliseconds: int) -> None:
        self.clock.set_by(milliseconds)
        self.unlooked = True
        for _, attempt in self.under_way:
            attempt.clock_was_set = True

    @rule()
    def restart_program(self) -> None:
        self._close()
        self.open()
        self._recover()

    @rule()
    def restart_computer(self) -> None:
        done(self.ledgers[0].due())
        self._close()
        self.clock.restart_computer(2 * MINUTE)
        self.model.now += 2 * MINUTE
        for attempt in self.model.attempts:
            attempt.other_boot = True
        self.open()
        self._recover()

    @invariant()
    def what_is_due_is_what_the_model_says(self) -> None:
        if not self.ledgers:
            return
        type(self).steps += 1
        if self.unlooked:
            # Something else may happen before delivery looks at the outbox again.
            self.unlooked = False
            return
        for ledger in self.ledgers:
            assert [event.id for event in done(ledger.due())] == self.model.due()

    @invariant()
    def nothing_is_lost_and_settled_events_never_change(self) -> None:
        if not self.ledgers:
            return
        outbox = {event.id: event for event in done(self.ledgers[1].outbox())}
        for event in self.model.events:
            stands = outbox.get(event.id) or done(self.ledgers[0].event(event.id))
            assert (stands.state, stands.hold) == (event.state, event.hold)
            if stands.state in SETTLED:
                assert self.settled.setdefault(event.id, stands) == stands

    def _recover(self) -> None:
        def conclude(event: LedgerEvent) -> tuple[AttemptEnd, Decision]:
            decision = after_a_crash(event.event_type, event.alert_key)
            if decision.state is EventState.WAITING:
                decision = Decision(state=decision.state, not_before=self.clock() + SECOND)
            return AttemptEnd(at=self.clock(), outcome=OutcomeKind.UNCERTAIN), decision

        assert done(self.ledgers[0].recover(conclude)) == len(self.under_way)
        for _, attempt in self.under_way:
            self.model.end(attempt, OutcomeKind.UNCERTAIN, None)
            decision = after_a_crash(attempt.event.event_type, attempt.event.fold)
            self.model.apply(attempt.event, decision, SECOND if decision.state is EventState.WAITING else 0)
        self.under_way.clear()

    def _close(self) -> None:
        for ledger in self.ledgers:
            ledger.close()
        self.ledgers = []

    def _event(self, event_id: int) -> ModelEvent:
        return next(event for event in self.model.events if event.id == event_id)

    def _may_be_spread(self, event: ModelEvent) -> bool:
        newest = self.model.newest_start(event)
        return any(attempt.other_boot for attempt in self.model.attempts) or (
            newest is not None and self.model.now - newest < SPREAD
        )


@pytest.mark.timeout(3 * 3600)
def test_the_outbox_does_what_the_model_says(extent: Extent, tally: Tally) -> None:
    limits: Any = settings(
        max_examples=extent.examples,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=extent.name == "quick",
    )
    OutboxMachine.steps = 0
    run_state_machine_as_test(OutboxMachine, settings=limits)
    tally.add(
        f"the outbox and its model agreed after each of {OutboxMachine.steps} steps in {extent.examples} histories",
        steps=OutboxMachine.steps,
        histories=extent.examples,
    )
