"""Which Python `make` takes, and what it says when there is none that is new enough."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup.stub_checkout import ROOT


class Machine:
    """A machine on which only the commands given to it exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("sh", "tail"):
            found = shutil.which(name)
            assert found
            (folder / name).symlink_to(found)

    def has(self, name: str, version: str) -> None:
        """Install a stand-in for the Python `version`, such as `3.9.2`."""
        new = tuple(map(int, version.split("."))) >= (3, 11)
        says = f'[ "$1" = --version ] && echo "Python {version}" && exit 0\nexit {0 if new else 1}'
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
        path.chmod(0o755)

    def choose(self, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Ask the script for a Python."""
        command = [str(self._folder / "sh"), str(ROOT / "packaging/setup/python.sh")]
        return subprocess.run(
            command, env={"PATH": str(self._folder)} | environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    folder = tmp_path / "commands"
    folder.mkdir()
    return Machine(folder)


def test_no_python_at_all_is_said_in_one_sentence(machine: Machine) -> None:
    ended = machine.choose()

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "this machine has no python3: install a newer one" in ended.stderr


def test_a_python_that_is_too_old_is_named_with_the_way_out(machine: Machine) -> None:
    machine.has("python3", "3.9.2")

    ended = machine.choose()

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "this machine's python3 is Python 3.9.2" in ended.stderr
    assert "make run PYTHON=" in ended.stderr


def test_a_named_python_that_is_too_old_is_refused(machine: Machine) -> None:
    machine.has("python3", "3.12.0")
    machine.has("python3.8", "3.8.1")

    ended = machine.choose(PYTHON="python3.8")

    assert ended.returncode == 1
    assert ended.stderr.startswith("PYTHON=python3.8 is Python 3.8.1, but ilert Desktop needs Python 3.11 or newer")


def test_a_named_python_that_is_not_there_is_refused(machine: Machine) -> None:
    ended = machine.choose(PYTHON="/opt/none/python")

    assert ended.returncode == 1
    assert "PYTHON=/opt/none/python is" in ended.stderr.splitlines()[-1]


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.has("python3", "3.9.2")
    machine.has("python3.11", "3.11.4")
    machine.has("python3.13", "3.13.0")

    assert machine.choose().stdout == "python3.13\n"


def test_the_machines_own_python_comes_first(machine: Machine) -> None:
    machine.has("python3", "3.11.2")
    machine.has("python3.13", "3.13.0")

    assert machine.choose().stdout == "python3\n"
