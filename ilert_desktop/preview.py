"""What the preview shows: the bytes the sender would send for a draft, with nothing but the key masked."""

import msgspec
from msgspec.structs import replace

from ilert_desktop.draft import Draft, Problem, event_of
from ilert_desktop.event import KEY_MASK, Event, InvalidEvent, body
from ilert_desktop.practice.mark import marked_summary


def marked(event: Event, mark: str) -> Event:
    """The event with a mark before its summary; as it is without a mark, or if it has it already."""
    return replace(event, summary=marked_summary(event.summary, mark))


class Previewed(msgspec.Struct, frozen=True):
    """`body` is what would be sent; `note` says what is left out of it because it is not valid yet."""

    body: bytes
    note: str = ""


def preview_of(draft: Draft, problems: list[Problem], *, key_field: str, mark: str = "") -> Previewed:
    """The body of `draft` under `problems`, made by the same function that the sender calls.

    `mark` stands before the summary, as while a drill runs.
    """
    broken = {problem.field for problem in problems}
    sendable = replace(
        draft,
        custom_details="" if "customDetails" in broken else draft.custom_details,
        services=() if "services" in broken else draft.services,
    )
    left_out = [text for field, text in _LEFT_OUT.items() if field in broken]
    try:
        content = body(marked(event_of(sendable), mark), key_field=key_field, api_key=KEY_MASK)
    except InvalidEvent as error:
        return Previewed(b"", str(error))
    return Previewed(content, " ".join(left_out))


_LEFT_OUT = {
    "customDetails": "Custom details are left out here until they are a JSON object.",
    "services": "Services are left out here until their ids are numbers.",
}
