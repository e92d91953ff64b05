"""The addresses of the switch and of the drills, for page and window: under `/page/`, so that nothing disturbs them."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ilert_desktop.practice.api.bearer import Endpoint, with_token
from ilert_desktop.practice.api.bodies import read_body
from ilert_desktop.practice.api.responses import json_response
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.disturbance import SIGN_IN, SIGN_IN_PAGE
from ilert_desktop.practice.drills.report import Report
from ilert_desktop.practice.drills.report_text import as_markdown, as_text
from ilert_desktop.practice.drills.run import Running, Told
from ilert_desktop.practice.drills.script import Drill
from ilert_desktop.practice.drills.script_file import shipped
from ilert_desktop.practice.misbehaviour import LONGEST, OFFERED_MINUTES, Active, Misbehaviour, Mode
from ilert_desktop.practice.request import Refusal

_Struct = TypeVar("_Struct", bound=msgspec.Struct)


class _SwitchWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    mode: Mode
    seconds: Annotated[float, msgspec.Meta(gt=0, le=LONGEST)] | None
    delay: Annotated[float, msgspec.Meta(ge=0, le=LONGEST)] = Misbehaviour.SLOW


class _DrillWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class _ActiveView(msgspec.Struct, frozen=True, kw_only=True):
    mode: Mode
    label: str
    sentence: str
    until: datetime | None


class _RunningView(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    description: str
    mark: str
    started: datetime
    ends: datetime
    told: tuple[Told, ...]


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """`now` is the server's time, from which a page counts down.

    `last_report` is when that drill began, or empty; `fault` is why events can't come in though they should, or empty.
    """

    now: datetime
    misbehaviour: _ActiveView | None
    drill: _RunningView | None
    last_report: str
    fault: str


class _Choice(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    title: str
    description: str
    minutes: float


class _ModeChoice(msgspec.Struct, frozen=True, kw_only=True):
    mode: Mode
    label: str
    sentence: str


class _Choices(msgspec.Struct, frozen=True, kw_only=True):
    drills: list[_Choice]
    modes: list[_ModeChoice]
    minutes: tuple[int, ...]


class _ReportView(msgspec.Struct, frozen=True, kw_only=True):
    report: Report
    passed: bool
    text: str


def routes(desk: Desk) -> list[Route]:
    """All of them; each wants the bearer token but the page that stands for a wrong answer."""
    answers = _Answers(desk)

    async def sign_in(_request: Request) -> Response:
        return Response(SIGN_IN_PAGE, 200, {"content-security-policy": "default-src 'none'"}, "text/html")

    protected: dict[tuple[str, str], Endpoint] = {
        ("GET", "/page/state"): answers.state,
        ("PUT", "/page/misbehaviour"): answers.misbehave,
        ("DELETE", "/page/misbehaviour"): answers.behave,
        ("GET", "/page/drills"): answers.choices,
        ("POST", "/page/drill"): answers.start,
        ("DELETE", "/page/drill"): answers.stop,
        ("GET", "/page/drill/report"): answers.report,
        ("GET", "/page/drill/report.md"): answers.report_file,
    }
    return [
        Route(SIGN_IN, sign_in, methods=["GET"]),
        *(Route(path, with_token(handler), methods=[method]) for (method, path), handler in protected.items()),
    ]


class _Answers:
    """Belongs to the event loop's thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shipped: dict[str, Drill] | None = None

    async def state(self, _request: Request) -> Response:
        return self._state()

    async def misbehave(self, request: Request) -> Response:
        wish = await _read(request, _SwitchWish)
        self._desk.misbehaviour.start(wish.mode, wish.seconds, delay=wish.delay)
        return self._state()

    async def behave(self, _request: Request) -> Response:
        self._desk.misbehaviour.stop()
        return self._state()

    async def choices(self, _request: Request) -> Response:
        drills = [
            _Choice(name=name, title=drill.title, description=drill.description, minutes=drill.minutes)
            for name, drill in self._drills().items()
        ]
        modes = [_ModeChoice(mode=mode, label=mode.label, sentence=mode.sentence) for mode in Mode]
        return _json(_Choices(drills=drills, modes=modes, minutes=OFFERED_MINUTES))

    async def start(self, request: Request) -> Response:
        name = (await _read(request, _DrillWish)).name
        drill = self._drills().get(name)
        if drill is None:
            raise Refusal(404, "UNKNOWN_DRILL", "Practice has no such drill.")
        if self._desk.drills.running is not None:
            raise Refusal(409, "DRILL_RUNS", "A drill runs already: end that one first, or wait until it is over.")
        self._desk.drills.start(drill)
        return self._state()

    async def stop(self, _request: Request) -> Response:
        self._desk.drills.stop()
        return self._state()

    async def report(self, _request: Request) -> Response:
        report = self._last_report()
        return _json(_ReportView(report=report, passed=report.passed, text=as_text(report)))

    async def report_file(self, _request: Request) -> Response:
        headers = {"content-disposition": 'attachment; filename="drill-report.md"'}
        return Response(as_markdown(self._last_report()), HTTPStatus.OK, headers, "text/markdown")

    def _drills(self) -> dict[str, Drill]:
        if self._shipped is None:
            self._shipped = shipped()
        return self._shipped

    def _last_report(self) -> Report:
        reports = self._desk.drills.reports
        if not reports:
            raise Refusal(404, "NO_REPORT", "No drill has ended since practice was started.")
        return reports[0]

    def _state(self) -> Response:
        active, running, reports = self._desk.misbehaviour.now, self._desk.drills.running, self._desk.drills.reports
        return _json(
            _State(
                now=self._desk.clock(),
                misbehaviour=None if active is None else _active_view(active),
                drill=None if running is None else _running_view(running),
                last_report=reports[0].started.isoformat() if reports else "",
                fault=str(self._desk.api_port.fault or ""),
            )
        )


def _active_view(active: Active) -> _ActiveView:
    mode = active.mode
    return _ActiveView(mode=mode, label=mode.label, sentence=mode.sentence, until=active.until)


def _running_view(running: Running) -> _RunningView:
    drill = running.drill
    return _RunningView(
        title=drill.title,
        description=drill.description,
        mark=drill.mark,
        started=running.started,
        ends=running.ends,
        told=running.told,
    )


async def _read(request: Request, wanted: type[_Struct]) -> _Struct:
    body = await read_body(request)
    try:
        return msgspec.json.decode(body, type=wanted)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Refusal(400, "INVALID_JSON", f"{error}.") from error


def _json(value: Any) -> Response:
    return json_response(HTTPStatus.OK, msgspec.json.encode(value))
