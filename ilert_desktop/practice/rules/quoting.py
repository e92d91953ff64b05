"""How texts that came from outside stand in a sentence of practice."""

from typing import Final

_MOST: Final = 60  # characters: a sentence stays one line on the page


def quoted(text: str) -> str:
    """`text` on one line between quotation marks, cut to 60 characters, with nothing invisible in it."""
    line = " ".join(text[: 2 * _MOST].split())
    visible = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
    cut = len(visible) > _MOST or len(text) > 2 * _MOST
    return f"“{visible[:_MOST]}…”" if cut else f"“{visible}”"


def counted(number: int, what: str) -> str:
    """`1 minute`, `5 minutes`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
