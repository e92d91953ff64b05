"""The rows of the dialog's forms, and choices that the mouse wheel does not change in passing."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

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


def add_row(form: QFormLayout, title: str, field: QWidget, *beneath: QWidget) -> QWidget:
    """Add a row with a title, a field that is named after it, and what stands beneath it; gives the row's widget."""
    cell = QWidget()
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
