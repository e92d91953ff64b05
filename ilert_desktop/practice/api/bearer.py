"""The token that reading and changing alerts needs; ilert wants a user's token there, and none for events."""

import functools
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ilert_desktop.practice.configuration import TOKEN
from ilert_desktop.practice.request import Refusal

Endpoint = Callable[[Request], Awaitable[Response]]
# RFC 6750, 3: the header that an answer 401 has to carry.
_CHALLENGE: Final = {"www-authenticate": 'Bearer realm="practice"'}


def with_token(endpoint: Endpoint) -> Endpoint:
    """The same endpoint, for requests that carry the token; others get 401 before anything else is looked at."""

    @functools.wraps(endpoint)
    async def checked(request: Request) -> Response:
        _check_token(request.headers.getlist("authorization"))
        return await endpoint(request)

    return checked


def _check_token(authorizations: list[str]) -> None:
    scheme, _, token = ", ".join(authorizations).strip().partition(" ")
    if scheme.lower() != "bearer" or token.strip() != TOKEN:
        raise Refusal(401, "UNAUTHORIZED", f"Set the header Authorization: Bearer {TOKEN}", _CHALLENGE)
