"""The draft that the arguments of `send` make, and what is wrong with it in the words of the window."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from ilert_desktop.commands.output import note
from ilert_desktop.commands.pairs import custom_pairs, split_address
from ilert_desktop.commands.refusal import CommandRefused
from ilert_desktop.draft import Draft, Problem, draft_of, event_of, problems_of
from ilert_desktop.event import Event, EventType, InvalidEvent, Priority, from_json
from ilert_desktop.identifiers import mint_alert_key

_KEYS: Final = frozenset({"apiKey", "integrationKey"})
_KNOWN: Final = frozenset(Event.__struct_encode_fields__) | _KEYS | {"incidentKey"}


def draft_from(arguments: Namespace) -> Draft:
    """The draft that `send` is asked for. Raises: CommandRefused: a file or an argument can't be read."""
    draft = draft_of(_read_event(arguments.json)) if arguments.json else Draft()
    draft = replace(
        draft,
        summary=_or(arguments.summary, draft.summary),
        details=_or(arguments.details, draft.details),
        alert_key=_or(arguments.alert_key, draft.alert_key),
        routing_key=_or(arguments.routing_key, draft.routing_key),
        priority=Priority(arguments.priority) if arguments.priority else draft.priority,
        links=(*draft.links, *map(split_address, arguments.link)),
        images=(*draft.images, *((url, "", text) for url, text in map(split_address, arguments.image))),
        custom_details=_with_custom(draft.custom_details, custom_pairs(arguments.custom)),
    )
    # Without a key the alert could never be accepted or resolved from here, so it gets one unless that is wanted.
    return replace(draft, minted_key=mint_alert_key(), without_key=arguments.without_key)


def draft_for_alert(event_type: EventType, alert_key: str, text: str, creator: str | None) -> Draft:
    """The draft of an ACCEPT, RESOLVE or COMMENT; `text` is the comment."""
    return Draft(event_type=event_type, alert_key=alert_key, comments=((creator or "", text),) if text else ())


def event_from(draft: Draft) -> Event:
    """The event of a draft. Raises: CommandRefused: it has problems, each named with its field."""
    problems = problems_of(draft)
    if problems:
        raise CommandRefused("The event is not valid; nothing was sent.", *map(_problem_line, problems))
    return event_of(draft)


def _or(given: str | None, otherwise: str) -> str:
    return otherwise if given is None else given


def _problem_line(problem: Problem) -> str:
    place = problem.field
    if problem.row is not None:
        place += f"[{problem.row}]"
    if problem.column is not None:
        place += f".{problem.column}"
    return f"  {place}: {problem.message}"


def _read_event(name: str) -> Event:
    text = _read(name)
    try:
        fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        if bytes(fields.get("eventType", b"null")) == b"null":
            fields["eventType"] = msgspec.Raw(b'"ALERT"')
        event = from_json(msgspec.json.encode(fields))
    except (InvalidEvent, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise CommandRefused(f"--json: this is no event: {error}") from error
    _tell_what_is_left_out(set(fields))
    return event


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandRefused(f"--json: {name} can't be read: {error.strerror or type(error).__name__}.") from error


def _tell_what_is_left_out(names: set[str]) -> None:
    if names & _KEYS:
        note("The key in the JSON is not used; each source has its own.")
    if unknown := sorted(names - _KNOWN):
        note(f"Not sent, because an event has no such field: {', '.join(unknown)}.")


def _with_custom(details: str, pairs: dict[str, str]) -> str:
    """The JSON text of the custom details with more members; numbers stay as they were typed."""
    if not pairs:
        return details
    members = {name: msgspec.Raw(text.encode("utf-8", "surrogatepass")) for name, text in pairs.items()}
    try:
        before = msgspec.json.decode(details, type=dict[str, msgspec.Raw]) if details else {}
        return msgspec.json.encode(before | members).decode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise CommandRefused("--custom: a name or text in it holds a broken character.") from error
