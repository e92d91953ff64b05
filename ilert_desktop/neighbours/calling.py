"""The end that calls: one message to whoever listens, and whether it was heard."""

import logging
import os
from collections.abc import Sequence

from ilert_desktop.neighbours.messages import MESSAGE_LIMIT, Message, encode, read_answer
from ilert_desktop.neighbours.peer import PEER_SECONDS, bounded

_log = logging.getLogger(__name__)


def call(addresses: Sequence[str], message: Message) -> bool:
    """Tell it to the first program that listens at one of `addresses`; whether it was heard. Takes a second or two."""
    return any(_call(address, message) for address in addresses)


def _call(address: str, message: Message) -> bool:
    # 20 ms that no start has to wait for.
    from multiprocessing.connection import Client  # noqa: PLC0415

    try:
        with Client(address, "AF_UNIX" if os.name == "posix" else "AF_PIPE") as connection, bounded(connection):
            connection.send_bytes(encode(message))
            return connection.poll(PEER_SECONDS) and read_answer(connection.recv_bytes(MESSAGE_LIMIT)).heard
    except (OSError, EOFError) as error:
        _log.debug("nobody was told: %s", type(error).__name__)
        return False
