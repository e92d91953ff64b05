"""The drills that come with the program, and reading one from a file."""

from pathlib import Path

from ilert_desktop.practice.drills.script import Drill


def shipped() -> dict[str, Drill]:
    """The drills that come with the program, by their short names, in the order to show them in."""
    return {}


def read_drill(path: Path) -> Drill:
    """Read a drill from a TOML file.

    Raises:
        PracticeFault: the file can't be read or is no drill; the sentence names the lines and what to do.
    """
    raise NotImplementedError(path)
