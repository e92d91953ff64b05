"""The arguments of the commands. Imports nothing that takes time: the window's start goes through here too."""

import argparse
import math
from typing import Any, Final

from ilert_desktop.sources.source import ILERT_ENDPOINT

_EXITS: Final = (
    "Exit status: 0 taken by ilert; 1 rejected or cancelled; 2 wrong usage or an invalid event, nothing was queued;"
    " 74 nothing was queued, because the ledger can't be used; 75 queued and not taken yet."
    " With several sources the worst counts: 1, then 75, then 0."
)
_ENVIRONMENT: Final = (
    "ILERT_API_KEY: a key for the sources named by --source that have no stored one; it is never stored itself."
)
_LONGEST_WAIT: Final = 86_400.0
# What argparse's `add_subparsers` returns has no public name.
Commands = Any


def add_commands(commands: Commands) -> None:
    """Add everything that works on the ledger."""
    _add_send(commands)
    for name, what in (
        ("accept", "accept an alert"),
        ("resolve", "resolve an alert"),
        ("comment", "comment on an alert"),
    ):
        parser = _command(commands, name, what, epilog=f"{_EXITS} {_ENVIRONMENT}")
        parser.add_argument("key", metavar="KEY", help="the alert's key")
        if name == "comment":
            parser.add_argument("text", metavar="TEXT", help="the comment (Markdown)")
        _add_source(parser, "where the alert is (default: where it is open, as far as this computer knows)")
        _add_waiting(parser)
        _add_again(parser)
    _add_looking(commands)
    _add_sources(commands)


def _add_send(commands: Commands) -> None:
    parser = _command(commands, "send", "raise an alert, or send any event", epilog=f"{_EXITS} {_ENVIRONMENT}")
    _add_source(parser, "where to send it; may be given several times (default: the source chosen in the window)")
    parser.add_argument("--json", metavar="FILE", help="an event as JSON, - for standard input; options go over it")
    parser.add_argument("--summary", metavar="TEXT", help="what is wrong, in one line")
    parser.add_argument("--details", metavar="TEXT", help="more about it (Markdown)")
    parser.add_argument(
        "--alert-key", metavar="KEY", help="events with the same key belong to one alert (else: a new one)"
    )
    parser.add_argument("--without-key", action="store_true", help="no key: it can't be accepted or resolved from here")
    parser.add_argument("--priority", type=str.upper, choices=("HIGH", "LOW"), help="else the source's default")
    parser.add_argument("--link", action="append", default=[], metavar="URL[=TEXT]", help="a link; any number of them")
    parser.add_argument(
        "--image", action="append", default=[], metavar="URL[=TEXT]", help="an image; any number of them"
    )
    parser.add_argument(
        "--custom", action="append", default=[], metavar="NAME=JSON", help="one of the custom details; any number"
    )
    parser.add_argument("--routing-key", metavar="KEY", help="the escalation policy to use")
    parser.add_argument("--yes", action="store_true", help="do page somebody at a source that is marked live")
    _add_waiting(parser)
    _add_again(parser)


def _add_looking(commands: Commands) -> None:
    history = _command(commands, "history", "list the alerts that this computer knows, the newest first")
    history.add_argument("--open", action="store_true", help="only those that are open or accepted")
    history.add_argument("--limit", type=_count, default=100, metavar="NUMBER", help="at most so many (default: 100)")
    history.add_argument("--json", action="store_true", help="print JSON")
    outbox = _command(commands, "outbox", "list the events that are not taken yet; answer those that are held")
    outbox.add_argument("--json", action="store_true", help="print JSON")
    answers = outbox.add_subparsers(dest="action", metavar="ACTION")
    retry = _command(answers, "retry", "send an event now that waits or is held", epilog=f"{_EXITS} {_ENVIRONMENT}")
    retry.add_argument("id", type=_count, metavar="ID", help="the event's number in the outbox")
    _add_source(retry, "the source that the key in ILERT_API_KEY belongs to")
    _add_waiting(retry)
    cancel = _command(answers, "cancel", "do not send an event", epilog="Exit status: 0 cancelled; 1 too late.")
    cancel.add_argument("id", type=_count, metavar="ID", help="the event's number in the outbox")


def _add_sources(commands: Commands) -> None:
    sources = _command(commands, "sources", "list, add and remove sources, store their keys")
    actions = sources.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = _command(actions, "list", "list the sources, and where their keys are kept")
    listing.add_argument("--json", action="store_true", help="print JSON")
    adding = _command(
        actions,
        "add",
        "add a source; its key is asked for, or read from standard input",
        epilog="Exit status: 0 added; 1 added, but its key could not be kept; 2 not added.",
    )
    adding.add_argument("name", metavar="NAME", help="what you call it")
    adding.add_argument("--endpoint", metavar="URL", default=ILERT_ENDPOINT, help=f"default: {ILERT_ENDPOINT}")
    adding.add_argument("--live", action="store_true", help="mark it live: paging somebody there takes a second step")
    keeping = _command(
        actions,
        "key",
        "store the key of a source; it is asked for, or read from standard input",
        epilog="Exit status: 0 kept; 1 it could not be kept; 2 nothing was changed.",
    )
    keeping.add_argument("name", metavar="NAME", help="its name or id")
    removing = _command(actions, "remove", "remove a source, and forget its key")
    removing.add_argument("name", metavar="NAME", help="its name or id")
    removing.add_argument("--yes", action="store_true", help="also when events wait to be sent there")


def _command(commands: Commands, name: str, what: str, *, epilog: str = "") -> argparse.ArgumentParser:
    # Abbreviated options would make every new option a change to somebody's script.
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=f"{what[0].upper()}{what[1:]}.", epilog=epilog, allow_abbrev=False
    )
    return parser


def _add_source(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--source", action="append", default=[], metavar="NAME", help=what)


def _add_waiting(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--no-wait", action="store_true", help="return as soon as it is queued, with exit status 75")
    group.add_argument(
        "--wait", type=_seconds, default=30.0, metavar="SECONDS", help="wait so long at most (default: 30)"
    )


def _add_again(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--again", action="store_true", help="also when the same was sent less than a minute ago")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= _LONGEST_WAIT:
        raise argparse.ArgumentTypeError("a time is a number of seconds from 0 to 86400")
    return seconds


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:19]) <= 2**62:
        raise argparse.ArgumentTypeError("a whole number above 0 is wanted")
    return int(text)
