"""What the operator has typed so far, and what is wrong with it: text in, an event or a list of problems out."""

from collections.abc import Iterator
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from ilert_desktop.custom_details import DetailsFault, object_fault
from ilert_desktop.event import (
    NO_CUSTOM_DETAILS,
    USED_FIELDS,
    Comment,
    Event,
    EventType,
    Image,
    Link,
    Priority,
    Service,
)
from ilert_desktop.unicode_text import text_fault

_Row = TypeVar("_Row", bound=tuple[str, ...])

_NEEDS_KEY: Final = frozenset({EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT})


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The composer's content as typed.

    `minted_key` serves while `alert_key` is empty, unless `without_key` is set; `known_summary`, the alert's own as
    far as it is known here, serves ACCEPT, RESOLVE and COMMENT while `summary` is empty. Rows of lists are tuples of
    texts in the order of the columns: images `(src, href, alt)`, links `(href, text)`, labels `(name, value)`,
    services `(alias, id)`, comments `(creator, content)`. Rows in which every cell is empty do not count.
    """

    event_type: EventType = EventType.ALERT
    summary: str = ""
    known_summary: str = ""
    details: str = ""
    alert_key: str = ""
    minted_key: str = ""
    without_key: bool = False
    priority: Priority | None = None
    routing_key: str = ""
    images: tuple[tuple[str, str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    custom_details: str = ""
    severity: int | None = None
    labels: tuple[tuple[str, str], ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that keeps a draft from being sent.

    `field` is the wire name of the field; `row` (from 0, as the operator sees the list) and `column` (its heading
    in the wire format) say where in a list.
    """

    field: str
    message: str
    row: int | None = None
    column: str | None = None
    fault: DetailsFault | None = None
    is_missing: bool = False


def is_blank(draft: Draft) -> bool:
    """Whether nothing has been typed or chosen; the type of the event and what the program filled in do not count."""
    bare = msgspec.structs.replace(
        draft,
        event_type=EventType.ALERT,
        minted_key="",
        known_summary="",
        **{field: tuple(_rows(getattr(draft, field))) for field in _COLUMNS},
    )
    return bare == Draft()


def effective_key(draft: Draft) -> str:
    """The alert key that will be sent: the typed one (trimmed, as ilert does), else the minted one, else none."""
    typed = draft.alert_key.strip()
    if typed or draft.event_type in _NEEDS_KEY or draft.without_key:
        return typed
    return draft.minted_key


def event_of(draft: Draft) -> Event:
    """The event that a draft without problems stands for; fields its type does not use are left out.

    A summary that ACCEPT, RESOLVE and COMMENT leave empty becomes the alert's, else the alert key (the API wants one).
    """
    used = USED_FIELDS[draft.event_type]
    details = draft.custom_details.strip()
    key = effective_key(draft)
    values: dict[str, object] = {
        "details": draft.details,
        "priority": draft.priority,
        "images": tuple(Image(src=s.strip(), href=h.strip() or None, alt=a or None) for s, h, a in _rows(draft.images)),
        "links": tuple(Link(href=h.strip(), text=t or None) for h, t in _rows(draft.links)),
        "routing_key": draft.routing_key.strip(),
        "severity": draft.severity,
        "labels": {name.strip(): value for name, value in _rows(draft.labels)},
        "services": tuple(_service(alias, number) for alias, number in _rows(draft.services)),
        "comments": tuple(Comment(creator=c.strip() or None, content=t) for c, t in _rows(draft.comments)),
    }
    encode_name = dict(zip(Event.__struct_fields__, Event.__struct_encode_fields__, strict=True))
    return Event(
        event_type=draft.event_type,
        summary=draft.summary.strip() or (draft.known_summary or key if draft.event_type in _NEEDS_KEY else ""),
        alert_key=key,
        custom_details=msgspec.Raw(details.encode()) if details else NO_CUSTOM_DETAILS,
        **{name: value for name, value in values.items() if encode_name[name] in used},  # type: ignore[arg-type]
    )


def draft_of(event: Event, *, minted: bool = False) -> Draft:
    """The draft that makes `event`; with `minted` its key was made by the program and is shown as such."""
    details = bytes(event.custom_details).decode()
    return Draft(
        event_type=event.event_type,
        summary=event.summary,
        details=event.details,
        alert_key="" if minted else event.alert_key,
        minted_key=event.alert_key if minted else "",
        without_key=event.event_type is EventType.ALERT and not event.alert_key,
        priority=event.priority,
        routing_key=event.routing_key,
        images=tuple((image.src, image.href or "", image.alt or "") for image in event.images),
        links=tuple((link.href, link.text or "") for link in event.links),
        custom_details=details,
        severity=event.severity,
        labels=tuple(event.labels.items()),
        services=tuple((s.alias or "", "" if s.id is None else str(s.id)) for s in event.services),
        comments=tuple((comment.creator or "", comment.content) for comment in event.comments),
    )


