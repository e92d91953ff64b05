"""One attempt: the request goes out, an `Answer` or a `Failure` comes back, within 30 s in all."""

import asyncio
import logging
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ilert_desktop.delivery.outcome import Answer, Failure

if TYPE_CHECKING:
    import httpx

ATTEMPT_SECONDS: Final = 30.0
ANSWER_LIMIT: Final = 64 * 1024
_HEADERS: Final = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


class NoClient(Exception):  # noqa: N818 - named for what happened
    """This computer's proxy settings allow no connection at all; the text says so to the operator."""


def open_client(*, loopback: bool) -> "httpx.AsyncClient":
    """A client for ilert (the system's trust store, its proxies) or, with `loopback`, for plain http on this computer.

    Importing httpx takes about 100 ms, so it happens here, on the delivery thread. Redirects are never followed: a
    307 would carry the key to another host, a 301 would turn the POST into a GET that "succeeds".

    Raises:
        NoClient: the environment names a proxy that can't be used.
    """
    import httpx  # noqa: PLC0415 - start-up cost, see above
    import truststore  # noqa: PLC0415

    # Its debug lines quote the headers of answers, in which a server may echo the key.
    logging.getLogger("httpcore").setLevel(logging.INFO)
    try:
        return httpx.AsyncClient(
            verify=False if loopback else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            trust_env=not loopback,
            follow_redirects=False,
            timeout=httpx.Timeout(ATTEMPT_SECONDS, connect=10.0),
            # How many sends are in flight is the outbox's to say: here, one mute host would use up all others' places.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=15.0),
        )
    except (httpx.InvalidURL, ValueError, ImportError) as error:
        raise NoClient(f"The proxy in this computer's settings can't be used: {error}") from error


async def attempt(
    client: "httpx.AsyncClient", url: str, content: bytes, *, seconds: float = ATTEMPT_SECONDS
) -> Answer | Failure:
    """Send `content` once to `url`.

    Every way in which this can end becomes an `Answer` or a `Failure`; only cancellation is raised. The key is in
    `content`; whoever keeps the answer's text must redact it.
    """
    import httpx  # noqa: PLC0415 - start-up cost

    exchange = _Exchange(urlsplit(url).hostname or url)
    try:
        async with asyncio.timeout(seconds):
            request = client.stream(
                "POST", url, content=content, headers=_HEADERS, extensions={"trace": exchange.on_trace}
            )
            async with request as response:
                await exchange.read_body(response)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError) as error:
        if exchange.answer is None:
            return Failure(written=exchange.written, sentence=describe(error, exchange.host))
    assert exchange.answer is not None  # noqa: S101 - no exception means that a status line was read
    return exchange.answer


class _Exchange:
    """How far one request has come: who is talked to (a proxy first), whether a byte was written, the answer."""

    def __init__(self, host: str) -> None:
        self._target = self.host = host
        self.written = False
        self.answer: Answer | None = None

    async def on_trace(self, name: str, info: dict[str, Any]) -> None:
        if name.endswith("connect_tcp.started"):
            self.host = info["host"]
        elif name.endswith("send_request_headers.started"):
            self.host = self._target
            # A proxy's CONNECT is traced as well, and carries nothing of the event.
            self.written = info["request"].method == b"POST"
        elif name.endswith("receive_response_headers.complete") and self.written:
            # httpx itself would still fail on a bad header, such as where a redirect leads.
            _, status, _, headers = info["return_value"]
            self._on_status(status, headers)

    def _on_status(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        fields = {name.lower(): value.decode("latin-1") for name, value in headers}
        self.answer = Answer(
            status=status,
            correlation_id=fields.get(b"correlation-id", "")[:200],
            retry_after=_retry_after(fields.get(b"retry-after"), time.time),
        )

    async def read_body(self, response: "httpx.Response") -> None:
        assert self.answer is not None  # noqa: S101 - its headers were read
        received = bytearray()
        async for chunk in response.aiter_raw():
            received += chunk
            if len(received) >= ANSWER_LIMIT:
                break
        text = _decoded(bytes(received[:ANSWER_LIMIT]), response.headers.get("content-encoding", ""))
        known = self.answer
        self.answer = Answer(
            status=known.status, text=text, correlation_id=known.correlation_id, retry_after=known.retry_after
        )


def describe(error: BaseException, host: str) -> str:
    """What went wrong on the way to `host`, in one sentence for the operator."""
    reasons = (_reason(cause, host) for cause in _causes(error))
    return next(filter(None, reasons), f"The connection to {host} broke: {error or type(error).__name__}.")


def _reason(cause: BaseException, host: str) -> str | None:
    import httpx  # noqa: PLC0415 - start-up cost

    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"The certificate of {host} can't be trusted: {cause.verify_message}."
    if isinstance(cause, socket.gaierror):
        return f"The name {host} can't be found ({cause.strerror or cause})."
    sentences: dict[type[BaseException] | tuple[type[BaseException], ...], str] = {
        ConnectionRefusedError: f"{host} refuses the connection.",
        httpx.ProxyError: f"The proxy refuses the way to {host}: {cause}.",
        httpx.ConnectTimeout: f"No connection to {host} in time.",
        (TimeoutError, httpx.TimeoutException): f"No answer from {host} within {ATTEMPT_SECONDS:.0f} seconds.",
    }
    return next((sentence for kind, sentence in sentences.items() if isinstance(cause, kind)), None)


def _causes(error: BaseException) -> list[BaseException]:
    """`error` and what it came from, the innermost first: there is the reason a person understands."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        # Where a name has several addresses, one reason stands for all.
        if isinstance(current, BaseExceptionGroup):
            current = current.exceptions[0]
        else:
            current = current.__cause__ or current.__context__
    return chain[::-1]


def _retry_after(value: str | None, clock: Callable[[], float]) -> float | None:
    """Seconds to wait; the header holds seconds or an HTTP date (RFC 9110, section 10.2.3)."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - clock())
    except (TypeError, ValueError, OverflowError):
        return None


def _decoded(received: bytes, encoding: str) -> str:
    """The body's text. An answer that is packed although it was asked not to be is unpacked within the limit."""
    if encoding.lower() in {"gzip", "deflate"}:
        try:
            received = zlib.decompressobj(wbits=47).decompress(received, ANSWER_LIMIT)
        except zlib.error:
            return ""
    return received.decode(errors="replace")
