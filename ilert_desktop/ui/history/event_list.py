"""The events of the chosen alert, oldest first, one line each."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from ilert_desktop.ui.history.event_words import EventWords
from ilert_desktop.ui.history.marks import MarkBox
from ilert_desktop.ui.history.request import EventRecord
from ilert_desktop.ui.history.times import utc_iso
from ilert_desktop.ui.history.tones import tone_colour

_ROWS_AT_LEAST: Final = 1
_ROWS_AT_MOST: Final = 4


class EventList(QListWidget):
    """A line for each event; the newest is chosen until the operator chooses another one.

    Signals:
        record_chosen: another event is chosen, or the chosen one has changed; `value()` gives it.
    """

    record_chosen = Signal()

    def __init__(self, words: EventWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._records: tuple[EventRecord, ...] = ()
        self._updating = False
        self.setAccessibleName(self.tr("Events of the chosen alert"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentRowChanged.connect(self._on_row_changed)

    def value(self) -> EventRecord | None:
        """The chosen event."""
        row = self.currentRow()
        return self._records[row] if 0 <= row < len(self._records) else None

    def set_records(self, records: Sequence[EventRecord]) -> None:
        """Show other events, or the same ones after a change."""
        chosen = self.value()
        follows_newest = chosen is None or chosen.event.id == self._records[-1].event.id
        self._updating = True
        self._records = tuple(records)
        while self.count() > len(records):
            self.takeItem(self.count() - 1)
        while self.count() < len(records):
            self.addItem(QListWidgetItem())
        self._write_items()
        rows = {record.event.id: row for row, record in enumerate(records)}
        newest = len(records) - 1
        row = newest if follows_newest or chosen is None else rows.get(chosen.event.id, newest)
        self.setCurrentRow(row)
        self._updating = False
        self.updateGeometry()
        self.record_chosen.emit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines, within limits."""
        lines = min(max(self.count(), _ROWS_AT_LEAST), _ROWS_AT_MOST)
        line = self.sizeHintForRow(0) if self.count() else self.fontMetrics().height()
        return QSize(super().sizeHint().width(), lines * line + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a short history needs no empty lines."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write_items()

    def _write_items(self) -> None:
        marks = MarkBox(self.palette())
        for row, record in enumerate(self._records):
            item, state = self.item(row), self._words.state(record.event)
            item.setText(self._words.line(record.event))
            item.setToolTip(utc_iso(record.event.created_at))
            item.setIcon(marks.tone(state.tone))
            item.setForeground(QBrush(tone_colour(state.tone, self.palette())))

    @Slot(int)
    def _on_row_changed(self, _row: int) -> None:
        if not self._updating:
            self.record_chosen.emit()
