"""The report in words: all that matters is said, and what somebody typed does nothing to a terminal or a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
from markdown_it import MarkdownIt

from ilert_desktop.event import Priority
from ilert_desktop.practice.drills.judging import words_of
from ilert_desktop.practice.drills.report import Checked, Raised, Report, Result, Trouble
from ilert_desktop.practice.drills.report_text import as_markdown, as_text, duration
from ilert_desktop.practice.drills.script import Action, Expectation
from ilert_desktop.practice.misbehaviour import Mode

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


FULL = Report(
    title="Night",
    started=START,
    ended=at(243),
    complete=False,
    checked=(
        Checked(text="Raise it", result=Result.MET, done_after=40, due_after=120),
        Checked(text="Accept it", result=Result.LATE, done_after=200, due_after=180),
        Checked(text="Resolve it", result=Result.MISSED, done_after=None, from_after=60, due_after=240),
        Checked(text="Comment it", result=Result.MISSED, done_after=None, due_after=None),
        Checked(text="Raise one", result=Result.TWICE, done_after=40, due_after=None),
    ),
    raised=(
        Raised(alert=7, time=at(40), source="Office", summary="Disk full", key="d", priority=Priority.HIGH, copies=2),
        Raised(
            alert=8,
            time=at(61),
            source="Office",
            summary="Disk full",
            key="e",
            priority=Priority.LOW,
            accepted_after=65,
            resolved_after=3725,
            same_as=7,
        ),
        Raised(alert=9, time=at(70), source="Low", summary="CPU", key="", priority=Priority.LOW, by_script=True),
    ),
    troubles=(
        Trouble(mode=Mode.LOST_ANSWER, since=at(30), until=at(90), requests=1),
        Trouble(mode=Mode.DOWN, since=at(90), until=at(150), requests=None),
    ),
    sent_again=2,
)


def test_the_text() -> None:
    lines = as_text(FULL).splitlines()

    assert lines[0] == "Drill: Night"
    assert lines[1].endswith("ended early after 4 min 3 s")
    assert lines[3:] == [
        "1 of 5 expected actions were done in time.",
        "",
        "Expected",
        "  done: Raise it (after 40 s)",
        "  LATE: Accept it (after 3 min 20 s, expected within 3 min)",
        "  MISSED: Resolve it (expected between 1 min and 4 min after the start)",
        "  MISSED: Comment it",
        "  MORE THAN ONCE: Raise one (after 40 s)",
        "",
        "Raised by the operator",
        (
            "  Alert 7, HIGH, Office: Disk full - raised after 40 s, not accepted, not resolved. 2 more events joined"
            " it: nobody is paged for that."
        ),
        (
            "  Alert 8, LOW, Office: Disk full - raised after 1 min 1 s, accepted 1 min 5 s later, resolved 1 h 2 min"
            " later. IT IS ABOUT THE SAME AS ALERT 7: somebody was paged twice."
        ),
        "",
        "Raised by the drill",
        "  Alert 9, LOW, Low: CPU - raised after 1 min 10 s, not accepted, not resolved.",
        "",
        "While practice misbehaved",
        "  Lost answer from 30 s to 1 min 30 s: 1 event met it.",
        "  Down from 1 min 30 s to 2 min 30 s: refused connections are not counted.",
        "  2 events came in once more, as when a program gets no answer and sends again.",
    ]


def test_the_markdown_says_the_same() -> None:
    rendered = MarkdownIt().render(as_markdown(FULL))

    assert "<h1>Drill: Night</h1>" in rendered
    assert "<li>LATE: Accept it (after 3 min 20 s, expected within 3 min)</li>" in rendered
    assert rendered.count("<li>") == 11


def test_a_drill_that_went_well() -> None:
    report = Report(
        title="x",
        started=START,
        ended=at(60),
        complete=True,
        checked=(Checked(text="Raise it", result=Result.MET, done_after=4, due_after=None),),
    )

    assert report.passed
    text = as_text(report)
    assert "Everything expected was done in time." in text
    assert "ended early" not in text
    assert "Raised by the operator\n  Nothing.\n" in text


def test_nothing_was_expected() -> None:
    report = Report(title="x", started=START, ended=at(60), complete=True)

    assert report.passed
    assert "Nothing was expected of the operator." in as_text(report)


@pytest.mark.parametrize(
    "typed",
    [
        "a\n# b\n\n- c",
        "<script>alert(1)</script>",
        "[x](https://evil.example) ![y](https://evil.example/z.png)",
        "https://evil.example and www.evil.example",
        "**a** _b_ `c` ~~d~~ | e | &lt; \\ @someone #12 $x$",
        "\x1b[2J\x1b]0;owned\x07\r\u202e\u2028x",
    ],
)
def test_what_was_typed_is_no_markup_and_no_control(typed: str) -> None:
    raised = Raised(alert=1, time=at(1), source=typed, summary=typed, key="", priority=Priority.HIGH)
    checked = Checked(text=typed, result=Result.MET, done_after=1, due_after=None)
    report = Report(title=typed, started=START, ended=at(9), complete=True, checked=(checked,), raised=(raised,))

    assert all(line.isprintable() for line in as_text(report).splitlines())
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(as_markdown(report))
    shown = " ".join("".join(part if part.isprintable() else " " for part in typed).split())
    escaped = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<h1>Drill: {escaped}</h1>" in rendered
    assert f"HIGH, {escaped}: {escaped} - raised" in rendered


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (61, "1 min 1 s"), (3600, "1 h"), (3725, "1 h 2 min"), (-1, "0 s")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        (Expectation(do=Action.RAISE), "Raise an alert"),
        (Expectation(do=Action.RAISE, priority=Priority.HIGH, summary="disk"), "Raise a HIGH alert about “disk”"),
        (Expectation(do=Action.RAISE, once=True, key="a"), "Raise one alert with the key “a”"),
        (Expectation(do=Action.ACCEPT, source="Office"), "Accept the alert at “Office”"),
    ],
)
def test_what_is_expected_in_words(expectation: Expectation, words: str) -> None:
    assert words_of(expectation) == words
