"""An ALERT that is sent long after it was raised says so in its details."""

from datetime import UTC, datetime

from msgspec.structs import replace

from ilert_desktop.event import Event


def with_original_time(event: Event, created_at: int, *, is_doubtful: bool = False) -> Event:
    """`event` with a line in its details that tells when it was raised (milliseconds since 1970, shown in UTC).

    Whoever is paged must be able to tell old news from new. The line is added once, however often it is asked for.
    One that `is_doubtful` may have been taken before.
    """
    raised = datetime.fromtimestamp(created_at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    told = f"Raised at {raised}; "
    if told in event.details:
        return event
    note = told + ("it is not certain that it was sent before." if is_doubtful else "it could not be sent before.")
    return replace(event, details=f"{event.details}\n\n{note}" if event.details else note)
