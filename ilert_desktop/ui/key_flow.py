"""Sources and keys in the window: the dialog, a keyring that is missing or locked, and what waits for a key."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from ilert_desktop.assembly import Services
from ilert_desktop.ledger.records import KEY_HOLDS, Counts, Hold
from ilert_desktop.sources.keys import KeyringStatus
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.source_dialog.dialog import SourceDialog
from ilert_desktop.ui.tasks import Tasks

_KEYRING = "keyring"
_LOCKED = frozenset({Hold.KEY_LOCKED})
_NOWHERE = frozenset({Hold.SOURCE_MISSING})


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
        self._is_locked = False
        self._window_waits = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again at what waits for a locked keyring when the operator comes back to the window."""
        if event.type() == QEvent.Type.WindowActivate and self._needs_keyring():
            self._tasks.watch(self._services.ledger.counts(), self._on_counts, _ignore)
        return super().eventFilter(watched, event)

    def may_close(self) -> bool:
        """Whether nothing typed about sources is unsaved; else the dialog asks, and then the window closes."""
        if self._dialog is None or not self._dialog.holds_unsaved():
            return True
        self._window_waits = True
        self._shown_dialog().reject()
        return False

    @Slot()
    def open_sources(self) -> None:
        """Show the dialog of the sources."""
        self.open_source(None)

    def open_source(self, source_id: str | None) -> None:
        """Show the dialog, and in it the key of one source if that is in the list."""
        dialog = self._shown_dialog()
        if source_id is not None and self._services.sources.get(source_id) is not None:
            dialog.ask_for_key(source_id)

    def show_source_notice(self) -> None:
        """Say what happened to the file of the sources when it was read, if anything did."""
        notice = self._services.sources.notice
        if notice is not None:
            self._notices.show_notice(Notice(subject="sources", title=notice.title, sentence=notice.sentence))

    @Slot()
    def look_at_keyring(self) -> None:
        """Say so when keys can't be kept. Asks only if some source needs a key: practice does not."""
        if self._needs_keyring():
            self._tasks.watch(self._services.keys.status(), self._on_status, self._on_failed)

    @Slot()
    def unlock(self) -> None:
        """Ask the keyring to unlock itself; it may show a window of its own."""
        self._tasks.watch(self._services.keys.unlock(), self._on_unlocked, self._on_failed)

    def _shown_dialog(self) -> SourceDialog:
        if self._dialog is None:
            services = self._services
            self._dialog = SourceDialog(
                services.sources,
                services.keys,
                services.files,
                self._tasks,
                services.connection_checker,
                self._window,
            )
            self._dialog.sources_changed.connect(self._on_sources_changed)
            self._dialog.key_changed.connect(self._on_key_changed)
            self._dialog.test_requested.connect(self.test_requested)
            self._dialog.stayed.connect(self._on_dialog_stayed)
            # Queued: the dialog has gone, its question too, before the window goes.
            self._dialog.finished.connect(self._on_dialog_finished, Qt.ConnectionType.QueuedConnection)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def _needs_keyring(self) -> bool:
        return any(not source.is_practice for source in self._services.sources.all())

    @Slot()
    def _on_dialog_stayed(self) -> None:
        self._window_waits = False

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._window_waits:
            self._window_waits = False
            self._window.close()

    @Slot()
    def _on_sources_changed(self) -> None:
        self.sources_changed.emit()
        self.look_at_keyring()
        # An endpoint that could not be sent to may be another one.
        for source in self._services.sources.all():
            self._release(source.id, _NOWHERE)

    @Slot(str)
    def _on_key_changed(self, source_id: str) -> None:
        self._notices.withdraw(f"key of {source_id}")
        self._release(source_id)

    def _release(self, source_id: str, holds: frozenset[Hold] = KEY_HOLDS) -> None:
        future = self._services.ledger.release_source(source_id, holds)
        self._tasks.watch(future, _ignore, self._on_failed)

    def _on_unlocked(self, unlocked: bool) -> None:
        if unlocked:
            self._notices.withdraw(_KEYRING)
            for source in self._services.sources.all():
                self._on_key_changed(source.id)

    def _on_counts(self, counts: Counts) -> None:
        if self._is_locked or counts.held:
            self._tasks.watch(self._services.keys.status(), self._on_looked_again, self._on_failed)

    def _on_looked_again(self, status: KeyringStatus) -> None:
        if not status.usable or status.locked:
            return
        self._is_locked = False
        self._notices.withdraw(_KEYRING)
        for source in self._services.sources.all():
            released = self._services.ledger.release_source(source.id, _LOCKED)
            self._tasks.watch(released, partial(self._on_released, source.id), self._on_failed)

    def _on_released(self, source_id: str, count: int) -> None:
        if count:
            self._notices.withdraw(f"key of {source_id}")

    def _on_status(self, status: KeyringStatus) -> None:
        self._is_locked = status.locked
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
