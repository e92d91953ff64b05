"""The actions on an alert: their words, icons and shortcuts, and why one is disabled."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from ilert_desktop.ui.history.refusal_words import RefusalWords
from ilert_desktop.ui.history.rules import Refusal
from ilert_desktop.ui.icons import set_icon


class ActionSet(QObject):
    """One `QAction` for everything that can be done for an alert.

    Shortcuts are single letters, so they count only in the widgets that the actions are added to.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = RefusalWords(self)
        self._tips: dict[QAction, str] = {}
        other_summary = self.tr("Type the summary that is sent")
        self.accept = self._make("accept", "A", self.tr("Accept"), self.tr("Say that somebody looks after this alert"))
        self.accept_with = self._make("edit", "Shift+A", self.tr("Accept with another summary…"), other_summary)
        self.resolve = self._make("resolve", "R", self.tr("Resolve"), self.tr("Say that this alert is over"))
        self.resolve_with = self._make("edit", "Shift+R", self.tr("Resolve with another summary…"), other_summary)
        self.comment = self._make("comment", "C", self.tr("Comment"), self.tr("Add a comment to this alert"))
        self.reuse = self._make("reuse", "U", self.tr("Use again"), self.tr("Fill the composer with this alert"))
        self.confirm = self._make("external", "I", "", "")
        self.name_confirm(is_practice=False)

    def all(self) -> list[QAction]:
        """Every action, in the order of a menu."""
        return [*self._tips]

    def allow(self, action: QAction, why_not: Refusal | None) -> None:
        """Enable an action, or disable it and say why not in its tooltip."""
        action.setEnabled(why_not is None)
        action.setToolTip(self._tips[action] if why_not is None else self._words.of(why_not))

    def allow_for_several(self, action: QAction, words: str) -> None:
        """Enable an action that a press asks for of several alerts; `words` say of which."""
        action.setEnabled(True)
        action.setToolTip(f"{words} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")

    def name_confirm(self, *, is_practice: bool) -> None:
        """Say where the alert would be looked up. Call `allow` afterwards: the tooltip is set there."""
        if is_practice:
            self.confirm.setText(self.tr("Look at practice"))
            self._set_tip(self.confirm, self.tr("Show on practice's page in the browser who would be paged and why"))
        else:
            self.confirm.setText(self.tr("Confirm in ilert"))
            self._set_tip(self.confirm, self.tr("Look this alert up in the browser"))

    def _set_tip(self, action: QAction, tip: str) -> None:
        self._tips[action] = f"{tip} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"

    def _make(self, icon_name: str, shortcut: str, text: str, tip: str) -> QAction:
        action = QAction(text, self)
        set_icon(action, icon_name)
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        self._set_tip(action, tip)
        return action
