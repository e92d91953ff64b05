"""Runs pip inside `.venv`, quietly, and turns its failures into one sentence."""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .failure import SetupFailure

_DISK_FULL = "The disk is full: free about 1 GB where this folder and the temporary files are, and run make again."
_WRONG_HASH = (
    "A downloaded package is not the one that packaging/locks names, so nothing was installed: try again on another"
    " network, and tell the project if it stays so."
)
_UNKNOWN_CERTIFICATE = (
    "The package index shows a certificate that this Python does not trust: name your company's certificates with"
    " PIP_CERT=/path/to/ca.pem and run make again."
)
_NO_NETWORK = (
    "The packages can't be downloaded because the package index can't be reached: connect this machine to the network"
    " (or set HTTPS_PROXY or PIP_INDEX_URL) and run make again."
)
_NOT_ALLOWED = "This user may not write to .venv: remove that folder as its owner and run make again."

# Pip has no codes for its failures; these are its words, the surest first.
_REASONS = {
    r"no space left": _DISK_FULL,
    r"do not match the hashes": _WRONG_HASH,
    r"certificate_verify_failed|certificate verify failed": _UNKNOWN_CERTIFICATE,
    r"connection broken|failed to establish a new connection|name resolution|name or service not known"
    r"|network is unreachable|getaddrinfo|connecttimeout|read timed out|cannot connect to proxy": _NO_NETWORK,
    r"permission denied": _NOT_ALLOWED,
}


def child_environment() -> dict[str, str]:
    """The environment for a child process: the user's, less what would lead it away from `.venv`."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return environment | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}


def install(python: Path, arguments: Sequence[str], *, root: Path, log: Path) -> None:
    """Run `pip install` with `arguments` by `python`, in `root`; everything pip says goes to the end of `log`.

    Raises:
        SetupFailure: pip failed; the message says why in one sentence.
    """
    command = [str(python), "-m", "pip", "install", "--retries", "2", "--progress-bar", "off", *arguments]
    with log.open("a", encoding="utf-8") as sink:
        start = sink.tell()
        ended = subprocess.run(
            command,
            cwd=root,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        said = log.read_bytes()[start:].decode("utf-8", "replace")
        raise SetupFailure(reason(said, log))


def reason(said: str, log: Path) -> str:
    """One sentence for what pip said before it failed; `log` is where all of it stands."""
    for pattern, sentence in _REASONS.items():
        if re.search(pattern, said, re.IGNORECASE):
            return sentence
    lines = [line for line in said.splitlines() if line.startswith("ERROR:")]
    first = lines[0].removeprefix("ERROR:").strip().rstrip(".") if lines else "it gave no reason"
    return f"pip could not install the packages ({first}): all it said is in {log}."
