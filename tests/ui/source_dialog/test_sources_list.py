"""The list of the sources dialog: going from one source to another, adding, removing, ordering."""

from PySide6.QtWidgets import QLineEdit, QToolButton

from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench


def test_nothing_typed_is_lost_by_looking_at_another_source(bench: Bench) -> None:
    bench.open()
    bench.type_into("Name", "Live")
    bench.type_into("Key", KEY)
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


def test_removing_asks_and_forgets_the_key(with_key: Bench, vault: MemoryVault) -> None:
    bench = with_key
    bench.open()
    bench.press("Remove this source")
    words = bench.question()
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


def test_order(bench: Bench) -> None:
    bench.open()
    assert not bench.field("Move this source down", QToolButton).isEnabled()
    with bench.qtbot.waitSignal(bench.dialog.sources_changed):
        bench.press("Move this source up")
    assert [source.name for source in bench.sources.all()] == ["Production", "Practice"]
    assert bench.rows() == ["Production", "Practice"]
    assert bench.sources_list.currentRow() == 0
