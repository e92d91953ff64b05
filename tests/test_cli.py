"""The command line: what it answers, and that it loads Qt only for a window."""

import subprocess
import sys

import pytest

from ilert_desktop import __version__
from ilert_desktop.cli import main


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ilert-desktop {__version__}\n"


@pytest.mark.parametrize("arguments", [["practice", "--port", "65536"], ["practice", "--port", "x"], ["no-command"]])
def test_wrong_usage_is_said_and_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: ilert-desktop" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "practice" in said
    assert "self-test" in said


def test_qt_is_not_loaded_for_practice() -> None:
    script = (
        "import sys\n"
        "from ilert_desktop import cli\n"
        "from ilert_desktop.practice import command\n"
        "command.run = lambda port, as_json: 0\n"
        "assert cli.main(['practice', '--port', '0']) == 0\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_a_data_folder_that_cannot_be_made_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ILERT_DESKTOP_HOME", "/dev/null/inside")
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "/dev/null/inside/data" in said
    assert "then start again" in said
