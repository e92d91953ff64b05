"""What the cells of the history's table show."""

from enum import IntEnum
from html import escape
from typing import Final

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QColor, QIcon, QPalette

from ilert_desktop.ledger.records import Alert, LedgerEvent
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.colours import hint_colour
from ilert_desktop.ui.history.marks import MarkBox
from ilert_desktop.ui.history.state_words import StateWords
from ilert_desktop.ui.history.times import local_short, utc_iso
from ilert_desktop.ui.history.tones import tone_colour
from ilert_desktop.ui.history.waiting_words import WaitingWords

# A cell shows the start of a long text; its tooltip somewhat more, the details everything.
_CELL_CHARACTERS: Final = 400
_TIP_CHARACTERS: Final = 2000


class Column(IntEnum):
    """The columns, from left to right."""

    STATE = 0
    SUMMARY = 1
    KEY = 2
    SOURCE = 3
    PRIORITY = 4
    RAISED = 5
    LAST = 6


class AlertCells(QObject):
    """Turns an alert, and the event it waits for (`head`), into the texts, marks and colours of its cells."""

    def __init__(self, sources: SourceList, palette: QPalette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = sources
        self._states = StateWords(self)
        self._waiting = WaitingWords(self)
        self._marks = MarkBox(palette)
        self._palette = palette

    def set_palette(self, palette: QPalette) -> None:
        """Draw marks and colours for another palette."""
        self._palette = palette
        self._marks = MarkBox(palette)

    def heading(self, column: Column) -> str:
        """A column's heading."""
        return {
            Column.STATE: self.tr("State"),
            Column.SUMMARY: self.tr("Summary"),
            Column.KEY: self.tr("Alert key"),
            Column.SOURCE: self.tr("Source"),
            Column.PRIORITY: self.tr("Priority"),
            Column.RAISED: self.tr("Raised"),
            Column.LAST: self.tr("Last event"),
        }[column]

    def shown(self, alert: Alert, head: LedgerEvent | None, column: Column) -> str:
        """A cell's text on one line."""
        return " ".join(self._text(alert, head, column)[:_CELL_CHARACTERS].split())

    def spoken(self, alert: Alert, head: LedgerEvent | None, column: Column) -> str:
        """A cell for a screen reader, which does not see the heading above it."""
        return f"{self.heading(column)}: {self.shown(alert, head, column)}"

    def tip(self, alert: Alert, head: LedgerEvent | None, column: Column) -> str:
        """A cell's tooltip, as HTML: times in UTC, long texts in full."""
        match column:
            case Column.RAISED:
                text = utc_iso(alert.raised_at)
            case Column.LAST:
                text = utc_iso(alert.last_at)
            case Column.KEY if not alert.alert_key.strip():
                text = self.tr("Sent without a key: it can't be accepted or resolved from here.")
            case Column.PRIORITY if not alert.priority:
                text = self.tr("The priority that is set at the source.")
            case Column.STATE if head is not None and head.message:
                why = self._waiting.why(head)[:_TIP_CHARACTERS]
                text = f"{self._text(alert, head, column)}. {why}"
            case _:
                text = self._text(alert, head, column)[:_TIP_CHARACTERS]
        # Qt takes a tooltip that looks like HTML for HTML, so an operator's text must be escaped.
        return f"<qt>{escape(text)}</qt>"

    def mark(self, alert: Alert, head: LedgerEvent | None, column: Column) -> QIcon | None:
        """A cell's icon: the state's, or a dot in the source's colour."""
        if column is Column.STATE:
            return self._marks.tone(self._states.of(alert, head).tone)
        if column is Column.SOURCE:
            source = self._sources.get(alert.source_id)
            return self._marks.dot(QColor(source.colour) if source else hint_colour(self._palette))
        return None

    def colour(self, alert: Alert, head: LedgerEvent | None, column: Column) -> QColor | None:
        """A cell's text colour, None for the palette's own."""
        if column is Column.STATE:
            return tone_colour(self._states.of(alert, head).tone, self._palette)
        quiet = {
            Column.SUMMARY: not alert.summary,
            Column.KEY: not alert.alert_key.strip(),
            Column.SOURCE: self._sources.get(alert.source_id) is None,
            Column.PRIORITY: not alert.priority,
        }
        return hint_colour(self._palette) if quiet.get(column) else None

    def _text(self, alert: Alert, head: LedgerEvent | None, column: Column) -> str:
        match column:
            case Column.STATE:
                return self._states.of(alert, head).words
            case Column.SUMMARY:
                return alert.summary or self.tr("no summary")
            case Column.KEY:
                return alert.alert_key.strip() or self.tr("no key")
            case Column.SOURCE:
                source = self._sources.get(alert.source_id)
                return source.name if source else self.tr("{0} (removed)").format(alert.source_name)
            case Column.PRIORITY:
                return alert.priority or self.tr("default")
            case Column.RAISED | Column.LAST:
                return self._time(alert, column)

    def _time(self, alert: Alert, column: Column) -> str:
        if column is Column.RAISED:
            return local_short(alert.raised_at, QLocale())
        return f"{alert.last_type} {local_short(alert.last_at, QLocale())}"
