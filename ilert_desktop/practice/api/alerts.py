"""Reading alerts back, and accepting and resolving them; with the token only."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop.practice import answers
from ilert_desktop.practice.api.bearer import Endpoint, with_token
from ilert_desktop.practice.api.bodies import read_body
from ilert_desktop.practice.api.queries import alert_number, alert_query, paging
from ilert_desktop.practice.api.responses import json_response
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.request import check_json
from ilert_desktop.practice.state import By


def routes(desk: Desk) -> list[Route]:
    """The routes for alerts."""
    intake = desk.intake

    async def list_alerts(request: Request) -> Response:
        alerts = intake.store.alerts(alert_query(request.query_params))
        return json_response(HTTPStatus.OK, answers.alert_list(alerts))

    async def get_alert(request: Request) -> Response:
        return json_response(HTTPStatus.OK, answers.one_alert(intake.alert(_number_in(request))))

    async def get_log(request: Request) -> Response:
        page = paging(request.query_params)
        alert = intake.alert(_number_in(request))
        entries = intake.store.log(alert.id, start=page.start, limit=page.limit)
        return json_response(HTTPStatus.OK, answers.log_entries(entries))

    return [
        Route("/api/alerts", with_token(list_alerts), methods=["GET"]),
        Route("/api/alerts/{id}", with_token(get_alert), methods=["GET"]),
        Route("/api/alerts/{id}/log-entries", with_token(get_log), methods=["GET"]),
        Route("/api/alerts/{id}/accept", with_token(_acting(desk, "accept")), methods=["PUT"]),
        Route("/api/alerts/{id}/resolve", with_token(_acting(desk, "resolve")), methods=["PUT"]),
    ]


def _acting(desk: Desk, action: str) -> Endpoint:
    async def act(request: Request) -> Response:
        # ilert's own clients send nothing or an object; nothing in it counts.
        body = await read_body(request, may_be_empty=True)
        if body:
            check_json(body)
        alert = desk.intake.act(action, _number_in(request), desk.clock(), By.API)
        return json_response(HTTPStatus.OK, answers.one_alert(alert))

    return act


def _number_in(request: Request) -> int:
    return alert_number(request.path_params["id"])
