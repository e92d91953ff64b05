"""Keys in the sources dialog: never shown, kept where they can be, and asked for when they do not fit."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.rig.secret_service import SecretService
from tests.rig.vaults import MemoryVault
from tests.ui.source_dialog.bench import KEY, Bench


def test_a_real_keyring(secret_service: SecretService, system_bench: Bench) -> None:
    bench = system_bench
    bench.open()
    bench.wait_for("No key is stored yet")
    bench.type_into("Key", KEY)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    bench.wait_for("stored in the keyring")
    assert bench.keys.fetch(bench.production).result() == KEY
    assert KEY not in bench.words()


def test_without_a_keyring_a_bar_says_so_and_the_key_lasts_for_the_session(system_bench: Bench) -> None:
    bench = system_bench
    bench.open()
    bench.qtbot.waitUntil(lambda: "session only" in bench.notice())
    bench.type_into("Key", KEY)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    bench.wait_for("•••••••• stored for this session only")
    assert KEY not in bench.words()


def test_a_locked_keyring_keeps_what_was_typed_and_can_be_unlocked(bench: Bench, vault: MemoryVault) -> None:
    vault.locked = True
    bench.open()
    bench.wait_for("The keyring could not be asked")
    bench.type_into("Key", KEY)
    bench.press("Save")
    bench.qtbot.waitUntil(bench.button("Save").isEnabled)
    assert bench.field("Key", QLineEdit).text() == KEY
    assert vault.secrets == {}
    bench.press("Unlock the keyring…")
    bench.qtbot.waitUntil(lambda: not vault.locked)
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Save")
    assert KEY in vault.secrets[bench.production.id]


def test_a_key_that_a_locked_keyring_does_not_take_can_be_kept_for_the_session(
    bench: Bench, vault: MemoryVault
) -> None:
    vault.locked = True
    bench.open()
    bench.type_into("Key", KEY)
    bench.press("Save")
    with bench.qtbot.waitSignal(bench.dialog.key_changed):
        bench.press("Keep it for this session")
    bench.wait_for("•••••••• stored for this session only")
    assert bench.keys.fetch(bench.production).result() == KEY
    assert vault.secrets == {}
    assert bench.rows()[1] == "Production"
    assert KEY not in bench.words()


def test_a_source_whose_key_a_locked_keyring_can_not_forget_is_not_offered_to_keep_it(
    with_key: Bench, vault: MemoryVault
) -> None:
    bench = with_key
    vault.locked = True
    bench.open()
    bench.press("Remove this source")
    bench.answer("Remove source")
    bench.qtbot.waitUntil(lambda: "Unlock the keyring, then try again." in bench.notice())
    assert bench.shown_buttons("Keep it for this session") == []


def test_a_key_for_the_session_is_called_so_next_to_a_keyring_that_works(bench: Bench) -> None:
    bench.keys.store(bench.production, KEY, session_only=True).result()
    bench.open()
    bench.wait_for("•••••••• stored for this session only")


def test_a_key_that_was_stored_for_another_endpoint_before_the_start_is_asked_for_again(bench: Bench) -> None:
    before = msgspec.structs.replace(bench.production, endpoint="https://ilert.example/old")
    bench.keys.store(before, KEY).result()
    bench.open()
    bench.wait_for("Type the key again")
    bench.type_into("Endpoint", "https://ilert.example/old")
    assert "stored in the keyring" in bench.shown_words()
    bench.save()
    assert "stored in the keyring" in bench.shown_words()
    assert bench.keys.fetch(bench.sources.all()[1]).result() == KEY


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
    bench.save()
    assert "Type the key again" in bench.shown_words()
    assert bench.keys.has_key(bench.sources.all()[1]).result() is False


def test_replacing_a_key_can_be_taken_back(with_key: Bench) -> None:
    bench = with_key
    bench.open()
    bench.wait_for("stored in the keyring")
    bench.press("Replace…")
    assert bench.field("Key", QLineEdit).hasFocus()
    bench.type_into("Key", "il2-another")
    assert bench.rows()[1] == "Production (unsaved)"
    bench.press("Keep the old key")
    assert bench.rows()[1] == "Production"
    assert "stored in the keyring" in bench.shown_words()
    assert bench.keys.fetch(bench.production).result() == KEY
