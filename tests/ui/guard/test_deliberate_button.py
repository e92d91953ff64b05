"""The button of the second step: a held, repeated or hasty press does nothing, a deliberate one works once."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.guard.deliberate_button import DeliberateButton

PATIENCE_MS = 20_000
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
LEFT = Qt.MouseButton.LeftButton


class Probe(DeliberateButton):
    """Counts what it was chosen for."""

    def __init__(self, bot: QtBot) -> None:
        super().__init__()
        self.times = 0
        self.bot = bot
        self.set_label("Page Production now")
        self.chosen.connect(self._count)
        bot.addWidget(self)
        with bot.waitExposed(self):
            self.show()

    def _count(self) -> None:
        self.times += 1

    def key(
        self, kind: QEvent.Type, *, repeat: bool = False, modifiers: Qt.KeyboardModifier = NONE, key: int = 0
    ) -> None:
        QApplication.sendEvent(self, QKeyEvent(kind, key or Qt.Key.Key_Return, modifiers, "\r", repeat))

    def tap(self, key: int = 0) -> None:
        self.key(PRESS, key=key)
        self.key(RELEASE, key=key)

    def wait_until_armed(self) -> None:
        self.bot.waitUntil(lambda: self.is_armed, timeout=PATIENCE_MS)

    def wait_for_the_moment(self) -> None:
        """Let the time pass that arming takes: that of a button disarmed now."""
        other = Probe(self.bot)
        other.disarm()
        other.wait_until_armed()


@pytest.fixture
def button(qtbot: QtBot) -> Probe:
    made = Probe(qtbot)
    made.disarm()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_pressed_and_let_go_works_once(button: Probe, key: Qt.Key) -> None:
    button.wait_until_armed()
    button.key(PRESS, key=key)
    assert button.times == 0
    button.key(RELEASE, key=key)
    assert button.times == 1
    button.tap(key)
    assert button.times == 1


def test_enter_of_the_keypad_works(button: Probe) -> None:
    button.wait_until_armed()
    for kind in (PRESS, RELEASE):
        button.key(kind, key=Qt.Key.Key_Enter, modifiers=Qt.KeyboardModifier.KeypadModifier)
    assert button.times == 1


def test_a_press_that_comes_too_early_does_nothing_and_starts_the_moment_anew(button: Probe) -> None:
    button.tap()
    button.key(PRESS)
    assert button.times == 0
    button.wait_for_the_moment()
    assert not button.is_armed
    button.key(RELEASE)
    assert button.times == 0
    button.wait_until_armed()
    button.tap()
    assert button.times == 1


def test_a_held_key_never_works(button: Probe) -> None:
    button.disarm(is_key_down=True)
    button.wait_for_the_moment()
    for _ in range(50):
        button.key(PRESS, repeat=True)
        button.key(RELEASE, repeat=True)
    button.wait_for_the_moment()
    button.key(PRESS, repeat=True)
    button.key(RELEASE)
    assert button.times == 0


def test_a_held_key_whose_repeats_look_like_presses_never_works(button: Probe) -> None:
    button.disarm(is_key_down=True)
    button.wait_for_the_moment()
    for _ in range(50):
        # Some remote desktops let a key go and press it again instead of saying that it repeats.
        button.key(RELEASE)
        button.key(PRESS)
    button.key(RELEASE)
    assert button.times == 0


def test_ctrl_enter_never_works(button: Probe) -> None:
    button.wait_until_armed()
    button.key(PRESS, modifiers=CTRL)
    button.key(RELEASE, modifiers=CTRL)
    assert button.times == 0
    assert not button.is_armed


def test_a_held_fresh_key_works_when_it_is_let_go(button: Probe) -> None:
    button.wait_until_armed()
    button.key(PRESS)
    for _ in range(10):
        button.key(PRESS, repeat=True)
        button.key(RELEASE, repeat=True)
    assert button.times == 0
    button.key(RELEASE)
    assert button.times == 1


def test_a_click_works_once_armed_and_not_before(button: Probe) -> None:
    QTest.mouseClick(button, LEFT, NONE, QPoint(5, 5))
    QTest.mouseDClick(button, LEFT, NONE, QPoint(5, 5))
    assert button.times == 0
    button.wait_until_armed()
    QTest.mouseClick(button, LEFT, NONE, QPoint(5, 5))
    assert button.times == 1
    QTest.mouseClick(button, LEFT, NONE, QPoint(5, 5))
    assert button.times == 1


def test_a_mouse_button_that_was_down_before_does_not_work(button: Probe) -> None:
    QTest.mousePress(button, LEFT, NONE, QPoint(5, 5))
    button.wait_until_armed()
    QTest.mouseRelease(button, LEFT, NONE, QPoint(5, 5))
    assert button.times == 0


def test_a_screen_reader_can_press_it(button: Probe) -> None:
    button.click()
    assert button.times == 0
    button.wait_until_armed()
    button.click()
    assert button.times == 1
