"""Finds the files that travel with the program: icons and sample texts."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


class MissingResource(FileNotFoundError):  # noqa: N818 - named for what it is
    """A file that travels with the program is not there; the message names it and says what to do."""


def resource_path(name: str) -> Path:
    """Where the file `name` (with `/` between folders, as in `icons/add.svg`) of `resources/` is.

    A frozen program has it in the folder that its starter names, an installed wheel inside the package, and a
    checkout beside the package.

    Raises:
        MissingResource: there is no such file.
    """
    folders = _folders()
    for folder in folders:
        path = folder.joinpath(*name.split("/"))
        if path.is_file():
            return path
    places = " or ".join(str(folder) for folder in folders)
    raise MissingResource(
        f"The program's file {name} is missing (looked in {places}): install ilert Desktop again, for it is not whole."
    )


def read_text(name: str) -> str:
    """The text (UTF-8) of the file `name` of `resources/`.

    Raises:
        MissingResource: there is no such file.
    """
    return resource_path(name).read_text(encoding="utf-8")


def _folders() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return [Path(frozen) / "ilert_desktop" / "resources"]
    return [_PACKAGE / "resources", _PACKAGE.parent / "resources"]
