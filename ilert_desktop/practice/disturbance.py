"""Does to requests for `/api/…` what the switch of `misbehaviour.py` says; all else, the page above all, stays well.

What ilert Desktop makes of each (its table of outcomes, `delivery/outcome.py`):

- DOWN: the port refuses connections, "certainly not taken". What comes in by another way is cut.
- SLOW: taken; an answer within an attempt's 30 s counts, after that it is "uncertain".
- SERVER_ERROR, RATE_LIMIT: "certainly not taken".
- WRONG_ANSWER: "rejected". It is a redirection to a sign-in page, and not that page with a status 200: by ilert's facts
  page a 200 means taken, whatever the body is. A client that follows redirections gets the 200, and is fooled.
- LOST_ANSWER: "uncertain": the event is taken, and no status line comes back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ilert_desktop.practice.api.responses import refusal_response
from ilert_desktop.practice.misbehaviour import Active, Misbehaviour, Mode
from ilert_desktop.practice.request import Refusal

SIGN_IN: Final = "/page/sign-in"
_RETRY_AFTER: Final = "10"  # seconds; the facts page has 10 s as the shortest wait
_EVENT_PATHS: Final = frozenset({"/api/events", "/api/v1/events"})
_Way = Callable[[Active, Scope, Receive, Send], Awaitable[None]]


class Disturbance:
    """Stands before the application, and lets a request through unharmed when practice behaves well."""

    def __init__(self, app: ASGIApp, misbehaviour: Misbehaviour) -> None:
        self._app = app
        self._misbehaviour = misbehaviour
        self._ways: dict[Mode, _Way] = {
            Mode.DOWN: _refuse,
            Mode.SLOW: self._answer_late,
            Mode.SERVER_ERROR: _answer_error,
            Mode.RATE_LIMIT: _answer_too_many,
            Mode.WRONG_ANSWER: _answer_wrong,
            Mode.LOST_ANSWER: self._lose_answer,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        active = self._misbehaviour.now
        if active is None or scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST" and scope["path"] in _EVENT_PATHS:
            self._misbehaviour.count_event()
        await self._ways[active.mode](active, scope, receive, send)

    async def _answer_late(self, active: Active, scope: Scope, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        if self._misbehaviour.now is active:
            await self._wait(active.delay, receive)
        for message in answer:
            await send(message)

    async def _wait(self, seconds: float, receive: Receive) -> None:
        # Whoever waits gets the answer as soon as the switch is turned, and a client that goes away is not waited for.
        over = asyncio.Event()
        unwatch = self._misbehaviour.watch(over.set)
        gone = asyncio.ensure_future(_until_gone(receive))
        gone.add_done_callback(lambda _: over.set())
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await over.wait()
        finally:
            unwatch()
            gone.cancel()

    async def _lose_answer(self, _active: Active, scope: Scope, receive: Receive, _send: Send) -> None:
        await self._app(scope, receive, _drop)
        await _cut(scope, receive)


async def _refuse(_active: Active, scope: Scope, receive: Receive, _send: Send) -> None:
    await _cut(scope, receive)


async def _answer_error(_active: Active, scope: Scope, receive: Receive, send: Send) -> None:
    refusal = Refusal(500, "INTERNAL_SERVER_ERROR", "Practice was told to answer with an error.")
    await refusal_response(refusal)(scope, receive, send)


async def _answer_too_many(_active: Active, scope: Scope, receive: Receive, send: Send) -> None:
    message = "Practice was told to answer that there are too many requests."
    refusal = Refusal(429, "TOO_MANY_REQUESTS", message, {"retry-after": _RETRY_AFTER})
    await refusal_response(refusal)(scope, receive, send)


async def _answer_wrong(_active: Active, scope: Scope, receive: Receive, send: Send) -> None:
    await Response(SIGN_IN_PAGE, 302, {"location": SIGN_IN}, "text/html")(scope, receive, send)


async def _cut(scope: Scope, receive: Receive) -> None:
    scope["state"]["cut"]()
    # Else uvicorn would think that the answer was forgotten.
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        """What comes of the request meanwhile is of no interest."""


async def _drop(_message: Message) -> None:
    """Nobody gets it."""


SIGN_IN_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in to the network</title></head>
<body><h1>Sign in to the network</h1><p>This page stands for the sign-in page of a hotel, or of a company's proxy.</p>
<p>It is not ilert, and no event was taken: practice was told to give a wrong answer.</p></body></html>
"""
