"""Saving in the sources dialog, also while closing it and when it fails."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench


def test_closing_with_changes_asks(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.press("Close")
    assert "Live" in bench.question()
    bench.answer("Cancel")
    assert bench.dialog.isVisible()
    bench.press("Close")
    bench.answer("Discard")
    assert not bench.dialog.isVisible()
    assert bench.sources.all()[1].name == "Production"
    bench.open()
    assert bench.field("Name", QLineEdit).text() == "Production"


def test_saving_while_closing_waits_for_the_key(bench: Bench, vault: MemoryVault) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.type_into("Key", KEY)
    QTest.keyClick(bench.dialog, Qt.Key.Key_Escape)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.answer("Save")
    bench.qtbot.waitUntil(lambda: not bench.dialog.isVisible())
    assert bench.sources.all()[1].name == "Live"
    assert KEY in vault.secrets[bench.production.id]


def test_saving_while_closing_stops_at_a_problem(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "")
    bench.go_to(0)
    bench.press("Close")
    bench.answer("Save")
    assert bench.dialog.isVisible()
    assert "Give the source a name." in bench.shown_words()


def test_a_full_disk_is_said_and_nothing_is_lost(bench: Bench) -> None:
    bench.open()
    bench.path.unlink()
    bench.path.mkdir()
    (bench.path / "in the way").touch()
    bench.type_into("Name", "Live")
    with bench.qtbot.assertNotEmitted(bench.dialog.sources_changed):
        bench.press("Save")
    assert "The sources were not saved" in bench.notice()
    assert bench.field("Name", QLineEdit).text() == "Live"
    assert bench.rows()[1] == "Live (unsaved)"
