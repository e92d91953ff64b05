"""Writing a small file so that it is either the old one or the new one, whatever happens, and its owner's only."""

import os
from contextlib import suppress
from pathlib import Path


def write_owner_only(path: Path, content: bytes) -> None:
    """Replace `path` by `content` in one step; on return it is on the disk and readable by its owner only (0600).

    Raises:
        OSError: it can't be written; the old file is untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        _write_through(beside, content)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(path.parent)


def _write_through(path: Path, content: bytes) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        # Windows can't open a folder, and writes a rename through by itself.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
