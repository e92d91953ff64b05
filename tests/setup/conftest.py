"""What the tests of set-up start from."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.setup.stub_checkout import BASE_PYTHON, StubCheckout


@pytest.fixture
def checkout(tmp_path: Path) -> StubCheckout:
    return StubCheckout(tmp_path)


@pytest.fixture(scope="module")
def first_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[StubCheckout, Path]:
    """A checkout that was set up once, and a copy of its folder."""
    folder = tmp_path_factory.mktemp("setup") / "stub"
    made = StubCheckout(folder)
    ended = made.make("setup")
    assert ended.returncode == 0, ended.stderr
    copy = folder.with_name("copy")
    subprocess.run(["cp", "-a", str(folder), str(copy)], check=True)
    return made, copy


@pytest.fixture
def made(first_made: tuple[StubCheckout, Path]) -> StubCheckout:
    """A checkout that has been set up; its environment can't be moved, so each test gets it in the same place."""
    checkout, copy = first_made
    shutil.rmtree(checkout.folder)
    subprocess.run(["cp", "-a", str(copy), str(checkout.folder)], check=True)
    return checkout


@pytest.fixture
def python_without(tmp_path: Path) -> Callable[..., str]:
    """The commands of another Python installation, one that lacks the named modules."""

    def make(*modules: str) -> str:
        home = tmp_path / "other python"
        library = Path(sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix}))
        folder = home / "lib" / library.name
        folder.mkdir(parents=True)
        for entry in library.iterdir():
            if entry.name not in modules:
                (folder / entry.name).symlink_to(entry)
        return f'PYTHONHOME="{home}" exec "{BASE_PYTHON}" "$@"'

    return make
