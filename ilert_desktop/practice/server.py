"""Practice over HTTP: `POST /api/events` and `/api/v1/events`, `GET /api/alerts` and an alert's log."""

import uuid
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop.practice import answers
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.request import MAX_BODY, Refusal, check_content_type, read_event

# How much of an oversized body is read and thrown away, so that the client gets its answer and not a reset.
_DRAIN: Final = 8 * MAX_BODY


def create_app(desk: Desk) -> Starlette:
    """The web application of one server; what is in `desk` is used in the event loop's thread only.

    `guard.Guard`, around it, turns strangers away.
    """
    intake = desk.intake

    async def post_event(request: Request) -> Response:
        check_content_type(request.headers.get("content-type"))
        key, received = read_event(await _read_body(request))
        return _json(
            HTTPStatus.ACCEPTED, answers.taken(intake.take(key, received, desk.clock()), received.event.alert_key)
        )

    async def get_alerts(_request: Request) -> Response:
        return _json(HTTPStatus.OK, answers.alert_list(intake.store.alerts()))

    async def get_log(request: Request) -> Response:
        alert = intake.alert(request.path_params["number"])
        return _json(HTTPStatus.OK, answers.log_entries(intake.store.log(alert.id)))

    app = Starlette(
        routes=[
            Route("/api/events", post_event, methods=["POST"]),
            Route("/api/v1/events", post_event, methods=["POST"]),
            Route("/api/alerts", get_alerts, methods=["GET"]),
            Route("/api/alerts/{number:int}/log-entries", get_log, methods=["GET"]),
        ],
        exception_handlers=dict.fromkeys((Refusal, PracticeFault, HTTPException, ClientDisconnect), _on_error),
    )
    # A client of the real API follows no redirect either.
    app.router.redirect_slashes = False
    return app


async def _read_body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= MAX_BODY:
            parts.append(part)
        elif size > _DRAIN:
            break
    if size > MAX_BODY:
        raise Refusal(413, "TOO_LARGE", f"The body is larger than {MAX_BODY:,} bytes.")
    return b"".join(parts)


def _json(status: int, body: bytes) -> Response:
    headers = {"correlation-id": str(uuid.uuid4()), "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(body, status, headers, "application/json")


def _refuse(refusal: Refusal) -> Response:
    return _json(refusal.status, answers.refused(refusal))


async def _on_error(_request: Request, error: Exception) -> Response:
    response = _refuse(_as_refusal(error))
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # What is still to come of the body would be read for ever.
        response.headers["connection"] = "close"
    return response


def _as_refusal(error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case PracticeFault():
            # 503 means certainly not taken, so that the client tries again.
            return Refusal(503, "NOT_STORED", str(error))
        case HTTPException():
            status = HTTPStatus(error.status_code)
            return Refusal(status, status.name, f"{status.phrase}: practice has no such address or method.")
        case _:
            return Refusal(400, "DISCONNECTED", "The connection ended before the event was complete.")
