"""A problem shown at its field: a frame around the field, the words beneath it, the same words for a screen reader."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ilert_desktop.ui.colours import problem_colour
from ilert_desktop.ui.tinted_text import TintedText

_LINE_WIDTH = 1.5


class ProblemFrame(QWidget):
    """A frame painted over a field while it has a problem.

    It lies over the field instead of being its style, so that the field keeps the platform's look and its size.
    """

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._description_without = field.accessibleDescription()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def set_message(self, message: str) -> None:
        """Mark the field and describe the problem to a screen reader; an empty message unmarks it."""
        if self.isHidden() and message:
            self._description_without = self._field.accessibleDescription()
            self._field.installEventFilter(self)
            self.resize(self._field.size())
            self.raise_()
        elif not self.isHidden() and not message:
            self._field.removeEventFilter(self)
        self.setHidden(not message)
        self._field.setAccessibleDescription(message or self._description_without)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the field's size."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._field.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Paint the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(problem_colour(self.palette()), _LINE_WIDTH))
        inset = _LINE_WIDTH / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 2.5, 2.5)


class ProblemText(TintedText):
    """The words of a problem, in the colour of problems; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(problem_colour, parent=parent)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class FieldProblem(ProblemText):
    """The problem of one field: put this label under the field, and it marks the field too.

    Args:
        field: the widget that is marked and described.
    """

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = ProblemFrame(field)

    def set_message(self, message: str) -> None:
        """Show `message` under the field and mark the field, or neither when it is empty."""
        if message == self.text() and self.isHidden() == (not message):
            return
        super().set_message(message)
        self._frame.set_message(message)
