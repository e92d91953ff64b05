"""The wire format of the ilert Events API: one event as a model, and as the exact bytes that are sent.

Source of the rules: ilert's "Creating alerts through events" (the specification) and the schema of
`POST /api/events`. Nothing here does input or output, and nothing here knows Qt.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

NO_CUSTOM_DETAILS: Final = msgspec.Raw()
KEY_MASK: Final = "••••••••"


class EventType(StrEnum):
    """What an event asks ilert to do."""

    ALERT = "ALERT"
    ACCEPT = "ACCEPT"
    RESOLVE = "RESOLVE"
    COMMENT = "COMMENT"


class Priority(StrEnum):
    """HIGH escalates, LOW does not; an event without one gets its source's default."""

    HIGH = "HIGH"
    LOW = "LOW"


class Image(msgspec.Struct, frozen=True, omit_defaults=True):
    """An image shown with the alert: an absolute address, where a click leads, and a text for who can't see it."""

    src: str
    href: str | None = None
    alt: str | None = None


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A link shown with the alert: an absolute address and its text."""

    href: str
    text: str | None = None


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """A service the alert concerns, by alias or (rarely) by ilert's number for it."""

    alias: str | None = None
    id: int | None = None


class Comment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comment on an alert; `content` is Markdown."""

    creator: str | None = None
    content: str = ""


class Event(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """One event, without the key of the source it goes to.

    `custom_details` is JSON text (an object) and stays text, so that numbers such as `1.0`, `1e400` or twenty
    digits arrive as they were typed. `images`, `links`, `services`, `comments` are in the order shown.
    """

    event_type: EventType
    summary: str = ""
    details: str = ""
    alert_key: str = ""
    priority: Priority | None = None
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    custom_details: msgspec.Raw = NO_CUSTOM_DETAILS
    routing_key: str = ""
    severity: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    labels: dict[str, str] = {}
    services: tuple[Service, ...] = ()
    comments: tuple[Comment, ...] = ()


# Which fields an event type uses; the schema of the API lists them per type.
_EVERY_TYPE: Final = frozenset({"summary", "alertKey", "customDetails"})
USED_FIELDS: Final[dict[EventType, frozenset[str]]] = {
    EventType.ALERT: _EVERY_TYPE
    | {"details", "priority", "images", "links", "routingKey", "severity", "labels", "services", "comments"},
    EventType.ACCEPT: _EVERY_TYPE,
    EventType.RESOLVE: _EVERY_TYPE,
    EventType.COMMENT: _EVERY_TYPE | {"comments"},
}


class InvalidEvent(ValueError):  # noqa: N818 - named for what it is, not for being an error
    """A JSON text that is no event; the message names the place."""


def body(event: Event, *, key_field: str, api_key: str) -> bytes:
    """The exact bytes of the request's body: the key first, then the event's fields in the specification's order.

    Args:
        event: what to send.
        key_field: the name of the field that carries the key, `apiKey` or (newer) `integrationKey`.
        api_key: the source's key, or `KEY_MASK` for everything that is shown.

    Raises:
        InvalidEvent: a text in it is no valid Unicode (a lone surrogate), which JSON in UTF-8 can't carry.
    """
    try:
        head = msgspec.json.encode({key_field: api_key})
        return head[:-1] + b"," + msgspec.json.encode(event)[1:]
    except UnicodeEncodeError as error:
        raise InvalidEvent(f"A text holds a character that is no valid Unicode: {error.reason}.") from error


def pretty(body_bytes: bytes) -> str:
    """The same JSON with line breaks and an indent of two; every number and text stays as it is written."""
    return msgspec.json.format(body_bytes, indent=2).decode()


def to_json(event: Event) -> bytes:
    """The event alone, without a key: the form in which the ledger keeps it."""
    return msgspec.json.encode(event)


class IncomingEvent(Event, frozen=True, omit_defaults=True, rename="camel", kw_only=True):
    """What a server reads: an event with its key, in the older and newer names of the fields."""

    api_key: str | None = None
    integration_key: str | None = None
    incident_key: str | None = None


def from_json(text: bytes | str) -> Event:
    """Read an event; keys and unknown fields in the text are left out.

    Raises:
        InvalidEvent: no JSON, or a field of the wrong type; the message names the field.
    """
    return read_request(text)[1]


def read_request(text: bytes | str) -> tuple[str | None, Event]:
    """Read a request's body as a server does: `(key or None, event)`.

    `integrationKey` is taken for `apiKey` and `incidentKey` for `alertKey`, as the API does; a field that is null
    counts as left out.

    Raises:
        InvalidEvent: no JSON, or a field of the wrong type; the message names the field.
    """
    try:
        fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        given = {name: value for name, value in fields.items() if bytes(value) != b"null"}
        incoming = msgspec.json.decode(msgspec.json.encode(given), type=IncomingEvent)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InvalidEvent(str(error)) from error
    known = {name: getattr(incoming, name) for name in Event.__struct_fields__}
    known["alert_key"] = incoming.alert_key or incoming.incident_key or ""
    details = bytes(incoming.custom_details)
    if details and not details.startswith(b"{"):
        raise InvalidEvent("Expected `object` - at `$.customDetails`")
    return incoming.api_key or incoming.integration_key, Event(**known)


def fold_key(alert_key: str) -> str:
    """The form in which ilert compares alert keys: trimmed, and upper and lower case alike."""
    return alert_key.strip().casefold()
