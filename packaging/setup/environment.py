"""Makes `.venv` with the locked packages and the program in it, and keeps it as long as nothing changed.

A stamp file names what `.venv` was made from. It is removed before any work and written after it, so an
environment without one is half-made and is made again from nothing.
"""

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from .failure import SetupFailure
from .pip_runs import child_environment, install

_SCRIPTS = "Scripts" if os.name == "nt" else "bin"
_ENDING = ".exe" if os.name == "nt" else ""
_WHO = "import sys; print(*sys.version_info[:2], sys.base_prefix)"


class Environment:
    """The `.venv` of one checkout."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / _SCRIPTS / f"python{_ENDING}"
        self.program = self.folder / _SCRIPTS / f"ilert-desktop{_ENDING}"
        self._stamp = self.folder / "made-from.json"
        self._log = self.folder / "setup.log"

    def script(self, name: str) -> Path:
        """The command `name` of a package that is installed in it."""
        return self.folder / _SCRIPTS / f"{name}{_ENDING}"

    def prepare(self, *, dev: bool, python_was_chosen: bool) -> None:
        """Bring `.venv` to what the checkout asks for; does nothing, and needs no network, when it is already so.

        Args:
            dev: with the packages that tests and lint need.
            python_was_chosen: the user named the Python that runs this; else an environment that another Python
                made is kept.

        Raises:
            SetupFailure: a sentence that says what is missing and what to do.
        """
        wanted, made = self._wanted(), self._made()
        base = ("place", "locks")
        kept = all(made.get(name) == wanted[name] for name in base) and self._runs(made.get("python", ""))
        if not kept or (python_was_chosen and made["python"] != wanted["python"]):
            made = self._make_base(wanted)
        program_is_there = self.program.exists() and made.get("program") == wanted["program"]
        dev_is_there = not dev or made.get("dev") == wanted["dev"]
        if program_is_there and dev_is_there:
            return
        self._stamp.unlink(missing_ok=True)
        if not dev_is_there:
            print("Installing what tests and lint need …", flush=True)
            self._install("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", "packaging/locks/dev.txt")
            made["dev"] = wanted["dev"]
        if not program_is_there:
            self._install("--no-index", "--no-deps", "--no-build-isolation", "--force-reinstall", "--editable", ".")
            made["program"] = wanted["program"]
        self._stamp.write_text(json.dumps(made, indent=1), encoding="utf-8")

    def _make_base(self, wanted: dict[str, str]) -> dict[str, str]:
        require_venv_module()
        print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
        try:
            self._stamp.unlink(missing_ok=True)
            self._create()
            self._log.write_text("", encoding="utf-8")
        except PermissionError as error:
            raise SetupFailure(
                f"This user may not write to {error.filename or self.root}: run make as the folder's owner, or on a"
                " copy of it in a folder of your own."
            ) from error
        print("Installing the packages the program needs (the first time this downloads about 100 MB) …", flush=True)
        locks = ("-r", "packaging/locks/run.txt", "-r", "packaging/locks/build.txt")
        self._install("--require-hashes", "--no-deps", "--only-binary=:all:", *locks)
        return {name: wanted[name] for name in ("place", "locks", "python")}

    def _create(self) -> None:
        if not os.access(self.folder if self.folder.exists() else self.root, os.W_OK):
            raise PermissionError(13, "not writable", str(self.root))
        command = [sys.executable, "-m", "venv", "--clear", str(self.folder)]
        ended = subprocess.run(
            command, env=child_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            said = (ended.stderr or ended.stdout).strip().splitlines()
            why = said[-1] if said else f"exit code {ended.returncode}"
            raise SetupFailure(
                f"Python could not make the folder {self.folder} ({why}): see that it can be written to and that the"
                " disk has room, and run make again."
            )

    def _install(self, *arguments: str) -> None:
        install(self.python, arguments, root=self.root, log=self._log)

    def _wanted(self) -> dict[str, str]:
        locks = self.root / "packaging" / "locks"
        return {
            "place": str(self.root),
            "python": f"{sys.version_info[0]} {sys.version_info[1]} {sys.base_prefix}",
            "locks": _digest(locks / "run.txt", locks / "build.txt"),
            "dev": _digest(locks / "dev.txt"),
            "program": _digest(self.root / "pyproject.toml", self.root / "ilert_desktop" / "__init__.py"),
        }

    def _made(self) -> dict[str, str]:
        try:
            stamp = json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _runs(self, expected: str) -> bool:
        try:
            ended = subprocess.run(
                [str(self.python), "-c", _WHO],
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            return False
        return ended.returncode == 0 and ended.stdout.strip() == expected


def require_venv_module() -> None:
    """See that this Python can make virtual environments.

    Raises:
        SetupFailure: it can't (Debian and Ubuntu keep `ensurepip` in a package of its own).
    """
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    package = "python3-venv" if Path("/usr/bin/python3").resolve().name == version else f"{version}-venv"
    raise SetupFailure(
        f"{sys.executable} has no venv module: type 'sudo apt-get install {package}' (Debian, Ubuntu) or name another"
        " Python with PYTHON=…, and run make again."
    )


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
