"""Practice inside the program: a server in a thread of its own. Cheap to import; the server is loaded by `start`."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.practice.configuration import DEFAULT, LOOPBACK, Configuration
from ilert_desktop.practice.faults import PracticeFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ilert_desktop.practice.desk import Desk
    from ilert_desktop.practice.serving import Running, Setting

_log: Final = logging.getLogger(__name__)
_STOP_WAIT: Final = 2.0  # seconds
_Result = TypeVar("_Result")


class Practice:
    """The stand-in for ilert on this computer; can be started and stopped again and again, from any thread.

    Args:
        data: the file for what it holds; None keeps it in memory, until `stop`.
        host: where it listens, a name or an address of this computer.
        port: what events go to; 0 takes a free one at each start.
        is_own_file: `data` is the program's own, not one that the operator named: when it is damaged, it is set aside,
            and practice begins anew; what older versions left beside it is taken over.
        page_port: what the page for people is at, so that it stays there when the other one is shut; likewise.
        configuration: its sources, policies, and the switches of its rules.
    """

    def __init__(
        self,
        data: Path | None = None,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        page_port: int = 0,
        is_own_file: bool = False,
        configuration: Configuration = DEFAULT,
    ) -> None:
        self._data = data
        self._is_own_file = is_own_file
        self._place = (host, port, page_port)
        self.configuration = configuration
        self._audience = _Audience()
        self._lock = threading.Lock()
        self._thread: _ServerThread | None = None

    @property
    def url(self) -> str | None:
        """The address of the running server, such as `http://127.0.0.1:40123`; None while there is none."""
        return running.url if (running := self._running) is not None else None

    @property
    def page_url(self) -> str | None:
        """The address of the page for people; None while the server does not run."""
        return running.page_url if (running := self._running) is not None else None

    @property
    def address(self) -> str | None:
        """What it is bound to, such as `127.0.0.1`; None while the server does not run."""
        return running.address if (running := self._running) is not None else None

    @property
    def is_open_to_others(self) -> bool:
        """Whether other computers may reach the running server."""
        address = self.address
        return address is not None and not ip_address(address).is_loopback

    @property
    def key(self) -> str:
        """The public key of the first source."""
        return self.key_of(None)

    def key_of(self, number: int | None) -> str:
        """The public key of the source with this number; None asks for the first one.

        Raises:
            PracticeFault: there is no such source.
        """
        return _key_of(self.configuration, number)

    def at_start(self, work: Callable[[Desk], object]) -> None:
        """Have `work` done in the server's thread, with its parts, at each start; soon, if it has started already."""
        if self._audience.has_missed_start(work):
            # Not in this thread: it would wait for the rest of the start.
            on_daemon_thread(lambda: self._catch_up(work), name="practice-start")

    def when_ended(self, callback: Callable[[], object]) -> None:
        """Have `callback` called each time a server ends, for whatever reason, in its thread."""
        self._audience.when_ended.append(callback)

    def when_begun_anew(self, callback: Callable[[PracticeFault], object]) -> None:
        """Have `callback` called, in the server's thread, when the data was damaged; it gets what to tell about it."""
        self._audience.when_begun_anew.append(callback)

    def call(self, work: Callable[[Desk], _Result]) -> Future[_Result]:
        """Have `work` done in the server's thread, with its parts; starts the server when it does not run.

        The future fails with a `PracticeFault` when the server can't start, or with what `work` raises.
        """
        return on_daemon_thread(lambda: self._ask(work).result(), name="practice-call")

    def start(self) -> str:
        """Start the server unless it runs, wait until it listens, and return its address. Blocks: no call for a GUI.

        Raises:
            PracticeFault: the port or the file can't be used.
        """
        with self._lock:
            if self._thread is None or not self._thread.listens:
                thread = _ServerThread(self._setting, self._audience.tell_end)
                thread.start()
                thread.running.result()
                self._thread = thread
            return self._thread.running.result().url

    def events_url(self) -> str:
        """Where events are posted; starts the server when it does not run, and raises what `start` does."""
        return f"{self.start()}/api/events"

    def stop(self) -> None:
        """End the server, within 2 seconds; nothing to do when it does not run."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.running.result().stop()
            thread.join(_STOP_WAIT)

    @property
    def _running(self) -> Running | None:
        thread = self._thread
        return thread.running.result() if thread is not None and thread.listens else None

    def _catch_up(self, work: Callable[[Desk], object]) -> None:
        with self._lock:
            if self._thread is not None and self._thread.listens:
                self._thread.ask(work)

    def _ask(self, work: Callable[[Desk], _Result]) -> Future[_Result]:
        self.start()
        thread = self._thread
        if thread is None:
            raise _has_ended()
        return thread.ask(work)

    def _setting(self) -> Setting:
        from ilert_desktop.practice.serving import Setting  # noqa: PLC0415 - 110 ms, on the server's thread

        host, port, page_port = self._place
        own = self._data if self._is_own_file else None
        return Setting(
            data=self._data,
            begun_anew=self._audience.tell_begun_anew if own else None,
            old_journal=own and own.parent / "practice" / "practice.jsonl",
            host=host,
            port=port,
            page_port=page_port,
            configuration=self.configuration,
            started=self._audience.tell_start,
        )


def _key_of(configuration: Configuration, number: int | None) -> str:
    sources = configuration.sources
    key = next((source.key for source in sources if number in {None, source.id}), None)
    if key is None:
        raise PracticeFault(
            f"Practice has no source {number}", "Choose another practice source, or add it to the configuration."
        )
    return key


class _Audience:
    """Who wants to be told what; they are called in the server's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._has_started = False
        self._at_start: list[Callable[[Desk], object]] = []
        self.when_ended: list[Callable[[], object]] = []
        self.when_begun_anew: list[Callable[[PracticeFault], object]] = []

    def has_missed_start(self, work: Callable[[Desk], object]) -> bool:
        """Keep `work` for the next starts; whether the present one has gone by without it."""
        with self._lock:
            self._at_start.append(work)
            return self._has_started

    def tell_start(self, desk: Desk) -> None:
        with self._lock:
            self._has_started = True
            wanted = list(self._at_start)
        for work in wanted:
            work(desk)

    def tell_end(self) -> None:
        with self._lock:
            self._has_started = False
        for callback in list(self.when_ended):
            callback()

    def tell_begun_anew(self, notice: PracticeFault) -> None:
        for callback in list(self.when_begun_anew):
            callback(notice)


