"""The report of a drill in words: for a terminal, or as Markdown for a ticket or a wiki."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from ilert_desktop.practice.drills.report import Checked, Joined, Raised, Report, Result, Trouble
from ilert_desktop.practice.rules.quoting import counted

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~&!$]|(?<=:)/(?=/)|(?<=www)\.)")
_RESULTS: Final = {
    Result.MET: "done",
    Result.LATE: "LATE",
    Result.MISSED: "MISSED",
    Result.TWICE: "MORE THAN ONCE",
}
# Makes text that somebody typed safe to show.
_Plain = Callable[[str], str]


def as_text(report: Report) -> str:
    """The report for a terminal; whatever was typed can't do anything to it."""
    lines = [f"Drill: {one_line(report.title)}", _headline(report), "", _verdict(report)]
    for heading, items in _sections(report, one_line):
        lines += ["", heading, *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"


def as_markdown(report: Report) -> str:
    """The report as Markdown, in which nothing that somebody typed is markup."""
    lines = [f"# Drill: {_escaped(report.title)}", "", _headline(report), "", f"**{_verdict(report)}**"]
    for heading, items in _sections(report, _escaped):
        lines += ["", f"## {heading}", "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def duration(seconds: float) -> str:
    """Such as `45 s`, `2 min`, `2 min 5 s` or `1 h 2 min`; tenths are cut off."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = [f"{hours} h"] if hours else []
    if minutes:
        parts.append(f"{minutes} min")
    if not hours and (rest or not minutes):
        parts.append(f"{rest} s")
    return " ".join(parts)


def one_line(text: str) -> str:
    """The text on one line, without anything that would do something to a terminal."""
    return " ".join("".join(part if part.isprintable() else " " for part in text).split())


def _headline(report: Report) -> str:
    begun = report.started.astimezone()
    length = duration((report.ended - report.started).total_seconds())
    return f"{begun:%Y-%m-%d %H:%M} {begun:%Z}, {'' if report.complete else 'ended early after '}{length}"


def _verdict(report: Report) -> str:
    total = len(report.checked)
    if not total:
        return "Nothing was expected of the operator."
    met = sum(checked.result is Result.MET for checked in report.checked)
    return (
        "Everything expected was done in time."
        if report.passed
        else f"{met} of {total} expected actions were done in time."
    )


def _sections(report: Report, plain: _Plain) -> Iterator[tuple[str, list[str]]]:
    if report.checked:
        yield "Expected", [_checked(checked, plain) for checked in report.checked]
    raised = [alert for alert in report.raised if not alert.by_script]
    lines = [_raised(alert, report, plain) for alert in raised]
    lines += [_joined(event, report, plain) for event in report.joined]
    yield "Raised by the operator", lines or ["Nothing."]
    given = [alert for alert in report.raised if alert.by_script]
    if given:
        yield "Raised by the drill", [_raised(alert, report, plain) for alert in given]
    troubles = [_trouble(trouble, report) for trouble in report.troubles]
    if report.sent_again:
        times = counted(report.sent_again, "event")
        troubles.append(f"{times} came in once more, as when a program gets no answer and sends again.")
    if troubles:
        yield "While practice misbehaved", troubles


def _checked(checked: Checked, plain: _Plain) -> str:
    times = [] if checked.done_after is None else [f"after {duration(checked.done_after)}"]
    if checked.result is not Result.MET:
        times += _expected(checked)
    when = f" ({', '.join(times)})" if times else ""
    return f"{_RESULTS[checked.result]}: {plain(checked.text)}{when}"


def _expected(checked: Checked) -> list[str]:
    begin = duration(checked.from_after)
    if checked.due_after is None:
        return [f"expected after {begin}"] if checked.from_after else []
    end = duration(checked.due_after)
    return [f"expected between {begin} and {end} after the start" if checked.from_after else f"expected within {end}"]


def _raised(alert: Raised, report: Report, plain: _Plain) -> str:
    after = duration((alert.time - report.started).total_seconds())
    sentences = [
        f"Alert {alert.alert}, {alert.priority}, {plain(alert.source)}: {plain(alert.summary)}",
        f"raised after {after}, {_then('accepted', alert.accepted_after)}, {_then('resolved', alert.resolved_after)}",
    ]
    text = " - ".join(sentences) + "."
    if alert.copies:
        text += f" {counted(alert.copies, 'more event')} joined it: nobody is paged for that."
    if alert.same_as is not None:
        text += f" IT IS ABOUT THE SAME AS ALERT {alert.same_as}: somebody was paged twice."
    return text


def _joined(event: Joined, report: Report, plain: _Plain) -> str:
    after = duration((event.time - report.started).total_seconds())
    return (
        f"{plain(event.source)}: {plain(event.summary)} - raised after {after}. It joined alert {event.alert} from"
        f" before the drill, {plain(event.alert_summary)}: nobody is paged for that."
    )


def _then(what: str, after: float | None) -> str:
    return f"not {what}" if after is None else f"{what} {duration(after)} later"


def _trouble(trouble: Trouble, report: Report) -> str:
    begin, end = (duration((time - report.started).total_seconds()) for time in (trouble.since, trouble.until))
    met = "refused connections are not counted" if trouble.requests is None else counted(trouble.requests, "event")
    if trouble.requests is not None:
        met += " met it"
    return f"{trouble.mode.label} from {begin} to {end}: {met}."


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", one_line(text))
