"""Reading the body of a request, up to a limit."""

from typing import Final

from starlette.requests import Request

from ilert_desktop.practice.request import MAX_BODY, Refusal, check_content_type

# How much of an oversized body is read and thrown away, so that the client gets its answer and not a reset.
_DRAIN: Final = 8 * MAX_BODY


async def read_body(request: Request, *, may_be_empty: bool = False) -> bytes:
    """The body of a request that brings JSON; empty only if it `may_be_empty`, and then of any type.

    Raises:
        Refusal: 400, 413 or 415, when it is said to be something else than JSON, is too large, or is compressed.
        ClientDisconnect: the connection ended before the body did.
    """
    codings = request.headers.getlist("content-encoding")
    if any(coding.strip().lower() not in {"", "identity"} for coding in codings):
        # RFC 9110, 15.5.16: "due to the request's indicated ... Content-Encoding".
        raise Refusal(415, "COMPRESSED", "Send the body as it is, without a Content-Encoding.")
    content_type = ", ".join(request.headers.getlist("content-type"))
    if not may_be_empty:
        check_content_type(content_type)
    body = await _up_to_the_limit(request)
    if body and may_be_empty:
        check_content_type(content_type)
    return body


async def _up_to_the_limit(request: Request) -> bytes:
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
