"""The asyncio loop of the delivery thread: the usual one, but a mute name server holds nothing up."""

import asyncio
import socket
from functools import partial
from typing import Any, Final

from ilert_desktop.daemon_thread import on_daemon_thread

DNS_SECONDS: Final = 5.0


class DeliveryLoop(asyncio.SelectorEventLoop):
    """Resolves names on daemon threads within 5 s.

    httpx's connect time-out does not cover the look-up, and the loop's own way uses a thread pool that the
    interpreter waits for at its end.
    """

    async def getaddrinfo(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        """As `socket.getaddrinfo`; raises `socket.gaierror` when no answer came within 5 s."""
        look_up = on_daemon_thread(partial(socket.getaddrinfo, host, port, *args, **kwargs), name="dns")
        try:
            async with asyncio.timeout(DNS_SECONDS):
                return await asyncio.wrap_future(look_up)
        except TimeoutError as error:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer from the name server within 5 s") from error
