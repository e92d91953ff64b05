"""Every field filled by keyboard: what the preview shows is what arrives, field by field and digit by digit."""

import json
from typing import Any

from ilert_desktop.event import KEY_MASK, USED_FIELDS, EventType
from tests.e2e.conftest import StartProgram
from tests.e2e.desktop import Desktop
from tests.e2e.program import PATIENCE, Program, clipboard, digits_kept
from tests.rig.practice import PracticeClient
from tests.rig.waiting import wait_until

CUSTOM_DETAILS = '{"host": "db-1", "free": 0.030, "huge": 1e400, "count": 12345678901234567890, "deep": {"ok": [true]}}'
TYPED: dict[str, Any] = {
    "apiKey": KEY_MASK,
    "eventType": "ALERT",
    "summary": "Größe überschritten, 100 % of /var: €漢😀",
    "details": "**Free space**\n`df -h` says & <shows> why.",
    "alertKey": "Disk-db-1",
    "priority": "HIGH",
    "images": [
        {"src": "https://example.org/a.png", "href": "https://example.org/a", "alt": "the graph"},
        {"src": "http://example.org/b.png"},
    ],
    "links": [
        {"href": "https://example.org/runbook?x=1&y=2", "text": "Runbook"},
        {"href": "https://example.org/second", "text": "Second"},
    ],
    "customDetails": digits_kept(CUSTOM_DETAILS),
    "routingKey": "db-team",
    "severity": "2",
    "labels": {"env": "production", "team": "Ops"},
    "services": [{"alias": "checkout"}, {"id": "42"}],
    "comments": [{"creator": "Ada", "content": "Looking into it"}],
}


def test_what_the_preview_shows_is_what_arrives(start_program: StartProgram, desktop: Desktop) -> None:
    program = start_program()
    fill_every_field(program)
    shown = program.preview(holding="Looking into it")
    program.screen.press("alt+y")
    wait_until(lambda: clipboard(desktop) == shown, timeout=PATIENCE, what="the preview on the clipboard")
    program.screen.press("ctrl+Return")
    program.wait_for_row("State: Open", "Alert key: Disk-db-1", "Priority: HIGH")
    preview = digits_kept(shown)
    assert preview == TYPED
    assert set(preview) == {"apiKey", "eventType"} | USED_FIELDS[EventType.ALERT]
    arrived = only_event(program.practice)
    assert list(arrived.items()) == [(name, value) for name, value in preview.items() if name != "apiKey"]


def fill_every_field(program: Program) -> None:
    screen = program.screen
    program.fill("Summary", TYPED["summary"])
    first, second = TYPED["details"].split("\n")
    program.fill("Details (Markdown)", first)
    screen.press("Return")
    screen.type_text(second)
    program.fill("Alert key", TYPED["alertKey"])
    program.go_to("Source's default")
    program.choose("H", "HIGH: escalates")
    program.fill("Routing key", TYPED["routingKey"])
    fill_rows(program, "image", ("address", "opens", "text"), TYPED["images"], ("src", "href", "alt"))
    fill_rows(program, "link", ("address", "text"), TYPED["links"], ("href", "text"))
    program.fill("Custom details, a JSON object", CUSTOM_DETAILS)
    program.go_to("More fields: severity, labels, services, comments")
    screen.press("space")
    program.go_to("Source decides")
    program.choose("2", "2")
    labels = [{"name": name, "value": value} for name, value in TYPED["labels"].items()]
    fill_rows(program, "label", ("name", "value"), labels, ("name", "value"))
    fill_rows(program, "service", ("alias", "id"), TYPED["services"], ("alias", "id"))
    fill_rows(program, "comment", ("by", "text"), TYPED["comments"], ("creator", "content"))


def fill_rows(
    program: Program, row: str, columns: tuple[str, ...], texts: list[dict[str, str]], names: tuple[str, ...]
) -> None:
    """Add rows with the button, and go through their cells with Tab."""
    for number, cells in enumerate(texts, start=1):
        program.go_to(f"Add {row}")
        program.press_until_named("space", f"{row.capitalize()} {number} {columns[0]}")
        for column, name in zip(columns, names, strict=True):
            program.fill(f"{row.capitalize()} {number} {column}", cells.get(name, ""))


def only_event(practice: PracticeClient) -> dict[str, Any]:
    """The one event that practice was sent, as it was written."""
    (alert,) = digits_kept(practice.alerts_text())
    (event,) = alert["events"]
    assert json.loads(practice.alerts_text())[0]["alertKey"] == event["alertKey"]
    found: dict[str, Any] = event
    return found
