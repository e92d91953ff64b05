"""`GET /openapi.json`: the API described as OpenAPI 3.1, for programs that make clients and tests of it."""

import functools
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop import __version__
from ilert_desktop.practice.api.queries import DEFAULT_RESULTS, HIGHEST_ID, HIGHEST_START, MAX_RESULTS, MAX_SOURCES
from ilert_desktop.practice.api.responses import json_response
from ilert_desktop.practice.api.schemas import Schema, reference, schemas
from ilert_desktop.practice.configuration import TOKEN
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.request import MAX_BODY
from ilert_desktop.practice.state import Status

_TEXT: Final = f"""\
A stand-in for ilert. Nobody is paged. It answers programs on the same computer, under 127.0.0.1 and localhost.

Events need no token, but the key of an alert source in their body; alerts need the token `{TOKEN}`. Both are printed by
`ilert-desktop practice`. Every error is `{{status, message, code}}`, and every answer has a `correlation-id`. While
practice is told to misbehave, it answers whatever it was told to.
"""
_WHEN: Final[dict[int, str]] = {
    400: "A body or a parameter that can't be read or lacks something; `message` names it.",
    401: f"The header `Authorization: Bearer {TOKEN}` is missing.",
    403: "The request names another host than this computer, or comes from a web page of another site.",
    404: "There is no such alert.",
    413: f"The body is larger than {MAX_BODY:,} bytes.",
    415: "The body is compressed.",
    429: "The key had its requests of this minute of the clock.",
    503: "Practice's data can't be used; the request has had no effect.",
}
_CORRELATION: Final[Schema] = {
    "correlation-id": {
        "description": "Made up anew for each answer.",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
}
_EXTRA_HEADERS: Final[dict[int, Schema]] = {
    401: {"www-authenticate": {"required": True, "schema": {"type": "string"}}},
    429: {
        "retry-after": {
            "description": "Seconds until the next minute of the clock.",
            "required": True,
            "schema": {"type": "integer", "minimum": 1, "maximum": 60},
        }
    },
}
_BODY_ERRORS: Final = (400, 413, 415)
_WITH_TOKEN: Final[list[Schema]] = [{"token": []}]


def routes(desk: Desk) -> list[Route]:
    """The route of the description."""
    key = desk.intake.configuration.sources[0].key

    async def describe(_request: Request) -> Response:
        return json_response(HTTPStatus.OK, _as_json(key))

    return [Route("/openapi.json", describe, methods=["GET"])]


@functools.cache
def _as_json(key: str) -> bytes:
    return msgspec.json.encode(_document(key))


def _document(key: str) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Practice, a stand-in for ilert", "version": __version__, "description": _TEXT},
        "servers": [{"url": "/"}],
        "paths": {
            "/api/events": {"post": _post_event("postEvent", "Send an event", key)},
            "/api/v1/events": {"post": _post_event("postEventV1", "Send an event to the older address", key)},
            **_alert_paths(),
            "/openapi.json": {"get": _operation("describe", "This description", {200: (_OBJECT, "It.")}, (403,))},
        },
        "components": {
            "schemas": schemas(),
            "responses": {f"Error{status}": _error(status, text) for status, text in _WHEN.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": f"`{TOKEN}`"}},
        },
    }


_OBJECT: Final[Schema] = {"type": "object"}


def _post_event(name: str, summary: str, key: str) -> Schema:
    taken = {202: (reference("Taken"), "Taken; whether an alert was opened is in `responseCode`.")}
    operation = _operation(name, summary, taken, (*_BODY_ERRORS, 403, 429, 503))
    operation["responses"]["404"] = _error(404, "No alert source has this key.")
    body = _body(reference("EventRequest"), required=True)
    body["content"]["application/json"]["example"] = {"apiKey": key, "eventType": "ALERT", "summary": "Disk full"}
    return {**operation, "requestBody": body}


def _alert_paths() -> Schema:
    alert = {200: (reference("AlertView"), "The alert as it is then.")}
    alerts = {200: (_list_of("AlertView"), "The alerts, the newest first.")}
    log = {200: (_list_of("LogEntryView"), "What happened to the alert, the oldest first.")}
    number = {"name": "id", "in": "path", "required": True, "schema": _whole(0, HIGHEST_ID)}
    paths = {
        "": {"get": _guarded("getAlerts", "List alerts", alerts, (400,), [*_filters(), *_pages()])},
        "/{id}": {"get": _guarded("getAlert", "Read one alert", alert, (404,), [number])},
        "/{id}/log-entries": {
            "get": _guarded("getLogEntries", "Read an alert's log", log, (400, 404), [number, *_pages()])
        },
    }
    for action in ("accept", "resolve"):
        text = f"{action.capitalize()} an alert; one for which that is too late stays as it is"
        operation = _guarded(f"{action}Alert", text, alert, (*_BODY_ERRORS, 404), [number])
        paths[f"/{{id}}/{action}"] = {"put": {**operation, "requestBody": _body({}, required=False)}}
    return {f"/api/alerts{path}": operations for path, operations in paths.items()}


def _guarded(
    name: str,
    summary: str,
    answers: Mapping[int, tuple[Schema, str]],
    errors: tuple[int, ...],
    parameters: list[Schema],
) -> Schema:
    operation = _operation(name, summary, answers, (*errors, 401, 403, 503))
    return {**operation, "security": _WITH_TOKEN, "parameters": parameters}


def _operation(name: str, summary: str, answers: Mapping[int, tuple[Schema, str]], errors: tuple[int, ...]) -> Schema:
    responses = {str(status): _response(text, schema, _CORRELATION) for status, (schema, text) in answers.items()}
    refused = {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in sorted(errors)}
    return {"operationId": name, "summary": summary, "responses": {**responses, **refused}}


def _error(status: int, text: str) -> Schema:
    return _response(text, reference("Refused"), {**_CORRELATION, **_EXTRA_HEADERS.get(status, {})})


def _response(text: str, schema: Schema, headers: Schema) -> Schema:
    return {"description": text, "headers": headers, "content": {"application/json": {"schema": schema}}}


def _body(schema: Schema, *, required: bool) -> Schema:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def _filters() -> list[Schema]:
    states = {"type": "array", "items": {"enum": list(Status)}, "uniqueItems": True}
    moment = {"type": "string", "format": "date-time"}
    return [
        _query("states", "Alerts in one of these states; repeated for each.", states),
        _query(
            "sources",
            "Alerts of one of these alert sources; repeated.",
            {"type": "array", "items": _whole(0, HIGHEST_ID), "maxItems": MAX_SOURCES},
        ),
        _query("from", "Alerts reported then or later.", moment),
        _query("until", "Alerts reported earlier.", moment),
    ]


def _pages() -> list[Schema]:
    return [
        _query("start-index", "How many to leave out first.", {**_whole(0, HIGHEST_START), "default": 0}),
        _query("max-results", "How many at most.", {**_whole(1, MAX_RESULTS), "default": DEFAULT_RESULTS}),
    ]


def _query(name: str, text: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _whole(lowest: int, highest: int) -> Schema:
    return {"type": "integer", "minimum": lowest, "maximum": highest}


def _list_of(name: str) -> Schema:
    return {"type": "array", "items": reference(name)}
