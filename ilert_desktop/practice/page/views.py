"""What the page is told of alerts and of their log, short enough to be looked at."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from ilert_desktop.event import Comment, Image, Link, Priority
from ilert_desktop.practice.page.markdown import to_html
from ilert_desktop.practice.page.shorten import shorten
from ilert_desktop.practice.page.tree import Node, tree_of
from ilert_desktop.practice.state import Alert, By, Effect, LogEntry, Named, Page, Reasons, Status

_SUMMARY_IN_LIST: Final = 200  # characters, like all of these
_NAME: Final = 500
_TEXT: Final = 2_000
# Markdown can be made to render in quadratic time: 20,000 characters take 0.3 s at worst.
_MARKDOWN: Final = 20_000
_COMMENT: Final = 2_000
_MOST_COMMENTS: Final = 50
_MOST_ITEMS: Final = 100
# Reading 5 MB with every number as it is written takes 2 s.
_MOST_IN_TREE: Final = 200_000  # bytes
_READABLE: Final = 100_000  # bytes of an event that are laid out when only its beginning is shown


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An alert in the list; times are milliseconds since 1970."""

    id: int
    status: Status
    priority: Priority
    summary: str
    key: str
    source: str
    policy: str
    paged: list[str]
    reported: int
    resolved: int | None


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """Markdown as sanitised HTML: of all `size` characters, or of the first ones if it is `cut`."""

    html: str
    size: int
    cut: bool


class CommentView(msgspec.Struct, frozen=True):
    """A comment."""

    creator: str
    content: Rendered


class Custom(msgspec.Struct, frozen=True):
    """Custom details of `size` bytes: a tree, which has all of them if it is `whole`, or only how they begin."""

    tree: Node | None
    beginning: str
    size: int
    whole: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One entry of a log. `event` is its JSON text, all `size` bytes of it or the beginning if it is `cut`."""

    place: int
    time: int
    source: str
    effect: Effect
    by: By
    reason: str
    event_type: str
    key: str
    summary: str
    event: str
    size: int
    cut: bool


class Detail(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything about one alert; `left_out` says how many of its images, links and so on are not in it."""

    id: int
    status: Status
    priority: Priority
    summary: str
    key: str
    source: Named
    policy: Named
    reported: int
    accepted: int | None
    resolved: int | None
    reasons: Reasons
    paged: tuple[Page, ...]
    severity: int | None
    routing_key: str
    labels: list[tuple[str, str]]
    services: list[str]
    details: Rendered | None
    images: list[Image]
    links: list[Link]
    comments: list[CommentView]
    custom: Custom | None
    left_out: dict[str, int]


def row_of(alert: Alert) -> Row:
    """An alert for the list."""
    return Row(
        id=alert.id,
        status=alert.status,
        priority=alert.priority,
        summary=shorten(alert.opened_by.summary, _SUMMARY_IN_LIST),
        key=shorten(alert.key, _SUMMARY_IN_LIST),
        source=alert.source.name,
        policy=alert.policy.name,
        paged=[page.name for page in alert.paged[:3]],
        reported=_ms(alert.reported),
        resolved=_ms(alert.resolved) if alert.resolved else None,
    )


def detail_of(alert: Alert) -> Detail:
    """All about an alert but its log."""
    event = alert.opened_by
    return Detail(
        id=alert.id,
        status=alert.status,
        priority=alert.priority,
        summary=shorten(event.summary, _TEXT),
        key=shorten(alert.key, _NAME),
        source=alert.source,
        policy=alert.policy,
        reported=_ms(alert.reported),
        accepted=_ms(alert.accepted) if alert.accepted else None,
        resolved=_ms(alert.resolved) if alert.resolved else None,
        reasons=alert.reasons,
        paged=alert.paged,
        severity=event.severity,
        routing_key=shorten(event.routing_key, _NAME),
        labels=_labels(event.labels),
        services=[_name(service.alias or f"number {service.id}") for service in event.services[:_MOST_ITEMS]],
        details=_rendered(event.details, _MARKDOWN) if event.details.strip() else None,
        images=[_short_image(image) for image in event.images[:_MOST_ITEMS]],
        links=[_short_link(link) for link in event.links[:_MOST_ITEMS]],
        comments=[_comment(comment) for comment in alert.comments[-_MOST_COMMENTS:]],
        custom=_custom(bytes(event.custom_details)),
        left_out=_left_out(alert),
    )


def entry_of(place: int, entry: LogEntry) -> Entry:
    """An entry of a log; `place` counts from 0 for the oldest."""
    event = entry.received and entry.received.event
    text = b"" if entry.received is None else bytes(entry.received.text)
    readable = _readable(text)
    return Entry(
        place=place,
        time=_ms(entry.time),
        source=entry.source.name,
        effect=entry.effect,
        by=entry.by,
        reason=entry.reason,
        event_type=event.event_type if event else "",
        key=shorten(event.alert_key, _NAME) if event else "",
        summary=shorten(event.summary, _SUMMARY_IN_LIST) if event else "",
        event=shorten(readable, _TEXT),
        size=len(text),
        cut=len(readable) > _TEXT,
    )


def _readable(event: bytes) -> str:
    laid_out = msgspec.json.format(event, indent=2) if 0 < len(event) <= _READABLE else event[:_READABLE]
    return laid_out.decode(errors="ignore")


def _rendered(text: str, length: int) -> Rendered:
    cut = len(text) > length
    return Rendered(html=to_html(f"{text[:length]}…" if cut else text), size=len(text), cut=cut)


def _comment(comment: Comment) -> CommentView:
    return CommentView(_name(comment.creator or ""), _rendered(comment.content, _COMMENT))


def _custom(text: bytes) -> Custom | None:
    if not text:
        return None
    if len(text) > _MOST_IN_TREE:
        return Custom(None, shorten(text[:_READABLE].decode(errors="ignore"), _TEXT), len(text), whole=False)
    tree, whole = tree_of(text)
    return Custom(tree, "", len(text), whole)


def _labels(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_name(name), _name(value)) for name, value in list(labels.items())[:_MOST_ITEMS]]


# An address is never shortened: it would lead somewhere else.
def _short_image(image: Image) -> Image:
    return Image(image.src, image.href, image.alt and _name(image.alt))


def _short_link(link: Link) -> Link:
    return Link(link.href, link.text and _name(link.text))


def _left_out(alert: Alert) -> dict[str, int]:
    event = alert.opened_by
    lists: dict[str, tuple[Sequence[Any] | Mapping[str, str], int]] = {
        "images": (event.images, _MOST_ITEMS),
        "links": (event.links, _MOST_ITEMS),
        "labels": (event.labels, _MOST_ITEMS),
        "services": (event.services, _MOST_ITEMS),
        "comments": (alert.comments, _MOST_COMMENTS),
    }
    return {name: len(items) - most for name, (items, most) in lists.items() if len(items) > most}


def _name(text: str) -> str:
    return shorten(text, _NAME)


def _ms(time: datetime) -> int:
    return round(time.timestamp() * 1000)
