"""Messages under the header: none vanishes by itself, none hides another silently."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from ilert_desktop.ui.bars import Notice, NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    return made


def notice(subject: str, *actions: tuple[str, Callable[[], object]]) -> Notice:
    return Notice(subject=subject, title=f"About {subject}", actions=actions)


def button(bar: NoticeBar, name: str) -> QAbstractButton:
    found = [b for b in bar.findChildren(QAbstractButton) if name in {b.text(), b.accessibleName()}]
    (shown,) = [b for b in found if not b.isHidden()]
    return shown


def test_an_action_leaves_its_notice_until_it_is_withdrawn(bar: NoticeBar) -> None:
    pressed: list[int] = []
    bar.show_notice(notice("key", ("Enter the key…", lambda: pressed.append(1))))
    button(bar, "Enter the key…").click()
    button(bar, "Enter the key…").click()
    assert pressed == [1, 1]
    assert bar.text() == "About key"
    bar.withdraw("key")
    assert bar.text() == ""
    assert bar.isHidden()


def test_an_action_may_withdraw_its_own_notice(bar: NoticeBar) -> None:
    bar.show_notice(notice("other"))
    bar.show_notice(notice("repeat", ("Send it again", lambda: bar.withdraw("repeat"))))
    button(bar, "Send it again").click()
    assert bar.text() == "About other"


def test_several_notices_are_counted_and_each_can_be_reached(bar: NoticeBar) -> None:
    said: list[str] = []
    bar.shown.connect(said.append)
    for subject in ("first", "second", "third"):
        bar.show_notice(notice(subject))
    following = button(bar, "Show the next message")
    read = []
    for _ in range(4):
        read.append((following.text(), bar.text()))
        following.click()
    assert read == [
        ("1 of 3", "About third"),
        ("2 of 3", "About second"),
        ("3 of 3", "About first"),
        ("1 of 3", "About third"),
    ]
    assert said[3:] == ["About second", "About first", "About third", "About second"]


def test_closing_leads_to_the_next_and_the_count_goes_with_the_last_but_one(bar: NoticeBar) -> None:
    for subject in ("first", "second"):
        bar.show_notice(notice(subject))
    button(bar, "Show the next message").click()
    assert bar.text() == "About first"
    button(bar, "Close the message").click()
    assert bar.text() == "About second"
    assert not [b for b in bar.findChildren(QAbstractButton) if "of" in b.text() and not b.isHidden()]
    button(bar, "Close the message").click()
    assert bar.isHidden()


def test_what_is_withdrawn_behind_the_shown_notice_leaves_that_alone(bar: NoticeBar) -> None:
    bar.show_notice(notice("first"))
    bar.show_notice(notice("second", ("Show it", lambda: None)))
    shown = button(bar, "Show it")
    bar.withdraw("first")
    assert bar.text() == "About second"
    assert button(bar, "Show it") is shown
    assert not bar.has("first")


def test_a_newer_notice_about_the_same_takes_the_place_of_the_older(bar: NoticeBar) -> None:
    bar.show_notice(notice("first"))
    bar.show_notice(notice("second"))
    bar.show_notice(Notice(subject="first", title="News"))
    assert bar.text() == "News"
    assert button(bar, "Show the next message").text() == "1 of 2"


def test_what_is_not_announced_stands_behind_what_is_shown(bar: NoticeBar) -> None:
    bar.show_notice(notice("damage"))
    bar.show_notice(notice("held"), is_announced=False)
    assert bar.text() == "About damage"
    assert button(bar, "Show the next message").text() == "1 of 2"
    bar.show_notice(notice("damage"), is_announced=False)
    assert bar.text() == "About damage"
    bar.withdraw("damage")
    assert bar.text() == "About held"
