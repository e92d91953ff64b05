"""The second step before a live source, in the real window with real keys: held ones send nothing."""

import time
from pathlib import Path

from ilert_desktop.assembly import SOURCES_FILE
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from tests.e2e.conftest import StartProgram
from tests.e2e.program import PATIENCE, Program
from tests.rig.waiting import wait_until

PAGE = "Page Production now"


def test_held_keys_page_nobody_and_a_deliberate_press_does(start_program: StartProgram, home: Path) -> None:
    add_live_source(home)
    program = start_program()
    prove_that_keys_repeat(program)
    screen = program.screen
    screen.hold("ctrl", "Return")
    wait_until(lambda: program.focused_name() == PAGE, timeout=PATIENCE, what="the second step")
    look_on(program)
    screen.let_go("ctrl")
    look_on(program)
    screen.let_go("Return")
    screen.press("Escape")
    wait_until(lambda: program.focused_name() == "Summary", timeout=PATIENCE, what="the keyboard where it was")
    assert rows(program) == []
    screen.press("ctrl+Return")
    wait_until(lambda: program.focused_name() == PAGE, timeout=PATIENCE, what="the second step")
    look_on(program)
    screen.press("Return")
    program.wait_for_row("Source: Production")
    assert len([name for name in rows(program) if name.startswith("Source: ")]) == 1


def add_live_source(home: Path) -> None:
    """Put a live source without a key into the list, chosen: what is sent to it is queued, and waits for a key."""
    (home / "config").mkdir(parents=True)
    sources = SourceList(home / "config" / SOURCES_FILE)
    sources.load()
    source = Source(name="Production", live=True)
    sources.add(source)
    sources.choose(source.id)


def prove_that_keys_repeat(program: Program) -> None:
    """Type a summary by holding a key."""
    program.screen.hold("x")
    program.preview(holding="xxxxxx")
    program.screen.let_go("x")


def look_on(program: Program) -> None:
    """Look at the window again and again, for as long as a held key repeats many times and a press comes to count."""
    started = time.monotonic()
    while time.monotonic() - started < 1.5:
        assert program.focused_name() == PAGE
        assert rows(program) == []


def rows(program: Program) -> list[str]:
    """What the history's rows say."""
    return program.tree.names("cell") or program.tree.names("table cell")
