"""The parameters of `GET /api/alerts` and of an alert's log, as ilert names them.

What can't be read is refused with 400 and not passed over: a list that was filtered otherwise than its reader believes
is worse than none. Parameters that practice does not know are passed over, as ilert does it.
"""

import re
from datetime import datetime
from typing import Annotated, Final

import msgspec
from starlette.datastructures import QueryParams

from ilert_desktop.practice.keeping.store import AlertQuery
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.state import Status

# Facts page: "at most 100 a page". The default is the one in ilert's own description of its API.
MAX_RESULTS: Final = 100
DEFAULT_RESULTS: Final = 50
HIGHEST_START: Final = 2**31 - 1
HIGHEST_ID: Final = 2**63 - 1
MAX_SOURCES: Final = 100

_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Paging(msgspec.Struct, frozen=True):
    """At most `limit` entries after leaving out the first `start`."""

    start: int
    limit: int


def alert_query(parameters: QueryParams) -> AlertQuery:
    """Which alerts a request asks for.

    Raises:
        Refusal: 400, when a parameter can't be read.
    """
    page = paging(parameters)
    return AlertQuery(
        statuses=frozenset(_status(text) for text in parameters.getlist("states")),
        sources=_sources(parameters.getlist("sources")),
        since=_time(parameters, "from"),
        until=_time(parameters, "until"),
        start=page.start,
        limit=page.limit,
    )


def paging(parameters: QueryParams) -> Paging:
    """Which part of a list a request asks for.

    Raises:
        Refusal: 400, when a parameter can't be read.
    """
    start = _one(parameters, "start-index")
    limit = _one(parameters, "max-results")
    return Paging(
        0 if start is None else _number("start-index", start, 0, HIGHEST_START),
        DEFAULT_RESULTS if limit is None else _number("max-results", limit, 1, MAX_RESULTS),
    )


def alert_number(text: str) -> int:
    """The number of an alert in an address.

    Raises:
        Refusal: 404, when no alert can have such a number.
    """
    number = whole_number(text)
    if number is None:
        raise Refusal(404, "UNKNOWN_ALERT", "Practice has no such alert: the id is a whole number.")
    return number


def whole_number(text: str) -> int | None:
    """The whole number that a part of an address is; None when it is none, or one that the database can't hold."""
    return int(text) if _DIGITS.fullmatch(text) and int(text) <= HIGHEST_ID else None


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        names = ", ".join(Status)
        raise _bad(f"states is one of {names}; for more than one, repeat it (states=PENDING&states=…).") from error


def _sources(texts: list[str]) -> frozenset[int]:
    # A database takes only so many values in one question.
    if len(texts) > MAX_SOURCES:
        raise _bad(f"sources can be given {MAX_SOURCES} times at most.")
    return frozenset(_number("sources", text, 0, HIGHEST_ID) for text in texts)


def _number(name: str, text: str, lowest: int, highest: int) -> int:
    if not _DIGITS.fullmatch(text) or not lowest <= int(text) <= highest:
        raise _bad(f"{name} is a whole number from {lowest} to {highest}.")
    return int(text)


def _time(parameters: QueryParams, name: str) -> datetime | None:
    text = _one(parameters, name)
    if text is None:
        return None
    try:
        return msgspec.convert(text, _Instant)
    except msgspec.ValidationError as error:
        raise _bad(
            f"{name} is a time with its zone, such as 2021-05-25T21:24:56Z or 2021-05-25T23:24:56%2B02:00"
            " (in an address, + is written %2B)."
        ) from error


def _one(parameters: QueryParams, name: str) -> str | None:
    given = parameters.getlist(name)
    if len(given) > 1:
        raise _bad(f"{name} can be given only once.")
    return given[0] if given else None


def _bad(message: str) -> Refusal:
    return Refusal(400, "INVALID_PARAMETER", message)
