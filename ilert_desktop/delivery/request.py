"""One attempt: the request goes out, an `Answer` or a `Failure` comes back, within 30 s in all."""

import asyncio
import time
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from ilert_desktop.delivery.clients import LONGEST_SECONDS, Clients, NoClient
from ilert_desktop.delivery.failure_words import Hop, describe
from ilert_desktop.delivery.outcome import Answer, Failure
from ilert_desktop.delivery.status_line import StatusLine, read_bytes_listener

if TYPE_CHECKING:
    import httpx

ATTEMPT_SECONDS: Final = LONGEST_SECONDS
ANSWER_LIMIT: Final = 64 * 1024
_HEADERS: Final = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


async def attempt(clients: Clients, url: str, content: bytes, *, seconds: float = ATTEMPT_SECONDS) -> Answer | Failure:
    """Send `content` once to `url`.

    Every way in which this can end becomes an `Answer` or a `Failure`; only cancellation is raised, and that only
    while no status has come. The key is in `content`; whoever keeps the answer's text must redact it.
    """
    import httpx  # noqa: PLC0415 - start-up cost

    exchange = _Exchange(urlsplit(url).hostname or url)
    listening = read_bytes_listener.set(exchange.on_read)
    try:
        async with asyncio.timeout(seconds):
            client, proxy = await clients.client_for(url)
            exchange.hop = replace(exchange.hop, proxy=proxy)
            request = client.stream(
                "POST", url, content=content, headers=_HEADERS, extensions={"trace": exchange.on_trace}
            )
            async with request as response:
                await exchange.read_body(response)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, NoClient) as error:
        if exchange.answer is None:
            return Failure(written=exchange.written, sentence=describe(error, exchange.hop))
    except asyncio.CancelledError:
        # The program ends: what is known by now can still be written down, and would be uncertain if it were not.
        if exchange.answer is None:
            raise
        _calm_down()
    finally:
        read_bytes_listener.reset(listening)
        await exchange.end()
    assert exchange.answer is not None  # noqa: S101 - no exception means that a status line was read
    return exchange.answer


class _Exchange:
    """How far one request has come: who is talked to (a proxy first), whether a byte was written, the answer."""

    def __init__(self, host: str) -> None:
        self.hop = Hop(host)
        self.written = False
        self.answer: Answer | None = None
        self._status_line = StatusLine()
        self._half_open: Any = None

    async def end(self) -> None:
        """Close a connection whose TLS did not come about: httpcore leaves it open when the time runs out in it."""
        if self._half_open is not None:
            await self._half_open.aclose()

    async def on_trace(self, name: str, info: dict[str, Any]) -> None:
        if name.endswith("connect_tcp.started"):
            self.hop = replace(self.hop, at_proxy=self.hop.proxy is not None, connected=False)
        elif name.endswith("connect_tcp.complete"):
            self.hop = replace(self.hop, connected=True)
            self._half_open = info["return_value"]
        elif name.endswith("start_tls.started"):
            self.hop = replace(self.hop, at_proxy=name.startswith("connection.") and self.hop.proxy is not None)
        elif name.endswith("send_request_headers.started"):
            # A proxy's CONNECT is traced as well, and carries nothing of the event.
            self._half_open = None if info["request"].method == b"POST" else self._half_open
            self.written = info["request"].method == b"POST"
            self.hop = replace(self.hop, at_proxy=not self.written)
        elif name.endswith("receive_response_headers.complete") and self.written:
            # httpx itself would still fail on a bad header, such as where a redirect leads.
            _, status, _, headers = info["return_value"]
            self._on_status(status, headers)

    def on_read(self, data: bytes) -> None:
        """Note the status as soon as its line is complete: what decides is known then, whatever the headers do.

        What is read before the event was written is a proxy's answer to CONNECT.
        """
        if self.written and self.answer is None:
            self._status_line.feed(data)
            if self._status_line.status is not None:
                self.answer = Answer(status=self._status_line.status)

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


def _calm_down() -> None:
    """Take back that the running task was cancelled."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


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
