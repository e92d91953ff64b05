"""The buttons for the actions on an alert."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ilert_desktop.ui.history.action_set import ActionSet
from ilert_desktop.ui.history.text_button import TextButton


class ActionButtons(QWidget):
    """Accept and Resolve (each with a menu for another summary), Comment, Use again."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._button(actions.accept, actions.accept_with))
        row.addWidget(self._button(actions.resolve, actions.resolve_with))
        row.addWidget(self._button(actions.comment))
        row.addWidget(self._button(actions.reuse))

    def _button(self, action: QAction, *more: QAction) -> QToolButton:
        button = TextButton(parent=self)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        if more:
            menu = QMenu(button)
            menu.addActions(list(more))
            menu.setToolTipsVisible(True)
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        return button
