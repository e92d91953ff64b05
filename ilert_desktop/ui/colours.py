"""Colours that a palette has no role for, chosen to be readable (WCAG AA) on light and on dark windows."""

from PySide6.QtGui import QColor, QPalette


def is_dark(palette: QPalette) -> bool:
    """Whether text is written light on dark, by the palette in force and not by what the desktop says."""
    return palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5


def problem_colour(palette: QPalette) -> QColor:
    """The colour of a problem's words and frame; at least 4.5:1 on the palette's window colour."""
    return QColor("#ff9a8f" if is_dark(palette) else "#b3261e")


def notice_colour(palette: QPalette) -> QColor:
    """The colour of a frame around something to know that is no error."""
    return QColor("#e0b050" if is_dark(palette) else "#8a6100")


def hint_colour(palette: QPalette) -> QColor:
    """The colour of explaining text: quieter than the text around it, still at least 4.5:1."""
    return QColor("#a9adb3" if is_dark(palette) else "#5a6067")


def alarm_fill(palette: QPalette) -> QColor:
    """What is painted behind a question before people are paged; the window's own text is at least 4.5:1 on it."""
    return QColor("#5a201b" if is_dark(palette) else "#fbdedb")
