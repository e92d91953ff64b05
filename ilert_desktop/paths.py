"""Where the program keeps its things on this computer: one folder for data, one for the configuration."""

import os
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

APP_NAME: Final = "ilert-desktop"
HOME_VARIABLE: Final = "ILERT_DESKTOP_HOME"
_OWNER_ONLY: Final = 0o700


class FoldersNotMade(OSError):  # noqa: N818 - named for what happened
    """A folder of the program can't be made or used; `title` and `sentence` are for the operator."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.title = "The program's folder can't be used"
        self.sentence = f"{folder}: {reason}. Make room for it or correct its rights."
        super().__init__(self.sentence)


class Folders(msgspec.Struct, frozen=True):
    """The program's folders: `data` holds the ledger and practice's state, `config` the list of sources."""

    data: Path
    config: Path

    def make(self) -> None:
        """Create both folders for their owner only (mode 0700), and take away others' rights to existing ones.

        Raises:
            FoldersNotMade: a folder can't be made, or is no folder.
        """
        self.make_data()
        _make(self.config)

    def make_data(self) -> None:
        """Create the folder for data, as `make` does.

        Raises:
            FoldersNotMade: it can't be made, or is no folder.
        """
        _make(self.data)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        if os.name == "posix" and folder.stat().st_mode & 0o077:
            folder.chmod(_OWNER_ONLY)
    except FileExistsError as error:
        raise FoldersNotMade(folder, "a file is in its place") from error
    except OSError as error:
        raise FoldersNotMade(folder, error.strerror or type(error).__name__) from error


def folders() -> Folders:
    """The folders of this user, made if they are not there; they are those of `find_folders`.

    Raises:
        FoldersNotMade: a folder can't be made, or is no folder.
    """
    found = find_folders()
    found.make()
    return found


def find_folders() -> Folders:
    """The folders of this user, whether they are there or not.

    The variable `ILERT_DESKTOP_HOME` names a folder whose `data` and `config` are used instead; else the places are
    the operating system's own (on Linux: the XDG Base Directory Specification).
    """
    home = os.environ.get(HOME_VARIABLE, "").strip()
    if home:
        base = Path(home).absolute()
        return Folders(data=base / "data", config=base / "config")
    return Folders(
        data=platformdirs.user_data_path(APP_NAME, appauthor=False),
        config=platformdirs.user_config_path(APP_NAME, appauthor=False),
    )
