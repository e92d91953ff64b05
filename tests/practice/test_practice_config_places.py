"""Where window and command find the configuration file, and what they do when it is bad."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.cli import main
from ilert_desktop.paths import Folders
from ilert_desktop.practice.config_file import default_text
from ilert_desktop.practice.configuration import DEFAULT
from ilert_desktop.sources.keys import Keys
from tests.practice.test_practice_command import first_line
from tests.rig.configurations import GOOD, changed, written
from tests.rig.practice import PracticeClient
from tests.rig.vaults import MemoryVault


def services_with(tmp_path: Path, text: str) -> Services:
    folders = Folders(data=tmp_path / "data", config=tmp_path / "config")
    folders.make()
    written(folders.config, text)
    return Services(folders, keys=Keys(MemoryVault()))


def test_the_windows_practice_works_with_the_file_in_the_folder_of_the_configuration(tmp_path: Path) -> None:
    services = services_with(tmp_path, GOOD)
    try:
        client = PracticeClient(services.practice.start(), services.practice.key)
        client.send(summary="Disk full")
        held = client.only_alert()
        client.http.close()
    finally:
        services.stop()

    assert services.practice_fault is None
    assert (services.practice.key, held["alertSource"]["name"]) == ("shop-key", "Shop")


def test_the_windows_practice_works_with_the_default_when_the_file_is_bad(tmp_path: Path) -> None:
    services = services_with(tmp_path, "sources = 1")
    services.stop()

    assert services.practice.configuration is DEFAULT
    assert services.practice_fault is not None


def test_a_command_on_the_ledger_says_that_the_file_is_bad_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ILERT_DESKTOP_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    path = written(tmp_path / "config", changed('"shop-key"', "5"))

    assert main(["history"]) == 0
    assert f"Practice's configuration can't be used. {path}:3: sources[0].key is" in capsys.readouterr().err


def test_the_command_prints_the_default_to_begin_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "--print-config"]) == 0
    assert capsys.readouterr() == (default_text(), "")


@pytest.mark.parametrize("form", [["--json"], []])
def test_the_command_serves_what_the_file_says(tmp_path: Path, form: list[str]) -> None:
    command = [sys.executable, "-m", "ilert_desktop", "practice", *form, "--config", str(written(tmp_path, GOOD))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = first_line(process)
        process.terminate()
        assert process.stdout is not None
        told += process.stdout.read()

    if form:
        assert json.loads(told)["sources"] == [{"name": "Shop", "key": "shop-key"}]
    else:
        assert "shop-key  (source Shop)" in told
        assert DEFAULT.sources[0].key not in told


def test_the_command_tells_all_that_is_wrong_and_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, changed('"shop-key"', "5").replace("levels", "level"))

    assert main(["practice", "--config", str(path)]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(" ")[0] for line in said.err.splitlines()] == [f"{path}:3:", f"{path}:5:", f"{path}:7:"]
