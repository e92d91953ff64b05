"""Calls that may never return, each on a thread that holds nobody up: no other call and not the end of the program."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

from ilert_desktop.sources.key_problems import KeyProblem, failed

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)

# A call that hangs for ever keeps its thread; with this many the keyring counts as dead without another try.
STUCK_LIMIT: Final = 16


class DaemonCalls:
    """Runs each call on a daemon thread of its own and gives up waiting for it after a time-out.

    Only daemon threads will do: while a call hangs, an executor's threads would keep the process from ending.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._under_way: set[Future[Any]] = set()
        self._given_up: set[Future[Any]] = set()

    def start(self, work: Callable[[], _Result], *, timeout: float | None = None) -> Future[_Result]:
        """Run `work` and hand out its result; the future fails with a `KeyProblem` and with nothing else.

        Args:
            work: what to run. When it raises anything but a `KeyProblem`, only the kind of the error is passed on:
                its text could hold a key.
            timeout: seconds to wait for the end of `work`, else the ones given at construction.
        """
        future: Future[_Result] = Future()
        # A call under way can't be taken back, so nobody may cancel its future.
        future.set_running_or_notify_cancel()
        with self._lock:
            is_dead = len(self._given_up) >= STUCK_LIMIT
            if not is_dead:
                self._under_way.add(future)
        if is_dead:
            future.set_exception(failed("does not answer"))
            return future
        alarm = threading.Timer(self._timeout if timeout is None else timeout, self._give_up, (future,))
        alarm.daemon = True
        alarm.start()
        threading.Thread(target=self._run, args=(work, future, alarm), name="keyring call", daemon=True).start()
        return future

    def _run(self, work: Callable[[], _Result], future: Future[_Result], alarm: threading.Timer) -> None:
        problem: KeyProblem
        try:
            result = work()
        except KeyProblem as known:
            problem = known
        except Exception as error:  # noqa: BLE001 - the border to the keyring: back-ends raise whatever they like
            _log.info("a call to the keyring failed: %s", type(error).__name__)
            problem = failed(f"broke off ({type(error).__name__})")
        else:
            if self._ends_in_time(future, alarm):
                future.set_result(result)
            return
        if self._ends_in_time(future, alarm):
            future.set_exception(problem)

    def _ends_in_time(self, future: Future[Any], alarm: threading.Timer) -> bool:
        alarm.cancel()
        with self._lock:
            in_time = future in self._under_way
            self._under_way.discard(future)
            self._given_up.discard(future)
        return in_time

    def _give_up(self, future: Future[Any]) -> None:
        with self._lock:
            if future not in self._under_way:
                return
            self._under_way.discard(future)
            self._given_up.add(future)
        future.set_exception(failed("does not answer"))
