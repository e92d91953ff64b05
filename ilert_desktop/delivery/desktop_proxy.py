"""The proxy that a Linux desktop (GNOME, KDE) is set to use, as its portal tells it.

`org.freedesktop.portal.ProxyResolver.Lookup` of xdg-desktop-portal knows each desktop's own settings, exceptions and
scripts (PAC) included. A session without a portal, or with one that does not answer, must not hold up each send.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Final

# A desktop that runs a script may have to fetch it first.
_ANSWER_SECONDS: Final = 3.0
_HELLO_SECONDS: Final = 1.0
# For so long a bus that could not tell is not asked again.
_ASK_AGAIN_SECONDS: Final = 120.0
_ABSENT: Final = (
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.UnknownInterface",
    "org.freedesktop.DBus.Error.UnknownMethod",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.DBus.Error.NoReply",
    "org.freedesktop.DBus.Error.TimedOut",
    "org.freedesktop.DBus.Error.AccessDenied",
)
DIRECT: Final = "direct"
_log = logging.getLogger(__name__)


class DesktopProxy:
    """Asks the portal on the session bus, one question after another; may be called on any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._silent_bus = ""
        self._silent_until = 0.0

    def setting_for(self, url: str) -> str | None:
        """The proxy for `url` as an address, None for the direct way and where nobody can tell; takes 4 s at most.

        Of several the first that can be used counts: an HTTP proxy or the direct way; else the first.
        """
        bus = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
        if not bus or not sys.platform.startswith("linux"):
            return None
        # Behind the lock, because the sends of one moment would all wait for a bus that is mute.
        with self._lock:
            if bus == self._silent_bus and self._clock() < self._silent_until:
                return None
            try:
                return _chosen(_look_up(bus, url))
            except Exception as problem:  # noqa: BLE001 - the top of a thread: no bus, whatever it says, may cost an event
                _log.debug("the desktop does not tell its proxy: %s", type(problem).__name__)
                self._silent_bus, self._silent_until = bus, self._clock() + _ASK_AGAIN_SECONDS
                return None


class _NoPortal(Exception):  # noqa: N818 - named for what happened
    """Nobody on the bus knows about proxies."""


def _look_up(bus: str, url: str) -> Sequence[str]:
    """What the portal names for `url`; nothing when it can't tell for this one.

    Raises:
        _NoPortal: there is none on the bus.
        Exception: there is no bus that can be talked to in time; what exactly jeepney raises then is its own affair.
    """
    from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call  # type: ignore[import-untyped] # noqa: PLC0415 - start-up cost
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped] # noqa: PLC0415 - as above

    portal = DBusAddress(
        "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Desktop", "org.freedesktop.portal.ProxyResolver"
    )
    with closing(open_dbus_connection(bus, auth_timeout=_HELLO_SECONDS)) as connection:
        call = new_method_call(portal, "Lookup", "s", (url,))
        reply: Any = connection.send_and_get_reply(call, timeout=_ANSWER_SECONDS)
    if reply.header.message_type is MessageType.error:
        if reply.header.fields.get(HeaderFields.error_name) in _ABSENT:
            raise _NoPortal
        return ()
    (found,) = reply.body or ((),)
    return [address for address in found if isinstance(address, str)]


def _chosen(found: Sequence[str]) -> str | None:
    usable = (address for address in found if address.partition("://")[0].lower() in {"http", "https", DIRECT})
    chosen = next(usable, found[0] if found else DIRECT)
    return None if chosen.lower().startswith(DIRECT) else chosen
