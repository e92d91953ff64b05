"""The steps of a connection check as rows: a mark, what the step is, how it ended, and what there is to say of it."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ilert_desktop.delivery.check_steps import CheckStep, Step, StepState
from ilert_desktop.ui.colours import hint_colour, problem_colour
from ilert_desktop.ui.icons import icon
from ilert_desktop.ui.tinted_text import TintedText

_MARKS: Final = {StepState.PASSED: "check", StepState.FAILED: "error", StepState.NOT_REACHED: "remove"}
_MARK_SIZE: Final = QSize(16, 16)


class StateMark(QLabel):
    """A drawing for how a step ended, in a colour that follows light and dark; the words beside it say the same."""

    def __init__(self, state: StepState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._draw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        palette = self.palette()
        colour = {
            StepState.FAILED: problem_colour(palette),
            StepState.NOT_REACHED: hint_colour(palette),
        }.get(self._state, palette.windowText().color())
        self.setPixmap(icon(_MARKS[self._state], colour).pixmap(_MARK_SIZE, self.devicePixelRatioF()))


class CheckRows(QWidget):
    """Shows steps one below the other; takes no room while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        self.hide()

    def set_steps(self, steps: tuple[CheckStep, ...]) -> None:
        """Show `steps` instead of what stands here."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, step in enumerate(steps):
            self._add(row, step)
        self.setHidden(not steps)

    def title(self, step: Step) -> str:
        """What a step is called."""
        return {
            Step.NAME: self.tr("Name (DNS)"),
            Step.CONNECT: self.tr("Connection"),
            Step.PROXY: self.tr("Proxy"),
            Step.TLS: self.tr("Certificate (TLS)"),
            Step.HTTP: self.tr("Answer (HTTP)"),
        }[step]

    def _add(self, row: int, step: CheckStep) -> None:
        top = Qt.AlignmentFlag.AlignTop
        title = QLabel(self.title(step.step))
        ended = self._ended(step)
        # With a parent from the start: one without would come up as a window of its own as soon as it has words.
        sentence = TintedText(problem_colour if step.state is StepState.FAILED else hint_colour, parent=self)
        sentence.setAlignment(top)
        sentence.set_message(f"{ended}. {step.sentence}".rstrip())
        sentence.setAccessibleName(f"{title.text()}: {sentence.text()}")
        if step.state is StepState.FAILED:
            sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(StateMark(step.state), row, 0, top)
        self._grid.addWidget(title, row, 1, top)
        self._grid.addWidget(sentence, row, 2)

    def _ended(self, step: CheckStep) -> str:
        words = {
            StepState.PASSED: self.tr("Passed"),
            StepState.FAILED: self.tr("Failed"),
            StepState.NOT_REACHED: self.tr("Not reached"),
        }[step.state]
        return words if step.duration_ms is None else f"{words}, {step.duration_ms} ms"
