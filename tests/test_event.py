"""The wire format: what is written comes back the same, odd names and nulls are read, faults name their place."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.event import (
    KEY_MASK,
    USED_FIELDS,
    Event,
    EventType,
    InvalidEvent,
    body,
    fold_key,
    from_json,
    pretty,
    read_request,
    to_json,
)
from tests.rig.events import CUSTOM_DETAILS, ODD_NUMBERS, events, json_objects

ALERT = Event(event_type=EventType.ALERT, summary="x")


def as_read(text: bytes | str) -> Any:
    """JSON with every number as it is written and with every name of an object, also one that comes twice."""
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=list)


@given(events())
def test_an_event_comes_back_from_json_as_it_was(event: Event) -> None:
    assert from_json(to_json(event)) == event


@given(events(), st.sampled_from(["apiKey", "integrationKey"]))
def test_the_body_is_the_event_with_the_key_in_front(event: Event, key_field: str) -> None:
    content = body(event, key_field=key_field, api_key="il-secret")
    pairs = as_read(content)
    assert pairs[0] == (key_field, "il-secret") or pairs[0] == [key_field, "il-secret"]
    assert pairs[1:] == as_read(to_json(event))
    assert read_request(content) == ("il-secret", event)


@given(events())
def test_the_masked_body_differs_in_the_value_of_the_key_only(event: Event) -> None:
    sent = body(event, key_field="apiKey", api_key="il-secret")
    shown = body(event, key_field="apiKey", api_key=KEY_MASK)
    assert shown.replace(KEY_MASK.encode(), b"il-secret", 1) == sent


@given(events())
def test_the_pretty_view_is_the_same_json(event: Event) -> None:
    content = body(event, key_field="apiKey", api_key="k")
    assert as_read(pretty(content)) == as_read(content)


@given(json_objects())
def test_custom_details_arrive_byte_for_byte(text: str) -> None:
    event = msgspec.structs.replace(ALERT, custom_details=msgspec.Raw(text.encode()))
    assert text.encode() in body(from_json(to_json(event)), key_field="apiKey", api_key="k")


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_numbers_in_custom_details_keep_every_digit(number: str) -> None:
    event = from_json(f'{{"eventType":"ALERT","customDetails":{{"n":{number}}}}}')
    assert f'"n":{number}'.encode() in to_json(event)
    assert f'"n": {number}' in pretty(to_json(event))


def test_fields_that_are_not_set_are_not_sent() -> None:
    assert to_json(Event(event_type=EventType.ALERT)) == b'{"eventType":"ALERT"}'


def test_the_fields_come_in_the_order_of_the_specification() -> None:
    event = from_json(
        '{"routingKey":"r","customDetails":{},"links":[{"href":"h"}],"images":[{"src":"s"}],"priority":"LOW",'
        '"alertKey":"k","details":"d","summary":"s","eventType":"ALERT"}'
    )
    names = "apiKey,eventType,summary,details,alertKey,priority,images,links,customDetails,routingKey"
    assert ",".join(json.loads(body(event, key_field="apiKey", api_key="k"))) == names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"eventType":"ALERT","apiKey":"a"}', "a"),
        ('{"eventType":"ALERT","integrationKey":"b"}', "b"),
        ('{"eventType":"ALERT","apiKey":"","integrationKey":"b"}', "b"),
        ('{"eventType":"ALERT","apiKey":null,"integrationKey":"b"}', "b"),
        ('{"eventType":"ALERT"}', None),
    ],
)
def test_the_key_is_read_under_both_names(text: str, key: str | None) -> None:
    assert read_request(text)[0] == key


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ('"incidentKey":"old"', "old"),
        ('"alertKey":"new","incidentKey":"old"', "new"),
        ('"alertKey":"","incidentKey":"old"', "old"),
        ('"alertKey":null,"incidentKey":"old"', "old"),
    ],
)
def test_the_older_name_of_the_alert_key_is_read(fields: str, key: str) -> None:
    assert from_json(f'{{"eventType":"ALERT",{fields}}}').alert_key == key


@pytest.mark.parametrize("name", [n for n in Event.__struct_encode_fields__ if n != "eventType"])
def test_an_explicit_null_is_the_same_as_no_field(name: str) -> None:
    assert from_json(f'{{"eventType":"ALERT","{name}":null}}') == Event(event_type=EventType.ALERT)


@pytest.mark.parametrize("row", ['"images":[{"src":"s","href":null,"alt":null}]', '"links":[{"href":"h","text":null}]'])
def test_nulls_in_rows_are_read_as_not_given(row: str) -> None:
    assert b"null" not in to_json(from_json(f'{{"eventType":"ALERT",{row}}}'))


def test_unknown_fields_are_left_out() -> None:
    event = from_json('{"eventType":"ALERT","summary":"x","apiKey":"secret","new":{"deep":[1]}}')
    assert to_json(event) == b'{"eventType":"ALERT","summary":"x"}'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"eventType":"ALERT","labels":{"a":1}}', "$.labels"),
        ('{"eventType":"ALERT","labels":{"a":null}}', "$.labels"),
        ('{"eventType":"ALERT","labels":["a"]}', "$.labels"),
        ('{"eventType":"ALERT","summary":5}', "$.summary"),
        ('{"eventType":"ALERT","images":[{"href":"x"}]}', "$.images[0]"),
        ('{"eventType":"ALERT","images":[{"src":"x"},{"src":1}]}', "$.images[1].src"),
        ('{"eventType":"ALERT","links":[{"text":"x"}]}', "$.links[0]"),
        ('{"eventType":"ALERT","services":[{"id":"7"}]}', "$.services[0].id"),
        ('{"eventType":"ALERT","comments":[{"content":1}]}', "$.comments[0].content"),
        ('{"eventType":"ALERT","severity":6}', "$.severity"),
        ('{"eventType":"ALERT","severity":0}', "$.severity"),
        ('{"eventType":"ALERT","priority":"MEDIUM"}', "$.priority"),
        ('{"eventType":"REROUTE"}', "$.eventType"),
        ('{"eventType":null}', "eventType"),
        ('{"summary":"x"}', "eventType"),
        ('{"eventType":"ALERT","customDetails":[1]}', "$.customDetails"),
        ('{"eventType":"ALERT","customDetails":"x"}', "$.customDetails"),
        ('{"eventType":"ALERT","customDetails":1}', "$.customDetails"),
        ('{"eventType":"ALERT","apiKey":1}', "$.apiKey"),
    ],
)
def test_a_field_of_the_wrong_type_is_named(text: str, place: str) -> None:
    with pytest.raises(InvalidEvent) as caught:
        from_json(text)
    assert place in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"eventType":"ALERT",}',
        '{"eventType":"ALERT","customDetails":{"a":NaN}}',
        '{"eventType":"ALERT","customDetails":{"a":01}}',
        '{"eventType":"ALERT"} x',
        '{"eventType":"ALERT","summary":"\ud800"}',
        '{"eventType":"ALERT","summary":"\\ud800"}',
        b'{"eventType":"ALERT","summary":"\xff"}',
        b"\xff\xfe{",
        '{"eventType":"ALERT","customDetails":' + '{"a":' * 100_000 + "1" + "}" * 100_001,
        "[" * 100_000,
    ],
)
def test_what_is_no_event_is_refused(text: str | bytes) -> None:
    with pytest.raises(InvalidEvent):
        from_json(text)


@pytest.mark.parametrize("field", ["summary", "details", "alert_key", "routing_key"])
def test_a_text_that_utf8_cannot_carry_has_no_body(field: str) -> None:
    event = msgspec.structs.replace(ALERT, **{field: "a\ud800b"})
    with pytest.raises(InvalidEvent):
        body(event, key_field="apiKey", api_key="k")


def test_large_events_come_back() -> None:
    details = json.dumps({"rows": ["x" * 1000] * 1000})
    event = msgspec.structs.replace(
        from_json('{"eventType":"ALERT","links":[' + ",".join(['{"href":"https://example.org/"}'] * 200) + "]}"),
        summary="ü" * 10_000,
        custom_details=msgspec.Raw(details.encode()),
    )
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(("left", "right"), [(" Key ", "kEY"), ("ÄRGER", "ärger"), ("\tx\n", "X")])
def test_alert_keys_compare_trimmed_and_without_case(left: str, right: str) -> None:
    assert fold_key(left) == fold_key(right)


def test_every_type_uses_fields_that_exist() -> None:
    assert set(USED_FIELDS) == set(EventType)
    assert frozenset().union(*USED_FIELDS.values()) == set(Event.__struct_encode_fields__) - {"eventType"}


def test_custom_details_of_the_rig_are_json() -> None:
    assert json.loads(CUSTOM_DETAILS)
