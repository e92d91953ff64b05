"""What is typed when the session ends is in the form again at the next start."""

import stat
from pathlib import Path

import pytest

from ilert_desktop.assembly import Services
from ilert_desktop.draft import Draft
from ilert_desktop.event import EventType, Priority
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.kept_draft import KEPT_DRAFT_FILE
from tests.ui.window.conftest import FAR_KEY, OpenDesk, real_source
from tests.ui.window.desk import Desk

DRAFTS = [
    Draft(summary="Half writ"),
    Draft(event_type=EventType.RESOLVE, alert_key="db-1"),
    Draft(
        summary="Disk full",
        details="*much*\n“text”",
        priority=Priority.LOW,
        links=(("https://example.org", "Runbook"), ("", "")),
        custom_details='{"big": 12345678901234567890, "n": 1e400',
        severity=3,
        labels=(("a", "b"),),
        without_key=True,
    ),
]


@pytest.fixture
def file(services: Services) -> Path:
    return services.folders.data / KEPT_DRAFT_FILE


def end_session(desk: Desk) -> None:
    """What a signal to end does."""
    desk.window.sending.kept_draft.keep()
    desk.window.leave()
    desk.settle()
    assert not desk.window.isVisible()


def start(open_desk: OpenDesk) -> Desk:
    """What the program's start does."""
    desk = open_desk()
    desk.window.sending.kept_draft.bring_back()
    desk.settle()
    return desk


@pytest.mark.parametrize("draft", DRAFTS)
def test_it_comes_back_once(open_desk: OpenDesk, file: Path, draft: Draft) -> None:
    first = open_desk()
    first.compose(draft)
    left = first.draft
    end_session(first)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    second = start(open_desk)
    assert second.draft == left
    assert "is in the form again" in second.notice
    assert not file.exists()


def test_it_goes_where_it_was_meant_to_go(services: Services, open_desk: OpenDesk) -> None:
    one = real_source(services, "https://one.example/api/events", FAR_KEY, "One")
    other = Source(id="other", name="Other", endpoint="https://other.example/api/events")
    services.sources.add(other)
    first = open_desk()
    first.compose(Draft(summary="Half writ"))
    first.window.composing.choose_source(one.id)
    first.window.composing.also_to([other.id])
    end_session(first)
    second = start(open_desk)
    assert [source.name for source in second.window.composing.sources] == ["One", "Other"]


def test_a_blank_form_leaves_nothing(open_desk: OpenDesk, file: Path) -> None:
    end_session(open_desk())
    assert not file.exists()
    assert start(open_desk).notice == ""


def test_what_is_on_its_way_to_the_ledger_is_not_kept_as_well(desk: Desk, file: Path) -> None:
    desk.compose(Draft(summary="Disk full"))
    desk.window.send_desk.send()
    end_session(desk)
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\x00", b'{"draft": {"summary": 5}, "source_ids": []}'])
def test_a_damaged_file_is_forgotten(open_desk: OpenDesk, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    desk = start(open_desk)
    assert desk.draft.summary == ""
    assert not file.exists()


@pytest.mark.expects_log
def test_a_folder_that_can_t_be_written_to_does_not_hold_up_the_end(desk: Desk, file: Path) -> None:
    file.mkdir()
    desk.compose(Draft(summary="Half writ"))
    end_session(desk)
