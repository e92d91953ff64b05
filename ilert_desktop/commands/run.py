"""Carries out a command that the arguments name. Loaded when a command is, not for the window."""

from argparse import Namespace
from collections.abc import Callable
from typing import Final

from ilert_desktop.commands import alert_actions, answering, exit_codes, looking, sending, source_book
from ilert_desktop.commands.output import note
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.ledger.errors import LedgerProblem
from ilert_desktop.sources.source_list import SourcesNotSaved

_COMMANDS: Final[dict[tuple[str, str | None], Callable[[Namespace], int]]] = {
    ("send", None): sending.send,
    ("accept", None): alert_actions.act,
    ("resolve", None): alert_actions.act,
    ("comment", None): alert_actions.act,
    ("history", None): looking.history,
    ("outbox", None): looking.outbox,
    ("outbox", "retry"): answering.retry,
    ("outbox", "cancel"): answering.cancel,
    ("sources", "list"): source_book.list_sources,
    ("sources", "add"): source_book.add,
    ("sources", "key"): source_book.set_key,
    ("sources", "remove"): source_book.remove,
}


def run(arguments: Namespace) -> int:
    """Carry out the command; the exit code. What keeps it from being done is said in a sentence."""
    command = _COMMANDS[arguments.command, getattr(arguments, "action", None)]
    try:
        return command(arguments)
    except CommandRefused as refused:
        for sentence in refused.sentences:
            note(sentence)
        return refused.code
    except (LedgerProblem, SourcesNotSaved) as problem:
        note(f"{problem.title}. {problem.sentence}")
        return exit_codes.NOT_KEPT
    except KeyboardInterrupt:
        note("Interrupted; nothing was queued or changed.")
        return exit_codes.INTERRUPTED
