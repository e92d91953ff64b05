"""`POST /api/events`, and the older path `/api/v1/events`."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop.practice import answers
from ilert_desktop.practice.api.bodies import read_body
from ilert_desktop.practice.api.responses import json_response
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.rate_limit import RateLimit
from ilert_desktop.practice.request import Refusal, read_event


def routes(desk: Desk) -> list[Route]:
    """The routes for events."""
    configuration = desk.intake.configuration
    limit = RateLimit(configuration.per_minute, {source.key for source in configuration.sources})

    def admit(key: str) -> None:
        seconds = limit.count(key, desk.clock())
        if seconds:
            message = f"More than {configuration.per_minute} requests in this minute; try again in {seconds} s."
            raise Refusal(429, "TOO_MANY_REQUESTS", message, {"retry-after": str(seconds)})

    async def post_event(request: Request) -> Response:
        key, received = read_event(await read_body(request), admit)
        decision = desk.intake.take(key, received, desk.clock())
        return json_response(HTTPStatus.ACCEPTED, answers.taken(decision, received.event.alert_key))

    return [Route(path, post_event, methods=["POST"]) for path in ("/api/events", "/api/v1/events")]
