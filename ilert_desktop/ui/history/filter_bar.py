"""Which alerts the history shows: four filters with their counts, and a search."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Counts
from ilert_desktop.ui.history.reader import Query
from ilert_desktop.ui.history.segment_button import SegmentButton
from ilert_desktop.ui.icons import set_icon


class FilterBar(QWidget):
    """Four segmented buttons and a search field.

    Signals:
        changed: another filter or search is set; `value()` is the query.
        left: the operator is done with the search field and wants the rows.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[Shown, SegmentButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, shown in enumerate((Shown.OPEN, Shown.OUTBOX, Shown.FAILED, Shown.ALL)):
            row.addWidget(self._make_button(number, shown))
        row.addSpacing(8)
        self._search = self._make_search()
        row.addWidget(self._search, 1)
        row.addStretch()
        self._buttons[Shown.ALL].setChecked(True)
        self.set_counts(None)
        self._group.buttonToggled.connect(self._on_toggled)

    def _make_button(self, number: int, shown: Shown) -> SegmentButton:
        button = SegmentButton(self)
        button.setToolTip(self._tip(shown))
        self._group.addButton(button, number)
        self._buttons[shown] = button
        return button

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setAccessibleName(self.tr("Search the history"))
        search.setPlaceholderText(self.tr("Search summary, key, source"))
        search.setToolTip(self.tr("Shows alerts whose summary, key or source holds every word (Ctrl+F)"))
        search.setClearButtonEnabled(True)
        search.setMinimumWidth(96)
        search.setMaximumWidth(400)
        glass = QAction(search)
        set_icon(glass, "search")
        search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        search.textChanged.connect(self._on_search_changed)
        _on_key(search, Qt.Key.Key_Escape, self._on_escape)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            _on_key(search, key, self.left.emit)
        return search

    def value(self) -> Query:
        """What is asked for."""
        shown = next(shown for shown, button in self._buttons.items() if button.isChecked())
        return Query(shown, self._search.text().strip())

    def set_value(self, query: Query) -> None:
        """Set filter and search."""
        if query == self.value():
            return
        with QSignalBlocker(self._search), QSignalBlocker(self._group):
            self._buttons[query.shown].setChecked(True)
            self._search.setText(query.search)
        self.changed.emit()

    def set_counts(self, counts: Counts | None) -> None:
        """Show how many alerts each filter holds; None while nobody knows."""
        for shown, button in self._buttons.items():
            number = "" if counts is None else QLocale().toString(getattr(counts, shown.value))
            name = self._name(shown)
            button.setText(f"{name} {number}".strip())
            button.setAccessibleName(self.tr("Show {0}").format(button.text()))

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search field, with its text selected."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _name(self, shown: Shown) -> str:
        return {
            Shown.OPEN: self.tr("Open"),
            Shown.OUTBOX: self.tr("Outbox"),
            Shown.FAILED: self.tr("Failed"),
            Shown.ALL: self.tr("All"),
        }[shown]

    def _tip(self, shown: Shown) -> str:
        return {
            Shown.OPEN: self.tr("Alerts that were taken by ilert and are not resolved from here"),
            Shown.OUTBOX: self.tr("Alerts with events that are still to be sent"),
            Shown.FAILED: self.tr("Alerts whose last event was not taken or needs an answer"),
            Shown.ALL: self.tr("Every alert"),
        }[shown]

    @Slot(QAbstractButton, bool)
    def _on_toggled(self, _button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.changed.emit()

    @Slot(str)
    def _on_search_changed(self, _text: str) -> None:
        self.changed.emit()

    @Slot()
    def _on_escape(self) -> None:
        if self._search.text():
            self._search.clear()
        else:
            self.left.emit()


def _on_key(field: QLineEdit, key: Qt.Key, slot: Callable[[], None]) -> None:
    shortcut = QShortcut(QKeySequence(key), field)
    # PySide6 6.11 takes no notice of a `context` that is given to the constructor.
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(slot)
