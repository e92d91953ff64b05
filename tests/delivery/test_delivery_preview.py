"""What the preview shows is what goes over the wire, and what practice holds afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from ilert_desktop.draft import Draft, event_of, problems_of
from ilert_desktop.event import KEY_MASK, EventType
from ilert_desktop.ledger.records import EventState, NewEvent
from ilert_desktop.preview import preview_of
from tests.rig.events import full_draft, good_drafts
from tests.rig.ledgers import done, new_event
from tests.rig.outbox import KEY, Outbox
from tests.rig.practice import PracticeClient
from tests.rig.scripted_server import ScriptedServer


def queue(outbox: Outbox, draft: Draft) -> bytes:
    """Send a draft; what the preview showed."""
    assert problems_of(draft) == []
    shown = preview_of(draft, [], key_field="apiKey").body
    new: NewEvent = replace(new_event(), event=event_of(draft))
    event = done(outbox.book.ledger.enqueue(new, allow_repeat=True))
    outbox.reaches(event, EventState.TAKEN, EventState.REJECTED)
    return shown


@pytest.mark.parametrize("event_type", EventType)
def test_the_bytes_on_the_wire_are_the_previews(outbox: Outbox, event_type: EventType) -> None:
    with ScriptedServer() as server:
        outbox.source(server.url)
        shown = queue(outbox, full_draft(event_type))
        assert server.heard[0].body == shown.replace(KEY_MASK.encode(), KEY.encode(), 1)


def test_any_drafts_bytes_on_the_wire_are_the_previews(tmp_path: Path) -> None:
    with ScriptedServer() as server, Outbox(tmp_path) as outbox:
        outbox.source(server.url, per_minute=1_000_000)

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(good_drafts())
        def check(draft: Draft) -> None:
            before = len(server.heard)
            # One alert key for each, so that none waits for another.
            shown = queue(outbox, replace(draft, alert_key=f"{draft.alert_key} {before}"))
            assert server.heard[before].body == shown.replace(KEY_MASK.encode(), KEY.encode(), 1)

        check()


def test_a_megabyte_arrives(outbox: Outbox) -> None:
    large = replace(
        full_draft(),
        summary="ü" * 10_000,
        custom_details='{"rows": [' + ",".join(['"' + "😀" * 250 + '"'] * 1000) + "]}",
        links=tuple((f"https://example.org/{number}", "") for number in range(200)),
    )
    with ScriptedServer() as server:
        outbox.source(server.url)
        shown = queue(outbox, large)
        assert len(shown) > 1_000_000
        assert server.heard[0].body == shown.replace(KEY_MASK.encode(), KEY.encode(), 1)


def as_written(text: str | bytes) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


@pytest.mark.parametrize("event_type", EventType)
def test_practice_holds_what_the_preview_showed(outbox: Outbox, event_type: EventType) -> None:
    outbox.source("practice:", key=None)
    outbox.sources["s1"] = replace(outbox.sources["s1"], id="s1")
    if event_type is not EventType.ALERT:
        queue(outbox, full_draft())
    shown = as_written(queue(outbox, full_draft(event_type)))
    client = PracticeClient(outbox.practice.start(), outbox.practice.key)
    held = as_written(client.alerts_text())
    client.http.close()
    del shown["apiKey"]
    assert held[0]["events"][-1] == shown
    assert held[0]["status"] == {"ACCEPT": "ACCEPTED", "RESOLVE": "RESOLVED"}.get(event_type, "PENDING")
