"""The file of the sources, which several programs read and change."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock

from ilert_desktop.sources import source_file
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_file import Sources, Understood

# Another program writes for some milliseconds.
_LOCK_SECONDS: Final = 2.0


class SourcesNotSaved(OSError):  # noqa: N818 - named for what happened
    """The list could not be written, and is unchanged; `title` and `sentence` are for the operator."""

    def __init__(self, path: Path, reason: str) -> None:
        self.title = "The sources were not saved"
        self.sentence = f"{path} can't be written: {reason}. Make room or correct its rights, then try again."
        super().__init__(self.sentence)


class SharedSourceFile:
    """Knows whether another program has changed the file since it was read or written here.

    Args:
        path: the file.
        practice: the practice sources, which are always in the list.
    """

    def __init__(self, path: Path, practice: tuple[Source, ...]) -> None:
        self._path = path
        self._practice = practice
        self._lock = FileLock(
            path.with_name(f"{path.stem}.lock"), timeout=_LOCK_SECONDS, mode=0o600, thread_local=False
        )
        self._known: tuple[int, int, int] | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other programs from changing the file. Raises: SourcesNotSaved: one of them does not let go."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise SourcesNotSaved(self._path, error.strerror or "another program holds it") from error
        try:
            yield
        finally:
            self._lock.release()

    def has_changed(self) -> bool:
        """Whether there is a file that was not read or written here."""
        found = _signature(self._path)
        return found is not None and found != self._known

    def read(self) -> Understood:
        """What the file holds; the first sources when there is none, or when it can't be read (`fault` says why)."""
        found = _signature(self._path)
        try:
            understood = source_file.understand(self._path.read_bytes(), self._practice)
        except FileNotFoundError:
            return Understood(source_file.first_sources(self._practice))
        except OSError as error:
            first = source_file.first_sources(self._practice)
            return Understood(first, f"it can't be read ({error.strerror})")
        # What could not be understood stays news: nobody may write over it.
        self._known = None if understood.fault else found
        return understood

    def write(self, sources: Sources) -> None:
        """Replace the file; on return it is on the disk. Raises: SourcesNotSaved: it is unchanged."""
        try:
            source_file.write(self._path, sources)
        except OSError as error:
            raise SourcesNotSaved(self._path, error.strerror or type(error).__name__) from error
        self._known = _signature(self._path)


def _signature(path: Path) -> tuple[int, int, int] | None:
    # Each writing makes a new file.
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
