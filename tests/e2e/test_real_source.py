"""A source beyond practice: set up by keyboard, its key in the keyring and nowhere else."""

from pathlib import Path

from tests.e2e.conftest import StartProgram
from tests.e2e.desktop import Desktop
from tests.e2e.ilert import Ilert
from tests.e2e.program import PATIENCE, Program
from tests.rig.practice import FIRST
from tests.rig.waiting import wait_until


def test_the_key_is_in_the_keyring_and_in_no_file(
    start_program: StartProgram, desktop: Desktop, home: Path, ilert: Ilert
) -> None:
    keys_before = desktop.keyring.secrets()
    program = start_program()
    add_source(program, "Production", ilert)
    choose_source(program, "Production")
    program.go_to("Summary")
    program.raise_alert("Checkout is slow")
    program.wait_for_row("State: Open", "Source: Production", "Summary: Checkout is slow")
    assert ilert.client.only_alert()["summary"] == "Checkout is slow"
    (kept,) = (secret for name, secret in desktop.keyring.secrets().items() if name not in keys_before)
    assert ilert.client.key.encode() in kept
    assert files_holding(ilert.client.key, home) == []
    program.quit()
    assert files_holding(ilert.client.key, home) == []

    program = start_program()
    program.raise_alert("Checkout is down")
    wait_until(lambda: len(ilert.client.alerts()) == 2, timeout=PATIENCE, what="an alert raised with the stored key")
    assert "Practice, nobody is paged" not in program.tree.names("label")
    program.quit()
    assert files_holding(ilert.client.key, home) == []
    assert ilert.client.key.encode() not in program.printed()


def add_source(program: Program, name: str, ilert: Ilert) -> None:
    """Describe a source and give its key in the dialog of the sources."""
    screen = program.screen
    screen.press("ctrl+comma")
    screen.activate(screen.window("^Sources$"))
    program.go_to("Add a source")
    program.press_until_named("space", "Name")
    screen.type_text(name)
    program.fill("Endpoint", ilert.client.events_url)
    program.fill("Key", ilert.client.key)
    screen.press("alt+s")
    program.wait_for_name(lambda found: found.endswith("stored in the keyring"), "the key in the keyring")
    screen.press("Escape")
    screen.activate(program.window)


def choose_source(program: Program, name: str) -> None:
    """Choose a source in the header."""
    program.go_to(FIRST, backwards=True)
    program.choose(name, name)


def files_holding(secret: str, folder: Path) -> list[Path]:
    """The files in which the secret can be read, in one of the ways in which programs write texts down."""
    ways = [secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [file for file in folder.rglob("*") if file.is_file()]
    names = {file.name for file in files}
    assert {"ledger.db", "sources.json"} <= names, f"nothing to search in: {names}"
    return [file for file in files if any(way in file.read_bytes() for way in ways)]
