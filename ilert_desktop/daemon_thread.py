"""Runs one function on a daemon thread: for calls that may block for ever and must not hold up the program's end."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_Result = TypeVar("_Result")


def on_daemon_thread(work: Callable[[], _Result], *, name: str) -> Future[_Result]:
    """Start `work` on a thread of its own; the future carries its result or whatever it raised.

    A thread pool's threads are joined when the interpreter ends; a daemon thread is not.
    """
    future: Future[_Result] = Future()
    # A call under way can't be taken back: who stops waiting for it must not cancel what it still sets.
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - the top of a thread: the future's reader handles it
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future
