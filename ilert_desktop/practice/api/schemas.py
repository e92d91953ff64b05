"""JSON schemas of what the API takes and answers, made from the models that read and write it."""

from typing import Any, Final

import msgspec

from ilert_desktop.event import EventType, IncomingEvent
from ilert_desktop.practice.answers import AlertView, LogEntryView, Refused, Taken

Schema = dict[str, Any]
_PLACE: Final = "#/components/schemas/"
_OBJECT: Final[Schema] = {"type": "object"}
# What `str.strip` leaves something of.
_NOT_BLANK: Final[Schema] = {"type": "string", "pattern": r"\S"}
_NOT_EMPTY: Final[Schema] = {"type": "string", "minLength": 1}


def reference(name: str) -> Schema:
    """A reference to one of `schemas`."""
    return {"$ref": f"{_PLACE}{name}"}


def schemas() -> dict[str, Schema]:
    """Each schema under its name."""
    fields = _event_fields()
    _, made = msgspec.json.schema_components(
        [AlertView, LogEntryView, Taken, Refused, fields], ref_template=f"{_PLACE}{{name}}"
    )
    # These stay JSON text in the models.
    made["AlertView"]["properties"]["customDetails"] = {"anyOf": [_OBJECT, {"type": "null"}]}
    made["LogEntryView"]["properties"]["event"] = _OBJECT
    return {**made, "EventRequest": _event_request(made.pop(fields.__name__))}


def _event_fields() -> type[msgspec.Struct]:
    # `read_request` takes null in any field as left out.
    fields = msgspec.structs.fields(IncomingEvent)
    types = {field.name: dict[str, Any] if field.type is msgspec.Raw else field.type for field in fields}
    return msgspec.defstruct(
        "EventFields",
        [
            (field.encode_name, types[field.name])
            if field.required
            else (field.encode_name, types[field.name] | None, None)
            for field in fields
        ],
        kw_only=True,
    )


def _event_request(fields: Schema) -> Schema:
    """The fields of an event, with what `read_event` demands of the key and of each event type."""
    others = [event_type for event_type in EventType if event_type is not EventType.ALERT]
    by_alert_key = {"eventType": {"enum": others}, "alertKey": _NOT_BLANK}
    by_older_name = {"eventType": {"enum": others}, "alertKey": {"maxLength": 0}, "incidentKey": _NOT_BLANK}
    by_type: list[tuple[Schema, list[str]]] = [
        ({"eventType": {"const": EventType.ALERT}, "summary": _NOT_BLANK}, ["summary"]),
        (by_alert_key, ["alertKey"]),
        (by_older_name, ["incidentKey"]),
    ]
    return {
        "title": "EventRequest",
        "description": "One event, and the key of the alert source that it is for.",
        **{name: value for name, value in fields.items() if name != "title"},
        "allOf": [
            {"anyOf": [_demanding({name: _NOT_EMPTY}, [name]) for name in ("apiKey", "integrationKey")]},
            {"anyOf": [_demanding(properties, required) for properties, required in by_type]},
        ],
    }


def _demanding(properties: Schema, required: list[str]) -> Schema:
    return {"properties": properties, "required": required}
