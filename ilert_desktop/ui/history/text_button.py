"""The history's buttons that say in words what they do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from ilert_desktop.ui.icons import set_icon


class TextButton(QToolButton):
    """An icon with words beside it; Tab reaches it. The icon can come from a default action too."""

    def __init__(self, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon_name:
            set_icon(self, icon_name)

    def set_words(self, text: str, tip: str) -> None:
        """Show other words, also to screen readers, and another tooltip."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip)
