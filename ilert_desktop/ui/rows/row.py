"""One row: a cell for each column, four small buttons, and the row's problems beneath."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ilert_desktop.ui.field_problem import ProblemFrame, ProblemText
from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.rows.action import RowAction
from ilert_desktop.ui.rows.cell import Cell, make_cell
from ilert_desktop.ui.rows.column import Column

GAP = 4
_ICON = QSize(16, 16)
_BUTTONS = 4


class Header(QWidget):
    """The titles of the columns, each above its column."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for column in columns:
            title = QLabel(column.title)
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setToolTip(column.hint)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line.addWidget(title, column.stretch)
        probe = QToolButton(self)
        probe.setIconSize(_ICON)
        probe.hide()
        line.addSpacing(_BUTTONS * (probe.sizeHint().width() + GAP))


class Row(QWidget):
    """One row of a rows editor.

    Signals:
        changed: the text of a cell is another one now.
        action_requested: a button was pressed; carries its `RowAction`.
    """

    changed = Signal()
    action_requested = Signal(object)

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self.cells: list[Cell] = [make_cell(column, self) for column in columns]
        self._frames: dict[int, ProblemFrame] = {}
        self._problem_text: ProblemText | None = None
        line = QHBoxLayout()
        line.setSpacing(GAP)
        for column, cell in zip(columns, self.cells, strict=True):
            cell.changed.connect(self.changed)
            line.addWidget(cell, column.stretch, Qt.AlignmentFlag.AlignTop)
        self._buttons = self._make_buttons()
        for button in self._buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GAP // 2)
        self._lines.addLayout(line)

    def value(self) -> tuple[str, ...]:
        """The texts of the cells, in the order of the columns."""
        return tuple(cell.value() for cell in self.cells)

    def set_value(self, texts: Sequence[str]) -> None:
        """Show other texts; cells without one become empty."""
        for number, cell in enumerate(self.cells):
            cell.set_value(texts[number] if number < len(texts) else "")

    def set_place(self, number: int, count: int, title: str) -> None:
        """Name everything after the row's place (from 0) among `count` rows, and allow the moves it has."""
        name = f"{title} {number + 1}"
        self.setAccessibleName(name)
        for column, cell in zip(self._columns, self.cells, strict=True):
            cell.setAccessibleName(f"{name} {column.title.lower()}")
        up, down, duplicate, remove = self._buttons
        up.setEnabled(number > 0)
        down.setEnabled(number < count - 1)
        up.setAccessibleName(self.tr("Move {row} up").format(row=name))
        down.setAccessibleName(self.tr("Move {row} down").format(row=name))
        duplicate.setAccessibleName(self.tr("Duplicate {row}").format(row=name))
        remove.setAccessibleName(self.tr("Remove {row}").format(row=name))

    def set_problems(self, problems: dict[str, str]) -> None:
        """Mark the cells of these columns (by wire name) and show their messages under the row."""
        for number, column in enumerate(self._columns):
            message = problems.get(column.name, "")
            if message and number not in self._frames:
                self._frames[number] = ProblemFrame(self.cells[number])
            if number in self._frames:
                self._frames[number].set_message(message)
        several = len(self._columns) > 1
        titles = {column.name: column.title for column in self._columns}
        lines = [f"{titles[name]}: {text}" if several and name in titles else text for name, text in problems.items()]
        if lines and self._problem_text is None:
            self._problem_text = ProblemText(self)
            self._lines.addWidget(self._problem_text)
        if self._problem_text is not None:
            self._problem_text.set_message("\n".join(lines))

    def _make_buttons(self) -> tuple[QToolButton, ...]:
        return (
            self._button("up", self.tr("Move up (Alt+Up)"), self._on_up),
            self._button("down", self.tr("Move down (Alt+Down)"), self._on_down),
            self._button("duplicate", self.tr("Duplicate (Ctrl+D)"), self._on_duplicate),
            self._button("remove", self.tr("Remove (Ctrl+Shift+Delete)"), self._on_remove),
        )

    def _button(self, icon_name: str, tip: str, pressed: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        set_icon(button, icon_name)
        button.setIconSize(_ICON)
        button.setAutoRaise(True)
        # The keys in the tips do the same from any cell; four stops for Tab in each row would be in the way.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(tip)
        button.clicked.connect(pressed)
        return button

    @Slot()
    def _on_up(self) -> None:
        self.action_requested.emit(RowAction.MOVE_UP)

    @Slot()
    def _on_down(self) -> None:
        self.action_requested.emit(RowAction.MOVE_DOWN)

    @Slot()
    def _on_duplicate(self) -> None:
        self.action_requested.emit(RowAction.DUPLICATE)

    @Slot()
    def _on_remove(self) -> None:
        self.action_requested.emit(RowAction.REMOVE)
