"""What the dialog says about the keyring, and about what could not be saved; with what can be done about it."""

from PySide6.QtCore import QObject, Slot

from ilert_desktop.sources.key_problems import KeyringLocked
from ilert_desktop.sources.keys import KeyringStatus
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.source_dialog.key_states import KeyStates
from ilert_desktop.ui.source_dialog.saving import SourceSaving

_SAVING = "save"
_KEYRING = "keyring"


class DialogNotices(QObject):
    """Follows keys and saving, and shows in `bar` what the operator should know of them."""

    def __init__(self, keys: KeyStates, saving: SourceSaving, bar: NoticeBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._saving = saving
        self._unlock = (self.tr("Unlock the keyring…"), keys.unlock)
        self._keep = (self.tr("Keep it for this session"), saving.keep_for_session)
        keys.status_changed.connect(self._on_status_changed)
        saving.failed.connect(self._on_failed)

    def withdraw_problem(self) -> None:
        """Take back what went wrong last, because it is tried again."""
        self._bar.withdraw(_SAVING)

    @Slot(object)
    def _on_status_changed(self, status: KeyringStatus) -> None:
        if status.usable and not status.locked:
            self._bar.withdraw(_KEYRING)
            return
        title = self.tr("The keyring is locked") if status.locked else self.tr("Keys are held for this session only")
        actions = (self._unlock,) if status.locked else ()
        self._bar.show_notice(Notice(subject=_KEYRING, title=title, sentence=status.sentence, actions=actions))

    @Slot(object)
    def _on_failed(self, problem: Exception) -> None:
        title, sentence = getattr(problem, "title", str(problem)), getattr(problem, "sentence", "")
        offers = [self._unlock, self._keep] if self._saving.has_locked_out_keys() else [self._unlock]
        actions = tuple(offers) if isinstance(problem, KeyringLocked) else ()
        self._bar.show_notice(Notice(subject=_SAVING, title=title, sentence=sentence, actions=actions))
