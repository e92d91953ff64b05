"""The looks that a state can have: an icon and a colour, which only support the words beside them."""

from enum import StrEnum
from typing import Final

from PySide6.QtGui import QColor, QPalette

from ilert_desktop.ui.colours import hint_colour, is_dark, notice_colour, problem_colour


class Tone(StrEnum):
    """How a state looks."""

    QUEUED = "queued"
    SENDING = "sending"
    WAITING = "waiting"
    QUESTION = "question"
    OPEN = "open"
    ACCEPTED = "accepted"
    RESOLVED = "resolved"
    FAILED = "failed"
    DROPPED = "dropped"
    ELSEWHERE = "elsewhere"


ICON_NAMES: Final = {
    Tone.QUEUED: "outbox",
    Tone.SENDING: "outbox",
    Tone.WAITING: "clock",
    Tone.QUESTION: "warning",
    Tone.ACCEPTED: "accept",
    Tone.RESOLVED: "resolve",
    Tone.FAILED: "error",
    Tone.DROPPED: "cancel",
    Tone.ELSEWHERE: "external",
}

# On light and on dark; each has at least 4.5:1 on a table's base colour.
_COLOURS: Final = {
    Tone.OPEN: ("#a04400", "#ffb068"),
    Tone.ACCEPTED: ("#1a5fb4", "#8ab8ff"),
    Tone.RESOLVED: ("#1e6f3e", "#7fd19b"),
}


def tone_colour(tone: Tone, palette: QPalette) -> QColor:
    """The colour of a state's words on this palette."""
    if tone in _COLOURS:
        return QColor(_COLOURS[tone][is_dark(palette)])
    if tone is Tone.FAILED:
        return problem_colour(palette)
    if tone in {Tone.WAITING, Tone.QUESTION}:
        return notice_colour(palette)
    return hint_colour(palette)
