"""What programs on one data folder tell each other: small JSON texts."""

from typing import Final

import msgspec

# Far more than keys for every source take.
MESSAGE_LIMIT: Final = 256 * 1024


class LentKey(msgspec.Struct, frozen=True):
    """A key for one source, bound to an endpoint; it is held in memory only and shows itself to nobody."""

    source_id: str
    endpoint: str
    key: str

    def __repr__(self) -> str:
        return f"<LentKey for {self.source_id}>"


class Nudge(msgspec.Struct, frozen=True, tag="nudge"):
    """Something in the ledger or the list of sources has changed: look now."""


class Lend(msgspec.Struct, frozen=True, tag="lend"):
    """As `Nudge`, and these keys may be used for sources that have no stored one."""

    keys: tuple[LentKey, ...]


Message = Nudge | Lend


class Answer(msgspec.Struct, frozen=True):
    """Whether the message was understood and taken."""

    heard: bool


def encode(message: Message | Answer) -> bytes:
    """The bytes of a message."""
    return msgspec.json.encode(message)


def read_message(text: bytes) -> Message | None:
    """The message in `text`, or None when it is none that this version knows."""
    try:
        message: Message = msgspec.json.decode(text, type=Message)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return message


def read_answer(text: bytes) -> Answer:
    """The answer in `text`; nonsense is no."""
    try:
        return msgspec.json.decode(text, type=Answer)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Answer(heard=False)
