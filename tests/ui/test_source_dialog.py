"""The sources dialog, against the real list, the real keys and keyrings that work, are locked or are missing."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source import (
    PRACTICE_SOURCE,
    DefaultPriority,
    Grouping,
    Override,
    Source,
)
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.bars import NoticeBar
from ilert_desktop.ui.source_dialog import SourceDialog
from ilert_desktop.ui.tasks import Tasks
from tests.rig.secret_service import SecretService

# The offscreen platform says so of every window with a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

KEY = "il1-secret-key-0815"
_Widget = TypeVar("_Widget", bound=QWidget)


def child(root: QWidget, kind: type[_Widget]) -> _Widget:
    return root.findChildren(kind)[0]


class DictVault:
    """A keyring in memory that can be locked."""

    name = "Test keyring"

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.locked = False

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)

    def is_locked(self) -> bool:
        return self.locked

    def unlock(self) -> bool:
        self.locked = False
        return True


class Bench:
    """A dialog with everything around it, and short names for what a person does in it."""

    def __init__(self, qtbot: QtBot, folder: Path, keys: Keys) -> None:
        self.qtbot = qtbot
        self.keys = keys
        self.path = folder / "sources.json"
        self.sources = SourceList(self.path)
        self.sources.load()
        self.production = Source(name="Production", colour="#c62828")
        self.sources.add(self.production)
        self.tasks = Tasks()
        self.dialog = SourceDialog(self.sources, keys, self.tasks)
        qtbot.addWidget(self.dialog)

    def open(self, source_id: str | None = None) -> SourceDialog:
        self.dialog.show_source(source_id or self.production.id)
        self.dialog.open()
        self.dialog.activateWindow()
        self.qtbot.waitUntil(self.dialog.isActiveWindow)
        return self.dialog

    def field(self, name: str, kind: type[_Widget]) -> _Widget:
        return next(widget for widget in self.dialog.findChildren(kind) if widget.accessibleName() == name)

    def type(self, name: str, text: str) -> None:
        field = self.field(name, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        QTest.keyClicks(field, text)

    def press(self, text: str, root: QWidget | None = None) -> None:
        def named() -> list[QAbstractButton]:
            buttons = (root or self.dialog).findChildren(QAbstractButton)
            return [b for b in buttons if text in {b.text().replace("&", ""), b.accessibleName()} and b.isVisible()]

        self.qtbot.waitUntil(lambda: bool(named()))
        QTest.mouseClick(named()[0], Qt.MouseButton.LeftButton)

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.dialog.findChildren(QPushButton) if b.text().replace("&", "") == text)

    def words(self) -> str:
        """Everything that can be read in the dialog, invisible widgets included, tooltips and names too."""
        found = []
        for widget in self.dialog.findChildren(QWidget):
            found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
            if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
                found.append(widget.text())
        return "\n".join(found)

    def shown_words(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def wait_for(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.shown_words())

    def rows(self) -> list[str]:
        shown = child(self.dialog, QListWidget)
        return [shown.item(place).text() for place in range(shown.count())]

    def go_to(self, place: int) -> None:
        child(self.dialog, QListWidget).setCurrentRow(place)

    def answer(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: bool(self.dialog.findChildren(QMessageBox)))
        self.press(text, self.dialog.findChildren(QMessageBox)[-1])


@pytest.fixture
def vault() -> DictVault:
    return DictVault()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, vault: DictVault) -> Iterator[Bench]:
    made = Bench(qtbot, tmp_path, Keys(vault))
    yield made
    made.tasks.close()
    made.keys.close()


@pytest.fixture
def with_key(bench: Bench) -> Bench:
    bench.keys.store(bench.production, KEY).result()
    return bench


def test_a_new_source_is_saved_with_its_key_and_the_key_is_never_seen_again(bench: Bench, vault: DictVault) -> None:
    bench.open()
    bench.press("Add a source")
    assert "Give the source a name." not in bench.shown_words()
    QTest.keyClicks(bench.field("Name", QLineEdit), "Staging")
    bench.type("Endpoint", "https://ilert.example/api/events")
    bench.type("Key", KEY)
    assert bench.field("Key", QLineEdit).echoMode() is QLineEdit.EchoMode.Password
    bench.field("Requests a minute", QSpinBox).setValue(20)
    for name, choice in (("Default priority", 2), ("Events may override it", 2), ("Grouping", 3)):
        QTest.keyClick(bench.field(name, QComboBox), Qt.Key.Key_Home)
        for _ in range(choice):
            QTest.keyClick(bench.field(name, QComboBox), Qt.Key.Key_Down)
    with bench.qtbot.waitSignals([bench.dialog.sources_changed, bench.dialog.key_changed]):
        bench.press("Save")
    saved = bench.sources.all()[-1]
    assert (saved.name, saved.endpoint, saved.per_minute) == ("Staging", "https://ilert.example/api/events", 20)
    known = (saved.default_priority, saved.priority_override, saved.grouping)
    assert known == (DefaultPriority.LOW, Override.NO, Grouping.UNTIL_ACCEPTED)
    assert KEY in vault.secrets[saved.id]
    bench.wait_for("•••••••• stored in the keyring")
    assert KEY not in bench.words()
    assert not bench.field("Key", QLineEdit).isUndoAvailable()
    assert KEY not in bench.path.read_text()
    assert bench.rows() == ["Practice", "Production", "Staging"]


def test_a_real_keyring(qtbot: QtBot, tmp_path: Path, secret_service: SecretService) -> None:
    bench = Bench(qtbot, tmp_path, Keys())
    bench.open()
    bench.wait_for("No key is stored yet")
    bench.type("Key", KEY)
    with qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    bench.wait_for("stored in the keyring")
    assert bench.keys.fetch(bench.production).result() == KEY
    assert KEY not in bench.words()


def test_without_a_keyring_a_bar_says_so_and_the_key_lasts_for_the_session(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot, tmp_path, Keys())
    bench.open()
    qtbot.waitUntil(lambda: "session only" in child(bench.dialog, NoticeBar).text())
    bench.type("Key", KEY)
    with qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    bench.wait_for("•••••••• stored for this session only")
    assert KEY not in bench.words()


def test_a_locked_keyring_keeps_what_was_typed_and_can_be_unlocked(bench: Bench, vault: DictVault) -> None:
    vault.locked = True
    bench.open()
    bench.wait_for("The keyring could not be asked")
    bench.type("Key", KEY)
    bench.press("Save")
    bench.qtbot.waitUntil(bench.button("Save").isEnabled)
    assert bench.field("Key", QLineEdit).text() == KEY
    assert vault.secrets == {}
    bench.press("Unlock the keyring…")
    bench.qtbot.waitUntil(lambda: not vault.locked)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    assert KEY in vault.secrets[bench.production.id]


def test_another_endpoint_asks_for_the_key_at_once(with_key: Bench) -> None:
    bench = with_key
    bench.open()
    bench.wait_for("stored in the keyring")
    QTest.keyClicks(bench.field("Endpoint", QLineEdit), "2")
    assert "Type the key again" in bench.shown_words()
    assert bench.field("Key", QLineEdit).isVisible()
    QTest.keyClick(bench.field("Endpoint", QLineEdit), Qt.Key.Key_Backspace)
    assert "stored in the keyring" in bench.shown_words()
    QTest.keyClicks(bench.field("Endpoint", QLineEdit), "2")
    bench.press("Save")
    assert "Type the key again" in bench.shown_words()
    assert bench.keys.has_key(bench.sources.all()[1]).result() is False


def test_replacing_a_key_can_be_taken_back(with_key: Bench) -> None:
    bench = with_key
    bench.open()
    bench.wait_for("stored in the keyring")
    bench.press("Replace…")
    assert bench.field("Key", QLineEdit).hasFocus()
    bench.type("Key", "il2-another")
    assert bench.rows()[1] == "Production (unsaved)"
    bench.press("Keep the old key")
    assert bench.rows()[1] == "Production"
    assert "stored in the keyring" in bench.shown_words()
    assert bench.keys.fetch(bench.production).result() == KEY


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("Name", "", "Give the source a name."),
        ("Name", " pracTICE ", "Another source has this name."),
        ("Endpoint", "http://ilert.example/api", "Use https"),
        ("Endpoint", "practice:", "Only the practice source"),
        ("Endpoint", "nowhere", "Give the whole address"),
        ("Key", "two words", "A key holds no spaces"),
        ("Alerts page", "http://app.ilert.com", "https://"),
    ],
)
def test_a_problem_stands_at_its_field_while_typing(bench: Bench, name: str, text: str, message: str) -> None:
    bench.open()
    bench.wait_for("No key is stored yet")
    bench.type(name, text)
    assert message in bench.field(name, QLineEdit).accessibleDescription()
    assert message in bench.shown_words()
    assert not bench.button("Save").isEnabled()
    bench.press("Undo changes")
    assert message not in bench.shown_words()
    assert bench.field(name, QLineEdit).accessibleDescription() == ""


def test_a_broken_character_in_a_name_is_refused(bench: Bench) -> None:
    bench.open()
    bench.field("Name", QLineEdit).insert("\ud800")
    assert "half of a broken character" in bench.shown_words()


def test_nothing_typed_is_lost_by_looking_at_another_source(bench: Bench) -> None:
    bench.open()
    bench.type("Name", "Live")
    bench.type("Key", KEY)
    bench.go_to(0)
    assert bench.field("Name", QLineEdit).text() == "Practice"
    assert KEY not in bench.words()
    assert bench.rows() == ["Practice", "Live (unsaved)"]
    bench.go_to(1)
    assert bench.field("Name", QLineEdit).text() == "Live"
    assert bench.field("Key", QLineEdit).text() == KEY
    assert bench.sources.all()[1].name == "Production"


def test_an_untouched_new_source_goes_away_by_itself(bench: Bench) -> None:
    bench.open()
    bench.press("Add a source")
    bench.press("Add a source")
    assert bench.rows() == ["Practice", "Production", "New source (unsaved)"]
    bench.go_to(0)
    assert bench.rows() == ["Practice", "Production"]
    bench.press("Add a source")
    bench.press("Close")
    assert not bench.dialog.isVisible()


def test_closing_with_changes_asks(bench: Bench) -> None:
    bench.open()
    bench.type("Name", "Live")
    bench.press("Close")
    assert "Live" in child(bench.dialog, QMessageBox).informativeText()
    bench.answer("Cancel")
    assert bench.dialog.isVisible()
    bench.press("Close")
    bench.answer("Discard")
    assert not bench.dialog.isVisible()
    assert bench.sources.all()[1].name == "Production"
    bench.open()
    assert bench.field("Name", QLineEdit).text() == "Production"


def test_saving_while_closing_waits_for_the_key(bench: Bench, vault: DictVault) -> None:
    bench.open()
    bench.type("Name", "Live")
    bench.type("Key", KEY)
    QTest.keyClick(bench.dialog, Qt.Key.Key_Escape)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.answer("Save")
    bench.qtbot.waitUntil(lambda: not bench.dialog.isVisible())
    assert bench.sources.all()[1].name == "Live"
    assert KEY in vault.secrets[bench.production.id]


def test_saving_while_closing_stops_at_a_problem(bench: Bench) -> None:
    bench.open()
    bench.type("Name", "")
    bench.go_to(0)
    bench.press("Close")
    bench.answer("Save")
    assert bench.dialog.isVisible()
    assert "Give the source a name." in bench.shown_words()


def test_removing_asks_and_forgets_the_key(with_key: Bench, vault: DictVault) -> None:
    bench = with_key
    bench.open()
    bench.press("Remove this source")
    words = child(bench.dialog, QMessageBox).informativeText()
    assert "history stays" in words
    assert "outbox wait" in words
    assert "keyring" in words
    bench.answer("Cancel")
    assert len(bench.sources.all()) == 2
    bench.press("Remove this source")
    with bench.qtbot.waitSignals([bench.dialog.sources_changed, bench.dialog.key_changed]):
        bench.answer("Remove source")
    assert bench.sources.all() == (PRACTICE_SOURCE,)
    assert vault.secrets == {}
    assert bench.rows() == ["Practice"]


def test_practice_stays_needs_no_key_and_takes_tests(bench: Bench) -> None:
    bench.open(PRACTICE_SOURCE.id)
    assert not bench.field("Remove this source", QToolButton).isEnabled()
    assert not bench.field("Endpoint", QLineEdit).isEnabled()
    assert not bench.field("Key", QLineEdit).isVisible()
    with bench.qtbot.waitSignal(bench.dialog.test_requested) as asked:
        bench.press("Send a test")
    assert asked.args == [PRACTICE_SOURCE]


def test_a_real_source_takes_no_tests_and_says_why(bench: Bench) -> None:
    bench.open()
    assert not bench.button("Send a test").isEnabled()
    assert "could page somebody" in bench.shown_words()


def test_order(bench: Bench) -> None:
    bench.open()
    assert not bench.field("Move this source down", QToolButton).isEnabled()
    with bench.qtbot.waitSignal(bench.dialog.sources_changed):
        bench.press("Move this source up")
    assert [source.name for source in bench.sources.all()] == ["Production", "Practice"]
    assert bench.rows() == ["Production", "Practice"]
    assert child(bench.dialog, QListWidget).currentRow() == 0


def test_a_colour_is_chosen_with_the_keyboard(bench: Bench) -> None:
    bench.open()
    QTest.keyClick(bench.field("Green", QToolButton), Qt.Key.Key_Space)
    bench.press("Save")
    assert bench.sources.all()[1].colour == "#2e7d32"


def test_a_full_disk_is_said_and_nothing_is_lost(bench: Bench) -> None:
    bench.open()
    bench.path.unlink()
    bench.path.mkdir()
    (bench.path / "in the way").touch()
    bench.type("Name", "Live")
    with bench.qtbot.assertNotEmitted(bench.dialog.sources_changed):
        bench.press("Save")
    assert "The sources were not saved" in child(bench.dialog, NoticeBar).text()
    assert bench.field("Name", QLineEdit).text() == "Live"
    assert bench.rows()[1] == "Live (unsaved)"


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.open()
    kinds = (QLineEdit, QComboBox, QSpinBox, QToolButton, QListWidget)
    inner = {"qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton"}
    found = [w for w in bench.dialog.findChildren(QWidget) if isinstance(w, kinds) and w.objectName() not in inner]
    reachable = [w for w in found if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and w.isVisible()]
    assert [type(w).__name__ for w in reachable if not w.accessibleName()] == []
