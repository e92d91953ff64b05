"""`history` and `outbox`, for people and for programs."""

import json
import re

import msgspec
import pytest

from ilert_desktop.commands.forms import AlertForm, EventForm, SourceForm, moment
from tests.rig.commands import ROOT, Run, add_source
from tests.rig.practice import FIRST

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def test_the_history_as_json_has_the_fields_of_the_readme(run: Run) -> None:
    run("send", "--summary", "Disk full", "--alert-key", "db-1", "--priority", "HIGH")
    printed = run("history", "--json").json
    (alert,) = printed.pop("alerts")
    assert printed == {"version": 1}
    for name in ("raised_at", "last_at"):
        assert re.fullmatch(_MOMENT, alert.pop(name))
    assert alert == {
        "id": 1,
        "source": FIRST,
        "source_id": "practice",
        "alert_key": "db-1",
        "state": "open",
        "summary": "Disk full",
        "priority": "HIGH",
        "last_type": "ALERT",
        "last_state": "taken",
        "pending": 0,
        "url": None,
        "elsewhere": None,
    }


def test_the_outbox_as_json_has_the_fields_of_the_readme(run: Run) -> None:
    source = add_source("https://192.0.2.1/api/events")
    run("send", "--summary", "Disk full", "--alert-key", "db-1", "--source", "Production")
    printed = run("outbox", "--json").json
    (event,) = printed.pop("events")
    assert printed == {"version": 1}
    assert re.fullmatch(_MOMENT, event.pop("created_at"))
    assert "keyring" in event.pop("message")
    assert event == {
        "id": 1,
        "source": "Production",
        "source_id": source.id,
        "type": "ALERT",
        "alert_key": "db-1",
        "summary": "Disk full",
        "state": "held",
        "hold": "key missing",
        "tries": 0,
        "next_try_at": None,
        "bulk": False,
    }


def test_what_is_empty_is_said(run: Run) -> None:
    for arguments in (["history"], ["history", "--open"], ["outbox"]):
        ended = run(*arguments)
        assert (ended.code, ended.out) == (0, "")
        assert ended.err
    assert run("history", "--json").json == {"version": 1, "alerts": []}
    assert run("outbox", "--json").json == {"version": 1, "events": []}


def test_for_people_the_newest_is_first_and_columns_stand_below_each_other(run: Run) -> None:
    run("send", "--summary", "first", "--alert-key", "漢字")
    run("send", "--summary", "second", "--alert-key", "a")
    run("resolve", "漢字")
    head, *rows = run("history").out.splitlines()
    assert [row.split()[0] for row in rows] == ["resolved", "open"]
    at = head.index("SUMMARY")
    assert rows[0].encode("utf-16-le")[2 * (at - 2) :].decode("utf-16-le") == "first"
    assert rows[1][at:] == "second"
    assert [row.split()[0] for row in run("history", "--open").out.splitlines()[1:]] == ["open"]
    assert len(run("history", "--limit", "1").out.splitlines()) == 2


def test_what_is_held_is_listed_with_its_number_and_what_to_type(run: Run) -> None:
    add_source("https://192.0.2.1/api/events")
    run("send", "--summary", "Disk full", "--source", "Production")
    ended = run("outbox")
    assert ended.out.splitlines()[1].split()[:4] == ["1", "held", "ALERT", "Production"]
    assert "1 is held (key missing)" in ended.err
    assert "ilert-desktop outbox retry ID" in ended.err


def test_nothing_that_steers_a_terminal_is_printed(run: Run) -> None:
    run("send", "--summary", "a\x1b[2Jb\u202ec\nd\te\x07", "--alert-key", "k\x9b1")
    for ended in (run("history"), run("outbox"), run("accept", "k\x9b1")):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ended.out + ended.err)
    assert "a\\x1b[2Jb\\u202ec d e\\x07" in run("history").out
    assert run("history", "--json").json["alerts"][0]["summary"] == "a\x1b[2Jb\u202ec\nd\te\x07"


def test_a_moment_is_rfc_3339() -> None:
    assert json.dumps(moment(1_700_000_000_007)) == '"2023-11-14T22:13:20.007Z"'


@pytest.mark.parametrize("form", [AlertForm, EventForm, SourceForm])
def test_the_readme_names_every_field(form: type[msgspec.Struct]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in form.__struct_fields__ if f"`{name}`" not in readme] == []
