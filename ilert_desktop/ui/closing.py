"""Asks before the window closes over something that is not sent, or over a drill that runs."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from ilert_desktop.draft import is_blank
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.key_flow import KeyFlow
from ilert_desktop.ui.outbox_view import OutboxView
from ilert_desktop.ui.practice.link import PracticeLink
from ilert_desktop.ui.practice.words import short_title
from ilert_desktop.ui.result_words import short_name
from ilert_desktop.ui.undo_flow import UndoFlow


class Closing(QObject):
    """Decides whether the window may close, and asks where it should not just so."""

    def __init__(
        self,
        window: QWidget,
        composer: Composer,
        outbox: OutboxView,
        keys: KeyFlow,
        undo: UndoFlow,
        practice: PracticeLink,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._composer = composer
        self._outbox = outbox
        self._keys = keys
        self._undo = undo
        self._practice = practice
        self._agreed = False
        self._must = False
        self._box: QMessageBox | None = None

    def may_close(self) -> bool:
        """Whether to close now; else a question is shown, and a yes closes the window. Unsaved sources come first."""
        if self._must:
            return True
        if not self._keys.may_close():
            self._agreed = False
            return False
        unsent = self._outbox.counts.unsettled
        typed = not is_blank(self._composer.value())
        if self._agreed or not (unsent or typed or self._practice.view.drill):
            return True
        if self._box is None:
            self._ask(unsent, typed=typed)
        return False

    def ask_nothing(self) -> None:
        """Close from now on whatever is not sent or not saved."""
        self._must = True

    def _ask(self, unsent: int, *, typed: bool) -> None:
        box = self._box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Close ilert Desktop?"))
        box.setText(self._question(unsent, typed=typed))
        box.setInformativeText(self._consequence(unsent, typed=typed))
        box.addButton(self.tr("Close anyway"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.buttonClicked.connect(self._on_answered)
        box.finished.connect(self._on_finished)
        box.open()

    def _question(self, unsent: int, *, typed: bool) -> str:
        if unsent == 1:
            return self.tr("One event is not sent yet.")
        if unsent:
            return self.tr("{count} events are not sent yet.").format(count=unsent)
        return self.tr("What you are writing is not sent yet.") if typed else self.tr("A drill runs.")

    def _consequence(self, unsent: int, *, typed: bool) -> str:
        sentences = self._about_undo()
        if unsent:
            sentences.append(self.tr("Nothing is sent while the program is closed; it goes on at the next start."))
        if typed:
            sentences.append(self.tr("What is typed in the form is lost."))
        running = self._practice.view.drill
        if running is not None:
            words = self.tr("The drill “{title}” ends without a report; “End the drill” in the menu gives one.")
            sentences.append(words.format(title=short_title(running.drill.title)))
        return " ".join(sentences)

    def _about_undo(self) -> list[str]:
        words = self.tr("{type} “{summary}” at {source} goes out in a moment and can still be taken back.")
        waits = self._undo.waits
        named = [words.format(type=e.event_type, summary=short_name(e), source=e.source_name) for e in waits[:3]]
        rest = len(waits) - len(named)
        return [*named, self.tr("So can {count} more.").format(count=rest)] if rest else named

    @Slot()
    def _on_finished(self) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None

    @Slot(QAbstractButton)
    def _on_answered(self, button: QAbstractButton) -> None:
        box = self._box
        if box is not None and box.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole:
            self._agreed = True
            self._window.close()
