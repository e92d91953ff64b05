"""What can go wrong in the ledger, in words for the operator."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ilert_desktop.event import InvalidEvent
from ilert_desktop.ledger.records import LedgerEvent
from ilert_desktop.paths import FoldersNotMade

_SAFE: Final = "Nothing that is queued is lost."


class LedgerProblem(Exception):  # noqa: N818 - a problem the operator can act on
    """The ledger can't do what was asked; `title` and `sentence` are for the operator."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


class AlreadyQueued(LedgerProblem):
    """The same draft was written down before: a double press or a key repeat."""

    def __init__(self, event_id: int) -> None:
        super().__init__("Already queued", "This draft is on its way; look for it in the history.")
        self.event_id = event_id


class RepeatedEvent(LedgerProblem):
    """The same event went to the same source a moment ago; `earlier_at` is when (milliseconds since 1970)."""

    def __init__(self, event_id: int, earlier_at: int) -> None:
        super().__init__("Just sent", "The same event went to this source a moment ago. Send it once more?")
        self.event_id = event_id
        self.earlier_at = earlier_at


class EventGone(LedgerProblem):
    """There is no event with this id: it was lost with a page of a damaged ledger, say."""

    def __init__(self) -> None:
        super().__init__("The event is not in the history any more", "Look in ilert whether its alert is there.")


class HeldBefore(LedgerProblem):
    """The event that a new one would wait for, `before`, is held until the operator answers."""

    def __init__(self, before: LedgerEvent) -> None:
        super().__init__(
            "An event before it needs an answer",
            "This one would wait behind it. Send this one instead, or let it wait.",
        )
        self.before = before


class NeverTaken(LedgerProblem):
    """A RESOLVE for an alert whose ALERT, `alert_event`, certainly never reached ilert."""

    def __init__(self, alert_event: LedgerEvent) -> None:
        super().__init__(
            "The alert was never taken by ilert",
            "Cancel both, and nobody is paged; or let this one wait until the alert was sent.",
        )
        self.alert_event = alert_event


@contextmanager
def converted() -> Iterator[None]:
    """Turn errors of SQLite and of the file into a `LedgerProblem` that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _problem(error) from error
    except FoldersNotMade as error:
        raise LedgerProblem(error.title, error.sentence) from error
    except OSError as error:
        raise _full() if error.errno == errno.ENOSPC else _not_writable() from error
    except (UnicodeEncodeError, InvalidEvent) as error:
        sentence = "A text in it holds a character that no database takes. Delete it and type it again."
        raise LedgerProblem("The event can't be kept", sentence) from error


def _full() -> LedgerProblem:
    return LedgerProblem("The disk is full", f"Free some space. {_SAFE}")


def _not_writable() -> LedgerProblem:
    sentence = f"Check its rights, and that its disk is not read-only. {_SAFE}"
    return LedgerProblem("The data folder can't be written", sentence)


def _problem(error: sqlite3.Error) -> LedgerProblem:
    code = getattr(error, "sqlite_errorcode", None)
    match None if code is None else code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return _full()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _not_writable()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            title, sentence = "The history is in use", "Another program holds the database. Close that one, or wait."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            title, sentence = "The history is damaged", "What can be read of it is saved; try again in a moment."
        case sqlite3.SQLITE_IOERR:
            title = "The history can't be used"
            sentence = f"The disk gave an error: it may be full, gone or broken. {_SAFE}"
        case _:
            title, sentence = "The history can't be used", f"The database said: {error}."
    return LedgerProblem(title, sentence)
