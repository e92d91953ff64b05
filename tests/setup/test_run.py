"""`make run`: a window where there is a screen, the self-test where there is none."""

import pytest

from tests.rig.screen import Screen
from tests.setup.stub_checkout import StubCheckout


def test_without_a_screen_it_says_so_and_runs_the_self_test(made: StubCheckout) -> None:
    said, program = made.make("run").stdout.splitlines()

    assert said.startswith("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so instead of the")
    assert program == "program self-test offscreen"


@pytest.mark.parametrize("named", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_screen_that_does_not_answer_is_none(made: StubCheckout, named: str) -> None:
    ended = made.make("run", environment={named: ":4711"})

    said, program = ended.stdout.splitlines()
    assert said.startswith("The display :4711 can't be reached, so instead of the window the self-test runs")
    assert program == "program self-test offscreen"


def test_the_programs_exit_code_is_makes(made: StubCheckout) -> None:
    assert "Error 7" in made.make("run").stderr


def test_on_a_screen_the_window_opens(made: StubCheckout, screen: Screen) -> None:
    ended = made.make("run", environment={"DISPLAY": screen.display})

    assert ended.stdout == "program screen\n"


def test_a_platform_that_the_user_names_is_believed(made: StubCheckout) -> None:
    ended = made.make("run", "ARGS=--version", environment={"QT_QPA_PLATFORM": "vnc"})

    assert ended.stdout == "program --version vnc\n"
