"""Lists of sources as the program reads them from their file."""

from pathlib import Path

from ilert_desktop.sources.source_list import SourceList


def loaded(path: Path) -> SourceList:
    """The list in a file, as after a start."""
    sources = SourceList(path)
    sources.load()
    return sources


def set_aside_in(path: Path) -> list[Path]:
    """What is beside the file, but for the lock that programs share."""
    return sorted(file for file in path.parent.iterdir() if file not in {path, path.with_suffix(".lock")})
