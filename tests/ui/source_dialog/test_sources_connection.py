"""Checking the connection in the sources dialog: the endpoint as it is typed, step by step, in words."""

import threading
from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from ilert_desktop.delivery.connection_check import ConnectionCheck, ConnectionChecker
from ilert_desktop.sources.source import PRACTICE_SOURCE
from ilert_desktop.ui.colours import problem_colour
from tests.rig.scripted_server import ScriptedServer, answer, answer_when
from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench

pytestmark = pytest.mark.usefixtures("no_proxy")
CHECK = "Check connection"
NOT_TESTED = "The key was not tested"


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told."""
    words: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: words.append(event.message()))
    return words


def check(bench: Bench, endpoint: str) -> None:
    bench.open()
    bench.type_into("Endpoint", endpoint)
    bench.press(CHECK)


def test_the_endpoint_is_checked_as_it_is_typed(with_key: Bench, vault: MemoryVault, announced: list[str]) -> None:
    with ScriptedServer(answer(405)) as server:
        check(with_key, f" {server.url} ")
        with_key.wait_for("This endpoint answers.")
        (heard,) = server.heard
    assert (heard.method, heard.body) == ("GET", b"")
    assert KEY not in str(heard)
    shown = with_key.shown_words()
    for words in ("Name (DNS)", "Connection", "Answer (HTTP)", "Passed, ", "405 Method Not Allowed", NOT_TESTED):
        assert words in shown
    assert with_key.sources.all()[1].endpoint != server.url
    (said,) = [words for words in announced if NOT_TESTED in words]
    assert said.startswith("This endpoint answers.")


def test_the_step_that_fails_is_told(bench: Bench, announced: list[str]) -> None:
    check(bench, "https://host.invalid/api/events")
    bench.wait_for("No way to this endpoint: Name (DNS) failed.")
    assert "Failed, " in bench.shown_words()
    assert "The name host.invalid can't be found" in bench.shown_words()
    assert bench.shown_words().count("Not reached.") == 3
    names = [label.accessibleName() for label in bench.dialog.findChildren(QLabel) if label.isVisible()]
    assert "Certificate (TLS): Not reached." in names
    assert any("host.invalid can't be found" in words and NOT_TESTED in words for words in announced)


def test_success_after_a_failure_has_the_colour_of_ordinary_words(bench: Bench) -> None:
    check(bench, "https://host.invalid/")
    bench.wait_for("No way to this endpoint")
    with ScriptedServer(answer(405)) as server:
        bench.type_into("Endpoint", server.url)
        bench.press(CHECK)
        bench.wait_for("This endpoint answers.")
    verdict = next(label for label in bench.dialog.findChildren(QLabel) if label.text() == "This endpoint answers.")
    assert verdict.palette().windowText().color() != problem_colour(verdict.palette())


def test_practice_answers(bench: Bench) -> None:
    bench.open(PRACTICE_SOURCE.id)
    bench.press(CHECK)
    bench.wait_for("This endpoint answers.")


def test_what_can_be_no_endpoint_is_not_checked(bench: Bench) -> None:
    bench.open()
    bench.type_into("Endpoint", "http://ilert.example/api")
    assert not bench.button(CHECK).isEnabled()
    bench.type_into("Endpoint", "https://ilert.example/api")
    assert bench.button(CHECK).isEnabled()


def test_while_it_is_checked_the_dialog_goes_on(bench: Bench) -> None:
    gate = threading.Event()
    with ScriptedServer(answer_when(gate)) as server:
        check(bench, server.url)
        bench.qtbot.waitUntil(lambda: bool(server.heard))
        button = bench.button("Checking…")
        assert button.isEnabled()
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        bench.type_into("Name", "Another name")
        assert bench.field("Name", QLineEdit).text() == "Another name"
        gate.set()
        bench.wait_for("This endpoint answers.")
        assert len(server.heard) == 1
    assert bench.field("Name", QLineEdit).hasFocus()


def test_the_keyboard_stays_on_the_button(bench: Bench) -> None:
    bench.open()
    bench.type_into("Endpoint", "https://host.invalid/")
    bench.button(CHECK).setFocus()
    QTest.keyClick(bench.button(CHECK), Qt.Key.Key_Space)
    bench.wait_for("No way to this endpoint")
    assert bench.button(CHECK).hasFocus()


def test_a_result_is_forgotten_with_its_endpoint(bench: Bench) -> None:
    with ScriptedServer(answer(405)) as server:
        check(bench, server.url)
        bench.wait_for("This endpoint answers.")
        bench.type_into("Name", "Still the same endpoint")
        assert "This endpoint answers." in bench.shown_words()
        bench.type_into("Endpoint", "https://other.example/")
    assert "This endpoint answers." not in bench.shown_words()
    assert NOT_TESTED not in bench.shown_words()


def test_a_result_is_forgotten_with_its_source(bench: Bench) -> None:
    with ScriptedServer(answer(405)) as server:
        check(bench, server.url)
        bench.wait_for("This endpoint answers.")
    bench.go_to(0)
    assert "This endpoint answers." not in bench.shown_words()
    bench.go_to(1)
    assert "This endpoint answers." not in bench.shown_words()


def test_an_answer_that_comes_too_late_is_not_shown_at_another_source(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://ilert.example/"
    promised: Future[ConnectionCheck] = Future()
    monkeypatch.setattr(bench.checker, "check", lambda _: promised)
    check(bench, url)
    bench.go_to(0)
    promised.set_result(ConnectionCheck(url, ()))
    later: Future[bool] = Future()
    seen: list[object] = []
    bench.tasks.watch(later, seen.append, seen.append)
    later.set_result(True)
    bench.qtbot.waitUntil(lambda: bool(seen))
    bench.go_to(1)
    assert "This endpoint answers." not in bench.shown_words()
    assert bench.button(CHECK).isVisible()


@pytest.mark.expects_log
def test_a_check_that_breaks_off_says_so(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(ConnectionChecker, "_check", break_off)
    check(bench, "https://ilert.example/")
    bench.wait_for("The check broke off in an unforeseen way. Try it again.")
    assert bench.button(CHECK).isEnabled()
