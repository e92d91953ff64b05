"""Reads practice's configuration out of a TOML file; `resources/practice/practice.toml` explains all of it."""

import stat
from pathlib import Path
from typing import Final

from ilert_desktop.practice.configuration import DEFAULT, Configuration
from ilert_desktop.practice.faults import ConfigurationFault, FileProblem
from ilert_desktop.resources import read_text as read_resource

FILE_NAME: Final = "practice.toml"


def default_text() -> str:
    """The default configuration as a file, with comments on every field."""
    return read_resource(f"practice/{FILE_NAME}")


def configuration_at(path: Path) -> tuple[Configuration, ConfigurationFault | None]:
    """The configuration in a file that need not be there; the default, and why, when it can't be used.

    Without a file it costs one look at the folder.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return DEFAULT, None
    except (OSError, ValueError):
        mode = stat.S_IFREG  # reading it will tell what is wrong
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        # A pipe would never end.
        sentence = "this is no file; take it away, or put a file in its place"
        return DEFAULT, ConfigurationFault([FileProblem(file=str(path), sentence=sentence)])
    try:
        return read_configuration(path), None
    except ConfigurationFault as fault:
        return DEFAULT, fault


def configuration_for(path: Path | None) -> Configuration:
    """The configuration in the file that somebody named; the default when nobody did.

    Raises:
        ConfigurationFault: as `read_configuration`.
    """
    return DEFAULT if path is None else read_configuration(path)


def read_configuration(path: Path) -> Configuration:
    """The configuration in a file.

    Raises:
        ConfigurationFault: the file can't be read or used; it has everything that is wrong (the first 100 things),
            in the order of the lines.
    """
    # Loaded late: most programs start without such a file.
    from ilert_desktop.practice.configuration_checks import contradictions  # noqa: PLC0415
    from ilert_desktop.practice.configuration_tables import File, configuration_of  # noqa: PLC0415
    from ilert_desktop.practice.toml.document import read_document  # noqa: PLC0415

    return configuration_of(read_document(path, File, contradictions, ConfigurationFault))
