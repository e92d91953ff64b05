"""One attempt's outcome. The one function that decides it is `outcome_of`; design and tests name its rows."""

from typing import Final

import msgspec

from ilert_desktop.ledger.records import OutcomeKind

TOO_MANY: Final = 429
_LONGEST_MESSAGE: Final = 1000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: a complete status line, and as much of the body as arrived within its limit.

    `retry_after` is in seconds from now, None when the answer named none.
    """

    status: int
    text: str = ""
    correlation_id: str = ""
    retry_after: float | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """No complete status line came back; `written` says whether any byte of the request may have gone out."""

    written: bool
    sentence: str


def outcome_of(result: Answer | Failure) -> OutcomeKind:
    """Taken, rejected, certainly not taken, or uncertain.

    A status of 200 or 202 means taken, whatever happened to the body. 502 and 504 come from a gateway that may
    have passed the request on; other 5xx and 429 come from whoever refused it.
    """
    if isinstance(result, Failure):
        return OutcomeKind.UNCERTAIN if result.written else OutcomeKind.NOT_TAKEN
    if result.status in {200, 202}:
        return OutcomeKind.TAKEN
    if result.status in {502, 504}:
        return OutcomeKind.UNCERTAIN
    if result.status == TOO_MANY or result.status >= 500:
        return OutcomeKind.NOT_TAKEN
    return OutcomeKind.REJECTED


def sentence_of(result: Answer | Failure) -> str:
    """What became of the attempt, in one sentence for the operator."""
    if isinstance(result, Failure):
        return result.sentence
    said = _text_in(result, "message")[:_LONGEST_MESSAGE]
    return f"{_verdict(result.status)}{f' ilert says: {said}' if said and result.status >= 400 else ''}"


def _verdict(status: int) -> str:
    if status in {200, 202}:
        return f"Taken by ilert ({status})."
    if 300 <= status < 400:
        return f"Rejected ({status}): the endpoint redirects elsewhere, and a key is never sent along."
    if status >= 500:
        return f"ilert has a fault ({status})."
    return {
        404: "Rejected (404): mostly this means that the source's key is wrong.",
        TOO_MANY: "Too many requests with this key (429): ilert asks to wait.",
    }.get(status, f"Rejected ({status}).")


def alert_url_of(result: Answer | Failure) -> str:
    """The address of the alert if the answer names one, else an empty text."""
    return "" if isinstance(result, Failure) else _text_in(result, "alertUrl")


def _text_in(answer: Answer, name: str) -> str:
    # Each field for itself: one of an unexpected type must not hide the others.
    try:
        fields = msgspec.json.decode(answer.text, type=dict[str, msgspec.Raw])
        return msgspec.json.decode(fields[name], type=str)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, KeyError):
        return ""
