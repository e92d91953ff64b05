"""Keeps every program from writing into a ledger whose file is just being exchanged."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ilert_desktop.ledger.errors import LedgerProblem

_LOCK_FILE: Final = "ledger.repair.lock"
_AGAIN_SECONDS: Final = 0.02


class Gate:
    """Open to any number of writers at once, closed to all of them while one program exchanges the file.

    An OS lock on a file beside the ledger, which the kernel frees when the program dies. SQLite's own lock can't do
    it: it belongs to the file that is exchanged. Windows needs none, since it renames no file that is open.
    """

    def __init__(self, ledger: Path) -> None:
        self._path = ledger.with_name(_LOCK_FILE)
        self._descriptor: int | None = None

    @contextmanager
    def shared(self, seconds: float) -> Iterator[None]:
        """Work with the file; waits `seconds` for a program that exchanges it.

        Raises:
            LedgerProblem: it is not done by then.
        """
        held = self._acquire(exclusive=False, seconds=seconds)
        try:
            yield
        finally:
            if held:
                self._release()

    @contextmanager
    def exclusive(self, seconds: float) -> Iterator[None]:
        """Exchange the file while nobody works with it; waits `seconds` for who does.

        Raises:
            LedgerProblem: somebody still does by then.
            OSError: the folder takes no lock file, so that nothing can be exchanged in it either.
        """
        if self._acquire(exclusive=True, seconds=seconds):
            try:
                yield
            finally:
                self._release()
        else:
            # Says why it can't: the same call, without the forbearance that writers get.
            os.close(self._open())
            yield

    def close(self) -> None:
        """Let go of the lock file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    if sys.platform == "win32":

        def _acquire(self, *, exclusive: bool, seconds: float) -> bool:  # noqa: ARG002 - the others need them
            return False

        def _release(self) -> None:
            return

    else:

        def _acquire(self, *, exclusive: bool, seconds: float) -> bool:
            """True when the lock is held; False where there can be none: a read-only disk has no writers."""
            import fcntl  # noqa: PLC0415 - Windows has none

            how = fcntl.LOCK_NB | (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            deadline = time.monotonic() + seconds
            while True:
                try:
                    if self._descriptor is None:
                        self._descriptor = self._open()
                    fcntl.flock(self._descriptor, how)
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise _BUSY from None
                    time.sleep(_AGAIN_SECONDS)
                except OSError:
                    return False
                else:
                    return True

        def _release(self) -> None:
            import fcntl  # noqa: PLC0415 - Windows has none

            if self._descriptor is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)


_BUSY: Final = LedgerProblem(
    "The history is being repaired", "Another ilert Desktop saves what can be read of it. It goes on by itself."
)
