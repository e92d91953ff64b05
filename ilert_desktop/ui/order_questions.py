"""Asks when something before a new event, of the same alert, needs the operator first."""

from functools import partial

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.draft import Draft
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Behind, Decision, EventState, LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.history.request import is_asked_from_history
from ilert_desktop.ui.history_flow import Answered
from ilert_desktop.ui.ledger_signals import AttemptEnded
from ilert_desktop.ui.result_words import ResultWords, short_name
from ilert_desktop.ui.send_flow import Blocked, SendFlow
from ilert_desktop.ui.tasks import Tasks


class _Question(msgspec.Struct, frozen=True):
    """What is asked about a new event, and for a composed one what the form held then."""

    blocked: Blocked
    typed: Draft | None
    source_ids: tuple[str, ...]


class OrderQuestions(QObject):
    """One notice for each new event that can't just be queued; it goes when its draft does.

    Signals:
        told: a line that says what came of an answer.
        form_spent: what is in the form need not be sent any more.
        failed: an exception with `title` and `sentence`.
    """

    told = Signal(str)
    form_spent = Signal()
    failed = Signal(object)

    def __init__(
        self,
        ledger: Ledger,
        tasks: Tasks,
        flow: SendFlow,
        composer: Composer,
        composing: Composing,
        notices: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._flow = flow
        self._composer = composer
        self._composing = composing
        self._notices = notices
        self._words = ResultWords(self)
        self._open: dict[str, _Question] = {}
        flow.blocked.connect(self._on_blocked)
        flow.queued.connect(self._on_queued)
        notices.closed.connect(self._on_closed)
        composer.changed.connect(self._on_form_changed)
        composing.source_changed.connect(self._on_form_changed)

    @Slot(object)
    def _on_blocked(self, blocked: Blocked) -> None:
        draft_id = blocked.new.draft_id
        typed = None if is_asked_from_history(draft_id) else self._composer.value()
        self._open[draft_id] = _Question(blocked, typed, self._composing.source_ids)
        notice = self._never_taken(blocked) if blocked.is_never_taken else self._held(blocked)
        self._notices.show_notice(notice)

    def _held(self, blocked: Blocked) -> Notice:
        new, before = blocked.new, blocked.before
        why = self._words.title(before, Decision(state=before.state, hold=before.hold))
        sentence = self.tr("{why}. This {type} would wait behind it.")
        if blocked.beside:
            sentence += " " + self.tr("Nothing is queued at any source yet.")
        return Notice(
            subject=_subject(new.draft_id),
            title=self._named(self.tr("{type} “{summary}” at {source} needs an answer first"), before),
            sentence=sentence.format(why=why, type=new.event.event_type),
            actions=(
                (self.tr("Send this instead"), partial(self._send, blocked, Behind.INSTEAD)),
                (self.tr("Wait"), partial(self._send, blocked, Behind.WAIT)),
            ),
        )

    def _never_taken(self, blocked: Blocked) -> Notice:
        return Notice(
            subject=_subject(blocked.new.draft_id),
            title=self._named(self.tr("ilert has not taken {type} “{summary}” at {source} yet"), blocked.before),
            sentence=self.tr("If it is over already, nobody needs to be paged."),
            actions=(
                (self.tr("Cancel both, nobody is paged"), partial(self._cancel_both, blocked)),
                (self.tr("Send it after the alert"), partial(self._send, blocked, Behind.WAIT)),
            ),
        )

    def _taken_meanwhile(self, blocked: Blocked) -> Notice:
        sentence = self.tr("The {type} is not sent yet.").format(type=blocked.new.event.event_type)
        return Notice(
            subject=_subject(blocked.new.draft_id),
            title=self._named(self.tr("{type} “{summary}” at {source} went out meanwhile"), blocked.before),
            sentence=sentence,
            actions=((self.tr("Send it now"), partial(self._send, blocked, Behind.WAIT)),),
        )

    def _named(self, words: str, event: LedgerEvent) -> str:
        return words.format(type=event.event_type, summary=short_name(event), source=event.source_name)

    def _send(self, blocked: Blocked, behind: Behind) -> None:
        # What is cancelled is what the operator has read about, no other event that has come to be held meanwhile.
        instead_of = blocked.instead_of | {blocked.before.id} if behind is Behind.INSTEAD else blocked.instead_of
        self._flow.send(
            blocked.new,
            beside=blocked.beside,
            allow_repeat=blocked.allow_repeat,
            behind=behind,
            instead_of=instead_of,
        )

    def _cancel_both(self, blocked: Blocked) -> None:
        before = blocked.before
        cancelled = self._ledger.cancel_untaken(before.source_id, before.alert_key)
        self._tasks.watch(cancelled, partial(self._on_cancelled, blocked), self.failed.emit)

    def _on_cancelled(self, blocked: Blocked, is_done: bool) -> None:
        name = short_name(blocked.before)
        if not is_done:
            self.told.emit(
                self.tr("Too late: ilert may have taken “{name}”; it is resolved after that").format(name=name)
            )
            self._send(blocked, Behind.WAIT)
            return
        question = self._open.get(blocked.new.draft_id)
        self._close(blocked.new.draft_id)
        if rest := blocked.elsewhere():
            # As the form's draft, which stays there until it is committed: there may be a question about these as well.
            first = replace(rest[0], draft_id=blocked.new.draft_id)
            self._flow.send(first, beside=rest[1:], allow_repeat=blocked.allow_repeat)
        elif question is not None and question.typed is not None and question.typed == self._composer.value():
            self.form_spent.emit()
        self.told.emit(self.tr("Cancelled: “{name}” and its RESOLVE are not sent, nobody is paged").format(name=name))

    @Slot(object)
    def _on_queued(self, event: LedgerEvent) -> None:
        if self._open.pop(event.draft_id, None) is not None:
            self._notices.withdraw(_subject(event.draft_id))

    @Slot(object)
    def on_attempt_ended(self, ended: AttemptEnded) -> None:
        """An event was tried: that nobody is paged by it can't be promised any more once ilert has taken it."""
        for question in list(self._open.values()):
            blocked = question.blocked
            is_it = blocked.is_never_taken and blocked.before.id == ended.event.id
            if is_it and ended.decision.state is EventState.TAKEN:
                self._notices.show_notice(self._taken_meanwhile(blocked))

    @Slot(object)
    def on_answered(self, answered: Answered) -> None:
        """The operator has decided about an earlier event: what is asked because of it is not true any more."""
        for draft_id, question in list(self._open.items()):
            if question.blocked.before.id == answered.event.id:
                self._close(draft_id)

    @Slot(str)
    def _on_closed(self, subject: str) -> None:
        for draft_id in [draft_id for draft_id in self._open if _subject(draft_id) == subject]:
            self._close(draft_id)

    @Slot()
    def _on_form_changed(self) -> None:
        if not self._open:
            return
        now = (self._composer.value(), self._composing.source_ids)
        for draft_id, question in list(self._open.items()):
            if question.typed is not None and (question.typed, question.source_ids) != now:
                self._close(draft_id)

    def _close(self, draft_id: str) -> None:
        question = self._open.pop(draft_id, None)
        if question is not None:
            self._notices.withdraw(_subject(draft_id))
            self._flow.give_up(question.blocked.new)


def _subject(draft_id: str) -> str:
    return f"order of {draft_id}"
