"""The wheel: what is in it, and that the program works from it alone."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.setup.stub_checkout import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked hatchling; needs no network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment with the wheel in it.

    It takes the dependencies from this test run's environment, so that no network is needed; the locks themselves
    are installed by `make`, before any test runs.
    """
    folder = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python.parent


def test_the_wheel_holds_the_program_and_its_resources_only(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()}

    assert {f"ilert_desktop/{name}" for name in resources} <= names
    assert len(resources) > 20
    assert {name.split("/")[0].removesuffix(".dist-info").split("-")[0] for name in names} == {"ilert_desktop"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_an_installed_program_finds_its_own_resources(installed: Path, tmp_path: Path) -> None:
    code = "from ilert_desktop.resources import resource_path; print(resource_path('icons/add.svg'))"
    command = [str(installed / "python"), "-I", "-c", code]

    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert said.startswith(str(installed.parent))


def test_the_installed_command_does_the_main_job(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

    ended = subprocess.run(
        [str(installed / "ilert-desktop"), "self-test"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
