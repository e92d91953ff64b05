"""What a priority template finds in an event.

Specification: "Custom priority template is configured in alert source (however in this case the template extraction
might overrule the API field, depending on the configuration in your alert source)".
"""

import msgspec
import pytest

from ilert_desktop.event import Priority, from_json
from ilert_desktop.practice.configuration import PriorityTemplate
from ilert_desktop.practice.rules.priority_template import find_priority
from ilert_desktop.practice.state import Received

HIGH, LOW = Priority.HIGH, Priority.LOW


def found(text: str, field: str, *, high: tuple[str, ...] = (), low: tuple[str, ...] = ()) -> Priority | None:
    received = Received(from_json(text), msgspec.Raw(text.encode()))
    finding = find_priority(PriorityTemplate(field=field, high=high, low=low), received)
    return finding and finding.priority


def event(**fields: object) -> str:
    return msgspec.json.encode({"eventType": "ALERT", "summary": "Disk full", **fields}).decode()


@pytest.mark.parametrize(
    ("field", "fields", "value"),
    [
        ("summary", {"summary": "critical"}, "critical"),
        ("routingKey", {"routingKey": "critical"}, "critical"),
        ("customDetails.a.b.c", {"customDetails": {"a": {"b": {"c": "critical"}}}}, "critical"),
        ("labels.severity", {"labels": {"severity": "critical"}}, "critical"),
        ("links.1.text", {"links": [{"href": "x"}, {"href": "y", "text": "critical"}]}, "critical"),
        ("severity", {"severity": 5}, "5"),
        ("customDetails.on", {"customDetails": {"on": True}}, "true"),
        # A field that the API does not know is in the event all the same.
        ("monitor.state", {"monitor": {"state": "critical"}}, "critical"),
        ("customDetails.", {"customDetails": {"": "critical"}}, "critical"),
    ],
)
def test_a_field_is_found_by_its_path(field: str, fields: dict[str, object], value: str) -> None:
    """The template's own rule: "`field` is a path with dots, such as `customDetails.severity` or `summary`"."""
    assert found(event(**fields), field, high=(value,)) is HIGH
    assert found(event(**fields), field, low=(value,)) is LOW
    assert found(event(**fields), field, high=("other",), low=("another",)) is None


@pytest.mark.parametrize("number", ["1.0", "1e400", "12345678901234567890"])
def test_a_number_is_compared_as_it_was_written(number: str) -> None:
    text = f'{{"eventType":"ALERT","summary":"x","customDetails":{{"level": {number} }}}}'

    assert found(text, "customDetails.level", high=(number,)) is HIGH
    assert found(text, "customDetails.level", high=("1",)) is None


@pytest.mark.parametrize("value", ["CRITICAL", " critical\n", "Critical"])
def test_case_and_space_around_do_not_count(value: str) -> None:
    """The template's own rule: "without regard to case"."""
    assert found(event(summary=value), "summary", high=(" Critical",)) is HIGH
    assert found(event(summary="STRASSE"), "summary", low=("straße",)) is LOW


def test_a_part_of_the_text_is_not_enough() -> None:
    assert found(event(summary="not critical"), "summary", high=("critical",)) is None


def test_a_text_for_both_is_high() -> None:
    """A page too many does less harm than one too few."""
    assert found(event(summary="critical"), "summary", high=("critical",), low=("critical",)) is HIGH


@pytest.mark.parametrize(
    "field",
    [
        "customDetails.nothing",
        "customDetails.null",
        "customDetails.object",
        "customDetails.list",
        "customDetails.text.deeper",
        "customDetails.list.7",
        "customDetails.list.-1",
        "customDetails.list.99999999999999999999999",
        "customDetails.list.x",
        "customDetails..text",
        "",
        ".",
    ],
)
def test_where_no_text_stands_nothing_is_found(field: str) -> None:
    details = {"null": None, "object": {"a": "b"}, "list": ["a"], "text": "a"}

    assert (
        found(event(customDetails=details), field, high=("null", "None", "{}", '{"a":"b"}', '["a"]', "a", "")) is None
    )


def test_the_way_leads_through_deep_nesting() -> None:
    depth = 400
    text = '{"a":' * depth + '"critical"' + "}" * depth
    field = ".".join(["customDetails", *["a"] * depth])

    assert found(f'{{"eventType":"ALERT","customDetails":{text}}}', field, high=("critical",)) is HIGH
