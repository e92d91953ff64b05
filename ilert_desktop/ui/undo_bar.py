"""The lines that say what goes out in a moment and can still be taken back."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.ui.colours import notice_colour
from ilert_desktop.ui.undo_row import UndoRow

UNDO_KEYS: Final = "Alt+U"
_MOST_ROWS: Final = 2
# More often than every second: the number shown must not lag by most of one.
_TICK_MS: Final = 200


class UndoBar(QWidget):
    """A line for each event in its undo wait, the newest first; hidden and without a timer while there is none.

    Args:
        clock: gives the time in milliseconds since 1970.

    Signals:
        undo_requested: take an event back (its id).
        send_requested: send an event without waiting any longer (its id).
        begun: a wait began; its words, for a screen reader.
        waits_changed: whether there are any.
    """

    undo_requested = Signal(int)
    send_requested = Signal(int)
    begun = Signal(str)
    waits_changed = Signal(bool)

    def __init__(self, clock: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: list[UndoRow] = []
        # Used again instead of deleted: a screen reader may still hold one.
        self._spare: list[UndoRow] = []
        self._more = QLabel()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(12, 6, 12, 6)
        self._lines.setSpacing(4)
        self._lines.addWidget(self._more)
        self.hide()

    def set_waits(self, waits: Sequence[LedgerEvent]) -> None:
        """Show these waits, oldest first; the buttons of one that was shown before keep the keyboard."""
        wanted = {(event.id, event.not_before) for event in waits}
        self._drop([row for row in self._rows if (row.event_id, row.not_before) not in wanted])
        known = {row.event_id for row in self._rows}
        for event in waits:
            if event.id not in known:
                self._begin(event)
        self._arrange()

    def end(self, event_id: int) -> None:
        """Take away the line of an event."""
        self._drop([row for row in self._rows if row.event_id == event_id])
        self._arrange()

    def newest(self) -> int | None:
        """The id of the event that the shortcut takes back."""
        return self._rows[0].event_id if self._rows else None

    def text(self) -> str:
        """The words shown, a line for each event."""
        return "\n".join(row.text() for row in self._rows)

    def set_pressed(self, event_id: int, is_pressed: bool) -> None:
        """Whether a button of an event was pressed, and what comes of it is not known yet."""
        for row in self._rows:
            if row.event_id == event_id:
                row.set_pressed(is_pressed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Set the bar off from what is around it."""
        colour = notice_colour(self.palette())
        colour.setAlpha(40)
        QPainter(self).fillRect(self.rect(), colour)

    def _begin(self, event: LedgerEvent) -> None:
        row = self._spare.pop() if self._spare else self._make_row()
        row.set_event(event)
        row.set_now(self._clock())
        self._rows.insert(0, row)
        self._lines.insertWidget(0, row)
        self.begun.emit(row.sentence())

    def _make_row(self) -> UndoRow:
        row = UndoRow(QKeySequence(UNDO_KEYS).toString(QKeySequence.SequenceFormat.NativeText), self)
        row.undo_requested.connect(self.undo_requested)
        row.send_requested.connect(self.send_requested)
        return row

    def _drop(self, rows: Sequence[UndoRow]) -> None:
        for row in rows:
            self._rows.remove(row)
            self._lines.removeWidget(row)
            row.hide()
            self._spare.append(row)

    def _arrange(self) -> None:
        for place, row in enumerate(self._rows):
            row.set_newest(place == 0)
            row.setVisible(place < _MOST_ROWS)
        hidden = len(self._rows) - _MOST_ROWS
        self._more.setText(self.tr("and {count} more").format(count=hidden))
        self._more.setVisible(hidden > 0)
        if self._rows and not self._timer.isActive():
            self._timer.start()
        elif not self._rows:
            self._timer.stop()
        self.setVisible(bool(self._rows))
        self.waits_changed.emit(bool(self._rows))

    @Slot()
    def _on_tick(self) -> None:
        now = self._clock()
        over = [row for row in self._rows if row.not_before <= now]
        if over:
            self._drop(over)
            self._arrange()
        for row in self._rows:
            row.set_now(now)
