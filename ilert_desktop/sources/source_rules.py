"""Which sources can be saved: the rules, field by field."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from ilert_desktop.sources.source import KEY_FIELDS, PRACTICE_ENDPOINT, Source, endpoint_fault, practice_endpoint_of
from ilert_desktop.unicode_text import text_fault

# ilert takes 700 requests a minute from one address, whatever a source's own limit is.
PER_MINUTE_LIMITS: Final = (1, 700)
UNDO_LIMITS: Final = (0, 60)
STALE_LIMITS: Final = (1, 24 * 60)
_HEX_DIGITS: Final = frozenset("0123456789abcdefABCDEF")


class SourceProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a source; `field` is the attribute's name."""

    field: str
    message: str


def source_problems(source: Source, others: Sequence[Source]) -> list[SourceProblem]:
    """Everything that is wrong with `source` beside `others`, in the order of the form; empty when it can be saved.

    An entry of `others` with the same id is the source's own older form and does not count.
    """
    return [SourceProblem(field, fault) for field, check in _CHECKS if (fault := check(source, others))]


def _name_fault(source: Source, others: Sequence[Source]) -> str | None:
    name = source.name.strip()
    if not name:
        return "Give the source a name."
    if fault := text_fault(name):
        return fault
    if any(character in name for character in "\r\n\t\v\f\x85\u2028\u2029"):
        return "A name is one line without tabs."
    taken = {other.name.strip().casefold() for other in others if other.id != source.id}
    return "Another source has this name." if name.casefold() in taken else None


def _endpoint_fault(source: Source, _others: Sequence[Source]) -> str | None:
    belongs = practice_endpoint_of(source.id)
    if belongs is not None and source.endpoint != belongs:
        return "Practice stays practice; add another source for this address."
    if belongs is None and source.is_practice:
        return f"Only the practice sources go to {PRACTICE_ENDPOINT}; give an address."
    return text_fault(source.endpoint) or endpoint_fault(source.endpoint)


def _key_field_fault(source: Source, _others: Sequence[Source]) -> str | None:
    return None if source.key_field in KEY_FIELDS else f"The field of the key is {' or '.join(KEY_FIELDS)}."


def _colour_fault(source: Source, _others: Sequence[Source]) -> str | None:
    mark, digits = source.colour[:1], source.colour[1:]
    fine = mark == "#" and len(digits) == 6 and _HEX_DIGITS.issuperset(digits)
    return None if fine else "A colour is written #rrggbb."


def _limit_fault(source: Source, _others: Sequence[Source]) -> str | None:
    lowest, highest = PER_MINUTE_LIMITS
    if lowest <= source.per_minute <= highest:
        return None
    return f"Between {lowest} and {highest} requests a minute; ilert takes no more from one address."


def _undo_fault(source: Source, _others: Sequence[Source]) -> str | None:
    return _undo_seconds_fault(source.undo_seconds)


def _alert_undo_fault(source: Source, _others: Sequence[Source]) -> str | None:
    if fault := _undo_seconds_fault(source.alert_undo_seconds):
        return fault
    if source.alert_undo_seconds >= 60 * source.stale_minutes:
        return "An ALERT must not be old news by the time it may go: less than the minutes below."
    return None


def _undo_seconds_fault(seconds: int) -> str | None:
    lowest, highest = UNDO_LIMITS
    return None if lowest <= seconds <= highest else f"Between {lowest} (none) and {highest} seconds."


def _stale_fault(source: Source, _others: Sequence[Source]) -> str | None:
    lowest, highest = STALE_LIMITS
    return None if lowest <= source.stale_minutes <= highest else f"Between {lowest} and {highest} minutes."


def _live_fault(source: Source, _others: Sequence[Source]) -> str | None:
    return "Practice pages nobody, so it needs no guard." if source.is_practice and source.live else None


def _alerts_page_fault(source: Source, _others: Sequence[Source]) -> str | None:
    page = source.alerts_page
    if page.startswith("https://") and endpoint_fault(page) is None and not text_fault(page):
        return None
    return "Give the whole address of the alerts page, starting with https://."


_Check = Callable[[Source, Sequence[Source]], str | None]
_CHECKS: Final[tuple[tuple[str, _Check], ...]] = (
    ("name", _name_fault),
    ("endpoint", _endpoint_fault),
    ("key_field", _key_field_fault),
    ("colour", _colour_fault),
    ("per_minute", _limit_fault),
    ("alerts_page", _alerts_page_fault),
    ("live", _live_fault),
    ("undo_seconds", _undo_fault),
    ("alert_undo_seconds", _alert_undo_fault),
    ("stale_minutes", _stale_fault),
)