def problems_of(draft: Draft) -> list[Problem]:
    """Everything that keeps the draft from being sent, in the order of the form; empty when it can go."""
    found: list[Problem] = []
    if draft.event_type is EventType.ALERT and not draft.summary.strip():
        message = "Say in one line what is wrong: ilert needs a summary."
        found.append(Problem(field="summary", message=message, is_missing=True))
    if draft.event_type in _NEEDS_KEY and not draft.alert_key.strip():
        message = f"{draft.event_type} needs the key of the alert it is meant for."
        found.append(Problem(field="alertKey", message=message, is_missing=True))
    if draft.event_type is EventType.COMMENT and not any(_rows(draft.comments)):
        message = "Write the comment: it is under More fields."
        found.append(Problem(field="comments", message=message, is_missing=True))
    found.extend(_text_problems(draft))
    found.extend(_list_problems(draft))
    found.extend(_custom_details_problems(draft))
    if draft.severity is not None and not 1 <= draft.severity <= 5:
        found.append(Problem(field="severity", message="A severity is a number from 1 to 5."))
    used = USED_FIELDS[draft.event_type]
    return [problem for problem in found if problem.field in used]


def address_fault(address: str) -> str | None:
    """Why `address` is no absolute http(s) URL (RFC 3986, section 4.3), or None when it is one."""
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "This address can't be read; check brackets and port."
    if parts.scheme not in {"http", "https"}:
        return "Give the whole address, starting with https:// or http://."
    if not parts.hostname or not port_is_fine:
        return "The address names no host."
    if any(character.isspace() for character in address):
        return "An address holds no spaces; write %20."
    return None


def _rows(rows: tuple[_Row, ...]) -> Iterator[_Row]:
    return (row for row in rows if any(cell.strip() for cell in row))


def _service(alias: str, number: str) -> Service:
    return Service(alias=alias.strip() or None, id=int(number) if _is_id(number.strip()) else None)


def _is_id(text: str) -> bool:
    # 18 digits fit into the 64 bits that ids have everywhere.
    return text.isascii() and text.isdigit() and len(text) <= 18


def _text_problems(draft: Draft) -> Iterator[Problem]:
    texts = {
        "summary": draft.summary,
        "details": draft.details,
        "alertKey": draft.alert_key,
        "routingKey": draft.routing_key,
    }
    for field, text in texts.items():
        if fault := text_fault(text):
            yield Problem(field=field, message=fault)


def _custom_details_problems(draft: Draft) -> Iterator[Problem]:
    if draft.custom_details.strip() and (fault := object_fault(draft.custom_details)):
        yield Problem(field="customDetails", message=str(fault), fault=fault)


_COLUMNS: Final = {
    "images": ("src", "href", "alt"),
    "links": ("href", "text"),
    "labels": ("name", "value"),
    "services": ("alias", "id"),
    "comments": ("creator", "content"),
}
_REQUIRED: Final = {
    ("images", "src"): "An image needs its address.",
    ("links", "href"): "A link needs its address.",
    ("labels", "name"): "A label needs a name.",
    ("comments", "content"): "Write the comment, or remove the row.",
}
_ADDRESSES: Final = frozenset({("images", "src"), ("images", "href"), ("links", "href")})


def _list_problems(draft: Draft) -> Iterator[Problem]:
    for field, columns in _COLUMNS.items():
        seen: set[str] = set()
        rows: tuple[tuple[str, ...], ...] = getattr(draft, field)
        for number, row in enumerate(rows):
            if not any(cell.strip() for cell in row):
                continue
            for column, cell in zip(columns, row, strict=True):
                if fault := _cell_fault(field, column, cell):
                    yield Problem(field=field, message=fault, row=number, column=column)
            if field == "labels" and row[0].strip() in seen:
                yield Problem(field=field, message="This label is there twice.", row=number, column="name")
            seen.add(row[0].strip())


def _cell_fault(field: str, column: str, cell: str) -> str | None:
    text = cell.strip()
    if not text:
        return _REQUIRED.get((field, column))
    if fault := text_fault(cell):
        return fault
    if (field, column) in _ADDRESSES:
        return address_fault(text)
    if (field, column) == ("services", "id") and not _is_id(text):
        return "The id of a service is a number; most people use the alias."
    return None
