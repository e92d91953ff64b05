"""Running practice's web application on uvicorn, until told to stop. Imports much: load it late."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import msgspec
import uvicorn
from starlette.types import ASGIApp

from ilert_desktop.practice.configuration import Configuration
from ilert_desktop.practice.desk import Desk, desk_for
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice.guard import Guard, Place
from ilert_desktop.practice.intake import Intake
from ilert_desktop.practice.keeping.store import Store
from ilert_desktop.practice.listening import Connection, Port, listening_at
from ilert_desktop.practice.old_journal import take_over
from ilert_desktop.practice.server import create_app

_GRACE: Final = 1  # seconds a request in progress gets to finish
# Longer than HTTP clients keep a connection that is idle: a server that hangs up first makes them lose a request.
_KEEP_ALIVE: Final = 75  # seconds


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a practice server is started with; port 0 takes a free one, no `data` file keeps everything in memory.

    `started` gets the parts before anything is answered, in the server's thread. `begun_anew` is called when the data
    turned out to be damaged and was set aside; None leaves a damaged file where it is, as a fault. `old_journal` is
    what versions before the database have left.
    """

    data: Path | None
    begun_anew: Callable[[PracticeFault], object] | None
    old_journal: Path | None
    host: str
    port: int
    page_port: int
    configuration: Configuration
    started: Callable[[Desk], None]


class Running(msgspec.Struct, frozen=True):
    """A server that listens: where its API and its page are, what it is bound to, and two callables for any thread.

    `stop` makes it end; `call` has something done in the server's thread. Both do nothing once it has ended.
    """

    url: str
    page_url: str
    address: str
    stop: Callable[[], None]
    call: Callable[[Callable[[Desk], None]], None]


def serve(setting: Setting, listening: Callable[[Running], None]) -> None:
    """Serve in this thread until stopped; `listening` is called once, as soon as requests are answered.

    Raises:
        PracticeFault: a port or the file can't be used.
    """
    with (
        listening_at(setting.host, setting.port) as api,
        listening_at(setting.host, setting.page_port) as page,
        closing(Store(setting.data, setting.begun_anew)) as store,
    ):
        if setting.old_journal is not None:
            take_over(setting.old_journal, store, setting.configuration)
        ports = Port(api), Port(page)
        desk = desk_for(Intake(store, setting.configuration), ports[0])
        setting.started(desk)
        place = Place(address=ports[0].address, asked_for=setting.host, ports=frozenset(port.number for port in ports))
        # Not Windows' own loop, which can't tell that a socket has something to accept.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(_serve(desk, Guard(create_app(desk), place), ports, listening))


class _Server(uvicorn.Server):
    def __init__(
        self,
        config: uvicorn.Config,
        ports: tuple[Port, Port],
        ready: Callable[[], None],
        at_end: list[Callable[[], None]],
    ) -> None:
        super().__init__(config)
        self._ports = ports
        self._ready = ready
        self._stopped = asyncio.Event()
        self._at_end = at_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Listen; uvicorn's own would not know which connection came in where."""
        for port in self._ports:
            port.serve(self._connection, self.server_state.connections)
        self.started = True
        self._ready()

    async def main_loop(self) -> None:
        """Wait for the end; uvicorn's own looks ten times a second whether it has come."""
        await self._stopped.wait()

    def stop(self) -> None:
        self._stopped.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.servers = []
        for port in self._ports:
            port.give_up()
        # uvicorn would cancel what outlives the time of grace and log each as an error; a request whose connection is
        # cut ends by itself.
        for end in self._at_end:
            end()
        cut = asyncio.get_running_loop().call_later(_GRACE, self._hang_up)
        await super().shutdown(sockets)
        cut.cancel()

    def _connection(self) -> Connection:
        return Connection(config=self.config, server_state=self.server_state, app_state={})

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


async def _serve(desk: Desk, app: ASGIApp, ports: tuple[Port, Port], listening: Callable[[Running], None]) -> None:
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE,
    )
    loop = asyncio.get_running_loop()

    def in_loop(work: Callable[[], object]) -> None:
        # Whoever is late finds the loop closed.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(work)

    def ready() -> None:
        api, page = (port.url for port in ports)
        listening(
            Running(api, page, ports[0].address, lambda: in_loop(server.stop), lambda work: in_loop(lambda: work(desk)))
        )

    server = _Server(config, ports, ready, desk.at_end)
    await server.serve()
