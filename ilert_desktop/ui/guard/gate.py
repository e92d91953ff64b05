"""The gate on the way from Send to the ledger: an alert that needs a second step waits here until it was taken."""

from collections.abc import Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ilert_desktop.event import Event, Priority
from ilert_desktop.sources.guard import confirm_label, names_together, needs_confirmation
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.guard.bar import GuardBar

# Who comes back after longer than this may not remember what was about to be sent.
AWAY_MS: Final = 15_000


class _Step(msgspec.Struct, frozen=True):
    """What a second step is for: exactly this draft, as this event, at exactly these sources."""

    draft_id: str
    event: Event
    sources: tuple[Source, ...]


class Gate(QObject):
    """Asks for a second step and remembers for which draft it was taken, until something about that changes.

    Signals:
        opened: the second step was taken: `lets_pass` says yes to the same draft now.

    Args:
        away_ms: after this time away from the window the question is taken back, in milliseconds.
    """

    opened = Signal()

    def __init__(self, bar: GuardBar, window: QWidget, *, away_ms: int = AWAY_MS) -> None:
        super().__init__(window)
        self._bar = bar
        self._window = window
        self._asked: _Step | None = None
        self._passed: _Step | None = None
        self._came_from: QWidget | None = None
        self._starters: list[QObject] = []
        self._is_key_down = False
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(away_ms)
        self._away.timeout.connect(self.forget)
        bar.confirmed.connect(self._on_confirmed)
        bar.declined.connect(self.forget)
        window.installEventFilter(self)

    def watch(self, starter: QObject) -> None:
        """Know of a button or an action that starts a send: a key that worked it is still down when this asks."""
        self._starters.append(starter)
        starter.installEventFilter(self)

    def lets_pass(self, draft_id: str, event: Event, sources: Sequence[Source]) -> bool:
        """Whether this draft may be sent now; if not, the second step is asked for."""
        asking = [source for source in sources if needs_confirmation(source, event)]
        step = _Step(draft_id, event, tuple(sources))
        if not asking or step == self._passed:
            return True
        if self._asked is None:
            self._came_from = QApplication.focusWidget()
        self._asked = step
        others = [source for source in sources if source not in asking]
        self._bar.ask(confirm_label(asking), self._words(event, asking, others), is_key_down=self._is_key_down)
        return False

    @Slot()
    def forget(self) -> None:
        """The draft or where it goes is another one, or the operator went away: no step was asked for or taken."""
        self._passed = None
        self._close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Know whether a key starts a send, and for how long the operator is away."""
        kind = event.type()
        if watched is self._window:
            self._follow_window(kind)
        elif kind in {QEvent.Type.Shortcut, QEvent.Type.KeyPress} and watched in self._starters:
            # What the key starts happens in this call, with the key down.
            self._is_key_down = True
            try:
                watched.event(event)
            finally:
                self._is_key_down = False
            return True
        return super().eventFilter(watched, event)

    def _follow_window(self, kind: QEvent.Type) -> None:
        if self._asked is None:
            return
        if kind == QEvent.Type.WindowDeactivate:
            self._away.start()
        elif kind == QEvent.Type.WindowActivate:
            self._away.stop()
            # What brought the operator back, a click or a key, was not meant for the button.
            self._bar.confirm.disarm()

    @Slot()
    def _on_confirmed(self) -> None:
        self._passed = self._asked
        self._close()
        if self._passed is not None:
            self.opened.emit()

    def _close(self) -> None:
        self._asked = None
        self._away.stop()
        came_from, self._came_from = self._came_from, None
        if self._bar.isHidden():
            return
        has_keyboard = self._bar.isAncestorOf(QApplication.focusWidget() or self._window)
        if has_keyboard and came_from is not None and isValid(came_from):
            came_from.setFocus()
        self._bar.hide()

    def _words(self, event: Event, asking: Sequence[Source], others: Sequence[Source]) -> str:
        names = names_together([source.name for source in asking])
        live = self.tr("{names} is live.") if len(asking) == 1 else self.tr("{names} are live.")
        pages = self.tr("This alert may count as HIGH there and page people.")
        if event.priority is Priority.HIGH:
            pages = self.tr("This HIGH alert pages people there.")
        parts = [self.tr("Nothing is sent yet."), live.format(names=names), pages]
        if others:
            also = self.tr("It goes to {names} as well.")
            parts.append(also.format(names=names_together([source.name for source in others])))
        parts.append(self.tr("Press Enter to send it, Escape to go back."))
        return " ".join(parts)
