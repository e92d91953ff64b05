"""`ilert-desktop practice`: the server alone, in the foreground."""

import argparse
import socket
import sys

import msgspec

from ilert_desktop.practice.bell import hung
from ilert_desktop.practice.configuration import TOKEN, Configuration
from ilert_desktop.practice.drills.script import Drill
from ilert_desktop.practice.drills.terminal import DrillAtTerminal
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.printing import write


class _SourceLine(msgspec.Struct, frozen=True):
    name: str
    key: str


class _FirstLine(msgspec.Struct, frozen=True):
    url: str
    page: str
    token: str
    sources: list[_SourceLine]


def run(chosen: argparse.Namespace, configuration: Configuration, drill: Drill | None = None) -> int:
    """Serve until Ctrl+C or SIGTERM, as `arguments.add_options` has it. Belongs to the main thread.

    A `drill` is started at once; its report is written when it is over, and practice goes on.

    Returns:
        The exit status: 0 after a signal, 1 when it could not start or ended by itself.
    """
    practice = _practice(chosen, configuration)
    training = None if drill is None else DrillAtTerminal(practice, drill, sys.stdout, as_json=chosen.json)
    with hung() as bell:
        practice.when_ended(bell.ring)
        try:
            practice.start()
            _tell(practice, as_json=chosen.json)
            if training is not None:
                training.start()
            was_signal = bell.wait()
            if training is not None:
                training.end()
        except PracticeFault as fault:
            write(sys.stderr, f"{fault}\n")
            return 1
        finally:
            practice.stop()
    return 0 if was_signal else 1


def _practice(chosen: argparse.Namespace, configuration: Configuration) -> Practice:
    if chosen.no_rate_limit:
        configuration = msgspec.structs.replace(configuration, per_minute=0)
    return Practice(
        chosen.data, host=chosen.host, port=chosen.port, page_port=chosen.page_port, configuration=configuration
    )


def _tell(practice: Practice, *, as_json: bool) -> None:
    url, page = practice.url or "", practice.page_url or ""
    if practice.is_open_to_others:
        write(sys.stderr, _warning(practice.address or "", url))
    sources = practice.configuration.sources
    if as_json:
        lines = [_SourceLine(source.name, source.key) for source in sources]
        write(sys.stdout, msgspec.json.encode(_FirstLine(url, page, TOKEN, lines)).decode() + "\n")
    else:
        keys = "".join(f"Key      {source.key}  (source {source.name})\n" for source in sources)
        write(
            sys.stdout,
            "Practice, a stand-in for ilert on this computer. Nobody is paged.\n"
            f"Page     {page}\n"
            f"Events   POST {url}/api/events\n"
            f"Alerts   GET  {url}/api/alerts  (bearer token: {TOKEN})\n"
            f"{keys}"
            "Ctrl+C ends it.\n",
        )


def _warning(address: str, url: str) -> str:
    port = url.rpartition(":")[2]
    return (
        f"Practice listens on {address}: whoever reaches this computer there can read all that it holds, raise, accept"
        " and resolve alerts, and make it misbehave. Its keys and its token are public, and what is sent to it goes"
        " unencrypted (HTTP). Send it nothing that is secret; without --host only this computer reaches it.\n"
        f"Others reach it at http://{socket.gethostname()}:{port} or by the computer's address.\n"
    )
