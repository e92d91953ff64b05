"""Moments as people read them: local time in the desktop's manner, UTC where it must be exact."""

from PySide6.QtCore import QDate, QDateTime, QLocale, QTimeZone


def local_short(at_ms: int, locale: QLocale) -> str:
    """A moment (milliseconds since 1970) in local time: the time alone today, else with its date."""
    moment = QDateTime.fromMSecsSinceEpoch(at_ms)
    if moment.date() == QDate.currentDate():
        return locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(moment, QLocale.FormatType.ShortFormat)


def local_exact(at_ms: int, locale: QLocale) -> str:
    """A moment in local time to the second, with its date unless that is today."""
    moment = QDateTime.fromMSecsSinceEpoch(at_ms)
    clock = moment.time().toString("HH:mm:ss")
    if moment.date() == QDate.currentDate():
        return clock
    return f"{locale.toString(moment.date(), QLocale.FormatType.ShortFormat)} {clock}"


def utc_iso(at_ms: int) -> str:
    """A moment in UTC to the millisecond, as ISO 8601 writes it."""
    moment = QDateTime.fromMSecsSinceEpoch(at_ms, QTimeZone(QTimeZone.Initialization.UTC))
    return moment.toString("yyyy-MM-ddTHH:mm:ss.zzz") + "Z"


def duration(ms: int, locale: QLocale) -> str:
    """A length of time: milliseconds below a second, seconds with one decimal above."""
    return f"{ms} ms" if ms < 1000 else f"{locale.toString(ms / 1000, 'f', 1)} s"


def span(ms: int) -> str:
    """A time to wait as people say it: seconds, from two minutes on minutes, from two hours on hours and minutes."""
    seconds = max(0, -(-ms // 1000))
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
