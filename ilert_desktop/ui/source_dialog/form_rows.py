"""The rows of the dialog's forms, and choices that the mouse wheel does not change in passing."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

GAP = 4


class CalmComboBox(QComboBox):
    """A choice that lets the wheel scroll the form."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the form."""
        event.ignore()


class CalmSpinBox(QSpinBox):
    """A number that lets the wheel scroll the form."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the wheel to the form."""
        event.ignore()


class _Cell(QWidget):
    """What stands in one row, exactly as high as its texts need at its width.

    It does not say that its height depends on its width: a `QFormLayout` shares the height of such rows out evenly
    among them, and squeezes what needs more than its share.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Never, see above."""
        return False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The height needed at the present width."""
        return QSize(super().sizeHint().width(), self._needed())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The height needed at the present width."""
        return QSize(super().minimumSizeHint().width(), self._needed())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for another height when texts wrap in another way."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _needed(self) -> int:
        lines = self.layout()
        if lines is None:
            return 0
        return lines.heightForWidth(self.width()) if lines.hasHeightForWidth() else lines.sizeHint().height()


def add_row(form: QFormLayout, title: str, field: QWidget, *beneath: QWidget) -> QWidget:
    """Add a row with a title, a field that is named after it, and what stands beneath it; gives the row's widget."""
    cell = _Cell()
    lines = QVBoxLayout(cell)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(GAP)
    for widget in (field, *beneath):
        lines.addWidget(widget)
    form.addRow(title, cell)
    label = form.labelForField(cell)
    if not isinstance(label, QLabel):
        raise TypeError("the form made no label for its row")
    label.setBuddy(field)
    field.setAccessibleName(title.replace("&", ""))
    return cell
