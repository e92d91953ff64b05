"""Events and drafts for property tests: every field, every script, numbers that no float holds."""

import json
from typing import Final, TypeVar

import msgspec
from hypothesis import strategies as st

from ilert_desktop.draft import Draft
from ilert_desktop.event import NO_CUSTOM_DETAILS, Comment, Event, EventType, Image, Link, Priority, Service

_Part = TypeVar("_Part")

# Numbers that arrive as typed only when nobody reads them as a float.
ODD_NUMBERS: Final = ("1.0", "-0.0", "1e400", "12345678901234567890", "0.1000", "1E+2", "3.141592653589793238462643")
ODD_TEXTS: Final = (
    "😀👩\u200d🚒",
    "\u200fשלום مرحبا\u202e",  # noqa: RUF001 - right-to-left letters are the point
    "漢字かな",
    "é e\u0301",
    '"\\/\b\f\n\r\t',
    "\x7f\u2028\u2029",
    "ǅẞıİ",
    "{}[],:",
)
CUSTOM_DETAILS: Final = '{ "n": 1.0, "n": 1e400,\n\t"big": 12345678901234567890, "ü😀": ["\\u00e9", null, {}] }'


def texts(max_size: int = 30) -> st.SearchStrategy[str]:
    """Any text that UTF-8 can carry, without NUL."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.one_of(st.text(characters, max_size=max_size), st.sampled_from(ODD_TEXTS))


def typed(max_size: int = 30) -> st.SearchStrategy[str]:
    """A text that is the same without the spaces around it, and not empty."""
    return texts(max_size).filter(lambda text: text != "" and text == text.strip())


def json_objects() -> st.SearchStrategy[str]:
    """JSON objects as text: nested, with names that come twice, spaces, escapes and odd numbers."""
    strings = texts(8).map(json.dumps) | texts(8).map(lambda text: json.dumps(text, ensure_ascii=False))
    leaves = st.one_of(strings, st.sampled_from((*ODD_NUMBERS, "null", "true", "false")), st.integers().map(str))
    values = st.recursive(leaves, lambda inner: _lists(inner) | _objects(strings, inner), max_leaves=12)
    return _objects(strings, values)


def events() -> st.SearchStrategy[Event]:
    """Any event of the model, whatever its type uses."""
    maybe = st.none() | texts()
    return st.builds(
        Event,
        event_type=st.sampled_from(EventType),
        summary=texts(),
        details=texts(),
        alert_key=texts(),
        priority=st.none() | st.sampled_from(Priority),
        images=_tuples(st.builds(Image, src=texts(), href=maybe, alt=maybe)),
        links=_tuples(st.builds(Link, href=texts(), text=maybe)),
        custom_details=st.just(NO_CUSTOM_DETAILS) | json_objects().map(lambda text: msgspec.Raw(text.encode())),
        routing_key=texts(),
        severity=st.none() | st.integers(1, 5),
        labels=st.dictionaries(texts(8), texts(8), max_size=3),
        services=_tuples(st.builds(Service, alias=maybe, id=st.none() | st.integers(0, 2**63))),
        comments=_tuples(st.builds(Comment, creator=maybe, content=texts())),
    )


def good_drafts() -> st.SearchStrategy[Draft]:
    """Drafts that can be sent as they are, of every type and with every field."""
    url = st.sampled_from(("https://example.org/a.png?x=1#y", "http://127.0.0.1:8080/", "https://exämple.org/ü"))
    number = st.integers(0, 10**12).map(str)
    return st.builds(
        Draft,
        event_type=st.sampled_from(EventType),
        summary=typed(),
        details=texts(),
        alert_key=typed(),
        priority=st.none() | st.sampled_from(Priority),
        routing_key=st.just("") | typed(),
        images=_tuples(st.tuples(url, st.just("") | url, st.just("") | texts())),
        links=_tuples(st.tuples(url, st.just("") | texts())),
        custom_details=st.just("") | json_objects(),
        severity=st.none() | st.integers(1, 5),
        labels=st.dictionaries(typed(8), texts(8), max_size=3).map(lambda labels: tuple(labels.items())),
        services=_tuples(st.tuples(typed(8), st.just("")) | st.tuples(st.just(""), number)),
        comments=st.lists(st.tuples(st.just("") | typed(8), typed()), min_size=1, max_size=2).map(tuple),
    )


def full_draft(event_type: EventType = EventType.ALERT) -> Draft:
    """A draft without problems in which every field is filled."""
    return Draft(
        event_type=event_type,
        summary="Pump 3 stopped 😀 שלום",
        details="# Look\n* at *this*",
        alert_key="pump-3",
        priority=Priority.HIGH,
        routing_key="plant",
        images=(("https://example.org/a.png", "https://example.org/", "a pump"),),
        links=(("https://example.org/wiki", "Wiki"),),
        custom_details=CUSTOM_DETAILS,
        severity=2,
        labels=(("site", "north"),),
        services=(("pumping", ""), ("", "7")),
        comments=(("Ada", "Somebody is on the way."),),
    )


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")


def _objects(names: st.SearchStrategy[str], inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(names, inner), max_size=3)
    return pairs.map(lambda parts: "{" + ",\n ".join(f"{name} :{value}" for name, value in parts) + "}")


def _tuples(element: st.SearchStrategy[_Part]) -> st.SearchStrategy[tuple[_Part, ...]]:
    return st.lists(element, max_size=2).map(tuple)
