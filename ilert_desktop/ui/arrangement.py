"""How the window is arranged: at first, and as it was left."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from ilert_desktop.ui.history.panel import HistoryPanel
from ilert_desktop.ui.window_state import WindowState

FIRST_SIZE: Final = QSize(1200, 860)
_TOP: Final = "composer_splitter"
_WHOLE: Final = "history_splitter"
_HISTORY: Final = "history"


class Arrangement:
    """Remembers it in a file: the window's place, its two splitters, and the history's columns."""

    def __init__(self, file: Path, window: QMainWindow) -> None:
        self._window = window
        self._state = WindowState(file, window)

    def restore(self, top: QSplitter, whole: QSplitter, history: HistoryPanel) -> None:
        """Arrange the window as it was left; the first time so that all of it can be used."""
        self._window.resize(FIRST_SIZE.boundedTo(self._window.screen().availableSize()))
        top.setSizes([760, 440])
        whole.setSizes([470, 270])
        self._state.restore(self._window, {_TOP: top, _WHOLE: whole})
        history.restore_state(self._state.value(_HISTORY))

    def save(self, top: QSplitter, whole: QSplitter, history: HistoryPanel) -> None:
        """Remember how it is arranged now."""
        self._state.save(self._window, {_TOP: top, _WHOLE: whole})
        self._state.set_value(_HISTORY, history.save_state())
