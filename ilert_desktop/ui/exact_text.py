"""Texts out of Qt's fields exactly as they are there.

PySide leaves lone surrogates out when it turns a `QString` into a `str`, and `toPlainText()` turns no-break spaces
into spaces. A check of such a text would find nothing wrong and something else than shown would be sent.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QStandardItemModel, QTextDocument
from PySide6.QtWidgets import QDataWidgetMapper, QLineEdit, QPlainTextEdit, QWidget

_PARAGRAPH_END = "\u2029"


def document_text(document: QTextDocument) -> str:
    """The text of a plain-text document, lines ended by a newline, nothing else replaced or left out."""
    text = document.toRawText()
    if document.characterCount() - 1 != _utf16_length(text):
        text = _PARAGRAPH_END.join(_block_texts(document))
    return text.replace(_PARAGRAPH_END, "\n")


def _block_texts(document: QTextDocument) -> list[str]:
    texts: list[str] = []
    block = document.begin()
    while block.isValid():
        text = block.text()
        if block.length() - 1 != _utf16_length(text):
            start, end = block.position(), block.position() + block.length() - 1
            units = "".join(document.characterAt(position) for position in range(start, end))
            text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        texts.append(text)
        block = block.next()
    return texts


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class ExactLineEdit(QLineEdit):
    """A one-line field whose `value()` is what it holds, broken characters and NUL included.

    Signals:
        changed: the value is another one now, by typing or by `set_value`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.textChanged.connect(self._on_text_changed)

    def value(self) -> str:
        """The text as it is in the field."""
        return self._value

    def set_value(self, text: str) -> None:
        """Show another text; the cursor goes to its end."""
        if text != self._value:
            self.setText(text)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        interface = QAccessible.queryAccessibleInterface(self).textInterface()
        whole = interface is None or interface.characterCount() == _utf16_length(text)
        self._value = text if whole else _text_by_mapping(self)
        self.changed.emit()


def _text_by_mapping(field: QLineEdit) -> str:
    # A document can be read unit by unit, a QLineEdit can't: Qt carries the property over without a Python str.
    model = QStandardItemModel(1, 1)
    model.blockSignals(True)  # else the mapping would write the text back, and the field would forget its undo steps
    out_of_field, into_mirror = QDataWidgetMapper(), QDataWidgetMapper()
    out_of_field.setSubmitPolicy(QDataWidgetMapper.SubmitPolicy.ManualSubmit)
    out_of_field.setModel(model)
    out_of_field.toFirst()
    out_of_field.addMapping(field, 0, b"text")
    out_of_field.submit()
    mirror = QPlainTextEdit()
    into_mirror.setModel(model)
    into_mirror.addMapping(mirror, 0, b"plainText")
    into_mirror.toFirst()
    return document_text(mirror.document())
