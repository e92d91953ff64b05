"""One connection to another program: its owner is checked, and it can't hang for longer than it is given."""

import os
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PEER_SECONDS: Final = 1.0
_CREDENTIALS: Final = "3i"  # struct ucred: pid, uid, gid (unix(7))


class WrongPeer(OSError):  # noqa: N818 - named for what it is
    """The program at the other end belongs to another user."""


@contextmanager
def bounded(connection: "Connection") -> Iterator[None]:
    """Within the block the connection is shut down after `PEER_SECONDS`, whatever its other end does or does not do.

    Raises:
        WrongPeer: the other end belongs to another user.
    """
    if os.name != "posix":
        # A pipe hands over whole messages, and its owner alone may open it.
        yield
        return
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        _check_owner(line)
        alarm = threading.Timer(PEER_SECONDS, _shut, (line,))
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _check_owner(line: socket.socket) -> None:
    if not sys.platform.startswith("linux"):
        return
    told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize(_CREDENTIALS))
    _, user, _ = struct.unpack(_CREDENTIALS, told)
    if user != os.getuid():
        raise WrongPeer(f"the program at the other end belongs to user {user}")
