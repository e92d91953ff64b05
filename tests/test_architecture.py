"""The rules of who may import whom, kept by import-linter; here: they hold, and each of them bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
_LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports_command as c; sys.argv = ['x', '--no-cache']; c()"
)
_HEAVY = ("httpx", "keyring", "uvicorn", "starlette", "requests")


def _lint(folder: Path) -> str:
    command = [sys.executable, "-c", _LINT_IMPORTS]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its rules, to be broken."""
    shutil.copytree(_ROOT / "ilert_desktop", tmp_path / "ilert_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "imports", "contract"),
    [
        ("event.py", "ilert_desktop.draft", "Imports point down only"),
        ("ledger/ledger.py", "ilert_desktop.sources.source", "Imports point down only"),
        ("delivery/delivery.py", "ilert_desktop.ui.tasks", "Imports point down only"),
        ("practice/engine.py", "ilert_desktop.draft", "Imports point down only"),
        ("newcomer.py", "msgspec", "Imports point down only"),
        ("delivery/delivery.py", "ilert_desktop.practice.engine", "The sending side does not know practice"),
        ("assembly.py", "PySide6.QtCore", "Qt is known to the window only"),
        ("ledger/ledger.py", "PySide6.QtCore", "Qt is known to the window only"),
        ("delivery/delivery.py", "keyring", "The key store is opened in sources only"),
        ("ui/tasks.py", "sqlite3", "SQL stays in the ledger"),
        ("ui/history/rules.py", "ilert_desktop.ui.source_dialog", "Panels do not know one another"),
    ],
)
def test_a_forbidden_import_is_noticed(copy: Path, module: str, imports: str, contract: str) -> None:
    with (copy / "ilert_desktop" / module).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imports}\n")

    broken = [line for line in _lint(copy).splitlines() if line.endswith("BROKEN")]

    assert [line for line in broken if line.startswith(contract)]


def test_the_rules_hold() -> None:
    said = _lint(_ROOT)

    assert ", 0 broken." in said, said


@pytest.mark.parametrize("module", ["ilert_desktop.cli", "ilert_desktop.app"])
def test_nothing_heavy_is_imported_before_the_window_is_painted(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {_HEAVY!r} if name in sys.modules])"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said == "[]\n"
