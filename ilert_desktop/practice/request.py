"""Reading the body of `POST /api/events`: an event and its key, or a refusal that says what is wrong."""

import json
from collections.abc import Callable, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final, NoReturn

import msgspec

from ilert_desktop.event import Event, EventType, InvalidEvent, read_request
from ilert_desktop.practice.state import Received

MAX_BODY: Final = 5 * 1024 * 1024  # bytes
MAX_DEPTH: Final = 500  # levels of objects and lists; readers commonly stop at 1,000
_KEY_FIELDS: Final = ("apiKey", "integrationKey")
_STEPS: Final = {**dict.fromkeys(b"[{", 1), **dict.fromkeys(b"]}", -1)}
_NO_STEP: Final = bytes(set(range(256)) - {*_STEPS, *b'"'})
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class _Keys(msgspec.Struct, frozen=True, rename="camel"):
    api_key: str | None = None
    integration_key: str | None = None


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this program
    """A request that is not taken: the HTTP status, a code for programs and a sentence for people.

    `headers` are those that the answer has besides the usual ones.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def check_content_type(value: str | None) -> None:
    """The specification: "dont forget to set the `Content-Type: application/json` header".

    Raises:
        Refusal: 400, when it is missing, something else, or names an encoding other than UTF-8 (RFC 8259, 8.1).
    """
    kind, *parameters = [part.strip().lower() for part in (value or "").split(";")]
    if kind != "application/json":
        raise _bad("WRONG_CONTENT_TYPE", "Set the header Content-Type: application/json.")
    charsets = [p.partition("=")[2].strip(' "') for p in parameters if p.startswith("charset=")]
    if any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise _bad("WRONG_CONTENT_TYPE", "Send the JSON in UTF-8.")


def read_event(body: bytes, admit: Callable[[str], None] = lambda _: None) -> tuple[str, Received]:
    """Read a body: `(key, event)`.

    Args:
        body: what came.
        admit: gets the key before the event is looked at, and raises a `Refusal` to leave it at that.

    Raises:
        Refusal: 400, when it is no JSON in UTF-8, nested too deeply, has a field of the wrong type, or lacks a field
            that its event type needs; or what `admit` raised.
    """
    check_json(body)
    named = _key_in(body)
    if named:
        admit(named)
    try:
        key, event = read_request(body)
    except InvalidEvent as error:
        raise _bad("INVALID_EVENT", f"{error}.") from error
    if not key:
        raise _bad("MISSING_FIELD", "apiKey is required: the key of an alert source.")
    _check_required(event)
    return key, Received(event, _without_key(body))


def _check_required(event: Event) -> None:
    # Facts page: `summary` is demanded for ALERT only; `alertKey` is "needed on ACCEPT, RESOLVE, COMMENT".
    if event.event_type is EventType.ALERT:
        if not event.summary.strip():
            raise _bad("MISSING_FIELD", "summary is required for ALERT.")
    elif not event.alert_key.strip():
        raise _bad("MISSING_FIELD", f"alertKey is required for {event.event_type}.")


def check_json(body: bytes) -> None:
    """Make sure that a body is JSON in UTF-8; 5 MiB take a few tenths of a second, however they are built.

    What is kept as text (custom details, unknown fields) is given out again as text: it has to be JSON.

    Raises:
        Refusal: 400, when it is no JSON in UTF-8, or nested too deeply.
    """
    try:
        body.decode()
        msgspec.json.decode(body, type=msgspec.Raw)
    except UnicodeDecodeError as error:
        raise _bad("INVALID_JSON", f"The body is no UTF-8 (byte {error.start}).") from error
    except RecursionError as error:
        raise _too_deep() from error
    except msgspec.DecodeError as error:
        raise _no_json(body) from error
    if _depth_of(body) > MAX_DEPTH:
        raise _too_deep()


def _no_json(body: bytes) -> Refusal:
    # msgspec is quick and strict, but the standard library says where the mistake is.
    try:
        json.loads(body, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except RecursionError:
        return _too_deep()
    except ValueError as error:
        return _bad("INVALID_JSON", f"The body is no JSON: {error}.")
    # All that it lets pass.
    return _bad("INVALID_JSON", "A text holds half of a broken character (a lone \\ud800 to \\udfff).")


def _depth_of(valid: bytes) -> int:
    """How many objects and lists are in one another; without making them, which can take 100 times the time."""
    in_and_between_texts = valid.replace(rb"\\", b"").replace(rb"\"", b"").translate(None, _NO_STEP).split(b'"')
    return max(accumulate(map(_STEPS.__getitem__, b"".join(in_and_between_texts[::2])), initial=0))


def _key_in(valid: bytes) -> str | None:
    try:
        keys = msgspec.json.decode(valid, type=_Keys)
    except msgspec.ValidationError:
        # What is wrong with it is told when the event is read.
        return None
    return keys.api_key or keys.integration_key


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _without_key(body: bytes) -> msgspec.Raw:
    fields = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    kept = {name: text for name, text in fields.items() if name not in _KEY_FIELDS}
    # On one line, because the journal has one event a line.
    return msgspec.Raw(msgspec.json.format(msgspec.json.encode(kept), indent=-1))


def _too_deep() -> Refusal:
    return _bad("INVALID_JSON", f"The JSON is nested too deeply: {MAX_DEPTH} levels at most.")


def _bad(code: str, message: str) -> Refusal:
    return Refusal(400, code, message)
