"""The events that a draft makes for each of its sources, while a drill runs with its mark where it counts."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from ilert_desktop.draft import Draft, effective_key, event_of
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.preview import marked
from ilert_desktop.sources.guard import names_together
from ilert_desktop.sources.source import Source, practice_endpoint_of

_UNMARKED: Final = "{names} get this without {mark}: only practice takes part in the drill."
_UNMARKED_ONE: Final = "{names} gets this without {mark}: only practice takes part in the drill."


def new_events(draft: Draft, draft_id: str, sources: Sequence[Source], mark: str) -> tuple[NewEvent, ...]:
    """An event for each source. The first, for the chosen source, has the draft's own id.

    `mark` stands before the summary of those that go to practice, and never of others.
    """
    event = event_of(draft)
    minted = effective_key(draft) == draft.minted_key and not draft.alert_key.strip()
    return tuple(
        NewEvent(
            draft_id=f"{draft_id}:{source.id}" if place else draft_id,
            source_id=source.id,
            source_name=source.name,
            event=marked(event, mark_at(source, mark)),
            minted=minted,
            undo_ms=source.undo_ms(event.event_type),
        )
        for place, source in enumerate(sources)
    )


def mark_at(source: Source, mark: str) -> str:
    """The mark of what goes to this source; empty for a real one, whatever drill runs."""
    return mark if source.is_practice else ""


def with_mark(new: NewEvent, mark: str) -> NewEvent:
    """An event that the form did not make, as it goes out while a drill runs: marked when it goes to practice."""
    if practice_endpoint_of(new.source_id) is None:
        return new
    return replace(new, event=marked(new.event, mark))


def unmarked_note(sources: Sequence[Source], mark: str) -> str:
    """What the preview of a marked event must say of the other sources; empty where there is nothing to say."""
    real = [source.name for source in sources if not source.is_practice]
    if not mark or not real or not sources[0].is_practice:
        return ""
    words = _UNMARKED_ONE if len(real) == 1 else _UNMARKED
    return words.format(names=names_together(real), mark=mark)
