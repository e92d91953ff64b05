"""Responses in JSON, and the one form that every error has: `{status, message, code}`."""

import uuid
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ilert_desktop.practice import answers
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.request import Refusal

# What `create_app` hands to `on_error`; everything else is a mistake in practice itself.
EXPECTED_ERRORS: Final = (Refusal, PracticeFault, HTTPException, ClientDisconnect)


def json_response(status: int, body: bytes) -> Response:
    """A response of the API, with a `correlation-id` of its own; `guard.Guard` adds what every response has."""
    return Response(body, status, {"correlation-id": str(uuid.uuid4())}, "application/json")


def refusal_response(refusal: Refusal) -> Response:
    """The response that a refusal stands for."""
    response = json_response(refusal.status, answers.refused(refusal))
    response.headers.update(refusal.headers)
    if refusal.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # What is still to come of the body would be read for ever.
        response.headers["connection"] = "close"
    return response


async def on_error(_request: Request, error: Exception) -> Response:
    """What Starlette calls for an error that ended a request."""
    return refusal_response(_as_refusal(error))


def _as_refusal(error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case PracticeFault():
            # 503 means certainly not taken, so that the client tries again.
            return Refusal(503, "DATA_UNUSABLE", str(error))
        case HTTPException():
            status = HTTPStatus(error.status_code)
            message = f"{status.phrase}: practice has no such address or method."
            return Refusal(status, status.name, message, dict(error.headers or {}))
        case ClientDisconnect():
            return Refusal(400, "DISCONNECTED", "The connection ended before the event was complete.")
        case _:
            # Starlette raises it once more for the log.
            return Refusal(500, "INTERNAL_SERVER_ERROR", "Practice has made a mistake; its log says which.")
