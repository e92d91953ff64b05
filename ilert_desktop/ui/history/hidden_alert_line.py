"""A quiet line that points to an alert which filter or search keep out of the rows."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ilert_desktop.event import EventType
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.history.text_button import TextButton
from ilert_desktop.ui.tinted_text import TintedText


class HiddenAlertLine(QWidget):
    """Hidden until there is something to point to.

    Signals:
        show_requested: the operator wants to see the alert (its id), whatever filter and search say.
    """

    show_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alert_id: int | None = None
        self._words = TintedText(hint_colour, parent=self)
        self._button = TextButton("search", self)
        self._button.set_words(self.tr("Show it"), self.tr("Show every alert, and choose this one"))
        self._button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        self.hide()

    def point_to(self, alert_id: int, event_type: EventType, *, by_search: bool) -> None:
        """Say that the alert of an event just queued is not among the rows; `by_search`: for the search's sake."""
        self._alert_id = alert_id
        if event_type is not EventType.ALERT:
            words = self.tr("The alert that this event is for is not shown here.")
        elif by_search:
            words = self.tr("The alert just raised does not match this search.")
        else:
            words = self.tr("The alert just raised is not in this filter.")
        self._words.set_message(words)
        self.show()

    @Slot()
    def _on_clicked(self) -> None:
        if self._alert_id is not None:
            self.show_requested.emit(self._alert_id)
