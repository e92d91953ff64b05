"""What keeps the outbox as a whole from being drained, in words for the operator."""

import logging
from collections.abc import Callable

import msgspec

from ilert_desktop.ledger.errors import LedgerProblem

_log = logging.getLogger(__name__)


class DeliveryFault(msgspec.Struct, frozen=True):
    """Why nothing is sent just now; `sentence` says what to do. Queued events are safe and go on afterwards.

    `of_ledger` says that the ledger itself can't be used.
    """

    title: str
    sentence: str
    of_ledger: bool = False


def fault_of(error: Exception) -> DeliveryFault:
    """The words for an error that delivery did not foresee at this place."""
    if isinstance(error, LedgerProblem):
        return DeliveryFault(f"Queued events can't be sent: {error.title.lower()}", error.sentence, of_ledger=True)
    return DeliveryFault(
        "Queued events can't be sent just now",
        f"The program met an error of its own ({type(error).__name__}) and tries again. They stay in the outbox.",
    )


ANOTHER_PROGRAM = DeliveryFault(
    "Another program holds this data folder and does not answer",
    "What you queue here may wait until it ends. Close the other ilert Desktop or end its process.",
)


def lock_fault(error: OSError) -> DeliveryFault:
    """The words for a lock that can't even be asked for."""
    reason = error.strerror or type(error).__name__
    return DeliveryFault(
        "Queued events can't be sent: the data folder can't be locked",
        f"{error.filename or 'The lock file'}: {reason}. Correct its rights or move it away; sending then goes on.",
    )


FaultWatcher = Callable[[DeliveryFault | None], None]


class FaultBoard:
    """What is wrong just now, by place, and who is told when that changes what the operator should know."""

    def __init__(self) -> None:
        self._watchers: list[FaultWatcher] = []
        self._faults: dict[str, DeliveryFault] = {}

    def watch(self, watcher: FaultWatcher) -> None:
        """Call `watcher(fault)`, and `watcher(None)` when all is well again; at once when something is wrong."""
        self._watchers.append(watcher)
        if (fault := self._first()) is not None:
            watcher(fault)

    def report(self, where: str, fault: DeliveryFault | None) -> None:
        """Note what is wrong in one place, or that nothing is."""
        before = self._first()
        if fault is None:
            self._faults.pop(where, None)
        else:
            self._faults[where] = fault
        now = self._first()
        if now == before:
            return
        if now is not None:
            _log.warning("%s. %s", now.title, now.sentence)
        for watcher in self._watchers:
            watcher(now)

    def _first(self) -> DeliveryFault | None:
        return next(iter(self._faults.values()), None)
