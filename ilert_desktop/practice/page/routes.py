"""The addresses of the page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop.practice.api.bearer import with_token
from ilert_desktop.practice.api.queries import whole_number
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.page.alerts import AlertAnswers
from ilert_desktop.practice.page.files import FILES, icon, page_file
from ilert_desktop.practice.page.stream import Stream
from ilert_desktop.practice.request import Refusal


def routes(desk: Desk) -> list[Route]:
    """`GET /`, and what only it asks for under `/page/`.

    The page itself, its files and the stream, which tells no content, are for everybody on this computer; all else
    wants the bearer token.
    """
    stream = Stream()
    desk.intake.watch(stream.tell)
    desk.misbehaviour.watch(stream.tell_of_switch)
    desk.drills.watch(stream.tell_of_switch)
    desk.at_end.append(stream.end)
    return [*_file_routes(), Route("/page/stream", stream.answer), *_alert_routes(AlertAnswers(desk))]


def _file_routes() -> list[Route]:
    async def index(_request: Request) -> Response:
        return page_file("index.html")

    async def file(request: Request) -> Response:
        return page_file(request.url.path.rpartition("/")[2])

    async def tab_icon(request: Request) -> Response:
        open_alerts = whole_number(request.path_params["open"])
        if open_alerts is None:
            raise Refusal(404, "UNKNOWN_ICON", "The icon has a whole number in its address.")
        return icon(open_alerts)

    return [
        Route("/", index),
        *(Route(f"/page/{name}", file) for name in FILES),
        Route("/page/icon-{open}.svg", tab_icon),
    ]


def _alert_routes(answers: AlertAnswers) -> list[Route]:
    one = "/page/alerts/{number}"
    reading = {
        "/page/setup": answers.setup,
        "/page/alerts": answers.rows,
        "/page/log": answers.lone_log,
        "/page/log/{place}": answers.lone_event,
        one: answers.one,
        f"{one}/log": answers.log,
        f"{one}/log/{{place}}": answers.event,
        f"{one}/details": answers.details,
        f"{one}/custom-details": answers.custom_details,
    }
    return [
        *(Route(path, with_token(handler), methods=["GET"]) for path, handler in reading.items()),
        Route(f"{one}/accept", with_token(answers.accept), methods=["POST"]),
        Route(f"{one}/resolve", with_token(answers.resolve), methods=["POST"]),
    ]
