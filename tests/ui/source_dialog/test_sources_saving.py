"""Saving in the sources dialog, also while closing it and when it fails."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QToolButton

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
        bench.qtbot.waitUntil(lambda: "The sources were not saved" in bench.notice())
    assert bench.field("Name", QLineEdit).text() == "Live"
    assert bench.rows()[1] == "Live (unsaved)"
    assert bench.button("Save").isEnabled()
    assert bench.dialog.isVisible()


def test_the_disk_is_not_waited_for(bench: Bench, vault: MemoryVault) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.type_into("Key", KEY)
    bench.files.hold()
    bench.press("Save")
    assert not bench.button("Save").isEnabled()
    assert not bench.button("Undo changes").isEnabled()
    assert not bench.field("Remove this source", QToolButton).isEnabled()
    assert not bench.field("Key", QLineEdit).isVisible()
    bench.type_into("Alerts page", "https://app.ilert.com/alerts")
    bench.go_to(0)
    bench.type_into("Name", "Drill")
    assert bench.sources.all()[1].name == "Production"
    bench.press("Save")
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.files.gate.set()
    bench.qtbot.waitUntil(lambda: bench.rows() == ["Drill", "Live (unsaved)"])
    assert [source.name for source in bench.sources.all()] == ["Drill", "Live"]
    assert KEY in vault.secrets[bench.production.id]
    bench.go_to(1)
    assert bench.field("Alerts page", QLineEdit).text() == "https://app.ilert.com/alerts"
    bench.save()
    assert bench.sources.all()[1].alerts_page == "https://app.ilert.com/alerts"
    assert bench.rows() == ["Drill", "Live"]


def test_what_is_taken_back_while_it_is_written_stays_taken_back(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.files.hold()
    bench.press("Save")
    bench.type_into("Name", "Production")
    with bench.qtbot.waitSignal(bench.dialog.sources_changed):
        bench.files.gate.set()
    assert bench.sources.all()[1].name == "Live"
    assert bench.field("Name", QLineEdit).text() == "Production"
    assert bench.rows()[1] == "Production (unsaved)"


def test_closing_waits_for_what_is_being_written_and_does_not_ask(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.files.hold()
    bench.press("Save")
    bench.press("Close")
    assert bench.dialog.isVisible()
    assert bench.dialog.findChildren(QMessageBox) == []
    bench.files.gate.set()
    bench.qtbot.waitUntil(lambda: not bench.dialog.isVisible())
    assert bench.sources.all()[1].name == "Live"


def test_closing_stops_when_what_is_being_written_could_not_be(bench: Bench) -> None:
    bench.open()
    bench.path.unlink()
    bench.path.mkdir()
    (bench.path / "in the way").touch()
    bench.type_into("Name", "Live")
    bench.files.hold()
    bench.press("Save")
    bench.press("Close")
    with bench.qtbot.waitSignal(bench.dialog.stayed):
        bench.files.gate.set()
    assert bench.dialog.isVisible()
    assert bench.field("Name", QLineEdit).text() == "Live"
    assert "The sources were not saved" in bench.notice()


def test_all_unsaved_sources_are_saved_while_closing(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.go_to(0)
    bench.type_into("Name", "Drill")
    bench.press("Close")
    bench.answer("Save")
    bench.qtbot.waitUntil(lambda: not bench.dialog.isVisible())
    assert [source.name for source in bench.sources.all()] == ["Drill", "Live"]
