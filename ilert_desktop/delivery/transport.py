"""The way to httpx over httpcore's own connections, which tells what is read from them before it is understood.

httpx tells a status only once all headers behind it have come and are valid; an answer `202` whose headers break off
would be lost by that. httpcore lets a program put its own network under its pools, httpx its own transport under a
client: both are documented, and that is all that is used here.
"""

import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpcore
import httpx

from ilert_desktop.delivery.status_line import read_bytes_listener

_PROBLEMS: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


class Transport(httpx.AsyncBaseTransport):
    """Sends over a pool of HTTP/1.1 connections, directly or by an HTTP proxy."""

    def __init__(self, trust: ssl.SSLContext, proxy: httpx.Proxy | None, limits: httpx.Limits) -> None:
        pool: dict[str, Any] = {
            "ssl_context": trust,
            "max_connections": limits.max_connections,
            "max_keepalive_connections": limits.max_keepalive_connections,
            "keepalive_expiry": limits.keepalive_expiry,
            "network_backend": _Network(),
        }
        self._pool = httpcore.AsyncConnectionPool(**pool) if proxy is None else _by_proxy(proxy, pool)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`; errors are httpx's own."""
        assert isinstance(request.stream, httpx.AsyncByteStream)  # noqa: S101 - what an AsyncClient makes
        sent = httpcore.Request(
            request.method,
            _for_core(request.url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = await self._pool.handle_async_request(sent)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._answer.stream, AsyncIterable)  # noqa: S101 - what an asynchronous pool returns
        with _as_httpx():
            async for part in self._answer.stream:
                yield part

    async def aclose(self) -> None:
        with _as_httpx():
            await self._answer.aclose()


class _Network(httpcore.AsyncNetworkBackend):
    """The network as it is, with connections that are listened to."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Connection(await self._network.connect_tcp(host, port, timeout, local_address, socket_options))

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class _Connection(httpcore.AsyncNetworkStream):
    """A connection that tells the listener of the reading task what it reads.

    Over TLS that is the plain text: httpcore reads from what `start_tls` returns, and no more from below it.
    """

    def __init__(self, connection: httpcore.AsyncNetworkStream) -> None:
        self._connection = connection

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        data = await self._connection.read(max_bytes, timeout)
        listener = read_bytes_listener.get()
        if listener is not None:
            listener(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        await self._connection.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._connection.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return _Connection(await self._connection.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._connection.get_extra_info(info)


def _by_proxy(proxy: httpx.Proxy, pool: dict[str, Any]) -> httpcore.AsyncConnectionPool:
    if proxy.url.scheme not in {"http", "https"}:
        raise ValueError("only HTTP proxies are supported")
    return httpcore.AsyncHTTPProxy(
        _for_core(proxy.url), proxy_auth=proxy.raw_auth, proxy_ssl_context=proxy.ssl_context, **pool
    )


def _for_core(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Make httpx's errors of httpcore's: they have the same names."""
    try:
        yield
    except _PROBLEMS as problem:
        kind = getattr(httpx, type(problem).__name__, httpx.TransportError)
        raise kind(str(problem)) from problem
