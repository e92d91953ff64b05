"""The way back to the GUI thread, and its end."""

from concurrent.futures import Future

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.tasks import Tasks


def test_nothing_calls_back_after_the_end(qtbot: QtBot) -> None:
    tasks, other = Tasks(), Tasks()
    called: list[object] = []
    under_way: Future[int] = Future()
    tasks.watch(under_way, called.append, called.append)
    tasks.close()
    under_way.set_result(1)
    ended: Future[int] = Future()
    ended.set_result(2)
    tasks.watch(ended, called.append, called.append)
    later: Future[int] = Future()
    tasks.watch(later, called.append, called.append)
    later.set_exception(ValueError("late"))
    marker: Future[int] = Future()
    marker.set_result(3)
    other.watch(marker, called.append, called.append)
    qtbot.waitUntil(lambda: bool(called))
    QTest.qWait(0)
    assert called == [3]
