"""A source: one ilert alert source, as the operator has described it to this program."""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import msgspec

from ilert_desktop.event import EventType
from ilert_desktop.identifiers import sortable_id

ILERT_ENDPOINT: Final = "https://api.ilert.com/api/events"
ILERT_ALERTS_PAGE: Final = "https://app.ilert.com/"
PRACTICE_ENDPOINT: Final = "practice:"
KEY_FIELDS: Final = ("apiKey", "integrationKey")
_PRACTICE_IDS: Final = re.compile(r"practice(?:-([0-9]+))?")
_PRACTICE_ENDPOINTS: Final = re.compile(r"practice:([0-9]+)?")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class DefaultPriority(StrEnum):
    """The priority a source gives an event that names none, as far as the operator knows."""

    UNKNOWN = "unknown"
    HIGH = "HIGH"
    LOW = "LOW"
    SUPPORT_HOURS = "support hours"


class Override(StrEnum):
    """Whether an event's own priority counts at a source, as far as the operator knows."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Grouping(StrEnum):
    """How a source groups events into alerts on top of the alert key, as far as the operator knows."""

    UNKNOWN = "unknown"
    NONE = "none"
    WINDOW = "window"
    UNTIL_ACCEPTED = "until accepted"
    UNTIL_RESOLVED = "until resolved"


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert source; its key is not here but in the OS keyring, under `id`.

    `colour` is `#rrggbb`; `per_minute` is the limit in requests a minute; `alerts_page` is where *Confirm in ilert*
    leads when an answer named no alert. `live` asks for a second, deliberate step before somebody is paged.
    `undo_seconds` is how long an ACCEPT or RESOLVE can be taken back, `alert_undo_seconds` an ALERT; an ALERT that
    waited for `stale_minutes` asks before it is sent.
    """

    id: str = msgspec.field(default_factory=sortable_id)
    name: str
    endpoint: str = ILERT_ENDPOINT
    key_field: str = "apiKey"
    colour: str = "#2f6fde"
    per_minute: int = 50
    default_priority: DefaultPriority = DefaultPriority.UNKNOWN
    priority_override: Override = Override.UNKNOWN
    grouping: Grouping = Grouping.UNKNOWN
    alerts_page: str = ILERT_ALERTS_PAGE
    live: bool = False
    undo_seconds: int = 5
    alert_undo_seconds: int = 0
    stale_minutes: int = 30

    def undo_ms(self, event_type: EventType) -> int:
        """How long an event of this type can be taken back before it is sent, in milliseconds."""
        seconds = {
            EventType.ALERT: self.alert_undo_seconds,
            EventType.ACCEPT: self.undo_seconds,
            EventType.RESOLVE: self.undo_seconds,
        }
        return 1000 * seconds.get(event_type, 0)

    @property
    def is_practice(self) -> bool:
        """Whether events go to the stand-in inside the program, where nobody is paged."""
        return is_practice_endpoint(self.endpoint)

    @property
    def practice_number(self) -> int | None:
        """Which source of practice is meant, by its number; None means practice's first one."""
        found = _PRACTICE_ENDPOINTS.fullmatch(self.endpoint)
        return int(found[1]) if found and found[1] else None


PRACTICE_SOURCE: Final = Source(id="practice", name="Practice", endpoint=PRACTICE_ENDPOINT, colour="#7a4fbf")


def is_practice_endpoint(endpoint: str) -> bool:
    """Whether this is the symbolic endpoint of a practice source: `practice:`, or `practice:` and its number."""
    return _PRACTICE_ENDPOINTS.fullmatch(endpoint) is not None


def practice_endpoint_of(source_id: str) -> str | None:
    """The endpoint that belongs to the id of a practice source (`practice`, `practice-2`); None for any other id."""
    found = _PRACTICE_IDS.fullmatch(source_id)
    return f"{PRACTICE_ENDPOINT}{found[1] or ''}" if found else None


def endpoint_fault(endpoint: str) -> str | None:
    """Why events can't be sent to `endpoint`, or None.

    The key is in the body, so an address is `https`, or `http` on this computer only.
    """
    if is_practice_endpoint(endpoint):
        return None
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This address can't be read; check brackets and port."
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in endpoint):
        return f"Give the whole address, such as {ILERT_ENDPOINT}."
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "Use https: the key travels in the request, and http would show it to everybody on the way."
    if parts.username or parts.password or parts.fragment:
        return "Leave out user names, passwords and the part after #."
    return None