def _has_ended() -> PracticeFault:
    return PracticeFault("Practice has ended", "Try it once more.")


class _ServerThread(threading.Thread):
    """One run of the server; `running` tells when it listens, or why it does not."""

    def __init__(self, setting: Callable[[], Setting], tell_end: Callable[[], None]) -> None:
        super().__init__(name="practice", daemon=True)
        self._setting = setting
        self._tell_end = tell_end
        self._lock = threading.Lock()
        self._has_ended = False
        # What was asked and has no answer yet.
        self._asked: set[Future[Any]] = set()
        self.running: Future[Running] = Future()

    @property
    def listens(self) -> bool:
        """Whether the server has come up and has not ended."""
        return not self._has_ended and self.running.done() and self.running.exception() is None

    def ask(self, work: Callable[[Desk], _Result]) -> Future[_Result]:
        """Have `work` done in this thread.

        The future fails with what `work` raises, or with a `PracticeFault` if the thread ends before it comes to that.
        """
        answer: Future[_Result] = Future()

        def work_there(desk: Desk) -> None:
            try:
                answer.set_result(work(desk))
            except Exception as error:  # noqa: BLE001 - top of a task: whoever asked for it gets it
                answer.set_exception(error)
            self._asked.discard(answer)

        with self._lock:
            if self._has_ended:
                raise _has_ended()
            self._asked.add(answer)
            self.running.result().call(work_there)
        return answer

    def run(self) -> None:
        """Load the server, serve, and at the end say so to whoever still waits."""
        try:
            self._serve()
        except Exception as error:  # noqa: BLE001 - top of a thread: whoever waits for the start gets it
            if self.running.done():
                _log.exception("Practice ended")
            else:
                self.running.set_exception(error)
        with self._lock:
            self._has_ended = True
        for answer in list(self._asked):
            answer.set_exception(_has_ended())
        self._tell_end()

    def _serve(self) -> None:
        from ilert_desktop.practice.serving import serve  # noqa: PLC0415 - 110 ms, on this thread

        serve(self._setting(), self.running.set_result)
