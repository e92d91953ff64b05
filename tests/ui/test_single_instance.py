"""A second start shows the first window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.single_instance import SingleInstance


def test_a_second_start_shows_the_first_and_ends(tmp_path: Path, qtbot: QtBot) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.shown_requested):
        assert not second.claim()
    first.release()


def test_after_the_first_has_ended_the_next_is_alone(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.claim()
    first.release()
    second = SingleInstance(tmp_path)
    assert second.claim()
    second.release()


def test_a_folder_with_a_long_name_works_too(tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    first, second = SingleInstance(folder), SingleInstance(folder)
    assert first.claim()
    with qtbot.waitSignal(first.shown_requested):
        assert not second.claim()
    first.release()


def test_a_socket_left_behind_by_a_crash_is_no_obstacle(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "window.socket").touch()
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.shown_requested):
        assert not second.claim()
    first.release()


@pytest.mark.expects_log
def test_a_lock_that_cannot_be_used_does_not_keep_the_window_away(
    tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "window.lock").mkdir()
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.claim()
    assert "window.lock" in caplog.text
    with qtbot.waitSignal(first.shown_requested):
        assert not second.claim()
    first.release()
