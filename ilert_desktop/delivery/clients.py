"""The HTTP clients: one keep-alive pool for each way that requests take."""

import logging
import ssl
from typing import TYPE_CHECKING, Final

from ilert_desktop.delivery.proxies import Proxy, proxy_in_force

if TYPE_CHECKING:
    import httpx

LONGEST_SECONDS: Final = 30.0
_CONNECT_SECONDS: Final = 10.0
# They quote the headers and the reason phrase of answers, in which a server may echo the key.
_TALKATIVE: Final = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks")


class NoClient(Exception):  # noqa: N818 - named for what happened
    """The proxy that this computer's settings name can't be used; `sentence` tells the operator, without a password."""

    def __init__(self, proxy: Proxy) -> None:
        self.sentence = (
            f"The proxy {proxy.name} in this computer's settings can't be used: write it as http://host:port or "
            "http://user:password@host:port. SOCKS proxies are not supported."
        )
        super().__init__(self.sentence)


class Clients:
    """Opens clients when they are first needed, and keeps them and their connections; belongs to one loop."""

    def __init__(self) -> None:
        self._by_way: dict[Proxy | None, httpx.AsyncClient] = {}

    async def client_for(self, url: str) -> "tuple[httpx.AsyncClient, Proxy | None]":
        """The client for `url` and the proxy that it goes by.

        Raises:
            NoClient: the proxy in force can't be used.
        """
        proxy = await proxy_in_force(url)
        if proxy not in self._by_way:
            self._by_way[proxy] = _open(proxy)
        return self._by_way[proxy], proxy

    async def close(self) -> None:
        """Close the connections."""
        for client in self._by_way.values():
            await client.aclose()
        self._by_way.clear()


def _open(proxy: Proxy | None) -> "httpx.AsyncClient":
    """A client that trusts what the operating system trusts.

    Importing httpx takes about 100 ms, so it happens here, off the GUI thread. Redirects are never followed: a 307
    would carry the key to another host, a 301 would turn the POST into a GET that "succeeds". The pool has no limit
    of its own: how much is in flight is limited for each source, and a broken host must not take the others' places.
    """
    import httpx  # noqa: PLC0415 - start-up cost, see above

    from ilert_desktop.delivery.transport import Transport  # noqa: PLC0415 - as above

    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=15.0)
    try:
        transport = Transport(_trust(), None if proxy is None else _for_httpx(proxy), limits)
    except (httpx.InvalidURL, ValueError):
        if proxy is None:
            raise
        raise NoClient(proxy) from None
    return httpx.AsyncClient(
        transport=transport,
        # What it would take from the environment is proxies, and these are asked for anew each time.
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(LONGEST_SECONDS, connect=_CONNECT_SECONDS),
    )


def _for_httpx(proxy: Proxy) -> "httpx.Proxy":
    import httpx  # noqa: PLC0415 - start-up cost

    auth = (proxy.user, proxy.password) if proxy.user or proxy.password else None
    # A proxy that is spoken to over TLS needs the system's certificates as well.
    return httpx.Proxy(proxy.url, auth=auth, ssl_context=_trust() if proxy.url.startswith("https:") else None)


def _trust() -> ssl.SSLContext:
    import truststore  # noqa: PLC0415 - start-up cost

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return context
