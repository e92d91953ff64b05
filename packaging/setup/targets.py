"""The targets of the Makefile; each gives back an exit code."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import screen
from .environment import Environment
from .libraries import Need, missing_font, missing_libraries
from .needs_of_tests import missing_for_tests
from .node_modules import install_node_modules
from .pip_runs import child_environment
from .system_packages import provide

ROOT = Path(__file__).resolve().parents[2]
_LINUX = sys.platform.startswith("linux")
_LOCK = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"),
    *("--no-emit-index-url", "--no-emit-find-links", "--system-certs", "--quiet"),
)

# Most tests wait for a disk, a process or a time limit. Those of one file share what they start.
_SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")


def setup() -> int:
    """Make `.venv` with the program in it."""
    program = _prepared(dev=False).program
    print(f"Ready: {program.relative_to(ROOT)}")
    return 0


def run() -> int:
    """Open the window; where there is no screen, run the self-test instead."""
    environment = _prepared(dev=False)
    _provide_libraries(x11=screen.has_x11(), wayland=screen.has_wayland())
    why = screen.why_no_screen()
    if why is None:
        return _become([environment.program, *_extra_arguments()])
    print(f"{why}, so instead of the window the self-test runs and shows the main job done.", flush=True)
    if "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _become([environment.program, "self-test", *_extra_arguments()])


def test() -> int:
    """Run the whole test suite; `ARGS` goes to pytest."""
    environment = _prepared(dev=True)
    system()
    install_node_modules(ROOT)
    return _become([environment.python, "-m", "pytest", *_SIDE_BY_SIDE, *_extra_arguments()])


def faults() -> int:
    """Run all of tests/faults, with 200 kills; `ARGS` goes to pytest."""
    return _faults("full")


def faults_long() -> int:
    """Run all of tests/faults, with 2,000 kills and the long soak; `ARGS` goes to pytest."""
    return _faults("long")


def system() -> int:
    """See that the system has what the program and its tests need; as root install it."""
    if _LINUX:
        provide(missing_for_tests, who="The test suite")
    _provide_libraries(x11=True, wayland=False)
    return 0


def node() -> int:
    """Install the Node.js packages of the JavaScript sample."""
    install_node_modules(ROOT)
    return 0


def lint() -> int:
    """Check format, style, types and the layers; runs all checks, and fails when one does."""
    environment = _prepared(dev=True)
    checks: tuple[Sequence[str | Path], ...] = (
        (environment.script("ruff"), "format", "--check", "."),
        (environment.script("ruff"), "check", "."),
        (environment.python, "-m", "mypy"),
        (environment.script("lint-imports"),),
    )
    failed = [check for check in checks if _call(check)]
    return 1 if failed else 0


def lock() -> int:
    """Write `packaging/locks` anew from pyproject.toml; pins stay unless `ARGS=--upgrade`."""
    environment = _prepared(dev=True)
    compiling = [str(environment.script("uv")), "pip", "compile", *_LOCK, *_extra_arguments()]
    folder = "packaging/locks"
    parts = (
        ("pyproject.toml", "-o", f"{folder}/run.txt"),
        ("pyproject.toml", "--group", "dev", "-c", f"{folder}/run.txt", "-o", f"{folder}/dev.txt"),
        ("--group", "build", "-c", f"{folder}/dev.txt", "-o", f"{folder}/build.txt"),
    )
    codes = (_call([*compiling, *part]) for part in parts)
    return next((code for code in codes if code), 0)


TARGETS = {
    "setup": setup,
    "run": run,
    "test": test,
    "faults": faults,
    "faults-long": faults_long,
    "system": system,
    "node": node,
    "lint": lint,
    "lock": lock,
}


def _faults(extent: str) -> int:
    environment = _prepared(dev=True)
    system()
    # Read in tests/faults/conftest.py.
    os.environ["ILERT_FAULTS"] = extent
    return _become([environment.python, "-m", "pytest", "tests/faults", *_extra_arguments()])


def _prepared(*, dev: bool) -> Environment:
    environment = Environment(ROOT)
    environment.prepare(dev=dev, python_was_chosen=bool(os.environ.get("PYTHON")))
    return environment


def _provide_libraries(*, x11: bool, wayland: bool) -> None:
    if not _LINUX:
        return

    def missing() -> list[Need]:
        return missing_libraries(x11=x11, wayland=wayland) + missing_font()

    provide(missing, who="Qt")


def _extra_arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


def _call(command: Sequence[str | Path]) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=child_environment(), check=False).returncode


def _become(command: Sequence[str | Path]) -> int:
    if os.name == "nt":
        return _call(command)
    os.chdir(ROOT)
    parts = [str(part) for part in command]
    sys.stdout.flush()
    return os.execve(parts[0], parts, child_environment())  # noqa: S606 - no shell is wanted
