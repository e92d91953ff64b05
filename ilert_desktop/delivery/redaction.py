"""Takes a source's key out of what a server or an error says, before anything of it is kept."""

import re
from typing import Final

from ilert_desktop.event import KEY_MASK

# The start of a key says something about the rest of it only when it is longer than what all keys share.
_TELLING: Final = 4


def without_key(text: str, key: str) -> str:
    """`text` with `key` masked: as it is, in JSON's escapes, percent-encoded, and cut off at the end of `text`."""
    masked = re.sub("".join(_spellings(character) for character in key), KEY_MASK, text)
    for length in range(len(key) - 1, _TELLING - 1, -1):
        if masked.endswith(key[:length]):
            return masked[:-length] + KEY_MASK
    return masked


def _spellings(character: str) -> str:
    plain, code = re.escape(character), f"{ord(character):02x}"
    return rf"(?:{plain}|\\{plain}|(?i:\\u00{code}|%{code}))"
