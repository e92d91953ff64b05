"""`accept`, `resolve` and `comment`: for an alert that is known by its key."""

from argparse import Namespace
from typing import Final

from msgspec.structs import replace

from ilert_desktop.commands.desk import opened_services
from ilert_desktop.commands.drafting import draft_for_alert, event_from
from ilert_desktop.commands.interruption import interruptible
from ilert_desktop.commands.sending import queue
from ilert_desktop.commands.targets import named, where_alert_is
from ilert_desktop.event import EventType
from ilert_desktop.operator_name import operator_name

_TYPES: Final = {"accept": EventType.ACCEPT, "resolve": EventType.RESOLVE, "comment": EventType.COMMENT}


def act(arguments: Namespace) -> int:
    """Queue the event at the sources named, else where the alert is, and wait for what becomes of it."""
    text = arguments.text if arguments.command == "comment" else ""
    draft = draft_for_alert(_TYPES[arguments.command], arguments.key, text, operator_name())
    event_from(draft)
    with interruptible() as interrupted, opened_services() as services:
        if arguments.source:
            sources = named(services.sources, arguments.source)
        else:
            sources = where_alert_is(services.sources, services.ledger, arguments.key)
        known = {source.id: services.ledger.summary_of(source.id, arguments.key).result() for source in sources}
        wanted = [(source, event_from(replace(draft, known_summary=known[source.id]))) for source in sources]
        return queue(services, wanted, arguments, interrupted)
