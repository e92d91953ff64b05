"""The main job in the real window, by keyboard alone: raise, accept, resolve, and find it again after a restart."""

from tests.e2e.conftest import StartProgram
from tests.e2e.program import PATIENCE, Program
from tests.rig.practice import FIRST
from tests.rig.waiting import wait_until


def test_raised_accepted_resolved_and_still_known_after_a_restart(start_program: StartProgram) -> None:
    program = start_program()
    assert "Practice, nobody is paged" in program.tree.names("label")
    program.raise_alert("Disk full on db-1")
    program.wait_for_row("State: Open", "Summary: Disk full on db-1", f"Source: {FIRST}")
    held = program.practice.only_alert()
    assert (held["summary"], held["status"]) == ("Disk full on db-1", "PENDING")
    go_to_history(program)
    program.screen.press("a")
    program.wait_for_name(lambda name: name.startswith("Undo ACCEPT"), "the button Undo")
    program.screen.press("alt+u")
    program.wait_for_name(lambda name: name.startswith("Taken back: ACCEPT"), "the line that says so")
    program.wait_for_row("State: Open")
    program.screen.press("a")
    send_without_waiting(program, "ACCEPT")
    wait_until(lambda: program.practice.only_alert()["status"] == "ACCEPTED", timeout=PATIENCE)
    program.wait_for_row("State: Accepted")
    program.screen.press("r")
    send_without_waiting(program, "RESOLVE")
    wait_until(lambda: program.practice.only_alert()["status"] == "RESOLVED", timeout=PATIENCE)
    key = held["alertKey"]
    before = program.wait_for_row("State: Resolved", f"Alert key: {key}")
    program.quit()

    program = start_program()
    assert program.wait_for_row("State: Resolved") == before
    go_to_history(program)
    program.screen.press("Down")
    program.wait_for_name(lambda name: name == "Disk full on db-1", "the chosen alert's events")
    program.screen.press("u")
    program.preview(holding="Disk full on db-1")


def send_without_waiting(program: Program, event_type: str) -> None:
    """Say, by the menu, that this event shall not wait until it can't be taken back any more."""
    program.wait_for_name(lambda name: name.startswith(f"Undo {event_type}"), "the button Undo")
    program.screen.press("alt+v")
    program.screen.press("w")


def go_to_history(program: Program) -> None:
    """From anywhere: Ctrl+F, and Return to the rows."""
    program.press_until_named("ctrl+f", "Search the history")
    program.press_until_named("Return", "Alerts")
