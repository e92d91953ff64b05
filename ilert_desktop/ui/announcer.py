"""Says what happened to whoever uses a screen reader."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


class Announcer(QObject):
    """Announces words in the name of `window`."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._window = window

    @Slot(str)
    def announce(self, words: str) -> None:
        """Have `words` read out; without a screen reader nothing happens."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, words))
