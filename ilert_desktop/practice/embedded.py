"""Practice inside the program: a server in a thread of its own. Cheap to import; the server is loaded by `start`."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ilert_desktop.practice.engine import DEFAULT_RULES, Rules
from ilert_desktop.practice.sources import PRACTICE_SOURCES, PracticeSource

if TYPE_CHECKING:
    from ilert_desktop.practice.serving import Running

_log: Final = logging.getLogger(__name__)
_STOP_WAIT: Final = 2.0  # seconds


class Practice:
    """The stand-in for ilert on this computer; can be started and stopped again and again, from any thread.

    Args:
        data: the folder for what it holds; None keeps it in memory, until `stop`.
        port: 0 takes a free one at each start.
        sources: the sources it knows.
        rules: the switches of the engine.
    """

    def __init__(
        self,
        data: Path | None = None,
        *,
        port: int = 0,
        sources: Sequence[PracticeSource] = PRACTICE_SOURCES,
        rules: Rules = DEFAULT_RULES,
    ) -> None:
        self._data = data
        self._port = port
        self._sources = sources
        self._rules = rules
        self._lock = threading.Lock()
        self._thread: _ServerThread | None = None

    @property
    def url(self) -> str | None:
        """The address of the running server, such as `http://127.0.0.1:40123`; None while there is none."""
        thread = self._thread
        return thread.running.result().url if thread is not None and thread.listens else None

    @property
    def key(self) -> str:
        """The public key of the first source."""
        return self._sources[0].key

    def start(self) -> str:
        """Start the server unless it runs, wait until it listens, and return its address. Blocks: no call for a GUI.

        Raises:
            PracticeFault: the port or the folder can't be used.
        """
        with self._lock:
            if self._thread is None or not self._thread.listens:
                thread = _ServerThread(self._data, self._port, self._sources, self._rules)
                thread.start()
                thread.running.result()
                self._thread = thread
            return self._thread.running.result().url

    def events_url(self) -> str:
        """Where events are posted; starts the server when it does not run.

        Raises:
            PracticeFault: as `start`.
        """
        return f"{self.start()}/api/events"

    def stop(self) -> None:
        """End the server, within 2 seconds; nothing to do when it does not run."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            thread.running.result().stop()
            thread.join(_STOP_WAIT)


class _ServerThread(threading.Thread):
    """One run of the server; `running` tells when it listens, or why it does not."""

    def __init__(self, data: Path | None, port: int, sources: Sequence[PracticeSource], rules: Rules) -> None:
        super().__init__(name="practice", daemon=True)
        self._started_with = (data, port, sources, rules)
        self.running: Future[Running] = Future()

    @property
    def listens(self) -> bool:
        """Whether the server has come up and has not ended."""
        return self.is_alive() and self.running.done() and self.running.exception() is None

    def run(self) -> None:
        """Load the server, and serve."""
        try:
            from ilert_desktop.practice.serving import Setting, serve  # noqa: PLC0415 - 110 ms, on this thread

            data, port, sources, rules = self._started_with
            serve(Setting(folder=data, port=port, sources=sources, rules=rules), self.running.set_result)
        except Exception as error:  # noqa: BLE001 - top of a thread: whoever waits for the start gets it
            if self.running.done():
                _log.exception("Practice ended")
            else:
                self.running.set_exception(error)
