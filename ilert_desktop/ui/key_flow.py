"""Sources and keys in the window: the dialog, a keyring that is missing or locked, and what waits for a key."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.records import KEY_HOLDS
from ilert_desktop.sources.keys import KeyringStatus
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.source_dialog.dialog import SourceDialog
from ilert_desktop.ui.tasks import Tasks

_KEYRING = "keyring"


class KeyFlow(QObject):
    """Opens the dialog of the sources, and lets go what was held for a key.

    Signals:
        sources_changed: the list of sources is another one.
        test_requested: the operator wants a test event sent to this (practice) `Source`.
    """

    sources_changed = Signal()
    test_requested = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._notices = notices
        self._window = window
        self._dialog: SourceDialog | None = None

    @Slot()
    def open_sources(self) -> None:
        """Show the dialog of the sources."""
        self.open_source(None)

    def open_source(self, source_id: str | None) -> None:
        """Show the dialog at one source."""
        dialog = self._shown_dialog()
        if source_id is not None and self._services.sources.get(source_id) is not None:
            dialog.show_source(source_id)

    def show_source_notice(self) -> None:
        """Say what happened to the file of the sources when it was read, if anything did."""
        notice = self._services.sources.notice
        if notice is not None:
            self._notices.show_notice(Notice(subject="sources", title=notice.title, sentence=notice.sentence))

    @Slot()
    def look_at_keyring(self) -> None:
        """Say so when keys can't be kept. Asks only if some source needs a key: practice does not."""
        if any(not source.is_practice for source in self._services.sources.all()):
            self._tasks.watch(self._services.keys.status(), self._on_status, self._on_failed)

    @Slot()
    def unlock(self) -> None:
        """Ask the keyring to unlock itself; it may show a window of its own."""
        self._tasks.watch(self._services.keys.unlock(), self._on_unlocked, self._on_failed)

    def _shown_dialog(self) -> SourceDialog:
        if self._dialog is None:
            services = self._services
            self._dialog = SourceDialog(services.sources, services.keys, self._tasks, self._window)
            self._dialog.sources_changed.connect(self._on_sources_changed)
            self._dialog.key_changed.connect(self._on_key_changed)
            self._dialog.test_requested.connect(self.test_requested)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    @Slot()
    def _on_sources_changed(self) -> None:
        self.sources_changed.emit()
        self.look_at_keyring()

    @Slot(str)
    def _on_key_changed(self, source_id: str) -> None:
        self._notices.withdraw(f"key of {source_id}")
        self._release(source_id)

    def _release(self, source_id: str) -> None:
        future = self._services.ledger.release_source(source_id, KEY_HOLDS)
        self._tasks.watch(future, _ignore, self._on_failed)

    def _on_unlocked(self, unlocked: bool) -> None:
        if unlocked:
            self._notices.withdraw(_KEYRING)
            for source in self._services.sources.all():
                self._on_key_changed(source.id)

    def _on_status(self, status: KeyringStatus) -> None:
        if status.usable and not status.locked:
            self._notices.withdraw(_KEYRING)
            return
        locked = self.tr("The keyring is locked")
        title = locked if status.locked else self.tr("Keys are held for this session only")
        actions = ((self.tr("Unlock the keyring…"), self.unlock),) if status.locked else ()
        self._notices.show_notice(Notice(subject=_KEYRING, title=title, sentence=status.sentence, actions=actions))

    def _on_failed(self, error: Exception) -> None:
        title = getattr(error, "title", self.tr("The keyring did not answer"))
        self._notices.show_notice(
            Notice(subject=_KEYRING, title=title, sentence=getattr(error, "sentence", str(error)))
        )


def _ignore(_: object) -> None:
    return
