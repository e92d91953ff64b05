"""`sources list`, `add` and `remove`: where events go, and where the keys are kept. A key itself is never printed."""

import getpass
import sys
from argparse import Namespace
from concurrent.futures import Future
from typing import Final

from ilert_desktop.assembly import Services
from ilert_desktop.commands import exit_codes
from ilert_desktop.commands.desk import KEY_VARIABLE, opened_services
from ilert_desktop.commands.forms import SourceBook, SourceForm
from ilert_desktop.commands.output import as_json, note, result_line, table
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.commands.targets import named
from ilert_desktop.ledger.records import KEY_HOLDS
from ilert_desktop.sources.keys import Kept, KeptKey, KeyProblem, KeyringLocked, key_fault
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceRefused, source_problems

# A keyring that hangs must not hold up a list for longer than people wait.
_KEYRING_SECONDS: Final = 6.0
_STORE_SECONDS: Final = 12.0
_LONGEST_LINE: Final = 4096


def list_sources(arguments: Namespace) -> int:
    """Print the sources, each with where its key is kept."""
    with opened_services() as services:
        forms = _forms(services)
    if arguments.json:
        as_json(SourceBook(sources=forms))
    else:
        table(
            [("", "NAME", "ENDPOINT", "LIVE", "KEY")]
            + [("*" if f.chosen else "", f.name, f.endpoint, "live" if f.live else "-", f.key) for f in forms]
        )
    return exit_codes.DONE


def add(arguments: Namespace) -> int:
    """Add a source with the key that is typed; 1 when the source is there but its key could not be kept."""
    source = Source(name=arguments.name.strip(), endpoint=arguments.endpoint.strip(), live=arguments.live)
    with opened_services() as services:
        problems = source_problems(source, services.sources.all())
        if problems:
            raise CommandRefused(*(f"{problem.field}: {problem.message}" for problem in problems))
        key = _typed_key(source.name)
        try:
            services.sources.add(source)
        except SourceRefused as refused:
            raise CommandRefused(f"{refused.title}. {refused.sentence}") from refused
        code = _store(services, source, key) if key else exit_codes.DONE
        result_line("added", source.name, source.endpoint, source.id)
        services.tell_neighbours()
        return code


def set_key(arguments: Namespace) -> int:
    """Store the key that is typed for a source; what was held for want of it goes on. 1 when it could not be kept."""
    with opened_services() as services:
        (source,) = named(services.sources, [arguments.name])
        if source.is_practice:
            raise CommandRefused("A practice source needs no key.")
        key = _typed_key(source.name)
        if not key:
            raise CommandRefused("No key was typed; nothing was changed.")
        code = _store(services, source, key)
        if code == exit_codes.DONE:
            services.ledger.release_source(source.id, KEY_HOLDS).result()
            result_line("key kept", source.name, source.endpoint, source.id)
            services.tell_neighbours()
        return code


def remove(arguments: Namespace) -> int:
    """Remove a source and forget its key; nothing is removed when the key can't be forgotten."""
    with opened_services() as services:
        (source,) = named(services.sources, [arguments.name])
        if source.is_practice:
            raise CommandRefused("A practice source stays: practice's configuration says which there are.")
        _refuse_unsent(services, source, is_meant=arguments.yes)
        try:
            services.keys.forget(source.id).result(_STORE_SECONDS)
        except KeyProblem as problem:
            raise CommandRefused(
                f"{problem.title}. {problem.sentence}", "Nothing was removed.", code=exit_codes.REJECTED
            ) from problem
        services.sources.remove(source.id)
        result_line("removed", source.name, source.endpoint, source.id)
        services.tell_neighbours()
        return exit_codes.DONE


def _forms(services: Services) -> list[SourceForm]:
    sources = services.sources.all()
    asked = {source.id: services.keys.where(source) for source in sources if not source.is_practice}
    return [
        SourceForm(
            id=source.id,
            name=source.name,
            endpoint=source.endpoint,
            chosen=source.id == services.sources.chosen.id,
            live=source.live,
            key=_kept(source, asked[source.id]) if source.id in asked else "not needed",
        )
        for source in sources
    ]


def _kept(source: Source, asked: Future[KeptKey | None]) -> str:
    try:
        found = asked.result(_KEYRING_SECONDS)
    except KeyringLocked:
        return "keyring locked"
    except (KeyProblem, TimeoutError):
        return "keyring does not answer"
    if found is None:
        return "none"
    return "keyring" if found.endpoint == source.endpoint else "for another endpoint"


def _typed_key(name: str) -> str:
    """The key that is typed at a prompt without being shown, or stands in the first line of standard input."""
    try:
        if sys.stdin.isatty():
            key = getpass.getpass(f"Key of {name} (it is not shown; leave it empty for none): ")
        else:
            key = sys.stdin.readline(_LONGEST_LINE)
    except (EOFError, UnicodeError):
        key = ""
    if key.strip() and (fault := key_fault(key)):
        raise CommandRefused(f"key: {fault}", "Nothing was changed.")
    return key.strip()


def _store(services: Services, source: Source, key: str) -> int:
    try:
        kept = services.keys.store(source, key).result(_STORE_SECONDS)
    except (KeyProblem, TimeoutError) as problem:
        reason = f"{problem.title}. {problem.sentence}" if isinstance(problem, KeyProblem) else "It does not answer."
        note(f"The key of {source.name} was not kept: {reason} Then type: ilert-desktop sources key {source.name!r}")
        return exit_codes.REJECTED
    if kept is Kept.SESSION:
        note(
            f"The key of {source.name} was not kept, because this computer has no usable keyring:"
            f" give it to each command in {KEY_VARIABLE}, with --source."
        )
        return exit_codes.REJECTED
    return exit_codes.DONE


def _refuse_unsent(services: Services, source: Source, *, is_meant: bool) -> None:
    unsent = sum(event.source_id == source.id for event in services.ledger.outbox().result())
    if unsent and not is_meant:
        count = "1 event waits" if unsent == 1 else f"{unsent} events wait"
        raise CommandRefused(f"{count} to be sent to {source.name}; nothing was removed.", "Type --yes to remove it.")
