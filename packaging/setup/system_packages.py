"""Gets from the machine's package manager what is missing, or says what to type."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from typing import IO

from .failure import SetupFailure
from .libraries import Need

_APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")


def provide(missing: Callable[[], Sequence[Need]], *, who: str) -> None:
    """See that nothing is missing; as root install it.

    Args:
        missing: what is missing now; asked again after an installation.
        who: who needs it, as the subject of a sentence.

    Raises:
        SetupFailure: something is missing and this user, or this machine, can't install it; the message has the
            one command to type.
    """
    needs = missing()
    if not needs:
        return
    manager = next((name for name in ("apt-get", "dnf") if shutil.which(name)), None)
    packages = sorted({need.apt if manager == "apt-get" else need.dnf for need in needs})
    listed = ", ".join(need.what for need in needs)
    if manager is None or os.geteuid() != 0:
        sentence = f"{who} needs {listed}: {_what_to_do(manager, packages)} and run make again."
        if any(need.vital for need in needs):
            raise SetupFailure(sentence)
        print(sentence, flush=True)
        return
    print(f"{who} needs {listed}: installing {' '.join(packages)} …", flush=True)
    log = _install(manager, packages)
    if still := [need.what for need in missing() if need.vital]:
        raise SetupFailure(f"{who} still needs {', '.join(still)}: see what {log} says.")


def _what_to_do(manager: str | None, packages: list[str]) -> str:
    if manager is None:
        return "install that with this system's package manager"
    option = " --no-install-recommends" if manager == "apt-get" else ""
    return f"type 'sudo {manager} install{option} {' '.join(packages)}'"


def _install(manager: str, packages: list[str]) -> str:
    commands: list[list[str]] = [["dnf", "install", "-y", "--setopt=install_weak_deps=False", *packages]]
    if manager == "apt-get":
        commands = [["apt-get", "update"], [*_APT_INSTALL, *packages]]
    with tempfile.NamedTemporaryFile(prefix="ilert-desktop-packages-", suffix=".log", delete=False) as log:
        codes = [_run(command, log) for command in commands]
    # An index that could not be refreshed matters only if the installation failed too.
    if codes[-1]:
        raise SetupFailure(
            f"{manager} could not install {' '.join(packages)}: see {log.name}, connect this machine to the network or"
            " install them by hand, and run make again."
        )
    return log.name


def _run(command: list[str], log: IO[bytes]) -> int:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
    ).returncode
