"""Futures that nobody can cancel: already answered, or answered when another one is."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from ilert_desktop.sources.key_problems import KeyProblem

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def done(answer: _Answer) -> Future[_Answer]:
    """A future that has its answer."""
    future: Future[_Answer] = Future()
    future.set_result(answer)
    return future


def failed(problem: KeyProblem) -> Future[Any]:
    """A future that has failed."""
    future: Future[Any] = Future()
    future.set_exception(problem)
    return future


def after(asked: Future[_Asked], answer: Callable[[Future[_Asked]], _Answer]) -> Future[_Answer]:
    """A future with what `answer` makes of the ended one; fails with the `KeyProblem` that `answer` raises."""
    future: Future[_Answer] = Future()
    # A keyring call can't be taken back, so nobody may cancel the future of one.
    future.set_running_or_notify_cancel()

    def settle(ended: Future[_Asked]) -> None:
        try:
            result = answer(ended)
        except KeyProblem as problem:
            future.set_exception(problem)
        else:
            future.set_result(result)

    asked.add_done_callback(settle)
    return future
