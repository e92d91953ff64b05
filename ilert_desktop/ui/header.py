"""The header: where an event goes, what kind it is, and the button that sends it."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ilert_desktop.event import EventType
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.also_to import AlsoTo
from ilert_desktop.ui.choice import Choice
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.send_button import SendButton

_STRIP = 4
_TINT = 28
_SOURCE_CHARACTERS = 24
_WIDEST_SOURCE = 320


class Header(QWidget):
    """Source, event type and Send, tinted with the source's colour.

    Signals:
        source_chosen: the operator chose a source; its id.
        also_chosen: the operator chose which further sources get the event; a tuple of their ids.
        event_type_chosen: the operator chose an `EventType`.
        send_requested: the operator pressed Send.
        sources_requested: the operator wants to see and change the sources.
    """

    source_chosen = Signal(str)
    also_chosen = Signal(object)
    event_type_chosen = Signal(object)
    send_requested = Signal()
    sources_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = [QColor(Qt.GlobalColor.transparent)]
        self.source = Choice()
        self.source.setAccessibleName(self.tr("Source"))
        self.source.setAccessibleDescription(self.tr("The ilert alert source the event goes to"))
        # A long name must not make the window wider than the screen.
        self.source.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(_SOURCE_CHARACTERS)
        self.source.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.source.setMaximumWidth(_WIDEST_SOURCE)
        self.also = AlsoTo()
        self.event_type = Choice([(event_type.value, event_type) for event_type in EventType])
        self.event_type.setAccessibleName(self.tr("Event type"))
        self.sources = QPushButton(self.tr("Sources…"))
        set_icon(self.sources, "sources")
        self.sources.setToolTip(self.tr("Add and change sources and their keys"))
        self.send = SendButton()
        set_icon(self.send, "send")
        self.send.setDefault(True)
        self.send.setAccessibleName(self.tr("Send"))
        self.outlook = QLabel()
        self.outlook.setTextFormat(Qt.TextFormat.PlainText)
        self.outlook.setWordWrap(True)
        self.outlook.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._lay_out()
        self._connect()

    def set_sources(self, sources: Sequence[Source], chosen: Sequence[Source]) -> None:
        """Show these sources, and which are chosen: the first of them, and those that get the event as well."""
        first = chosen[0]
        self.source.remove_entries()
        for source in sources:
            self.source.add_entry(source.name, source.id, _dot(source.colour))
        self.source.set_value(first.id)
        self.source.setToolTip(f"<qt>{escape(first.name)}</qt>")
        self.also.set_sources([source for source in sources if source.id != first.id], chosen[1:])
        self._colours = [QColor(source.colour) for source in chosen]
        self.update()

    def set_event_type(self, event_type: EventType, hint: str) -> None:
        """Show which type is composed."""
        self.event_type.set_value(event_type)
        self.event_type.setToolTip(hint)

    def set_send(self, label: str, outlook: str, *, can_send: bool, shorter: str = "") -> None:
        """What the button says (`shorter` where it is narrow), and beneath what a send will do or why there is none."""
        self.send.set_label(label, shorter)
        self.send.setEnabled(can_send)
        tip = self.tr("{label} (Ctrl+Enter)").format(label=label) if can_send else outlook
        # Qt takes a tooltip that looks like HTML for HTML, so an operator's text must be escaped.
        self.send.setToolTip(f"<qt>{escape(tip)}</qt>")
        self.send.setAccessibleDescription(outlook)
        self.outlook.setText(outlook)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Tint the header with the chosen source's colour; a strip at its edge shows the colours of all."""
        painter = QPainter(self)
        tint = QColor(self._colours[0])
        tint.setAlpha(_TINT)
        painter.fillRect(self.rect(), tint)
        share = self.height() / len(self._colours)
        for place, colour in enumerate(self._colours):
            painter.fillRect(QRectF(0, place * share, _STRIP, share), colour)

    @Slot(int)
    def _on_source_activated(self, index: int) -> None:
        self.source_chosen.emit(self.source.value_at(index))

    @Slot(int)
    def _on_event_type_activated(self, index: int) -> None:
        self.event_type_chosen.emit(self.event_type.value_at(index))

    def _connect(self) -> None:
        self.source.activated.connect(self._on_source_activated)
        self.also.chosen.connect(self.also_chosen)
        self.event_type.activated.connect(self._on_event_type_activated)
        self.sources.clicked.connect(self.sources_requested)
        self.send.clicked.connect(self.send_requested)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for text, editor in ((self.tr("S&ource"), self.source), (self.tr("&Event"), self.event_type)):
            label = QLabel(text)
            label.setBuddy(editor)
            top.addWidget(label)
            top.addWidget(editor, 2 if editor is self.source else 0)
            if editor is self.source:
                top.addWidget(self.also)
                top.addWidget(self.sources)
                top.addSpacing(8)
        top.addStretch(1)
        top.addWidget(self.send)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12 + _STRIP, 8, 12, 8)
        lines.setSpacing(4)
        lines.addLayout(top)
        lines.addWidget(self.outlook)


def _dot(colour: str) -> QIcon:
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(4, 4, 24, 24)
    painter.end()
    return QIcon(pixmap)
