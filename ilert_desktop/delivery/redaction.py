"""Takes a source's key out of what a server or an error says, before anything of it is kept."""

import base64
import html
import re
import traceback
from itertools import groupby
from typing import Final

from ilert_desktop.event import KEY_MASK

# The start of a key says something about the rest of it only when it is longer than what all keys share.
_TELLING: Final = 4


def without_key(text: str, key: str) -> str:
    """`text` with `key` masked.

    It is found as it is, in JSON's escapes, percent-encoded, as HTML, in base64 (alone or amid other bytes), in
    hexadecimal, and cut off at the end of `text`.
    """
    masked = _pattern(key).sub(KEY_MASK, text)
    for length in range(len(key) - 1, _TELLING - 1, -1):
        if masked.endswith(key[:length]):
            return masked[:-length] + KEY_MASK
    return masked


def trace_without_key(error: BaseException, key: str) -> str:
    """Where `error` came from and what it says, for a log: libraries put what they were given into their errors."""
    return without_key("".join(traceback.format_exception(error)), key)


def _pattern(key: str) -> re.Pattern[str]:
    spelled = "".join(_run(character, len(list(run))) for character, run in groupby(key))
    packed = "|".join(re.escape(form) for form in _packed(key.encode()))
    return re.compile(f"{spelled}|{packed}" if packed else spelled)


def _run(character: str, length: int) -> str:
    if character != "\\":
        return _spellings(character) * length
    # JSON doubles them, perhaps more than once; all there are belong to it, for to try each share takes too long.
    coded = r"(?i:\\u005c|%(?:25){0,4}5c|&\#(?:92|x5c);)"
    return rf"(?:\\{{{length},{8 * length}}}+|{coded}{{{length}}})"


def _spellings(character: str) -> str:
    code, number = f"{ord(character):02x}", ord(character)
    # Each spelling once: with two ways to read a sign, a text that is nearly the key takes 2^length steps.
    written = "|".join(re.escape(form) for form in dict.fromkeys((html.escape(character), character)))
    # JSON within JSON has more than one backslash, an address within an address %25 for %. The numbers are limited,
    # so that an answer made of nothing but backslashes takes no time.
    escaped = rf"\\{{0,8}}(?:{written})|\\{{1,8}}(?i:u00{code}|x{code})"
    return rf"(?:{escaped}|(?i:%(?:25){{0,4}}{code}|&\#(?:0{{0,8}}{number}|x0{{0,8}}{code});))"


def _packed(key: bytes) -> list[str]:
    """The key in hexadecimal and in base64: how it begins and ends there depends on what stands around it."""
    forms = [key.hex(), key.hex().upper()]
    for before in range(3):
        # What the bytes before and behind have a part in is left away: 0, 2 or 3 signs, and 0, 2 or 3 of the last four.
        text = base64.b64encode(bytes(before) + key).decode().rstrip("=")
        start = (0, 2, 3)[before]
        end = len(text) - (1 if (before + len(key)) % 3 else 0)
        forms += [text[start:end], text[start:end].translate(_URL_SAFE)]
    return [form for form in dict.fromkeys(forms) if len(form) >= _TELLING]


_URL_SAFE: Final = str.maketrans("+/", "-_")
