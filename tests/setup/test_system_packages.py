"""What set-up says and does when the system lacks something."""

import subprocess
from pathlib import Path

import PySide6
import pytest

from tests.setup.stub_checkout import in_setup

# As the user with the given number: one library is missing until the file `installed` is there.
_PROVIDE = """
import os, pathlib, sys
from setup.failure import SetupFailure
from setup.libraries import Need
from setup.system_packages import provide

user, marker = int(sys.argv[1]), pathlib.Path(sys.argv[2])
os.geteuid = lambda: user
vital = sys.argv[3:] != ["not vital"]
needs = [Need("libgone.so.1", "libgone1", "gone-libs", vital), Need("other", "libgone1", "gone-libs", vital)]
try:
    provide(lambda: [] if marker.exists() else needs, who="Qt")
    print("goes on")
except SetupFailure as failure:
    print(failure)
"""


class Machine:
    """A machine with the package managers that are added to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.marker = folder / "installed"

    def has(self, manager: str, *, works: bool = True, brings: bool = True) -> None:
        """Add a package manager that notes how it was called."""
        done = f': > "{self.marker}"' if brings else ":"
        script = f'#!/bin/sh\necho "{manager} $*" >> "{self.calls}"\n'
        script += f'[ "$1" = install ] && {done}\nexit 0\n' if works else 'echo "no such host"\nexit 100\n'
        path = self.folder / manager
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def provide(self, user: int, *how: str) -> str:
        """What set-up prints there."""
        ended = in_setup(_PROVIDE, str(user), str(self.marker), *how, path=str(self.folder))
        assert not ended.stderr
        return ended.stdout

    def called(self) -> list[str]:
        """How the package managers were called."""
        return self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_a_known_package_manager_the_missing_things_are_named(machine: Machine) -> None:
    assert machine.provide(user=0) == (
        "Qt needs libgone.so.1, other: install that with this system's package manager and run make again.\n"
    )


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install --no-install-recommends libgone1"),
        ("dnf", "sudo dnf install gone-libs"),
    ],
)
def test_a_user_is_told_the_one_command(machine: Machine, manager: str, command: str) -> None:
    machine.has(manager)

    assert machine.provide(user=1000) == f"Qt needs libgone.so.1, other: type '{command}' and run make again.\n"
    assert machine.called() == []


def test_what_is_not_vital_is_told_and_missed(machine: Machine) -> None:
    machine.has("apt-get")

    assert machine.provide(1000, "not vital") == (
        "Qt needs libgone.so.1, other: type 'sudo apt-get install --no-install-recommends libgone1' and run make"
        " again.\ngoes on\n"
    )


def test_a_failed_installation_says_where_to_look(machine: Machine) -> None:
    machine.has("apt-get", works=False)

    said = machine.provide(user=0).splitlines()[-1]

    assert said.startswith("apt-get could not install libgone1: see ")
    assert Path(said.split("see ")[1].split(",")[0]).read_text(encoding="utf-8") == "no such host\n" * 2


def test_an_installation_that_brings_nothing_is_noticed(machine: Machine) -> None:
    machine.has("apt-get", brings=False)

    assert machine.provide(user=0).splitlines()[-1].startswith("Qt still needs libgone.so.1, other: see what ")


def test_root_installs_by_apt_after_one_update(machine: Machine) -> None:
    machine.has("apt-get")

    assert "installing libgone1 …" in machine.provide(user=0)

    assert machine.called() == [
        "apt-get update",
        "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 libgone1",
    ]


def test_root_installs_by_dnf(machine: Machine) -> None:
    machine.has("dnf")

    machine.provide(user=0)

    assert machine.called() == ["dnf install -y --setopt=install_weak_deps=False gone-libs"]


def test_nothing_is_done_when_nothing_is_missing(machine: Machine) -> None:
    machine.has("apt-get")
    machine.marker.touch()

    assert machine.provide(user=0) == "goes on\n"
    assert machine.called() == []


def test_everything_that_qt_links_to_is_looked_for() -> None:
    qt = Path(PySide6.__file__).parent / "Qt"
    plugins = [qt / "plugins/platforms" / f"libq{name}.so" for name in ("offscreen", "xcb", "wayland")]
    libraries = [qt / "lib" / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa")]
    code = "from setup import libraries as l; print(*(need.what for need in l._ALWAYS + l._X11 + l._WAYLAND))"
    looked_for = set(in_setup(code).stdout.split())
    # Parts of the C library and the compiler, without which no Python starts or no wheel of this kind installs.
    always_there = {"libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6", "ld-linux-x86-64.so.2"}
    always_there |= {"libgthread-2.0.so.0", "ld-linux-aarch64.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1"}

    needed: set[str] = set()
    for file in libraries + plugins:
        said = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout
        needed |= {line.split()[1] for line in said.splitlines() if line.split()[:1] == ["NEEDED"]}
    brought = {path.name for path in (qt / "lib").iterdir()}

    assert needed - brought - always_there <= looked_for


@pytest.mark.parametrize("browser", ["chromium", "chromium-browser", "google-chrome"])
def test_one_browser_of_the_chromium_family_is_enough_for_the_tests(machine: Machine, browser: str) -> None:
    code = "from setup.needs_of_tests import missing_for_tests as m; print(*(need.what for need in m()))"
    without = in_setup(code, path=str(machine.folder)).stdout.split()
    machine.has(browser)

    assert set(without) - set(in_setup(code, path=str(machine.folder)).stdout.split()) == {"chromium"}
