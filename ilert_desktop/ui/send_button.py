"""The button that sends: it says in full what it will do, and shows as much of that as there is room for."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

_LEAST_CHARACTERS: Final = 18


class SendButton(QPushButton):
    """Gives way when the window is narrow: the end of a long source's name is left out on it, never in `label()`.

    Where it goes to several sources, other words stand in for names that there is no room for: none may be left out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self._shorter = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def label(self) -> str:
        """What the button says, in full."""
        return self._label

    def set_label(self, label: str, shorter: str = "") -> None:
        """Say something else, or `shorter` where there is no room for that; an "&" in it is an "&"."""
        self._label = label
        self._shorter = shorter
        self.setText(_plain(label))
        self.setAccessibleName(label)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the first words."""
        whole = self.sizeHint()
        words = self.fontMetrics().horizontalAdvance(self._label)
        least = min(words, _LEAST_CHARACTERS * self.fontMetrics().averageCharWidth())
        return QSize(whole.width() - words + least, whole.height())

    def initStyleOption(self, option: QStyleOptionButton) -> None:  # noqa: N802 - Qt's name
        """Leave out what there is no room for."""
        super().initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        room = inside - self.iconSize().width() - 8
        fits = self.fontMetrics().horizontalAdvance(self._label) <= room
        words = self._label if fits or not self._shorter else self._shorter
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        option.text = _plain(shown)


def _plain(text: str) -> str:
    # Qt would take the letter after an "&" for the button's key.
    return text.replace("&", "&&")
