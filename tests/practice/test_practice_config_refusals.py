"""Everything that is wrong with a configuration file is told at once, each thing with its line and what to do."""

from pathlib import Path

import pytest

from ilert_desktop.practice.configuration import PriorityRule
from ilert_desktop.practice.toml.shape import shown
from tests.rig.configurations import GOOD, changed, told_by

SECOND_SOURCE = '\n[[sources]]\nid = 7\nname = "Other"\nkey = "other-key"\n'
HOURS = '\n[[support_hours]]\nname = "Night"\ntime_zone = "UTC"\nmonday = ["08:00-12:00"]\n'


def in_source(line: str) -> str:
    return changed('key = "shop-key"\n', f'key = "shop-key"\n{line}\n')


LINE = "text in quotes: one line, 1 to 200 characters"
KEY = "text in quotes: 1 to 200 letters, digits and signs of ASCII, without blanks"
SPAN = 'a span of hours and minutes in quotes, such as "08:00-18:00"'
SPANS = 'a list of one or more spans, such as ["08:00-18:00"]; leave out a day off'
TEXTS = 'a list of one or more texts in quotes, such as ["push"]'
LEVELS = 'one or more levels, such as [{ people = ["Anna Adler"] }]'
REAL = "begins as ilert's own keys do; practice's keys are public: never put a real key here"

