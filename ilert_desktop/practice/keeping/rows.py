"""Between what practice knows and the rows of its tables."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from ilert_desktop.event import Comment, Priority, fold_key, from_json
from ilert_desktop.practice.state import Alert, By, Effect, LogEntry, Named, Page, Reasons, Received, Status

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCHED: Final = 2_000  # characters of each text
_MICROSECOND: Final = timedelta(microseconds=1)


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of an alert beside its columns and the event that opened it."""

    source: Named
    policy: Named
    key: str
    priority: Priority
    reported: datetime
    accepted: datetime | None = None
    resolved: datetime | None = None
    comments: tuple[Comment, ...] = ()
    paged: tuple[Page, ...] = ()
    reasons: Reasons = Reasons()


def to_us(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - EPOCH) // _MICROSECOND


def kept_of(alert: Alert) -> bytes:
    """What the column `kept` holds."""
    return msgspec.json.encode(_Kept(**{name: getattr(alert, name) for name in _Kept.__struct_fields__}))


def words_of(alert: Alert) -> str:
    """What an alert is searched by, in the form in which texts are compared."""
    return "\n".join(fold_key(text[:_SEARCHED]) for text in (alert.key, alert.opened_by.summary))


def alert_of(number: int, status: str, kept: bytes, event: bytes) -> Alert:
    """The alert of a row.

    Raises:
        ValueError: the row is damaged.
    """
    rest = msgspec.json.decode(kept, type=_Kept)
    parts = {name: getattr(rest, name) for name in _Kept.__struct_fields__}
    return Alert(id=number, status=Status(status), received=_received(event), **parts)


def entry_of(
    time_us: int, source_id: int, source_name: str, effect: str, by: str, reason: str, event: bytes | None
) -> LogEntry:
    """The entry of a row of the log.

    Raises:
        ValueError: the row is damaged.
    """
    return LogEntry(
        time=EPOCH + time_us * _MICROSECOND,
        source=Named(source_id, source_name),
        effect=Effect(effect),
        by=By(by),
        received=None if event is None else _received(event),
        reason=reason,
    )


def _received(text: bytes) -> Received:
    return Received(from_json(text), msgspec.Raw(text))
