"""A source's priority template: what it finds in an event."""

from typing import NamedTuple

import msgspec

from ilert_desktop.event import Priority
from ilert_desktop.practice.configuration import PriorityTemplate
from ilert_desktop.practice.state import Received


class Found(NamedTuple):
    """What a template found: the priority, and the text that it read it from."""

    priority: Priority
    text: str


def find_priority(template: PriorityTemplate, received: Received) -> Found | None:
    """What the template finds in the event as it came in; None when nothing there is one of its words.

    A text that stands for both priorities is HIGH: a page too many does less harm than one too few.
    """
    text = _text_at(template.field, received.text)
    if text is None:
        return None
    if _is_among(text, template.high):
        return Found(Priority.HIGH, text)
    return Found(Priority.LOW, text) if _is_among(text, template.low) else None


def _is_among(text: str, words: tuple[str, ...]) -> bool:
    folded = text.strip().casefold()
    return any(folded == word.strip().casefold() for word in words)


def _text_at(path: str, text: msgspec.Raw) -> str | None:
    # Piece by piece as text: a number stays as it was written, and nothing but the way to the field is read.
    for name in path.split("."):
        inner = _inner(bytes(text), name)
        if inner is None:
            return None
        text = inner
    value = bytes(text)
    if value.startswith(b'"'):
        return msgspec.json.decode(value, type=str)
    return None if value.startswith((b"{", b"[")) or value == b"null" else value.decode()


def _inner(value: bytes, name: str) -> msgspec.Raw | None:
    if value.startswith(b"{"):
        return msgspec.json.decode(value, type=dict[str, msgspec.Raw]).get(name)
    if value.startswith(b"[") and name.isdecimal():
        items = msgspec.json.decode(value, type=list[msgspec.Raw])
        return items[int(name)] if len(name) <= 6 and int(name) < len(items) else None
    return None