ONE_MISTAKE = {
    # Names that are not known, and what is not there.
    "an unknown table": (
        GOOD + "\n[[soures]]\n",
        '12: soures is not known; did you mean "sources"?',
    ),
    "an unknown key": (in_source("prioritty = 1"), '4: sources[0].prioritty is not known; did you mean "priority"?'),
    "a key in capitals": (in_source('Policy = "x"'), '4: sources[0].Policy is not known; did you mean "policy"?'),
    "a key like no other": (
        GOOD + "[rules]\nzzz = 1\n",
        '12: rules.zzz is not known; known are "alert_joins", "per_minute"',
    ),
    "an unknown key with strange characters": (
        GOOD + '[rules]\n"a b\\u001b[31m" = 1\n',
        '12: rules."a b\\u001b[31m" is not known; known are "alert_joins", "per_minute"',
    ),
    "no name": (changed('name = "Shop"\n', ""), f"1: sources[0] has no name; add it: {LINE}"),
    "no levels": (
        changed('levels = [{ people = ["Eve"] }]\n', ""),
        f"5: policies[0] has no levels; add it: {LEVELS}",
    ),
    # Values of another kind than they should be.
    "an unknown choice": (
        in_source('priority = "MEDIUM"'),
        f'4: sources[0].priority is "MEDIUM"; it is one of {", ".join(PriorityRule)}',
    ),
    "an unknown integration": (
        in_source('integration = "api"'),
        '4: sources[0].integration is "api"; it is one of API, GRAFANA, SERVICENOW',
    ),
    "an unknown grouping": (
        in_source("grouping = true"),
        "4: sources[0].grouping is true; it is one of NONE, WINDOW, UNTIL_ACCEPTED, UNTIL_RESOLVED",
    ),
    "an unknown reading": (
        GOOD + "rules.alert_joins = 'open'\n",
        '11: people[0].rules is not known; known are "name", "by"',
    ),
    "a window of nothing": (
        in_source("window_minutes = 0"),
        "4: sources[0].window_minutes is 0; it is a whole number from 1 to 10080 (a week)",
    ),
    "a window that is too long": (
        in_source("window_minutes = 10081"),
        "4: sources[0].window_minutes is 10081; it is a whole number from 1 to 10080 (a week)",
    ),
    "a window with a point": (
        in_source("window_minutes = 2.0"),
        "4: sources[0].window_minutes is 2.0; it is a whole number from 1 to 10080 (a week)",
    ),
    "a date for a number": (
        in_source("id = 2026-01-01"),
        "4: sources[0].id is 2026-01-01; it is a whole number from 1 on",
    ),
    "a number of zero": (in_source("id = 0"), "4: sources[0].id is 0; it is a whole number from 1 on"),
    "a number below it": (in_source("id = -1"), "4: sources[0].id is -1; it is a whole number from 1 on"),
    "a number that is too large": (
        in_source("id = 2147483648"),
        "4: sources[0].id is 2147483648; it is a whole number from 1 on",
    ),
    "a limit below zero": (
        GOOD + "[rules]\nper_minute = -1\n",
        "12: rules.per_minute is -1; it is a whole number from 0 (no limit) to 1000000",
    ),
    "a name that is empty": (changed('"Shop"', '"  "'), f'2: sources[0].name is "  "; it is {LINE}'),
    "a name of two lines": (changed('"Shop"', '"""a\nb"""'), f'2: sources[0].name is "a\\nb"; it is {LINE}'),
    "a name that turns the line": (
        changed('"Shop"', '"a\u202eb"'),
        f'2: sources[0].name is "a\\u202eb"; it is {LINE}',
    ),
    "a name with a NUL": (changed('"Shop"', '"a\\u0000b"'), f'2: sources[0].name is "a\\u0000b"; it is {LINE}'),
    "a name that is very long": (
        changed('"Shop"', f'"{"x" * 201}"'),
        f'2: sources[0].name is "{"x" * 59}…; it is {LINE}',
    ),
    "a key with a blank": (
        changed('"shop-key"', '"shop key"'),
        f"3: sources[0].key is not what it can be; it is {KEY}",
    ),
    "a list where one is meant": (changed('"Shop"', '["a"]'), f"2: sources[0].name is a list; it is {LINE}"),
    "one where a list is meant": (
        changed('["Eve"]', '"Eve"'),
        f'7: policies[0].levels[0].people is "Eve"; it is {TEXTS}',
    ),
    "a table where a list is meant": (
        GOOD.replace("[[people]]", "[people]").replace("levels = [{ people = ['Eve'] }]", ""),
        "9: people is a table; it is one or more tables [[people]]",
    ),
    "a list where a table is meant": (GOOD + "[[rules]]\n", "11: rules is a list; it is a table"),
    "text where a table is meant": (in_source('template = "x"'), '4: sources[0].template is "x"; it is a table'),
    "a list that is empty": (
        changed('["Eve"]', "[]"),
        f"7: policies[0].levels[0].people is an empty list; it is {TEXTS}",
    ),
    "no level": (
        changed('[{ people = ["Eve"] }]', "[]"),
        f"7: policies[0].levels is an empty list; it is {LEVELS}",
    ),
    "a level without people": (
        changed('{ people = ["Eve"] }', "{ after_minutes = 3 }"),
        f"7: policies[0].levels[0] has no people; add it: {TEXTS}",
    ),
    # Names that must be there, or must not be there twice.
    "a number twice": (
        GOOD + SECOND_SOURCE + SECOND_SOURCE.replace("ther", "riginal"),
        "18: sources[2].id is the same as sources[1].id; give each its own",
    ),
    "a name twice": (
        GOOD + SECOND_SOURCE.replace("Other", " sHop"),
        "14: sources[1].name is the same as sources[0].name; give each its own",
    ),
    "a key twice in two sources": (
        GOOD + SECOND_SOURCE.replace("other-key", "SHOP-key"),
        "15: sources[1].key is the same as sources[0].key; give each its own",
    ),
    "a person twice": (
        GOOD + '[[people]]\nname = "EVE"\n',
        "12: people[1].name is the same as people[0].name; give each its own",
    ),
    "a person twice in one level": (
        changed('["Eve"]', '[\n  "Eve",\n  "eve",\n]'),
        "9: policies[0].levels[0].people[1] is the same as policies[0].levels[0].people[0]; give each its own",
    ),
    "a routing key twice": (
        changed("levels", 'routing_key = "eu"\nlevels')
        + '[[policies]]\nname = "Two"\nrouting_key = "EU "\nlevels = [{ people = ["Eve"] }]\n',
        "14: policies[1].routing_key is the same as policies[0].routing_key; give each its own",
    ),
    "hours twice": (
        GOOD + HOURS + HOURS,
        "18: support_hours[1].name is the same as support_hours[0].name; give each its own",
    ),
    "an unknown person": (
        changed('["Eve"]', '["Eva"]'),
        '7: policies[0].levels[0].people[0] is "Eva", which [[people]] does not have; did you mean "Eve"?',
    ),
    "an unknown policy": (
        in_source('policy = "zzz"'),
        '4: sources[0].policy is "zzz", which [[policies]] does not have; known are "On call"',
    ),
    "unknown hours": (
        in_source('support_hours = "Night"'),
        (
            '4: sources[0].support_hours is "Night", which [[support_hours]] does not have;'
            " add it as a table [[support_hours]]"
        ),
    ),
    # What does not go together.
    "a real key": (changed('"shop-key"', '"IL1pretend"'), f"3: sources[0].key {REAL}"),
    "a priority without hours": (
        in_source('priority = "LOW_DURING_SUPPORT_HOURS"'),
        (
            "4: sources[0].priority is LOW_DURING_SUPPORT_HOURS, which needs hours;"
            ' add support_hours = "NAME" of a [[support_hours]]'
        ),
    ),
    "a level that is not later": (
        changed(
            '{ people = ["Eve"] }',
            '{ people = ["Eve"], after_minutes = 5 },\n  { people = ["Eve"], after_minutes = 5 }',
        ),
        "8: policies[0].levels[1].after_minutes is 5; it is more than the 5 of the level before",
    ),
    "a level without its time": (
        changed('{ people = ["Eve"] }', '{ people = ["Eve"] },\n  { people = ["Eve"] }'),
        "8: policies[0].levels[1].after_minutes is 0; it is more than the 0 of the level before",
    ),
    "a level before the start": (
        changed('{ people = ["Eve"] }', '{ people = ["Eve"], after_minutes = -1 }'),
        "7: policies[0].levels[0].after_minutes is -1; it is a whole number from 0 to 10080 (a week)",
    ),
    "a template of nothing": (
        in_source('template = { field = "summary" }'),
        '4: sources[0].template finds nothing; add high = ["critical"], low = ["info"], or both',
    ),
    "a template for no field": (
        in_source('template = { field = "a..b", high = ["x"] }'),
        (
            '4: sources[0].template.field is "a..b";'
            ' it is a field of the event, with dots into it, such as "customDetails.severity"'
        ),
    ),
    "a text that is both high and low": (
        in_source('template = { field = "summary", high = ["Fire"], low = ["fire "] }'),
        '4: sources[0].template.low[0] is "fire ", which is in high as well; take one away',
    ),
    # Support hours.
    "an unknown time zone": (
        GOOD + HOURS.replace('"UTC"', '"Europe/Berln"'),
        '14: support_hours[0].time_zone is "Europe/Berln", which is no time zone; did you mean "Europe/Berlin"?',
    ),
    "a time zone that leads out of the database": (
        GOOD + HOURS.replace('"UTC"', '"../../etc/passwd"'),
        (
            '14: support_hours[0].time_zone is "../../etc/passwd", which is no time zone;'
            ' write one such as "Europe/Berlin" or "UTC"'
        ),
    ),
    "hours without a day": (
        GOOD + HOURS.replace('monday = ["08:00-12:00"]\n', ""),
        '12: support_hours[0] has no hours; add a day, such as monday = ["08:00-18:00"]',
    ),
    "a day without hours": (
        GOOD + HOURS.replace('["08:00-12:00"]', "[]"),
        f"15: support_hours[0].monday is an empty list; it is {SPANS}",
    ),
    **{
        f"the span {span!r}": (
            GOOD + HOURS.replace("08:00-12:00", span),
            f"15: support_hours[0].monday[0] is {shown(span)}; it is {SPAN}",
        )
        for span in ("8:00-12:00", "08:00", "08:00 - 12:00", "24:00-08:00", "08:60-09:00", "08:00-24:01", "08:00-12:0٣")
    },
}


