"""A small checkout with the real set-up in it, whose packages are made here: set-up runs whole and needs no network."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = Path(sys.executable).resolve()

_BACKEND = """
import zipfile
from pathlib import Path

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "ilert_desktop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / name, "w") as wheel:
        wheel.writestr("ilert_desktop.pth", str(Path.cwd()))
        info = "ilert_desktop-1.0.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: ilert-desktop\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\nilert-desktop = ilert_desktop.cli:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""
_PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["backend"]
[project]
name = "ilert-desktop"
version = "1.0"
"""
_PROGRAM = """
import os, sys

def main():
    print("program", *sys.argv[1:], os.environ.get("QT_QPA_PLATFORM", "screen"), flush=True)
    return 7
"""
_PACKAGE = """
import os, sys
print({name!r}, {version!r}, sys.argv[1:], *filter(None, [os.environ.get("ILERT_FAULTS")]), flush=True)
"""


class StubCheckout:
    """A checkout of a stub program, in a folder with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "a checkout"
        self.wheels = folder / "wheels"
        self.bin = folder / "bin"
        self.home = folder / "home of a stranger"
        for made in (self.root / "packaging" / "locks", self.wheels, self.bin, self.home):
            made.mkdir(parents=True)
        shutil.copytree(ROOT / "packaging" / "setup", self.root / "packaging" / "setup")
        shutil.copy(ROOT / "Makefile", self.root)
        self.write("pyproject.toml", _PYPROJECT)
        self.write("backend/backend.py", _BACKEND)
        self.write("ilert_desktop/__init__.py", "")
        self.write("ilert_desktop/cli.py", _PROGRAM)
        self.lock("run", "run_part", "1.0")
        self.lock("build", "build_part", "1.0")
        self.lock("dev", "pytest", "1.0")
        self.command("python3", f'exec "{BASE_PYTHON}" "$@"')

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def stamp(self) -> Path:
        return self.venv / "made-from.json"

    @property
    def log(self) -> Path:
        return self.venv / "setup.log"

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def command(self, name: str, script: str) -> Path:
        """A command that is found before the machine's own."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def lock(self, lock: str, name: str, version: str) -> Path:
        """Make a package with one module, and a lock that names it alone."""
        wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}.py", _PACKAGE.format(name=name, version=version))
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        self.write(f"packaging/locks/{lock}.txt", f"{name}=={version} --hash=sha256:{digest}\n")
        return wheel

    def make(
        self, *arguments: str, prefix: tuple[str, ...] = (), environment: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run make with nothing of this process's environment but what `environment` adds."""
        clean = {
            "HOME": str(self.home),
            "PATH": f"{self.bin}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }
        return subprocess.run(
            [*prefix, "make", "--no-print-directory", *arguments],
            cwd=self.root,
            env=clean | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def says(self, code: str) -> str:
        """What the environment's Python prints when it runs `code`."""
        command = [str(self.venv / "bin" / "python"), "-I", "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def sentence_of(ended: "subprocess.CompletedProcess[str]") -> str:
    """The one line that a failed make says beside make's own."""
    assert ended.returncode == 2
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, ended.stderr
    return lines[0]


def in_setup(code: str, *arguments: str, path: str | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `code` where `import setup` is the project's set-up; `path` replaces the PATH."""
    environment = dict(os.environ) if path is None else os.environ | {"PATH": path}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT / "packaging",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
