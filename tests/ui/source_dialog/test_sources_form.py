"""The form of the sources dialog: what is typed, what is wrong with it, and what practice does not have."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QSpinBox, QToolButton, QWidget

from ilert_desktop.sources.source import PRACTICE_SOURCE, DefaultPriority, Grouping, Override
from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench

BEHAVIOUR = ("Default priority", "Events may override it", "Grouping")


def test_a_new_source_is_saved_with_its_key_and_the_key_is_never_seen_again(bench: Bench, vault: MemoryVault) -> None:
    bench.open()
    bench.press("Add a source")
    assert "Give the source a name." not in bench.shown_words()
    QTest.keyClicks(bench.field("Name", QLineEdit), "Staging")
    bench.type_into("Endpoint", "https://ilert.example/api/events")
    bench.type_into("Key", KEY)
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
    bench.type_into(name, text)
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


def test_a_colour_is_chosen_with_the_keyboard(bench: Bench) -> None:
    bench.open()
    QTest.keyClick(bench.field("Green", QToolButton), Qt.Key.Key_Space)
    bench.save()
    assert bench.sources.all()[1].colour == "#2e7d32"


def test_undo_and_stale_limits_are_saved_in_their_bounds(bench: Bench) -> None:
    bench.open()
    boxes = [bench.field(name, QSpinBox) for name in ("Undo ACCEPT and RESOLVE", "Undo ALERT", "Ask when older than")]
    assert [box.text() for box in boxes] == ["5 s", "No waiting", "30 min"]
    assert [(box.minimum(), box.maximum()) for box in boxes] == [(0, 60), (0, 60), (1, 1440)]
    for box, number in zip(boxes, (0, 7, 90), strict=True):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, str(number))
        assert box.accessibleDescription()
    bench.save()
    saved = bench.sources.all()[1]
    assert (saved.undo_seconds, saved.alert_undo_seconds, saved.stale_minutes) == (0, 7, 90)


def test_practice_stays_needs_no_key_and_takes_tests(bench: Bench) -> None:
    bench.open(PRACTICE_SOURCE.id)
    assert not bench.field("Remove this source", QToolButton).isEnabled()
    assert not bench.field("Endpoint", QLineEdit).isEnabled()
    assert not bench.field("Key", QLineEdit).isVisible()
    assert not any(bench.field(name, QComboBox).isEnabled() for name in BEHAVIOUR)
    assert "practice.toml" in bench.shown_words()
    with bench.qtbot.waitSignal(bench.dialog.test_requested) as asked:
        bench.press("Send a test")
    assert asked.args == [PRACTICE_SOURCE]


def test_a_real_source_takes_no_tests_and_says_why(bench: Bench) -> None:
    bench.open()
    assert all(bench.field(name, QComboBox).isEnabled() for name in BEHAVIOUR)
    assert not bench.button("Send a test").isEnabled()
    assert "could page somebody" in bench.shown_words()


def test_every_control_has_a_name(bench: Bench) -> None:
    bench.open()
    kinds = (QLineEdit, QComboBox, QSpinBox, QToolButton, QListWidget)
    inner = {"qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton"}
    found = [w for w in bench.dialog.findChildren(QWidget) if isinstance(w, kinds) and w.objectName() not in inner]
    reachable = [w for w in found if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and w.isVisible()]
    assert [type(w).__name__ for w in reachable if not w.accessibleName()] == []
