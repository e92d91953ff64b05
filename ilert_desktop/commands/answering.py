"""`outbox retry` and `outbox cancel`: the answers that the window asks for."""

from argparse import Namespace
from typing import Final

from ilert_desktop.assembly import Services
from ilert_desktop.commands import exit_codes
from ilert_desktop.commands.desk import lend_key, opened_services
from ilert_desktop.commands.interruption import interruptible
from ilert_desktop.commands.output import note, result_line
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.commands.targets import named
from ilert_desktop.commands.waiting import Waiting
from ilert_desktop.ledger.records import Decision, EventState, LedgerEvent

_CANCELLED: Final = Decision(state=EventState.CANCELLED, message="Cancelled by the operator.")


def retry(arguments: Namespace) -> int:
    """Send an event of the outbox now, and wait for what becomes of it; the exit code."""
    with interruptible() as interrupted, opened_services() as services:
        sources = named(services.sources, arguments.source)
        event = _waiting_event(services, arguments.id)
        lent_to = lend_key(services, sources, arguments)
        if not services.ledger.send_now(event.id, seen=event.hold).result():
            note(f"Event {event.id} is under way or settled by now, or asks something else: see `outbox`.")
        seconds = None if arguments.no_wait else arguments.wait
        return Waiting(services, interrupted, seconds=seconds, lent_to=lent_to).until_known([event.id])


def cancel(arguments: Namespace) -> int:
    """Take an event out of the outbox; 0 when it will not be sent, 1 when it is too late."""
    with opened_services() as services:
        event = _waiting_event(services, arguments.id)
        is_cancelled = services.ledger.decide(event.id, _CANCELLED).result()
        stands = services.ledger.event(event.id).result()
        result_line(stands.state, stands.source_name, stands.alert_key, str(stands.id), stands.message)
        if is_cancelled:
            services.tell_neighbours()
            return exit_codes.DONE
        note(f"Event {event.id} is under way or settled by now: too late to cancel it.")
        return exit_codes.REJECTED


def _waiting_event(services: Services, event_id: int) -> LedgerEvent:
    events = services.ledger.outbox().result()
    event = next((event for event in events if event.id == event_id), None)
    if event is None:
        raise CommandRefused(f"There is no event {event_id} in the outbox; `ilert-desktop outbox` lists what is.")
    return event
