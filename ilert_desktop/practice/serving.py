"""Running practice's web application on uvicorn, until told to stop. Imports much: load it late."""

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
import uvicorn

from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.intake import Change, Intake
from ilert_desktop.practice.server import create_app
from ilert_desktop.practice.store import Store

_HOST: Final = "127.0.0.1"
_GRACE: Final = 1  # seconds a request in progress gets to finish
# Longer than HTTP clients keep a connection that is idle: a server that hangs up first makes them lose a request.
_KEEP_ALIVE: Final = 75  # seconds


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a practice server is started with; port 0 takes a free one, no `data` file keeps everything in memory.

    `tell` is called after each change, in the server's thread.
    """

    data: Path | None
    port: int
    configuration: Configuration
    tell: Callable[[Change], object]


class Running(msgspec.Struct, frozen=True):
    """A server that listens: its address, and two callables for any thread.

    `stop` makes it end; `call` has something done in the server's thread.
    """

    url: str
    stop: Callable[[], None]
    call: Callable[[Callable[[Desk], None]], None]


def serve(setting: Setting, listening: Callable[[Running], None]) -> None:
    """Serve in this thread until stopped; `listening` is called once, as soon as requests are answered.

    Raises:
        PracticeFault: the port or the file can't be used.
    """
    with _listen(setting.port) as listener, closing(Store(setting.data)) as store:
        desk = Desk(intake=Intake(store, setting.configuration))
        desk.intake.watch(setting.tell)
        asyncio.run(_serve(desk, listener, listening))


def _listen(port: int) -> socket.socket:
    # asyncio sends without delay only where the protocol is named; without it each answer takes 40 ms longer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":
        # There SO_REUSEADDR would let two programs have the same port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else "no such port"
        raise PracticeFault(
            f"Practice can't listen on port {port}", f"{reason}; choose another port, or 0 for a free one."
        ) from error
    return listener


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn would cancel what outlives the time of grace and log each as an error; a request whose connection is
        # cut ends by itself.
        cut = asyncio.get_running_loop().call_later(_GRACE, self._hang_up)
        await super().shutdown(sockets)
        cut.cancel()

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


async def _serve(desk: Desk, listener: socket.socket, listening: Callable[[Running], None]) -> None:
    config = uvicorn.Config(
        create_app(desk),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
    )
    url = f"http://{_HOST}:{listener.getsockname()[1]}"
    loop = asyncio.get_running_loop()

    def call(work: Callable[[Desk], None]) -> None:
        loop.call_soon_threadsafe(work, desk)

    server = _Server(config, lambda: listening(Running(url, server.stop, call)))
    await server.serve(sockets=[listener])
