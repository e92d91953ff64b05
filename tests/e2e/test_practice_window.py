"""Practice in the real window: see in the browser who would be paged, and go through a minute without ilert."""

import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import StartProgram
from tests.e2e.desktop import Desktop
from tests.e2e.program import PATIENCE, Program
from tests.rig.browser import browser_page
from tests.rig.practice import FIRST
from tests.rig.waiting import wait_until

_OPENER = """#!{python}
import sys
with open({file!r}, "a") as file:
    print(sys.argv[1], file=file)
"""


@pytest.fixture
def opened(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The addresses that the desktop was told to open, a line each."""
    file, folder = tmp_path / "opened", tmp_path / "bin"
    folder.mkdir()
    file.touch()
    opener = folder / "xdg-open"
    opener.write_text(_OPENER.format(python=sys.executable, file=str(file)), encoding="utf-8")
    opener.chmod(0o700)
    path = desktop.screen.environment["PATH"]
    monkeypatch.setitem(desktop.screen.environment, "PATH", f"{folder}:{path}")
    return file


def test_an_alert_at_the_office_and_a_minute_without_ilert(start_program: StartProgram, opened: Path) -> None:
    program = start_program()
    program.go_to(FIRST, backwards=True)
    program.press_until_named("Down", "Practice: Office")
    program.go_to("Summary")
    program.raise_alert("Printer on fire")
    program.wait_for_row("State: Open", "Source: Practice: Office")
    program.screen.press("alt+a")
    program.screen.press("o")
    url = wait_until(lambda: opened.read_text(encoding="utf-8").strip(), timeout=PATIENCE, what="the browser")
    with browser_page(url) as browser:
        browser.page.get_by_text("Printer on fire").first.click()
        browser.page.get_by_text("Office team").first.wait_for()
        browser.assert_quiet()

    have_ilert_down_for_a_minute(program)
    program.wait_for_name(lambda name: "plays: ilert is down, 0" in name, "the band")
    program.press_until_named("ctrl+n", "Summary")
    program.raise_alert("Printer still on fire")
    program.wait_for_name(lambda name: name.startswith("1 waiting"), "the event that waits")
    program.go_to("Behave again", backwards=True)
    program.screen.press("space")
    program.wait_for_name(lambda name: name == "Practice, nobody is paged", "practice that behaves")
    program.wait_for_name(lambda name: name == "Outbox empty", "the event that has arrived")
    # The second event has a key of its own, and the source groups it with the first alert.
    assert len(program.practice.only_alert()["events"]) == 2
    program.quit()


def have_ilert_down_for_a_minute(program: Program) -> None:
    """By the menu: Practice, misbehaves, the first way, the first time."""
    for key in ("alt+a", "m", "Return", "Return"):
        program.screen.press(key)
