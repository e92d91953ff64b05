"""`history` and `outbox`: what the ledger holds."""

from argparse import Namespace

from ilert_desktop.commands import exit_codes
from ilert_desktop.commands.desk import opened_services
from ilert_desktop.commands.forms import EventForm, History, Outbox, alert_form, event_form, local_time
from ilert_desktop.commands.output import as_json, note, table
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import LedgerEvent


def history(arguments: Namespace) -> int:
    """Print the alerts, the newest first."""
    shown = Shown.OPEN if arguments.open else Shown.ALL
    with opened_services() as services:
        alerts = services.ledger.alerts(shown, limit=arguments.limit).result()
    if arguments.json:
        as_json(History(alerts=[alert_form(alert) for alert in alerts]))
    elif not alerts:
        note("No alert is open, as far as this computer knows." if arguments.open else "The history is empty.")
    else:
        table(
            [("STATE", "RAISED", "SOURCE", "PRIORITY", "ALERT KEY", "SUMMARY")]
            + [
                (a.state, local_time(a.raised_at), a.source_name, a.priority or "-", a.alert_key or "-", a.summary)
                for a in alerts
            ]
        )
    return exit_codes.DONE


def outbox(arguments: Namespace) -> int:
    """Print the events that are not settled, the oldest first, and how to answer those that are held."""
    with opened_services() as services:
        events = services.ledger.outbox().result()
    forms = [event_form(event) for event in events]
    if arguments.json:
        as_json(Outbox(events=forms))
    elif not events:
        note("The outbox is empty.")
    else:
        table(
            [("ID", "STATE", "TYPE", "SOURCE", "ALERT KEY", "TRIES", "NEXT TRY", "SUMMARY")]
            + [_row(event, form) for event, form in zip(events, forms, strict=True)]
        )
        for event in events:
            if event.hold is not None:
                note(f"{event.id} is held ({event.hold}): {event.message}")
        if any(event.hold is not None for event in events):
            note("To answer: ilert-desktop outbox retry ID, or: ilert-desktop outbox cancel ID")
    return exit_codes.DONE


def _row(event: LedgerEvent, form: EventForm) -> tuple[str, ...]:
    when = local_time(event.not_before) if form.next_try_at else "-"
    key = event.alert_key or "-"
    return str(event.id), event.state, event.event_type, event.source_name, key, str(event.tries), when, form.summary
