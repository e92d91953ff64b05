"""Writing to a terminal, or to whoever reads a command; that nobody does ends nothing."""

import contextlib
import os
from collections.abc import Iterator
from typing import TextIO


def write(stream: TextIO | None, text: str) -> None:
    """Write text at once; what the terminal can't show is escaped. None is a stream that was closed at the start."""
    if stream is None:
        return
    with broken_pipe_is_no_error(stream):
        encoding = stream.encoding or "utf-8"
        # A letter that is missing there must not end the command.
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


@contextlib.contextmanager
def broken_pipe_is_no_error(stream: TextIO) -> Iterator[None]:
    """Who reads no further (`| head`) changes nothing of what the command does, nor its exit code."""
    try:
        yield
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):
            # The interpreter would complain when it flushes the rest at its end.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
