"""Colours for JSON text, block by block, in an editor or a preview."""

import re
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ilert_desktop.ui.colours import is_dark

LONGEST_LINE: Final = 5_000
_LARGEST_TEXT: Final = 250_000

_TOKENS: Final = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>\b(?:true|false|null)\b)"
)
# At least 4.5:1 on white and on #f0f0f0, and on #1e1e1e and #2d2d2d (WCAG 2.2, 1.4.3).
_LIGHT: Final = {"name": "#0b4a94", "text": "#1d6b2b", "number": "#9a3b00", "word": "#7a2d94"}
_DARK: Final = {"name": "#8cc0ff", "text": "#9ad49a", "number": "#f0b27a", "word": "#d9a6f2"}


class JsonHighlighter(QSyntaxHighlighter):
    """Colours names, texts, numbers and true, false, null of the JSON in `document`.

    Lines of more than 5,000 characters, and texts of more than 250,000 in all, stay without colours, so that typing
    into a very long text is never slow. The colours follow a change between light and dark; a widget with a palette
    of its own calls `set_palette` when that changes.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._is_dark: bool | None = None
        self.set_palette(QGuiApplication.palette())
        QGuiApplication.styleHints().colorSchemeChanged.connect(
            self._on_colour_scheme_changed, Qt.ConnectionType.QueuedConnection
        )

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours that can be read on this palette."""
        dark = is_dark(palette)
        if dark is self._is_dark:
            return
        self._is_dark = dark
        for token, colour in (_DARK if dark else _LIGHT).items():
            token_format = QTextCharFormat()
            token_format.setForeground(QColor(colour))
            self._formats[token] = token_format
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Colour one line."""
        if len(text) > LONGEST_LINE or self.document().characterCount() > _LARGEST_TEXT:
            return
        # Qt counts UTF-16 units, and a lone surrogate is missing from the text that Python gets.
        is_plain = self.currentBlock().length() - 1 == len(text)
        for match in _TOKENS.finditer(text):
            kind = match.lastgroup or "text"
            if kind == "colon":
                kind, (start, end) = "name", match.span("text")
            else:
                start, end = match.span()
            if not is_plain:
                start, end = (len(text[:place].encode("utf-16-le")) // 2 for place in (start, end))
            self.setFormat(start, end - start, self._formats[kind])

    @Slot()
    def _on_colour_scheme_changed(self) -> None:
        self.set_palette(QGuiApplication.palette())
