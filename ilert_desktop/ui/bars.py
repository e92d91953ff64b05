"""The bar across the window with messages that want an answer or at least to be seen."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from ilert_desktop.ui.icons import icon, set_icon


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something the operator should know: a title, a sentence that says what to do, and what can be done here.

    `subject` names what it is about: a newer notice about the same thing takes its place. `actions` are pairs of a
    button's text and what it calls.
    """

    subject: str
    title: str
    sentence: str = ""
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    is_problem: bool = True


class NoticeBar(QWidget):
    """Shows one notice at a time, the newest first; a button with their number leads to the others.

    A notice stays, also after one of its actions was pressed, until it is withdrawn or the operator closes it.

    Signals:
        shown: a notice came up; its words, for a screen reader.
        closed: the operator closed the notice about this subject.
    """

    shown = Signal(str)
    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self._shown: Notice | None = None
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._next = _small_button("down", self.tr("Show the next message"))
        self._next.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._next.clicked.connect(self._on_next)
        self._close = _small_button("clear", self.tr("Close the message"))
        self._close.clicked.connect(self._on_close)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        line.addLayout(self._buttons)
        line.addWidget(self._next)
        line.addWidget(self._close)
        self.hide()

    def show_notice(self, notice: Notice, *, is_announced: bool = True) -> None:
        """Show `notice`, in the place of an older one about the same subject.

        One that is not announced stands behind all others.
        """
        is_changed = self._shown is not None and self._shown.subject == notice.subject
        self._notices = [other for other in self._notices if other.subject != notice.subject]
        self._notices.insert(len(self._notices) if is_announced else 0, notice)
        self._render(notice if is_announced or is_changed or self._shown is None else self._shown)
        if is_announced:
            self.shown.emit(self._words.text())

    def withdraw(self, subject: str) -> None:
        """Take back what was said about `subject`; nothing happens when nothing was."""
        notice = next((notice for notice in self._notices if notice.subject == subject), None)
        if notice is not None:
            self._remove(notice)

    def has(self, subject: str) -> bool:
        """Whether something is said about `subject`, be it shown now or waiting behind another notice."""
        return any(notice.subject == subject for notice in self._notices)

    def text(self) -> str:
        """The words shown now, empty when there are none."""
        return self._words.text() if self._notices else ""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        """Set the bar off from what is around it."""
        colour = self.palette().mid().color()
        colour.setAlpha(70)
        QPainter(self).fillRect(self.rect(), colour)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change between light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_icon()

    @Slot()
    def _on_close(self) -> None:
        notice = self._shown
        if notice is not None:
            self._remove(notice)
            self.closed.emit(notice.subject)

    @Slot()
    def _on_next(self) -> None:
        if self._shown is not None:
            # Newest first, so the next one is the one before; after the oldest comes the newest.
            self._render(self._notices[self._notices.index(self._shown) - 1])
            self.shown.emit(self._words.text())

    @Slot()
    def _on_action(self) -> None:
        index = self._buttons.indexOf(self.sender())  # type: ignore[call-overload]
        if self._shown is not None:
            self._shown.actions[index][1]()

    def _remove(self, notice: Notice) -> None:
        following = self._notices[self._notices.index(notice) - 1] if notice is self._shown else self._shown
        self._notices.remove(notice)
        self._render(following if self._notices else None)

    def _show_icon(self) -> None:
        if self._shown is not None:
            name = "warning" if self._shown.is_problem else "info"
            picture = icon(name, self.palette().windowText().color())
            self._icon.setPixmap(picture.pixmap(QSize(20, 20), self.devicePixelRatioF()))

    def _render(self, notice: Notice | None) -> None:
        # The buttons of a notice that stays are left alone: one of them may have the keyboard.
        if notice is not self._shown:
            self._shown = notice
            self._show_icon()
            self._write()
        total = len(self._notices)
        number = total - self._notices.index(notice) if notice is not None else 0
        self._next.setText(self.tr("{number} of {total}").format(number=number, total=total))
        self._next.setVisible(total > 1)
        self.setVisible(notice is not None)

    def _write(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()
        notice = self._shown
        if notice is None:
            return
        self._words.setText(f"{notice.title}. {notice.sentence}".strip() if notice.sentence else notice.title)
        for text, _ in notice.actions:
            button = QPushButton(text)
            button.clicked.connect(self._on_action)
            self._buttons.addWidget(button)
            # Qt would show it in the next turn of the event loop only, and lay out the bar twice.
            button.show()


def _small_button(icon_name: str, words: str) -> QToolButton:
    button = QToolButton()
    set_icon(button, icon_name)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(words)
    button.setToolTip(words)
    return button
