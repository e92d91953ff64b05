"""The alerts for the page: lists, one with everything, its log, and what is done to it."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ilert_desktop.practice.api.queries import alert_number, whole_number
from ilert_desktop.practice.api.responses import json_response
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.keeping.store import AlertQuery
from ilert_desktop.practice.page.views import Detail, Entry, Row, detail_of, entry_of, row_of
from ilert_desktop.practice.request import Refusal
from ilert_desktop.practice.state import OPEN_STATUSES, Alert, By, Status

_SHOWN: Final = {"open": OPEN_STATUSES, "closed": frozenset({Status.RESOLVED}), "all": frozenset[Status]()}
_MOST_ROWS: Final = 1_000
_MOST_ENTRIES: Final = 50
_LONGEST_SEARCH: Final = 200  # characters


class _Rows(msgspec.Struct, frozen=True):
    """A part of the list; `more` says whether it goes on.

    `open` and `closed` count all alerts, `lone` the events that met no open alert.
    """

    alerts: list[Row]
    more: bool
    open: int
    closed: int
    lone: int


class _Log(msgspec.Struct, frozen=True):
    """A part of a log, oldest first, of `size` entries in all."""

    entries: list[Entry]
    size: int


class _One(msgspec.Struct, frozen=True):
    alert: Detail
    log: _Log


class _Source(msgspec.Struct, frozen=True):
    id: int
    name: str
    key: str


class _Setup(msgspec.Struct, frozen=True):
    address: str
    sources: list[_Source]


class AlertAnswers:
    """Answers what the page asks for. Belongs to the event loop's thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store = desk.intake.store

    async def setup(self, _request: Request) -> Response:
        """Where events go, and the public keys of the sources."""
        sources = [_Source(source.id, source.name, source.key) for source in self._desk.intake.configuration.sources]
        return _json(_Setup(self._desk.api_port.url, sources))

    async def rows(self, request: Request) -> Response:
        """The alerts that the query asks for (`show`, `source`, `text`, `start`, `limit`), newest first."""
        limit = _whole(request, "limit", 100, _MOST_ROWS)
        source = _whole(request, "source", 0)
        found = self._store.alerts(
            AlertQuery(
                statuses=_SHOWN.get(request.query_params.get("show", ""), OPEN_STATUSES),
                sources=frozenset({source} if source else ()),
                text=request.query_params.get("text", "")[:_LONGEST_SEARCH].strip(),
                start=_whole(request, "start", 0),
                limit=limit + 1,
            )
        )
        opened, closed = self._store.counts()
        rows = [row_of(alert) for alert in found[:limit]]
        return _json(_Rows(rows, len(found) > limit, opened, closed, self._store.log_size(None)))

    async def one(self, request: Request) -> Response:
        """Everything about an alert, with the end of its log."""
        alert = self._alert(request)
        return _json(_One(detail_of(alert), self._log_of(alert.id, None)))

    async def log(self, request: Request) -> Response:
        """The part of an alert's log that ends before the entry `before`."""
        alert = self._alert(request)
        return _json(self._log_of(alert.id, _before(request)))

    async def event(self, request: Request) -> Response:
        """The whole event of an entry of an alert's log, as text."""
        alert = self._alert(request)
        return self._event_text(alert.id, request)

    async def lone_log(self, request: Request) -> Response:
        """The part of the log of events that met no open alert which ends before the entry `before`."""
        return _json(self._log_of(None, _before(request)))

    async def lone_event(self, request: Request) -> Response:
        """The whole event of an entry of that log, as text."""
        return self._event_text(None, request)

    async def details(self, request: Request) -> Response:
        """An alert's details, as they were written."""
        return _text(self._alert(request).opened_by.details)

    async def custom_details(self, request: Request) -> Response:
        """An alert's custom details, as JSON text with line breaks."""
        event = self._alert(request).opened_by
        return _text(_laid_out(bytes(event.custom_details)))

    async def accept(self, request: Request) -> Response:
        """Accept an alert."""
        return self._act("accept", request)

    async def resolve(self, request: Request) -> Response:
        """Resolve an alert."""
        return self._act("resolve", request)

    def _act(self, action: str, request: Request) -> Response:
        alert = self._desk.intake.act(action, _number_in(request), self._desk.clock(), By.PAGE)
        return _json({"status": alert.status})

    def _alert(self, request: Request) -> Alert:
        return self._desk.intake.alert(_number_in(request))

    def _log_of(self, alert_id: int | None, before: int | None) -> _Log:
        size = self._store.log_size(alert_id)
        end = size if before is None else min(before, size)
        start = max(0, end - _MOST_ENTRIES)
        entries = self._store.log(alert_id, start=start, limit=end - start)
        return _Log([entry_of(start + place, entry) for place, entry in enumerate(entries)], size)

    def _event_text(self, alert_id: int | None, request: Request) -> Response:
        place = whole_number(request.path_params["place"])
        entries = [] if place is None else self._store.log(alert_id, start=place, limit=1)
        if not entries or entries[0].received is None:
            raise Refusal(404, "UNKNOWN_ENTRY", "The log has no such event.")
        return _text(_laid_out(bytes(entries[0].received.text)))


def _number_in(request: Request) -> int:
    return alert_number(request.path_params["number"])


def _before(request: Request) -> int | None:
    return _whole(request, "before", 0) if "before" in request.query_params else None


def _whole(request: Request, name: str, default: int, most: int = 10**9) -> int:
    text = request.query_params.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and int(text[:10]) <= most and len(text) <= 10):
        raise Refusal(400, "INVALID_QUERY", f"{name} has to be a whole number up to {most}.")
    return int(text)


def _laid_out(text: bytes) -> str:
    return msgspec.json.format(text, indent=2).decode() if text else ""


def _json(value: object) -> Response:
    return json_response(HTTPStatus.OK, msgspec.json.encode(value))


def _text(text: str) -> Response:
    return Response(text, media_type="text/plain")
