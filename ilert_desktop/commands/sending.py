"""`send`: an event, composed of arguments or a JSON text, to one or more sources."""

import threading
from argparse import Namespace
from collections.abc import Sequence

from ilert_desktop.assembly import Services
from ilert_desktop.commands import exit_codes
from ilert_desktop.commands.desk import lend_key, opened_services
from ilert_desktop.commands.drafting import draft_from, event_from
from ilert_desktop.commands.interruption import interruptible
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.commands.targets import named_or_chosen
from ilert_desktop.commands.waiting import Waiting
from ilert_desktop.event import Event
from ilert_desktop.identifiers import sortable_id
from ilert_desktop.ledger.errors import RepeatedEvent
from ilert_desktop.ledger.records import Behind, LedgerEvent, NewEvent
from ilert_desktop.sources.guard import needs_confirmation
from ilert_desktop.sources.source import Source


def send(arguments: Namespace) -> int:
    """Queue the event at every source, or at none, and wait for what becomes of it; the exit code."""
    # Before Ctrl+C is taken for "wait no longer": standard input may never end.
    draft = draft_from(arguments)
    event = event_from(draft)
    with interruptible() as interrupted, opened_services() as services:
        sources = named_or_chosen(services.sources, arguments.source)
        _refuse_to_page(sources, event, is_meant=arguments.yes)
        minted = bool(event.alert_key) and event.alert_key == draft.minted_key
        return queue(services, [(source, event) for source in sources], arguments, interrupted, minted=minted)


def queue(
    services: Services,
    wanted: Sequence[tuple[Source, Event]],
    arguments: Namespace,
    interrupted: threading.Event,
    *,
    minted: bool = False,
) -> int:
    """Commit events, all or none, lend the key of the environment, and wait as the arguments say; the exit code."""
    lent_to = lend_key(services, [source for source, _ in wanted], arguments)
    if interrupted.is_set():
        raise CommandRefused("Interrupted; nothing was queued.", code=exit_codes.INTERRUPTED)
    events = _commit(services, wanted, arguments, minted=minted)
    seconds = None if arguments.no_wait else arguments.wait
    waiting = Waiting(services, interrupted, seconds=seconds, lent_to=lent_to)
    return waiting.until_known([event.id for event in events])


def _commit(
    services: Services, wanted: Sequence[tuple[Source, Event]], arguments: Namespace, *, minted: bool
) -> list[LedgerEvent]:
    news = [
        NewEvent(draft_id=sortable_id(), source_id=source.id, source_name=source.name, event=event, minted=minted)
        for source, event in wanted
    ]
    queued = services.ledger.enqueue_together(news, allow_repeat=arguments.again, behind=Behind.WAIT)
    try:
        return queued.result()
    except RepeatedEvent as repeated:
        raise CommandRefused(
            f"The same event was queued less than a minute ago (event {repeated.event_id}); nothing was sent.",
            "Type --again if it is meant to be sent once more.",
        ) from repeated


def _refuse_to_page(sources: Sequence[Source], event: Event, *, is_meant: bool) -> None:
    live = [source.name for source in sources if needs_confirmation(source, event)]
    if live and not is_meant:
        names = ", ".join(live)
        raise CommandRefused(
            f"This may page somebody at {names}, which is marked live; nothing was sent.",
            "Type --yes if it is meant, or --priority LOW where the source takes it from the event.",
        )
