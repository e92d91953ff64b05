"""The program's start: opens the window, or does what a command says. Qt only where a window opens."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ilert_desktop import __version__
from ilert_desktop.commands.arguments import add_commands
from ilert_desktop.practice.arguments import add_options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `ilert-desktop`.

    Args:
        arguments: without the program's name; the process's own by default.

    Returns:
        The exit status: 0 when all went well, 1 when it did not, 2 for wrong usage; those of the commands that
        work on the ledger are in `commands/exit_codes.py`.
    """
    chosen = _parse(_parser(), arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    match chosen.command:
        case "practice":
            return _practice(chosen)
        case "self-test":
            return _self_test(chosen.screenshot)
        case None:
            return _window()
        case _:
            return _command(chosen)


def _parse(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """As `parse_args`, but what is not understood is not repeated: somebody may have typed a key there."""
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown:
        names = [argument.partition("=")[0] for argument in unknown if argument.startswith("--")]
        parser.error(f"there is no option {' or '.join(names)} here" if names else "there are too many arguments")
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ilert-desktop",
        description="Raise an ilert alert by hand, accept and resolve it later. Without a command it opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"ilert-desktop {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add_commands(commands)
    practice = commands.add_parser("practice", help="run the stand-in for ilert alone")
    add_options(practice)
    self_test = commands.add_parser("self-test", help="raise, accept and resolve an alert in practice, and report")
    self_test.add_argument("--screenshot", type=Path, metavar="FILE", help="save a picture of the window (PNG)")
    return parser


def _practice(chosen: argparse.Namespace) -> int:
    # Each command loads only what it needs.
    from ilert_desktop.practice.config_file import configuration_for, default_text  # noqa: PLC0415
    from ilert_desktop.practice.drills.script_file import drill_for  # noqa: PLC0415
    from ilert_desktop.practice.faults import PracticeFault  # noqa: PLC0415
    from ilert_desktop.printing import write  # noqa: PLC0415

    if chosen.print_config:
        write(sys.stdout, default_text())
        return 0
    try:
        configuration = configuration_for(chosen.config)
        drill = None if chosen.drill is None else drill_for(chosen.drill)
    except PracticeFault as fault:
        write(sys.stderr, f"{fault}\n")
        return 2
    from ilert_desktop.practice.command import run  # noqa: PLC0415

    return run(chosen, configuration, drill)


def _command(chosen: argparse.Namespace) -> int:
    from ilert_desktop.commands.run import run  # noqa: PLC0415

    return run(chosen)


def _self_test(screenshot: Path | None) -> int:
    from ilert_desktop.ui.self_test.run import run  # noqa: PLC0415

    return run(screenshot)


def _window() -> int:
    if not _has_screen():
        sys.stderr.write(
            "There is no screen to open a window on: start ilert-desktop in a desktop session,"
            " or run `ilert-desktop self-test` to check the installation without one.\n"
        )
        return 1
    from ilert_desktop.paths import FoldersNotMade, find_folders  # noqa: PLC0415

    found = find_folders()
    try:
        found.make()
    except FoldersNotMade as problem:
        # The window opens all the same, says so, and goes on by itself as soon as the folder can be made.
        sys.stderr.write(f"{problem.title}. {problem.sentence}\n")
    from ilert_desktop.app import run  # noqa: PLC0415

    return run(found, sys.argv[:1])


def _has_screen() -> bool:
    # Without a screen Qt ends the process with a core dump. Other systems always have one.
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in known)
