"""The preview: exactly what would be sent, with the key masked."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ilert_desktop.event import pretty
from ilert_desktop.preview import Previewed
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.json_highlighter import JsonHighlighter

# More than this takes the text field longer to lay out than an operator should wait for a key stroke.
_SHOWN_AT_ONCE: Final = 64 * 1024


class PreviewPane(QWidget):
    """Shows the request's body, indented or byte for byte, and copies it.

    Signals:
        copied: the body went to the clipboard (with the key masked).
    """

    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._previewed = Previewed(b"")
        self._everything = False
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleName(self.tr("JSON preview"))
        self._text.setTabChangesFocus(True)
        self._highlighter = JsonHighlighter(self._text.document())
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._show_all = QPushButton(self.tr("Show all"))
        self._show_all.clicked.connect(self._on_show_all)
        self._indented = QCheckBox(self.tr("&Indented"))
        self._indented.setChecked(True)
        self._indented.setToolTip(self.tr("The same bytes with line breaks; without it, exactly as they are sent"))
        self._indented.toggled.connect(self._on_view_changed)
        self._copy = QPushButton(self.tr("Cop&y"))
        set_icon(self._copy, "copy")
        self._copy.setToolTip(self.tr("Copy what is shown, with the key masked"))
        self._copy.clicked.connect(self._on_copy)
        self._lay_out()

    def text(self) -> str:
        """What is shown now."""
        return self._text.toPlainText()

    def note(self) -> str:
        """What is said of it: what is left out, and whether all of it is shown."""
        return self._note.text()

    def set_previewed(self, previewed: Previewed) -> None:
        """Show another body."""
        if previewed != self._previewed:
            self._previewed = previewed
            self._everything = False
            self._render()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._highlighter.set_palette(self.palette())

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._whole_text())
        self.copied.emit()

    @Slot()
    def _on_show_all(self) -> None:
        self._everything = True
        self._render()

    @Slot()
    def _on_view_changed(self) -> None:
        self._render()

    def _whole_text(self) -> str:
        content = self._previewed.body
        return pretty(content) if self._indented.isChecked() and content else content.decode()

    def _render(self) -> None:
        whole = self._whole_text()
        cut = len(whole) > _SHOWN_AT_ONCE and not self._everything
        shown = whole[:_SHOWN_AT_ONCE] if cut else whole
        if shown != self._text.toPlainText():
            bar = self._text.verticalScrollBar()
            position = bar.value()
            self._text.setPlainText(shown)
            bar.setValue(position)
        self._show_all.setVisible(cut)
        notes = [self._previewed.note]
        if cut:
            notes.append(
                self.tr("The first {shown} kB of {all} kB are shown; all of it is sent.").format(
                    shown=_SHOWN_AT_ONCE // 1024, all=len(whole) // 1024
                )
            )
        self._note.setText(" ".join(filter(None, notes)))
        self._note.setVisible(bool(self._note.text()))

    def _lay_out(self) -> None:
        title = QLabel(self.tr("What will be sent"))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        title.setBuddy(self._text)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self._indented)
        top.addWidget(self._copy)
        beneath = QHBoxLayout()
        beneath.addWidget(self._note, 1)
        beneath.addWidget(self._show_all)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 8, 12, 8)
        lines.setSpacing(8)
        lines.addLayout(top)
        lines.addWidget(self._text, 1)
        lines.addLayout(beneath)
        self._render()
