"""Where the socket of a data folder is: for its owner only, at a path that is not too long for a socket."""

import hashlib
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

SOCKET_NAME: Final = "outbox.socket"
_PIPE_FILE: Final = "outbox.pipe"
# 108 bytes with the NUL on Linux, 104 on macOS and the BSDs.
_LONGEST_PATH: Final = 100


def place_to_listen(data: Path) -> str:
    """The address to listen at for this data folder.

    Raises:
        OSError: no place is safe: each belongs to somebody else, or can't be written.
    """
    if os.name != "posix":
        return _new_pipe(data)
    inside = str(data / SOCKET_NAME)
    if _fits(inside):
        return inside
    refused = OSError("no folder for the socket")
    for base in _bases():
        folder = base / f"ilert-desktop-{os.getuid()}"
        try:
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            _check_ours(folder)
        except OSError as error:
            refused = error
        else:
            return str(folder / _short_name(data))
    raise refused


def places_to_call(data: Path) -> list[str]:
    """Where somebody may listen for this data folder; whoever listens may have another environment than we."""
    if os.name != "posix":
        with suppress(OSError):
            return [(data / _PIPE_FILE).read_text(encoding="ascii").strip()]
        return []
    inside = str(data / SOCKET_NAME)
    if _fits(inside):
        return [inside]
    found = []
    for base in _bases():
        folder = base / f"ilert-desktop-{os.getuid()}"
        with suppress(OSError):
            _check_ours(folder)
            found.append(str(folder / _short_name(data)))
    return found


def _fits(path: str) -> bool:
    return len(os.fsencode(path)) <= _LONGEST_PATH


def _short_name(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:16] + ".socket"


def _bases() -> list[Path]:
    named = os.environ.get("XDG_RUNTIME_DIR", "").strip()
    bases = [Path(named)] if named else []
    # A timer or a service has no XDG_RUNTIME_DIR, and talks to the same window.
    bases += [Path("/run/user") / str(os.getuid()), Path(tempfile.gettempdir())]
    return [base for base in dict.fromkeys(bases) if base.is_dir() and len(os.fsencode(base)) < _LONGEST_PATH - 50]


def _check_ours(folder: Path) -> None:
    """Refuse a folder that others could have made or can write, as in a temp folder. Raises: OSError."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder} is not ours")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def _new_pipe(data: Path) -> str:
    # Pipes have no folder whose rights protect them: a name that nobody can guess stands in the owner-only folder.
    name = rf"\\.\pipe\ilert-desktop-{secrets.token_hex(16)}"
    (data / _PIPE_FILE).write_text(name, encoding="ascii")
    return name
