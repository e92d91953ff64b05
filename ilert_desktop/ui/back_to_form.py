"""Puts an event that was taken back into the form again, but not in the place of anything else typed there."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from ilert_desktop.draft import draft_of, is_blank
from ilert_desktop.event import from_json
from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.history.request import is_asked_from_history
from ilert_desktop.ui.history_flow import HistoryFlow
from ilert_desktop.ui.result_words import short_name


class BackToForm(QObject):
    """Brings back what was composed; what was asked for from the history can be asked for there again."""

    def __init__(self, composer: Composer, flow: HistoryFlow, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._composer = composer
        self._flow = flow
        self._notices = notices

    @Slot(object)
    def on_undone(self, event: LedgerEvent) -> None:
        """An event was taken back."""
        if is_asked_from_history(event.draft_id):
            return
        typed = self._composer.value()
        if is_blank(typed):
            self._flow.put_in_form(event)
        elif typed != draft_of(from_json(event.body), minted=event.minted):
            self._offer(event)

    def _offer(self, event: LedgerEvent) -> None:
        title = self.tr("Taken back: {type} “{summary}”").format(type=event.event_type, summary=short_name(event))
        sentence = self.tr("The form holds something else by now; that stays until you say so.")
        actions = ((self.tr("Put it into the form"), partial(self._put, event)),)
        self._notices.show_notice(
            Notice(subject=_subject(event), title=title, sentence=sentence, actions=actions, is_problem=False)
        )

    def _put(self, event: LedgerEvent) -> None:
        self._notices.withdraw(_subject(event))
        self._flow.put_in_form(event)


def _subject(event: LedgerEvent) -> str:
    return f"back {event.id}"
