"""Keeps composer, header and preview in step: one draft, its problems, its bytes, and what Send will do."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ilert_desktop.draft import Draft, Problem, event_of, is_blank, problems_of
from ilert_desktop.event import EventType
from ilert_desktop.identifiers import sortable_id
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.preview import preview_of
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.together import forecast_together, other_key_fields, send_labels_together
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.destinations import Destinations
from ilert_desktop.ui.header import Header
from ilert_desktop.ui.known_summary import KnownSummary
from ilert_desktop.ui.new_events import mark_at, new_events, unmarked_note
from ilert_desktop.ui.preview_pane import PreviewPane

# A text of this size takes longer to check than a key stroke may; it is checked when the typing pauses.
_LARGE_TEXT: Final = 64 * 1024
_PAUSE_MS: Final = 200


class Composing(QObject):
    """Owns the draft's identity. A draft can be enqueued once; `begin_anew` starts the next, for one source again.

    `mark` stands before the summary of each event for practice, as while a drill runs; `set_mark` changes it.

    Signals:
        source_changed: the sources that the draft goes to are others, or one was edited; the first `Source` of them.
    """

    source_changed = Signal(object)

    def __init__(
        self,
        composer: Composer,
        header: Header,
        preview: PreviewPane,
        destinations: Destinations,
        summaries: KnownSummary,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._header = header
        self._preview = preview
        self._destinations = destinations
        self._summaries = summaries
        self._draft_id = sortable_id()
        self._problems: list[Problem] = []
        self.mark = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        composer.changed.connect(self._on_changed)
        summaries.found.connect(self.refresh)
        header.event_type_chosen.connect(composer.set_event_type)
        destinations.changed.connect(self._on_destinations_changed)

    @property
    def draft_id(self) -> str:
        """The identity of the draft that is composed now."""
        return self._draft_id

    @property
    def source(self) -> Source:
        """The chosen source, to which the draft goes first."""
        return self._destinations.source

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that the draft goes to, the chosen one first."""
        return self._destinations.sources

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The ids of `sources`."""
        return tuple(source.id for source in self.sources)

    def new_events(self) -> tuple[NewEvent, ...]:
        """The draft as an event for each of its sources, or nothing while it has problems (they are shown).

        The first, for the chosen source, has the draft's own id.
        """
        draft = self._draft()
        self._refresh_with(draft, show_missing=True)
        if self._problems:
            return ()
        return new_events(draft, self._draft_id, self.sources, self.mark)

    def set_mark(self, mark: str) -> None:
        """What stands before the summary of each event for practice, as while a drill runs; empty: nothing."""
        if mark != self.mark:
            self.mark = mark
            self.refresh()

    def go_to_problem(self) -> None:
        """Put the keyboard where the first problem is."""
        if self._problems:
            self._composer.go_to(self._problems[0])

    def begin_anew(self, draft: Draft | None = None) -> None:
        """Compose another draft, a blank one by default, with a key and an identity of its own."""
        self._draft_id = sortable_id()
        self._summaries.forget()
        self._composer.set_value(draft if draft is not None else Draft())
        self._destinations.set_also(())
        self.refresh()

    def show_sources(self) -> None:
        """The list of sources or the choice among them is another one."""
        self._destinations.show()

    @Slot(str)
    def choose_source(self, source_id: str) -> None:
        """Send the draft to this source, and choose it at the next start too."""
        self._destinations.choose(source_id)

    def also_to(self, source_ids: Sequence[str]) -> None:
        """Send the draft to these sources as well."""
        self._destinations.set_also(source_ids)

    @Slot()
    def _on_destinations_changed(self) -> None:
        self.refresh()
        self.source_changed.emit(self.source)

    @Slot()
    def refresh(self) -> None:
        """Check the draft and show what it makes."""
        draft = self._draft()
        self._refresh_with(draft, show_missing=not is_blank(draft))

    @Slot()
    def _on_changed(self) -> None:
        fields = self._composer.fields
        large = len(fields.custom_details.value()) + len(fields.details.value()) > _LARGE_TEXT
        self._timer.start(_PAUSE_MS if large else 0)

    def _draft(self) -> Draft:
        """What is typed, and for an ACCEPT, RESOLVE or COMMENT the alert's summary as far as it is known here."""
        draft = self._composer.value()
        if draft.event_type is EventType.ALERT:
            return draft
        return replace(draft, known_summary=self._summaries.of(self.source.id, draft.alert_key))

    def _refresh_with(self, draft: Draft, *, show_missing: bool) -> None:
        self._timer.stop()
        sources = self.sources
        self._problems = problems_of(draft)
        self._composer.set_problems([p for p in self._problems if show_missing or not p.is_missing])
        self._show_preview(draft)
        self._composer.set_known_summary(draft.known_summary)
        self._header.set_event_type(draft.event_type, self._composer.hint("eventType"))
        priority = draft.priority if draft.event_type is EventType.ALERT else None
        label, shorter = send_labels_together(sources, draft.event_type, priority)
        outlook = self._why_not(self._problems[0]) if self._problems else forecast_together(sources, event_of(draft))
        self._header.set_send(label, outlook, can_send=not self._problems, shorter=shorter)

    def _show_preview(self, draft: Draft) -> None:
        previewed = preview_of(
            draft, self._problems, key_field=self.source.key_field, mark=mark_at(self.source, self.mark)
        )
        sources = self.sources
        notes = filter(None, (previewed.note, other_key_fields(sources), unmarked_note(sources, self.mark)))
        self._preview.set_previewed(replace(previewed, note=" ".join(notes)))

    def _why_not(self, problem: Problem) -> str:
        name = self._composer.title(problem.field)
        if problem.row is not None:
            name = self.tr("{field}, row {row}").format(field=name, row=problem.row + 1)
        return problem.message if problem.is_missing else f"{name}: {problem.message}"
