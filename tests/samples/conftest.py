import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.practice import PracticeClient, practice_running

HERE = Path(__file__).parent
NODE_FOLDER = HERE.parents[1] / "build" / "node"
LOCK_FILES = ("package.json", "package-lock.json")


@pytest.fixture
def practice() -> Iterator[PracticeClient]:
    with practice_running() as client:
        yield client


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder with the Node.js packages of the JavaScript sample, installed when they are missing."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.fail("Node.js with npm is missing; `make test` installs it.")
    modules = NODE_FOLDER / "node_modules"
    if not is_current(modules):
        NODE_FOLDER.mkdir(parents=True, exist_ok=True)
        for name in LOCK_FILES:
            shutil.copyfile(HERE / name, NODE_FOLDER / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
        ended = subprocess.run(command, cwd=NODE_FOLDER, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
    return modules


def is_current(modules: Path) -> bool:
    installed = modules / "axios" / "package.json"
    wanted = json.loads((HERE / "package-lock.json").read_text())["packages"]["node_modules/axios"]["version"]
    return installed.exists() and json.loads(installed.read_text())["version"] == wanted