@pytest.mark.parametrize(("content", "expected"), ONE_MISTAKE.values(), ids=list(ONE_MISTAKE))
def test_a_mistake_is_told_with_its_line(tmp_path: Path, content: str, expected: str) -> None:
    assert told_by(tmp_path, content) == [f"practice.toml:{expected}"]


def test_an_empty_file_is_told_what_it_needs(tmp_path: Path) -> None:
    assert told_by(tmp_path, "") == [
        "practice.toml:1: the file has no sources; add it: one or more tables [[sources]]",
        "practice.toml:1: the file has no policies; add it: one or more tables [[policies]]",
        "practice.toml:1: the file has no people; add it: one or more tables [[people]]",
    ]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = GOOD.replace('"Shop"', "5").replace('"Eve"] }]', '"Bob"] }]').replace('"shop-key"', '"il1"') + "x = 1\n"

    assert [line.partition(" ")[0] for line in told_by(tmp_path, text)] == [
        f"practice.toml:{line}:" for line in (2, 3, 7, 11)
    ]


def test_a_file_full_of_mistakes_tells_the_first_hundred(tmp_path: Path) -> None:
    assert len(told_by(tmp_path, "".join(f"k{number} = 1\n" for number in range(2_000)))) == 100


@pytest.mark.parametrize("name", ["key", "kee"])
@pytest.mark.parametrize("value", ['"il1 4711secret"', '["il1-4711secret"]', '"il1-4711secret"', '"il1-4711secret'])
def test_a_real_key_is_never_repeated(tmp_path: Path, name: str, value: str) -> None:
    text = changed('key = "shop-key"', f"{name} = {value}") + SECOND_SOURCE.replace('"other-key"', value)

    assert "4711secret" not in "".join(told_by(tmp_path, text))
