"""What a command works with: the services of the data folder, and the arguments that all sending commands share."""

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ilert_desktop.assembly import Services
from ilert_desktop.commands import exit_codes
from ilert_desktop.commands.output import note
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.paths import FoldersNotMade, folders
from ilert_desktop.sources.keys import KeyRefused
from ilert_desktop.sources.source import Source

KEY_VARIABLE: Final = "ILERT_API_KEY"


@contextmanager
def opened_services() -> Iterator[Services]:
    """The services with the sources read, not started; stopped at the end.

    Raises:
        CommandRefused: the program's folders can't be used.
    """
    try:
        services = Services(folders())
    except FoldersNotMade as problem:
        raise CommandRefused(f"{problem.title}. {problem.sentence}", code=exit_codes.NOT_KEPT) from problem
    try:
        services.sources.load()
        if services.sources.notice is not None:
            note(f"{services.sources.notice.title}. {services.sources.notice.sentence}")
        if services.practice_fault is not None:
            note(f"{services.practice_fault.title}. {services.practice_fault.sentence}")
        yield services
    finally:
        services.stop()


def lend_key(services: Services, sources: Sequence[Source], arguments: Namespace) -> frozenset[str]:
    """Lend the key in `ILERT_API_KEY`, if there is one, to the sources named by `--source`; their ids.

    Raises:
        CommandRefused: the variable holds no key.
    """
    key = os.environ.get(KEY_VARIABLE, "")
    if not key.strip():
        return frozenset()
    if not arguments.source:
        note(f"{KEY_VARIABLE} is not used: name the source it belongs to with --source.")
        return frozenset()
    lent = [source for source in sources if not source.is_practice]
    for source in lent:
        try:
            services.lending.lend(source, key)
        except KeyRefused as problem:
            raise CommandRefused(f"{KEY_VARIABLE}: {problem.sentence}") from None
    return frozenset(source.id for source in lent)
