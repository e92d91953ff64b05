"""Drafts: what is typed becomes the event, comes back from it, and every fault is told at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilert_desktop.draft import (
    Draft,
    Problem,
    draft_of,
    effective_key,
    event_of,
    is_blank,
    problems_of,
)
from ilert_desktop.event import USED_FIELDS, EventType, from_json, to_json
from tests.rig.events import CUSTOM_DETAILS, full_draft, good_drafts

WITH_KEY = [EventType.ACCEPT, EventType.RESOLVE, EventType.COMMENT]
ALERT = Draft(summary="x")


def places(problems: list[Problem]) -> list[tuple[str, int | None, str | None]]:
    return [(problem.field, problem.row, problem.column) for problem in problems]


def fields_of(draft: Draft) -> set[str]:
    return {problem.field for problem in problems_of(draft)}


@given(good_drafts())
def test_good_drafts_have_no_problems_and_become_readable_events(draft: Draft) -> None:
    assert problems_of(draft) == []
    assert from_json(to_json(event_of(draft))) == event_of(draft)


@given(good_drafts(), st.booleans())
def test_an_event_shown_again_is_the_same_event(draft: Draft, minted: bool) -> None:
    event = event_of(draft)
    shown = draft_of(event, minted=minted and event.event_type is EventType.ALERT)
    assert event_of(shown) == event
    assert problems_of(shown) == []


@pytest.mark.parametrize("event_type", EventType)
def test_only_the_fields_of_the_type_are_sent(event_type: EventType) -> None:
    draft = full_draft(event_type)
    assert problems_of(draft) == []
    sent = from_json(to_json(event_of(draft)))
    names = dict(zip(sent.__struct_fields__, sent.__struct_encode_fields__, strict=True))
    untouched = event_of(Draft(event_type=event_type))
    filled = {names[name] for name in names if getattr(sent, name) != getattr(untouched, name)}
    assert filled == USED_FIELDS[event_type]
    assert bytes(sent.custom_details) == CUSTOM_DETAILS.encode()


def test_spaces_around_keys_and_addresses_are_not_sent() -> None:
    draft = Draft(
        summary="  x\n",
        alert_key=" k ",
        routing_key="\tr ",
        images=((" https://e.org/a ", " https://e.org/ ", " a "),),
        links=((" https://e.org/b ", " t "),),
        labels=((" name ", " value "),),
        services=((" s ", " 7 "),),
        comments=((" Ada ", " text "),),
    )
    event = event_of(draft)
    assert (event.summary, event.alert_key, event.routing_key) == ("x", "k", "r")
    assert (event.images[0].src, event.images[0].href, event.images[0].alt) == (
        "https://e.org/a",
        "https://e.org/",
        " a ",
    )
    assert (event.links[0].href, event.labels) == ("https://e.org/b", {"name": " value "})
    assert (event.services[0].alias, event.services[0].id) == ("s", 7)
    assert (event.comments[0].creator, event.comments[0].content) == ("Ada", " text ")


def test_rows_in_which_nothing_is_typed_do_not_count() -> None:
    draft = Draft(
        summary="x",
        images=(("", " ", "\t"),),
        links=(("", ""), ("https://e.org/", "")),
        labels=((" ", ""), ("", " ")),
        services=(("", ""),),
        comments=(("", "\n"),),
    )
    assert problems_of(draft) == []
    event = event_of(draft)
    assert (event.images, len(event.links), event.labels, event.services, event.comments) == ((), 1, {}, (), ())


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        (Draft(), ""),
        (Draft(minted_key="m"), "m"),
        (Draft(minted_key="m", alert_key=" typed "), "typed"),
        (Draft(minted_key="m", alert_key="  "), "m"),
        (Draft(minted_key="m", without_key=True), ""),
        (Draft(minted_key="m", without_key=True, alert_key="typed"), "typed"),
        (Draft(minted_key="m", event_type=EventType.ACCEPT), ""),
        (Draft(minted_key="m", event_type=EventType.RESOLVE, alert_key="k"), "k"),
    ],
)
def test_the_key_that_is_sent(draft: Draft, key: str) -> None:
    assert effective_key(draft) == key
    assert event_of(draft).alert_key == key


@pytest.mark.parametrize("event_type", WITH_KEY)
def test_other_types_need_a_key_and_take_it_for_the_summary(event_type: EventType) -> None:
    comment = (("", "c"),)
    without = Draft(event_type=event_type, minted_key="m", comments=comment)
    (problem,) = problems_of(without)
    assert (problem.field, problem.is_missing) == ("alertKey", True)
    event = event_of(replace(without, alert_key=" k "))
    assert (event.alert_key, event.summary) == ("k", "k")
    assert event_of(replace(without, alert_key="k", summary="s")).summary == "s"
    assert event_of(replace(without, alert_key="k", known_summary="the alert's")).summary == "the alert's"
    assert event_of(replace(without, alert_key="k", known_summary="the alert's", summary="s")).summary == "s"


@pytest.mark.parametrize("summary", ["", " ", "\n\t"])
def test_an_alert_needs_a_summary(summary: str) -> None:
    (problem,) = problems_of(Draft(summary=summary))
    assert (problem.field, problem.is_missing) == ("summary", True)


@pytest.mark.parametrize("comments", [(), (("", " "),)])
def test_a_comment_needs_its_content(comments: tuple[tuple[str, str], ...]) -> None:
    (problem,) = problems_of(Draft(event_type=EventType.COMMENT, alert_key="k", comments=comments))
    assert (problem.field, problem.is_missing) == ("comments", True)


@pytest.mark.parametrize("event_type", [EventType.ALERT, EventType.COMMENT])
def test_a_row_of_comments_needs_content(event_type: EventType) -> None:
    draft = replace(full_draft(event_type), comments=(("Ada", "fine"), ("Ada", " ")))
    assert places(problems_of(draft)) == [("comments", 1, "content")]


@pytest.mark.parametrize("event_type", [EventType.ACCEPT, EventType.RESOLVE])
def test_fields_that_are_not_sent_have_no_problems(event_type: EventType) -> None:
    draft = Draft(
        event_type=event_type,
        summary="s",
        alert_key="k",
        details="\0",
        routing_key="\ud800",
        images=(("nonsense", "", ""),),
        links=(("", "text"),),
        labels=(("a", ""), ("a", "")),
        services=(("", "x"),),
        severity=9,
        comments=(("Ada", ""),),
    )
    assert problems_of(draft) == []
    assert from_json(to_json(event_of(draft))).alert_key == "k"


def test_every_problem_names_row_and_column() -> None:
    draft = Draft(
        summary="x",
        images=(("https://e.org/", "", ""), ("", "", "alt"), ("e.org", "ftp://e.org/", "")),
        links=(("", ""), ("", "text"), ("/relative", "")),
        labels=(("a", "1"), ("", "2"), (" a ", "3")),
        services=(("", "x"), ("s", "-1"), ("", "٣")),
        comments=(("Ada", ""),),
    )
    assert places(problems_of(draft)) == [
        ("images", 1, "src"),
        ("images", 2, "src"),
        ("images", 2, "href"),
        ("links", 1, "href"),
        ("links", 2, "href"),
        ("labels", 1, "name"),
        ("labels", 2, "name"),
        ("services", 0, "id"),
        ("services", 1, "id"),
        ("services", 2, "id"),
        ("comments", 0, "content"),
    ]
    assert all(problem.message.endswith((".", "?")) for problem in problems_of(draft))


@pytest.mark.parametrize("bad", ["\ud800", "a\udfffb", "\0", "end\0", "😀\ud83d"])
def test_broken_characters_are_refused_in_every_field(bad: str) -> None:
    draft = replace(
        ALERT,
        summary=bad,
        details=bad,
        alert_key=bad,
        routing_key=bad,
        images=(("https://e.org/", "https://e.org/" + bad, bad),),
        links=(("https://e.org/" + bad, bad),),
        labels=(("n" + bad, bad),),
        services=((bad, ""),),
        comments=((bad, bad),),
        custom_details='{"a": "' + bad + '"}',
    )
    found = problems_of(draft)
    used = USED_FIELDS[EventType.ALERT] - {"priority", "severity"}
    assert {problem.field for problem in found} == used
    assert all("haracter" in problem.message for problem in found)


@pytest.mark.parametrize("severity", [0, 6, -1, 10**30])
def test_a_severity_out_of_range_is_told(severity: int) -> None:
    assert fields_of(replace(ALERT, severity=severity)) == {"severity"}


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, str(2**63)])
def test_a_service_number_beyond_any_database_is_told(number: str) -> None:
    assert places(problems_of(replace(ALERT, services=(("", number),)))) == [("services", 0, "id")]


def test_custom_details_tell_line_and_column() -> None:
    (problem,) = problems_of(replace(ALERT, custom_details='{\n  "a": 1,\n  b\n}'))
    assert problem.field == "customDetails"
    assert problem.fault is not None
    assert (problem.fault.line, problem.fault.column) == (3, 3)
    assert problem.message.startswith("Line 3, column 3: ")


@pytest.mark.parametrize("text", ["", " \n", "{}", ' {"a": 1} '])
def test_custom_details_that_are_fine(text: str) -> None:
    assert problems_of(replace(ALERT, custom_details=text)) == []
    assert bytes(event_of(replace(ALERT, custom_details=text)).custom_details) == text.strip().encode()


def test_much_of_everything_is_judged() -> None:
    many = replace(
        full_draft(),
        summary="ü" * 10_000,
        links=tuple((f"https://example.org/{number}", "x" * 100) for number in range(200)),
        custom_details='{"rows": [' + ",".join(['"' + "x" * 1000 + '"'] * 1000) + "]}",
    )
    assert problems_of(many) == []
    assert draft_of(from_json(to_json(event_of(many)))).summary == many.summary
    broken = replace(many, links=(("nonsense", ""),) * 200, summary="\ud800" * 10_000)
    found = problems_of(broken)
    assert len(found) == 201
    assert all(len(problem.message) < 200 for problem in found)


@pytest.mark.parametrize(
    ("draft", "blank"),
    [
        (Draft(), True),
        (Draft(event_type=EventType.RESOLVE, minted_key="m"), True),
        (Draft(summary="x"), False),
        (Draft(without_key=True), False),
        (Draft(severity=1), False),
    ],
)
def test_whether_anything_was_typed(draft: Draft, blank: bool) -> None:
    assert is_blank(draft) is blank
