"""Many presses, a crash in the middle of a request: one alert, and the history knows it."""

from pathlib import Path

import pytest

from tests.e2e.conftest import StartProgram
from tests.e2e.desktop import Desktop
from tests.e2e.ilert import Ilert, choose_source
from tests.e2e.program import PATIENCE
from tests.rig.waiting import wait_until


def test_thirty_presses_send_one_event(start_program: StartProgram) -> None:
    program = start_program()
    program.type_shown("Pressed often")
    program.screen.press(*["ctrl+Return"] * 30)
    # Keys arrive in order: with this text in the preview, every press before it has been worked off.
    program.screen.type_text("The next draft")
    program.preview(holding="The next draft")
    program.wait_for_row("State: Open", "Summary: Pressed often")
    assert len(program.practice.only_alert()["events"]) == 1


def test_the_same_words_again_are_sent_only_after_a_yes(start_program: StartProgram) -> None:
    program = start_program()
    program.raise_alert("Twice in a minute")
    program.wait_for_row("State: Open")
    program.raise_alert("Twice in a minute")
    notice = program.wait_for_name(lambda name: name.startswith("Not sent again."), "the question")
    assert "Practice" in notice
    assert len(program.practice.alerts()) == 1
    program.go_to("Send it again")
    program.screen.press("space")
    wait_until(lambda: len(program.practice.alerts()) == 2, timeout=PATIENCE, what="the second alert")


def test_killed_in_the_middle_of_a_request(
    start_program: StartProgram, desktop: Desktop, home: Path, ilert: Ilert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.bus.address)
    choose_source(home, "Production", ilert.client.events_url, ilert.client.key)
    program = start_program()
    ilert.hang()
    program.raise_alert("Killed while sending")
    ilert.wait_for_request()
    program.kill()
    ilert.resume()
    wait_until(ilert.client.alerts, timeout=PATIENCE, what="the request that was under way")

    program = start_program()
    program.wait_for_row("State: Open", "Summary: Killed while sending")
    held = ilert.client.only_alert()
    assert held["status"] == "PENDING"
    # Nobody told the program that the first one was taken; the retry is the same and is added to the same alert.
    assert len(held["events"]) == 2
    assert held["events"][0] == held["events"][1]


def test_killed_right_after_the_press(start_program: StartProgram) -> None:
    program = start_program()
    program.raise_alert("Killed at once")
    # The form is cleared when the event is committed, and not before.
    program.wait_for_preview(lambda text: "Killed at once" not in text, "the cleared form")
    program.kill()

    program = start_program()
    program.wait_for_row("State: Open", "Summary: Killed at once")
    events = program.practice.only_alert()["events"]
    assert all(event == events[0] for event in events)
