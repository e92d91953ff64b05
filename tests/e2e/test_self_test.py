"""`ilert-desktop self-test`: without a screen, on one, and on a computer where something is broken."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.rig.processes import with_path

NAMES = ["resources", "database", "keyring", "raise", "accept", "resolve", "screenshot"]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Where the picture of the window goes."""
    return tmp_path / "window.png"


def test_without_a_screen(tmp_path: Path, picture: Path) -> None:
    ran = self_test(with_path({"HOME": str(tmp_path), "ILERT_DESKTOP_HOME": str(tmp_path / "ilert")}), picture)
    everything_works(ran, picture)
    assert not (tmp_path / "ilert").exists()


def test_on_a_screen_with_a_keyring(desktop: Desktop, picture: Path) -> None:
    everything_works(self_test(desktop.screen.environment, picture), picture)


def test_a_picture_that_can_not_be_saved_is_a_failure(tmp_path: Path) -> None:
    ran = self_test(with_path({"HOME": str(tmp_path)}), tmp_path / "no such folder" / "window.png")
    assert ran.returncode == 1
    failed = [line for line in ran.stdout.decode().splitlines() if line.startswith("FAIL")]
    assert len(failed) == 1
    assert "window.png" in failed[0]


def everything_works(ran: "subprocess.CompletedProcess[bytes]", picture: Path) -> None:
    lines = ran.stdout.decode().splitlines()
    assert (ran.returncode, complaints(ran)) == (0, []), lines
    *checks, verdict = lines
    assert all(line.startswith("ok ") for line in checks)
    assert verdict == "Everything works."
    assert [name for name in NAMES if not any(name in line for line in checks)] == []
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 10_000, "the picture is empty"


def complaints(ran: "subprocess.CompletedProcess[bytes]") -> list[str]:
    # Qt's platform without a screen says this for every window; it is no fault of the window.
    return [line for line in ran.stderr.decode().splitlines() if "propagateSizeHints" not in line]


def self_test(environment: Mapping[str, str], picture: Path) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "ilert_desktop", "self-test", "--screenshot", str(picture)]
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=100)
