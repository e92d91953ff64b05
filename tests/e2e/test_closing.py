"""Leaving the program: it asks while something is unsent, and comes back as it was left."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import StartProgram
from tests.e2e.desktop import Desktop
from tests.e2e.ilert import choose_source, refusing_endpoint
from tests.e2e.program import PATIENCE, Program
from tests.rig.waiting import wait_until

QUESTION = "^Close ilert Desktop.$"


def test_closing_over_an_unsent_event_asks(
    start_program: StartProgram, desktop: Desktop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.bus.address)
    with refusing_endpoint() as endpoint:
        choose_source(home, "Unreachable", endpoint, "il1-a-key")
        program = start_program()
        program.raise_alert("Nobody listens")
        program.wait_for_name(lambda name: name.startswith("State: Next try"), "the row that waits")
        program.wait_for_name(lambda name: name == "Show Outbox 1", "the count of the outbox")
        ask_to_close(program)
        program.screen.press("Escape")
        wait_until(lambda: "Close anyway" not in program.tree.names("push button"), timeout=PATIENCE)
        assert program.process.poll() is None
        ask_to_close(program)
        program.go_to("Close anyway")
        program.screen.press("space")
        program.wait_for_exit()

        program = start_program()
        program.wait_for_name(lambda name: name == "Show Outbox 1", "the count of the outbox")
        program.wait_for_row("Summary: Nobody listens", "Source: Unreachable")


def test_closing_over_a_half_written_draft_asks(start_program: StartProgram) -> None:
    program = start_program()
    program.screen.type_text("Half a senten")
    program.preview(holding="Half a senten")
    ask_to_close(program)
    # Return presses the default button, and that one stays.
    program.screen.press("Return")
    wait_until(lambda: "Close anyway" not in program.tree.names("push button"), timeout=PATIENCE)
    program.preview(holding="Half a senten")


def test_window_and_splitters_come_back(start_program: StartProgram, desktop: Desktop) -> None:
    program = start_program()
    xdotool(desktop, "windowsize", "--sync", program.window, "1013", "777")
    xdotool(desktop, "windowmove", "--sync", program.window, "77", "66")
    before = arrangement(program)
    move_splitter(program, before["JSON preview"])
    wait_until(lambda: arrangement(program)["JSON preview"][0] < before["JSON preview"][0], timeout=PATIENCE)
    left = arrangement(program)
    program.quit()

    program = start_program()
    wait_until(lambda: arrangement(program) == left, timeout=PATIENCE, what=f"the arrangement {left}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_of_the_session_asks_nothing_and_keeps_what_is_typed(
    start_program: StartProgram, desktop: Desktop, number: signal.Signals
) -> None:
    program = start_program()
    xdotool(desktop, "windowsize", "--sync", program.window, "1013", "777")
    program.screen.type_text("Half a senten")
    program.preview(holding="Half a senten")
    left = arrangement(program)["ilert Desktop"]
    ask_to_close(program)
    program.process.send_signal(number)
    program.wait_for_exit()

    program = start_program()
    wait_until(lambda: arrangement(program)["ilert Desktop"] == left, timeout=PATIENCE, what=f"the window at {left}")
    program.preview(holding="Half a senten")


def ask_to_close(program: Program) -> None:
    """Press Ctrl+Q, and go to the question."""
    program.screen.press("ctrl+q")
    program.screen.activate(program.screen.window(QUESTION))
    program.wait_for_name(lambda name: name == "Close anyway", "the question")
    wait_until(lambda: program.focused_name() == "Stay", timeout=PATIENCE, what="the keyboard at Stay")


def arrangement(program: Program) -> dict[str, tuple[int, int, int, int]]:
    """Where the main parts are on the screen."""
    shown = program.tree.shown()
    wanted = {("ilert Desktop", "frame"), ("JSON preview", "text"), ("Alerts", "table")}
    return {node.name: program.tree.place(node) for node in shown if (node.name, node.role) in wanted}


def move_splitter(program: Program, preview: tuple[int, int, int, int]) -> None:
    """Widen the preview. A splitter has no keys: the one place here that needs a mouse."""
    left, top, _, height = preview
    handle = next(
        node
        for node in program.tree.shown()
        if node.role == "grip" and left - 40 < program.tree.place(node)[0] < left and program.tree.place(node)[3] > 100
    )
    x, _, width, _ = program.tree.place(handle)
    middle = (str(x + width // 2), str(top + height // 2))
    to = (str(x - 90), middle[1])
    mouse = ["mousemove", *middle, "mousedown", "1", "mousemove", *to, "mouseup", "1"]
    subprocess.run(["xdotool", *mouse], env=program.screen.environment, check=True, timeout=PATIENCE)


def xdotool(desktop: Desktop, *arguments: str) -> None:
    """Change a window from outside, as a window manager's own keys would."""
    subprocess.run(["xdotool", *arguments], env=desktop.screen.environment, check=True, timeout=PATIENCE)
