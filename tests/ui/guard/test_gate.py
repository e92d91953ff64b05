"""The gate: what it lets pass, and that it forgets when the operator goes away."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ilert_desktop.event import Event, EventType, Priority
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source
from ilert_desktop.ui.guard.bar import GuardBar
from ilert_desktop.ui.guard.gate import Gate

LIVE = Source(name="Production", live=True)
HIGH = Event(event_type=EventType.ALERT, summary="Disk full", alert_key="k", priority=Priority.HIGH)


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[GuardBar]:
    """The bar in a window that is shown."""
    window = QWidget()
    qtbot.addWidget(window)
    made = GuardBar()
    QVBoxLayout(window).addWidget(made)
    with qtbot.waitExposed(window):
        window.show()
    yield made
    window.hide()


def test_the_step_counts_for_this_draft_event_and_source_only(bar: GuardBar) -> None:
    gate = Gate(bar, bar.window())
    assert not gate.lets_pass("draft", HIGH, [LIVE])
    bar.confirmed.emit()
    assert gate.lets_pass("draft", HIGH, [LIVE])
    assert not gate.lets_pass("another", HIGH, [LIVE])
    assert not gate.lets_pass("draft", msgspec.structs.replace(HIGH, summary="Other"), [LIVE])
    assert not gate.lets_pass("draft", HIGH, [LIVE, Source(name="Backup", live=True)])
    assert not gate.lets_pass("draft", HIGH, [msgspec.structs.replace(LIVE, endpoint="https://example.org")])
    assert gate.lets_pass("draft", HIGH, [LIVE])
    gate.forget()
    assert not gate.lets_pass("draft", HIGH, [LIVE])


def test_several_sources_are_asked_about_once(bar: GuardBar) -> None:
    gate = Gate(bar, bar.window())
    backup = Source(name="Backup", live=True)
    assert not gate.lets_pass("draft", HIGH, [PRACTICE_SOURCE, LIVE, backup])
    assert bar.confirm.label() == "Page Production and Backup now"
    assert "Production and Backup are live." in bar.text()
    assert "It goes to Practice as well." in bar.text()
    bar.confirmed.emit()
    assert gate.lets_pass("draft", HIGH, [PRACTICE_SOURCE, LIVE, backup])


@pytest.mark.parametrize("away_ms", [0, 3_600_000])
def test_who_is_away_for_long_is_not_waited_for(bar: GuardBar, qtbot: QtBot, away_ms: int) -> None:
    window = bar.window()
    gate = Gate(bar, window, away_ms=away_ms)
    assert not gate.lets_pass("draft", HIGH, [LIVE])
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    if away_ms:
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
        assert bar.isVisible()
    else:
        qtbot.waitUntil(lambda: not bar.isVisible())
        bar.confirmed.emit()
        assert not gate.lets_pass("draft", HIGH, [LIVE])
