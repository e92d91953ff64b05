"""One event that goes out in a moment: what it is, how long it can still be taken back, and a button for that."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.ui.colours import notice_colour
from ilert_desktop.ui.icons import icon
from ilert_desktop.ui.result_words import short_name


class UndoRow(QWidget):
    """A line of the undo bar.

    Signals:
        undo_requested: take the event back (its id).
        send_requested: send it without waiting (its id).
    """

    undo_requested = Signal(int)
    send_requested = Signal(int)

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.event_id = 0
        self.not_before = 0
        self._type = self._source = self._name = ""
        self._seconds = 0
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._undo = QPushButton()
        self._undo.clicked.connect(self._on_undo)
        self._send = QPushButton(self.tr("Send now"))
        self._send.setFlat(True)
        self._send.clicked.connect(self._on_send)
        self._lay_out()

    def set_event(self, event: LedgerEvent) -> None:
        """Be about another event."""
        self.event_id, self.not_before = event.id, event.not_before
        self._type, self._source, self._name = event.event_type, event.source_name, short_name(event)
        what = self.tr("{type} “{summary}” at {source}")
        what = what.format(type=self._type, summary=self._name, source=self._source)
        # A name that stays: a screen reader must not read out every second.
        self._words.setAccessibleName(self.tr("{what} goes out in a moment").format(what=what))
        self._undo.setAccessibleName(self.tr("Undo {what}").format(what=what))
        self._send.setAccessibleName(self.tr("Send now: {what}").format(what=what))
        self.set_pressed(False)

    def sentence(self) -> str:
        """What is said of the event when its wait begins, for a screen reader."""
        return self.tr("{sentence}. Undo with {keys}.").format(sentence=self._sentence(self._name), keys=self._keys)

    def text(self) -> str:
        """The words shown."""
        return self._words.text()

    def set_now(self, now: int) -> None:
        """Count down; `now` is in milliseconds since 1970."""
        self._seconds = max(0, -(-(self.not_before - now) // 1000))
        self._fit()

    def set_newest(self, is_newest: bool) -> None:
        """Whether the shortcut takes this event back."""
        keys = self._keys if is_newest else ""
        self._undo.setText(self.tr("Undo ({keys})").format(keys=keys) if keys else self.tr("Undo"))

    def set_pressed(self, is_pressed: bool) -> None:
        """Whether one of the buttons was pressed, and what comes of it is not known yet."""
        self._undo.setEnabled(not is_pressed)
        self._send.setEnabled(not is_pressed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the summary to what there is room for; the countdown stays."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_icon()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        line.addWidget(self._undo)
        line.addWidget(self._send)
        self._show_icon()

    def _show_icon(self) -> None:
        picture = icon("clock", notice_colour(self.palette()))
        self._icon.setPixmap(picture.pixmap(QSize(16, 16), self.devicePixelRatioF()))

    def _fit(self) -> None:
        metrics = self._words.fontMetrics()
        letter = metrics.averageCharWidth()
        room = self._words.width() - metrics.horizontalAdvance(self._sentence("")) - letter
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 8 * letter))
        sentence = self._sentence(name)
        if sentence != self._words.text():
            self._words.setText(sentence)

    def _sentence(self, name: str) -> str:
        words = self.tr("{type} “{summary}” at {source} goes out in {seconds} s")
        return words.format(type=self._type, summary=name, source=self._source, seconds=self._seconds)

    @Slot()
    def _on_undo(self) -> None:
        self.undo_requested.emit(self.event_id)

    @Slot()
    def _on_send(self) -> None:
        self.send_requested.emit(self.event_id)
