"""Arguments of two parts: `URL=TEXT` and `NAME=JSON`."""

import json
import re
from typing import Final

from ilert_desktop.commands.refusal import CommandRefused

# In a query each `name=value` has one "="; the next one begins the text, unless it only fills up Base64.
_IN_QUERY: Final = re.compile(r"[?#&][^=&#]*=[^=&#]*(=+)(?=[^=&#])")


def split_address(argument: str) -> tuple[str, str]:
    """`URL[=TEXT]` as address and text.

    The first "=" before a query begins the text, in a query or fragment the second one of a `name=value`:
    `https://example.org/?host=db-1=The dashboard`. An "=" elsewhere in the address is written `%3D`.
    """
    start = re.search(r"[?#]", argument)
    before = argument if start is None else argument[: start.start()]
    if "=" in before:
        address, _, text = argument.partition("=")
        return address, text
    found = _IN_QUERY.search(argument)
    if found is None:
        return argument, ""
    return argument[: found.end(1) - 1], argument[found.end(1) :]


def custom_pairs(arguments: list[str]) -> dict[str, str]:
    """`NAME=JSON` arguments as JSON texts by name, as they were typed. Raises: CommandRefused: one is none."""
    found: dict[str, str] = {}
    for argument in arguments:
        name, equals, text = argument.partition("=")
        if not equals or not name.strip():
            raise CommandRefused(f"--custom: write NAME=JSON, not {argument!r}.")
        if name in found:
            raise CommandRefused(f"--custom: {name!r} is there twice.")
        if not _is_json(text):
            raise CommandRefused(f"--custom {name}: this is no JSON: {text!r}. A text is written '{name}=\"…\"'.")
        found[name] = text.strip()
    return found


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True
