"""What nothing catches is logged and told, from the GUI thread and from any other."""

import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.uncaught_errors import UncaughtErrors


class Spoilt(Exception):  # noqa: N818 - no error of the program's own
    pass


def spoil() -> None:
    raise Spoilt("il1-secret")


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> UncaughtErrors:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = UncaughtErrors()
    made.install()
    return made


@pytest.mark.expects_log
def test_an_error_in_a_slot_is_told(errors: UncaughtErrors, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    with qtbot.waitSignal(errors.caught) as told:
        QTimer.singleShot(0, spoil)
    assert told.args == ["Spoilt"]
    assert "Traceback" in caplog.text


@pytest.mark.expects_log
def test_an_error_in_a_thread_is_told_once_for_many(errors: UncaughtErrors, qtbot: QtBot) -> None:
    said: list[str] = []
    errors.caught.connect(said.append)
    for _ in range(20):
        thread = threading.Thread(target=spoil)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Spoilt"]


def test_a_thread_that_ends_itself_is_no_error(errors: UncaughtErrors) -> None:
    said: list[str] = []
    errors.caught.connect(said.append)
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert said == []


def test_ctrl_c_is_left_to_python(errors: UncaughtErrors, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    errors.caught.connect(said.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert said == []
