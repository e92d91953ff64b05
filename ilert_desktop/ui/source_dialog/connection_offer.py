"""The button that checks the way to an endpoint, and what came of it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ilert_desktop.delivery.check_steps import StepState
from ilert_desktop.delivery.connection_check import ConnectionCheck
from ilert_desktop.sources.source import Source, endpoint_fault
from ilert_desktop.ui.colours import hint_colour, problem_colour
from ilert_desktop.ui.source_dialog.check_rows import CheckRows
from ilert_desktop.ui.tinted_text import TintedText


class ConnectionOffer(QWidget):
    """Offers to check the endpoint as it is typed. What came of it is forgotten with the endpoint it was about.

    Signals:
        requested: the operator wants this endpoint checked.
        announced: what came of it, for a screen reader.
    """

    requested = Signal(str)
    announced = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = ("", "")
        self._is_busy = False
        self._failed = False
        self._button = QPushButton()
        self._button.setAutoDefault(False)
        self._verdict = TintedText(self._verdict_colour)
        self._rows = CheckRows()
        self._hint = TintedText(hint_colour)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 4, 0, 0)
        lines.setSpacing(6)
        lines.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._verdict, self._rows, self._hint):
            lines.addWidget(widget)
        self._button.clicked.connect(self._on_clicked)
        self._rest()

    def set_source(self, source: Source) -> None:
        """Offer to check this source's endpoint; another one makes what is shown here void."""
        if (source.id, source.endpoint) == self._subject:
            return
        self._subject = (source.id, source.endpoint)
        self._button.setEnabled(endpoint_fault(source.endpoint) is None)
        self._rest()

    def show_busy(self) -> None:
        """The check is under way. The button keeps the focus: who works with the keyboard stays where he is."""
        self._clear()
        self._is_busy = True
        self._button.setText(self.tr("Checking…"))
        self._hint.set_message(self.tr("This takes 30 seconds at most."))

    def show_result(self, check: ConnectionCheck) -> None:
        """Show what came of a check, unless it is about an endpoint that is typed no more."""
        if not self._is_busy or check.endpoint != self._subject[1]:
            return
        self._rest()
        failed = next((step for step in check.steps if step.state is StepState.FAILED), None)
        self._failed = failed is not None
        verdict = self.tr("This endpoint answers.")
        if failed is not None:
            verdict = self.tr("No way to this endpoint: {step} failed.").format(step=self._rows.title(failed.step))
        not_tested = self.tr("The key was not tested: none was sent, and no alert was raised.")
        self._verdict.set_message(verdict)
        self._rows.set_steps(check.steps)
        self._hint.set_message(not_tested)
        self.announced.emit(" ".join(filter(None, (verdict, failed.sentence if failed else "", not_tested))))

    def show_breakdown(self, endpoint: str) -> None:
        """The check itself broke off."""
        if self._is_busy and endpoint == self._subject[1]:
            self._rest()
            self._failed = True
            verdict = self.tr("The check broke off in an unforeseen way. Try it again.")
            self._verdict.set_message(verdict)
            self.announced.emit(verdict)

    @Slot()
    def _on_clicked(self) -> None:
        if not self._is_busy:
            self.requested.emit(self._subject[1])

    def _rest(self) -> None:
        self._clear()
        self._is_busy = False
        self._button.setText(self.tr("Check connect&ion"))
        self._hint.set_message(self.tr("Asks this endpoint without a key; no alert is raised."))

    def _clear(self) -> None:
        self._failed = False
        self._verdict.set_message("")
        self._rows.set_steps(())

    def _verdict_colour(self, palette: QPalette) -> QColor:
        # Not the role of the label's own words: an earlier failure has tinted that.
        return problem_colour(palette) if self._failed else palette.text().color()
