"""What keeps the outbox as a whole from being drained, in words for the operator."""

import msgspec

from ilert_desktop.ledger.errors import LedgerProblem


class DeliveryFault(msgspec.Struct, frozen=True):
    """Why nothing is sent just now; `sentence` says what to do. Queued events are safe and go on afterwards."""

    title: str
    sentence: str


def fault_of(error: Exception) -> DeliveryFault:
    """The words for an error that delivery did not foresee at this place."""
    if isinstance(error, LedgerProblem):
        return DeliveryFault(f"Queued events can't be sent: {error.title.lower()}", error.sentence)
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
