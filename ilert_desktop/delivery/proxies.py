"""Which proxy a request takes: asked for each attempt, because a laptop changes its network while the window is open.

The environment counts first (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case), else what is set in the system,
its list of exceptions included: on macOS and Windows `urllib.request.getproxies` and `proxy_bypass` read it, on Linux
the desktop's portal tells it.
"""

import asyncio
import ipaddress
from functools import partial
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.delivery.desktop_proxy import DesktopProxy

# Windows looks up a name when it compares it with its exceptions.
_LOOK_SECONDS: Final = 5.0
# One for all clients: a session has one bus, and what it does not tell it need not be asked twice.
_desktop: Final = DesktopProxy()


class Proxy(msgspec.Struct, frozen=True):
    """A proxy: `url` is `scheme://host:port`; user name and password stand beside it, and are in no text."""

    url: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.url!r})"

    @property
    def name(self) -> str:
        """Its host and port as an operator knows them."""
        return self.url.partition("://")[2]


async def proxy_in_force(url: str) -> Proxy | None:
    """As `proxy_for`, without holding up the loop; no proxy when the system does not tell within 5 s."""
    asked = on_daemon_thread(partial(proxy_for, url), name="proxy settings")
    try:
        async with asyncio.timeout(_LOOK_SECONDS):
            return await asyncio.wrap_future(asked)
    except TimeoutError:
        return None


def proxy_for(url: str) -> Proxy | None:
    """The proxy for `url` by the settings of this moment, None for the direct way.

    What is meant for this computer goes by no proxy.
    """
    parts = urlsplit(url)
    proxies = getproxies()
    if not parts.hostname or is_this_computer(parts.hostname):
        return None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if _is_excepted(parts.hostname, port, proxies.get("no", "")):
        return None
    setting = proxies.get(parts.scheme) or proxies.get("all")
    # Whoever sets a proxy for something in the environment means the environment.
    if not setting and not proxies.keys() & {"http", "https", "all"}:
        setting = _desktop.setting_for(url)
    return proxy_from(setting) if setting else None


def proxy_from(setting: str) -> Proxy:
    """A proxy as a setting names it: `host:port`, or an address with or without user name and password.

    The last @ ends the password, so that one works whose @, # or / somebody has not percent-encoded.
    """
    scheme, mark, rest = setting.strip().partition("://")
    if not mark:
        scheme, rest = "http", setting.strip()
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    return Proxy(f"{scheme.lower()}://{place.partition('/')[0]}", unquote(user), unquote(password))


def is_this_computer(host: str) -> bool:
    """Whether `host` is a name or an address of the loopback."""
    address = _address(host)
    return host.lower() == "localhost" or (address is not None and address.is_loopback)


def _is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Whether `NO_PROXY` or the system excepts a host.

    `urllib` knows names, their endings and the system's list. Networks such as `10.0.0.0/8`, `*.example.org`, a `*`
    among others, and IPv6 in brackets are known to curl and to most programs, so they are known here too.
    """
    if proxy_bypass(f"{host}:{port}"):
        return True
    return any(_covers(item.strip().lower(), host.lower()) for item in exceptions.split(","))


def _covers(item: str, host: str) -> bool:
    if item == "*":
        return True
    if item.startswith("*."):
        return host.endswith(item[1:])
    address = _address(host)
    if address is None:
        return False
    try:
        return address in ipaddress.ip_network(item.strip("[]"), strict=False)
    except ValueError:
        return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
