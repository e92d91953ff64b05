"""The command line: what it answers, and that it loads Qt only for a window."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ilert_desktop import __version__
from ilert_desktop.cli import main

if TYPE_CHECKING:
    from ilert_desktop.paths import Folders


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
    for name in ("practice", "self-test", "send", "accept", "resolve", "comment", "history", "outbox", "sources"):
        assert f"\n    {name}" in said


def test_qt_is_not_loaded_for_practice() -> None:
    script = (
        "import sys\n"
        "from ilert_desktop import cli\n"
        "from ilert_desktop.practice import command\n"
        "command.run = lambda *_, **__: 0\n"
        "assert cli.main(['practice', '--port', '0']) == 0\n"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_a_data_folder_that_cannot_be_made_is_said_and_the_window_opens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ilert_desktop import app  # noqa: PLC0415 - stands for the window, which tests/ui/window opens

    opened: list[Path] = []

    def run(folders: "Folders", _: list[str]) -> int:
        opened.append(folders.data)
        return 0

    monkeypatch.setattr(app, "run", run)
    monkeypatch.setenv("ILERT_DESKTOP_HOME", "/dev/null/inside")
    assert main([]) == 0
    assert opened == [Path("/dev/null/inside/data")]
    assert "/dev/null/inside/data" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
@pytest.mark.parametrize("platform", ["", None])
def test_without_a_screen_the_window_is_refused_in_a_sentence(tmp_path: Path, platform: str | None) -> None:
    names = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    if platform is not None:
        environment["QT_QPA_PLATFORM"] = platform
    command = [sys.executable, "-m", "ilert_desktop"]
    ended = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert "desktop session" in ended.stderr
    assert "self-test" in ended.stderr
    assert "Traceback" not in ended.stderr
