"""An ALERT that is sent long after it was raised says so in its details."""

from datetime import UTC, datetime

from msgspec.structs import replace

from ilert_desktop.event import Event


def with_original_time(event: Event, created_at: int) -> Event:
    """`event` with a line in its details that tells when it was raised (milliseconds since 1970, shown in UTC).

    Whoever is paged must be able to tell old news from new. The line is added once, however often it is asked for.
    """
    raised = datetime.fromtimestamp(created_at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    note = f"Raised at {raised}; it could not be sent before."
    if note in event.details:
        return event
    return replace(event, details=f"{event.details}\n\n{note}" if event.details else note)
