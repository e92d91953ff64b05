"""What can be done for the chosen alert: which actions are enabled, and what a press asks for."""

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.event import EventType
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.history.action_set import ActionSet
from ilert_desktop.ui.history.request import HistoryRequest, Subject, request_for
from ilert_desktop.ui.history.rules import Refusal, confirm_refusal, refusal, reuse_refusal


class HistoryActions(QObject):
    """Accept, resolve, comment, use again and confirm, for one `Subject` at a time.

    One press asks once: the action stays disabled until the alert has another event, or `release()` takes the
    press back.

    Signals:
        event_requested: a `HistoryRequest` to be sent.
        text_requested: `(subject, event_type)`: the operator wants to type something first; see `ask_with_text`.
        reuse_requested: the newest ALERT of the alert (`LedgerEvent`).
        confirm_requested: the `Alert` to be looked up in ilert.
    """

    event_requested = Signal(object)
    text_requested = Signal(object, object)
    reuse_requested = Signal(object)
    confirm_requested = Signal(object)

    def __init__(self, sources: SourceList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        self._subject: Subject | None = None
        self._reading = False
        self._gives_way = False
        self._pressed: set[str] = set()
        self.set = ActionSet(self)
        self._connect()
        self._update()

    def _connect(self) -> None:
        self.set.accept.triggered.connect(self._on_accept)
        self.set.resolve.triggered.connect(self._on_resolve)
        self.set.accept_with.triggered.connect(self._on_accept_with)
        self.set.resolve_with.triggered.connect(self._on_resolve_with)
        self.set.comment.triggered.connect(self._on_comment)
        self.set.reuse.triggered.connect(self._on_reuse)
        self.set.confirm.triggered.connect(self._on_confirm)

    def set_subject(self, subject: Subject | None, *, reading: bool = False) -> None:
        """Be about another alert, or the same one after a change; `reading` says that it is still on its way."""
        self._subject, self._reading, self._gives_way = subject, reading, False
        self._update()

    def give_way(self) -> None:
        """Be about nothing, and leave the actions to `SeveralActions` until the next `set_subject`."""
        self._subject, self._reading, self._gives_way = None, False, True

    def ask(self, subject: Subject, event_type: EventType, *, summary: str = "", text: str = "") -> None:
        """Ask for an event, unless the same was asked for already."""
        request = request_for(subject, event_type, summary=summary, text=text)
        if request.draft_id in self._pressed:
            return
        self._pressed.add(request.draft_id)
        self._update()
        self.event_requested.emit(request)

    @Slot(object, object, str)
    def ask_with_text(self, subject: Subject, event_type: EventType, text: str) -> None:
        """Ask for an event with what was typed: a comment's text, else a summary in place of the alert's."""
        if event_type is EventType.COMMENT:
            self.ask(subject, event_type, text=text)
        else:
            self.ask(subject, event_type, summary=text)

    def release(self, request: HistoryRequest) -> None:
        """Take a press back: its request came to nothing, and can be made again."""
        self._pressed.discard(request.draft_id)
        self._update()

    def _update(self) -> None:
        if self._gives_way:
            return
        accept, resolve = self._refusal(EventType.ACCEPT), self._refusal(EventType.RESOLVE)
        subject = self._subject
        reuse = reuse_refusal(subject) if subject else self._nothing()
        confirm = confirm_refusal(subject, source_known=self._source_known(subject)) if subject else self._nothing()
        self.set.allow(self.set.accept, accept)
        self.set.allow(self.set.accept_with, accept)
        self.set.allow(self.set.resolve, resolve)
        self.set.allow(self.set.resolve_with, resolve)
        self.set.allow(self.set.comment, self._refusal(EventType.COMMENT))
        self.set.allow(self.set.reuse, reuse)
        source = self._sources.get(subject.alert.source_id) if subject else None
        self.set.name_confirm(is_practice=source is not None and source.is_practice)
        self.set.allow(self.set.confirm, confirm)

    def _refusal(self, event_type: EventType) -> Refusal | None:
        if self._subject is None:
            return self._nothing()
        # A comment's draft id holds its text, so the next one is free to go.
        if request_for(self._subject, event_type).draft_id in self._pressed:
            return Refusal.PRESSED
        return refusal(self._subject, event_type, source_known=self._source_known(self._subject))

    def _nothing(self) -> Refusal:
        return Refusal.READING if self._reading else Refusal.NOTHING_CHOSEN

    def _source_known(self, subject: Subject) -> bool:
        return self._sources.get(subject.alert.source_id) is not None

    def _request_text(self, event_type: EventType) -> None:
        if self._subject is not None:
            self.text_requested.emit(self._subject, event_type)

    @Slot()
    def _on_accept(self) -> None:
        if self._subject is not None:
            self.ask(self._subject, EventType.ACCEPT)

    @Slot()
    def _on_resolve(self) -> None:
        if self._subject is not None:
            self.ask(self._subject, EventType.RESOLVE)

    @Slot()
    def _on_accept_with(self) -> None:
        self._request_text(EventType.ACCEPT)

    @Slot()
    def _on_resolve_with(self) -> None:
        self._request_text(EventType.RESOLVE)

    @Slot()
    def _on_comment(self) -> None:
        self._request_text(EventType.COMMENT)

    @Slot()
    def _on_reuse(self) -> None:
        event = self._subject.newest_alert_event if self._subject else None
        if event is not None:
            self.reuse_requested.emit(event)

    @Slot()
    def _on_confirm(self) -> None:
        if self._subject is not None:
            self.confirm_requested.emit(self._subject.alert)
