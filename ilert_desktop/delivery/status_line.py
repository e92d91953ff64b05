"""Finds the status line in an answer's bytes as they come: it decides, and what is behind it may be broken."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([0-9]{3})(?: .*)?\r?", re.DOTALL)
_SWITCHING: Final = 101

read_bytes_listener: ContextVar[Callable[[bytes], None] | None] = ContextVar("read_bytes_listener", default=None)
"""Who hears what is read from a connection, as `transport` reads it for the task of this context."""


class StatusLine:
    """The status line of one answer: `status` is None until its line end has come.

    Interim answers (100 to 199, RFC 9110, section 15.2) are passed over with their headers; behind a 101, which nobody
    asked for, no HTTP is spoken any more.
    """

    def __init__(self) -> None:
        self.status: int | None = None
        self._rest = b""
        self._in_interim = False
        self._is_over = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the connection."""
        self._rest += data
        while not self._is_over:
            line, end, rest = self._rest.partition(b"\n")
            if not end:
                return
            self._rest = rest
            self._take(line)

    def _take(self, line: bytes) -> None:
        if self._in_interim:
            self._in_interim = line not in {b"", b"\r"}
            return
        found = _STATUS_LINE.fullmatch(line)
        status = int(found[1]) if found else 0
        self._in_interim = 100 <= status < 200 and status != _SWITCHING
        self._is_over = not self._in_interim
        if status >= 200:
            self.status = status
