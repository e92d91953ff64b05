"""`ilert-desktop practice`: the server alone, in the foreground."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import msgspec

from ilert_desktop.practice.configuration import DEFAULT, TOKEN, Configuration
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault

_LOOK_EVERY = 0.5  # seconds; a wait without an end can't be interrupted by Ctrl+C on Windows


class _SourceLine(msgspec.Struct, frozen=True):
    name: str
    key: str


class _FirstLine(msgspec.Struct, frozen=True):
    url: str
    page: str
    token: str
    sources: list[_SourceLine]


def run(port: int, as_json: bool, data: Path | None = None, configuration: Configuration = DEFAULT) -> int:
    """Serve until Ctrl+C or SIGTERM. Belongs to the main thread.

    Args:
        port: the port on 127.0.0.1; 0 takes a free one.
        as_json: say address, token and keys as one line of JSON.
        data: the file for what practice holds; None keeps it in memory.
        configuration: its sources, policies, and the switches of its rules.

    Returns:
        The exit status: 0 after a signal, 1 when it could not start or ended by itself.
    """
    practice = Practice(data, port=port, configuration=configuration)
    with _signals() as asked_to_stop:
        try:
            url = practice.start()
        except PracticeFault as fault:
            sys.stderr.write(f"{fault}\n")
            return 1
        try:
            page = practice.page_url or url
            sys.stdout.write(_as_json(url, page, configuration) if as_json else _as_text(url, page, configuration))
            sys.stdout.flush()
            while practice.url is not None:
                if asked_to_stop.wait(_LOOK_EVERY):
                    return 0
        finally:
            practice.stop()
    return 1


@contextmanager
def _signals() -> Iterator[threading.Event]:
    asked_to_stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked_to_stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_json(url: str, page: str, configuration: Configuration) -> str:
    sources = [_SourceLine(source.name, source.key) for source in configuration.sources]
    return msgspec.json.encode(_FirstLine(url, page, TOKEN, sources)).decode() + "\n"


def _as_text(url: str, page: str, configuration: Configuration) -> str:
    keys = "".join(f"Key      {source.key}  (source {source.name})\n" for source in configuration.sources)
    return (
        "Practice, a stand-in for ilert on this computer. Nobody is paged.\n"
        f"Page     {page}\n"
        f"Events   POST {url}/api/events\n"
        f"Alerts   GET  {url}/api/alerts\n"
        f"{keys}"
        "Ctrl+C ends it.\n"
    )
