"""The arguments of `ilert-desktop practice`. Imports nothing that takes time: the window's start goes through it."""

import argparse
from pathlib import Path

from ilert_desktop.practice.configuration import LOOPBACK


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `command.run` is told."""
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default=LOOPBACK,
        help="where to listen; with another address than 127.0.0.1 others can read and change it (default: 127.0.0.1)",
    )
    parser.add_argument("--port", type=_port, default=0, help="the port events are sent to (default: a free one)")
    parser.add_argument("--page-port", type=_port, default=0, help="the port of the page (default: a free one)")
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="keep the alerts in this file (default: in memory, until it ends)"
    )
    parser.add_argument("--no-rate-limit", action="store_true", help="take as many events a minute as come")
    parser.add_argument("--config", type=Path, metavar="FILE", help="its sources, policies and support hours (TOML)")
    parser.add_argument("--print-config", action="store_true", help="print the default of --config, with comments")
    parser.add_argument(
        "--drill",
        metavar="FILE",
        help="start a drill at once, and print its report: a TOML file, or first-alert, or ilert-does-not-answer",
    )
    parser.add_argument("--json", action="store_true", help="print addresses, token and keys as one line of JSON")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)
