"""A field for a source's colour: eight to choose from, and any other."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QColorDialog, QHBoxLayout, QToolButton, QWidget

from ilert_desktop.ui.source_dialog.palette import DOT_SIZE, SOURCE_COLOURS, dot


class ColourField(QWidget):
    """Eight dots, of which one is pressed, and a button for a colour of one's own.

    Signals:
        changed: the operator chose another colour.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = SOURCE_COLOURS[0]
        self._chooser: QColorDialog | None = None
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for number, (colour, name) in enumerate(zip(SOURCE_COLOURS, self._names(), strict=True)):
            button = self._make_button(name)
            button.setIcon(dot(colour))
            self._group.addButton(button, number)
            line.addWidget(button)
        self._other = self._make_button(self.tr("Other colour"))
        self._other.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._other.setText(self.tr("Other…"))
        self._group.addButton(self._other, len(SOURCE_COLOURS))
        line.addSpacing(4)
        line.addWidget(self._other)
        line.addStretch(1)
        self._group.idClicked.connect(self._on_clicked)

    def value(self) -> str:
        """The colour as `#rrggbb`."""
        return self._value

    def set_value(self, colour: str) -> None:
        """Press the dot of this colour, or show it at *Other*."""
        self._value = colour
        known = colour.lower() in SOURCE_COLOURS
        number = SOURCE_COLOURS.index(colour.lower()) if known else len(SOURCE_COLOURS)
        self._group.button(number).setChecked(True)
        self._other.setIcon(dot("#00000000" if known else colour))

    def _make_button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(DOT_SIZE, DOT_SIZE))
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("Red"),
            self.tr("Orange"),
            self.tr("Green"),
            self.tr("Teal"),
            self.tr("Blue"),
            self.tr("Purple"),
            self.tr("Pink"),
            self.tr("Grey"),
        )

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        if number < len(SOURCE_COLOURS):
            self._take(SOURCE_COLOURS[number])
            return
        self._chooser = QColorDialog(QColor(self._value), self)
        self._chooser.colorSelected.connect(self._on_colour_selected)
        self._chooser.rejected.connect(self._on_rejected)
        self._chooser.open()

    @Slot(QColor)
    def _on_colour_selected(self, colour: QColor) -> None:
        self._take(colour.name())

    @Slot()
    def _on_rejected(self) -> None:
        self.set_value(self._value)

    def _take(self, colour: str) -> None:
        is_other = colour != self._value
        self.set_value(colour)
        if is_other:
            self.changed.emit()
