"""Says when the ledger can't be used, asks again until it can, and tells what became of a damaged one."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.set_aside import DamageNote
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.ledger_signals import LedgerSignals
from ilert_desktop.ui.outbox_view import OutboxView
from ilert_desktop.ui.results import Results
from ilert_desktop.ui.tasks import Tasks

_LEDGER: Final = "ledger"
_AGAIN_MS: Final = 2000


class LedgerTrouble(QObject):
    """One notice while the ledger can't be read, and one for each that was damaged until the operator has read it.

    Signals:
        recovered: the ledger can be read again.
        delivery_fault: what else keeps the outbox from being drained (`DeliveryFault`), None when nothing does or
            the notice about the ledger says it already.
    """

    recovered = Signal()
    delivery_fault = Signal(object)

    def __init__(self, ledger: Ledger, tasks: Tasks, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._notices = notices
        self._said: tuple[str, str] | None = None
        self._fault: DeliveryFault | None = None
        self._told: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._look)

    def follow(self, signals: LedgerSignals, outbox: OutboxView, results: Results) -> None:
        """Tell what these meet, and have them read again when it is over."""
        outbox.failed.connect(self.on_failed)
        signals.delivery_fault.connect(self.on_delivery_fault)
        signals.changed.connect(self.look_for_damage)
        self.delivery_fault.connect(results.on_delivery_fault)
        self.recovered.connect(signals.changed)

    @Slot(object)
    def on_failed(self, error: Exception) -> None:
        """The ledger could not be read: say so once, and ask again."""
        title = str(getattr(error, "title", self.tr("The history can't be read")))
        sentence = str(getattr(error, "sentence", error))
        if self._said != (title, sentence):
            self._said = (title, sentence)
            more = self.tr("Until then nothing can be queued or sent; what you write stays in the form.")
            self._notices.show_notice(Notice(subject=_LEDGER, title=title, sentence=f"{sentence} {more}"))
            self._pass_on()
        self._timer.start()

    @Slot(object)
    def on_delivery_fault(self, fault: DeliveryFault | None) -> None:
        """The outbox can't be drained, or (None) it can again."""
        self._fault = fault
        self._pass_on()

    @Slot()
    def look_for_damage(self) -> None:
        """Tell of ledgers that were set aside and not told of yet."""
        self._tasks.watch(self._ledger.damage_notes(), self._on_notes, _ignore)

    def _look(self) -> None:
        self._tasks.watch(self._ledger.counts(), self._on_read, self.on_failed)

    def _on_read(self, _: object) -> None:
        if self._said is not None:
            self._said = None
            self._notices.withdraw(_LEDGER)
            self._pass_on()
            self.recovered.emit()

    def _pass_on(self) -> None:
        is_said = self._said is not None and self._fault is not None and self._fault.of_ledger
        self.delivery_fault.emit(None if is_said else self._fault)

    def _on_notes(self, notes: list[DamageNote]) -> None:
        for note in notes:
            if note.file not in self._told:
                self._told.add(note.file)
                self._notices.show_notice(self._notice(note))

    def _notice(self, note: DamageNote) -> Notice:
        subject = f"damage {note.file}"
        return Notice(
            subject=subject,
            title=self.tr("The history was damaged and has been repaired"),
            sentence=" ".join(self._sentences(note)),
            actions=(
                (self.tr("Show the folder"), partial(_show_folder, note.file)),
                (self.tr("Got it"), partial(self._put_away, note, subject)),
            ),
        )

    def _sentences(self, note: DamageNote) -> list[str]:
        when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(note.at), QLocale.FormatType.ShortFormat)
        found = note.rescued
        sentences = [
            self.tr("The old file was set aside on {when}: {file}.").format(when=when, file=note.file),
            _counted(found.events, self.tr("1 event was rescued."), self.tr("{count} events were rescued.")),
        ]
        if found.held:
            one = self.tr("1 of them may have been taken by ilert already and waits for your answer.")
            more = self.tr("{count} of them may have been taken by ilert already and wait for your answer.")
            sentences.append(_counted(found.held, one, more))
        if found.lost:
            one = self.tr("1 could not be read: look in ilert what became of it.")
            more = self.tr("{count} could not be read: look in ilert what became of them.")
            sentences.append(_counted(found.lost, one, more))
        if not found.is_counted:
            sentences.append(self.tr("How many there were can't be told: the newest may be missing, too."))
        return sentences

    def _put_away(self, note: DamageNote, subject: str) -> None:
        self._notices.withdraw(subject)
        self._tasks.watch(self._ledger.note_told(note), _ignore, _ignore)


def _counted(number: int, one: str, more: str) -> str:
    return one if number == 1 else more.format(count=number)


def _show_folder(file: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(file).parent)))


def _ignore(_: object) -> None:
    return
