"""Keeps composer, header and preview in step: one draft, its problems, its bytes, and what Send will do."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ilert_desktop.draft import Draft, Problem, effective_key, event_of, is_blank, problems_of
from ilert_desktop.event import EventType
from ilert_desktop.identifiers import sortable_id
from ilert_desktop.ledger.records import NewEvent
from ilert_desktop.preview import preview_of
from ilert_desktop.sources.forecast import forecast, send_label
from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.header import Header
from ilert_desktop.ui.known_summary import KnownSummary
from ilert_desktop.ui.preview_pane import PreviewPane

# A text of this size takes longer to check than a key stroke may; it is checked when the typing pauses.
_LARGE_TEXT: Final = 64 * 1024
_PAUSE_MS: Final = 200


class Composing(QObject):
    """Owns the draft's identity and its source. A draft can be enqueued once; `begin_anew` starts the next.

    Signals:
        source_changed: the `Source` that the draft goes to is another one, or was edited.

    Args:
        keep_choice: remembers the id of the chosen source for the next start, off the GUI thread. What counts for a
            send is the choice made here: it holds at once.
    """

    source_changed = Signal(object)

    def __init__(
        self,
        composer: Composer,
        header: Header,
        preview: PreviewPane,
        sources: SourceList,
        summaries: KnownSummary,
        keep_choice: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._composer = composer
        self._header = header
        self._preview = preview
        self._sources = sources
        self._summaries = summaries
        self._keep_choice = keep_choice
        self._source_id = sources.chosen.id
        self._draft_id = sortable_id()
        self._problems: list[Problem] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        composer.changed.connect(self._on_changed)
        summaries.found.connect(self.refresh)
        header.event_type_chosen.connect(composer.set_event_type)
        header.source_chosen.connect(self.choose_source)

    @property
    def draft_id(self) -> str:
        """The identity of the draft that is composed now."""
        return self._draft_id

    @property
    def source(self) -> Source:
        """The source that the draft goes to; the one chosen for the next start if the draft's was removed."""
        return self._sources.get(self._source_id) or self._sources.chosen

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that the draft goes to, the chosen one first."""
        return (self.source,)

    def new_event(self) -> NewEvent | None:
        """The draft as an event for the chosen source, or None while it has problems (they are shown)."""
        draft = self._draft()
        self._refresh_with(draft, show_missing=True)
        if self._problems:
            return None
        source = self.source
        minted = effective_key(draft) == draft.minted_key and not draft.alert_key.strip()
        return NewEvent(
            draft_id=self._draft_id,
            source_id=source.id,
            source_name=source.name,
            event=event_of(draft),
            minted=minted,
            undo_ms=source.undo_ms(draft.event_type),
        )

    def go_to_problem(self) -> None:
        """Put the keyboard where the first problem is."""
        if self._problems:
            self._composer.go_to(self._problems[0])

    def begin_anew(self, draft: Draft | None = None) -> None:
        """Compose another draft, a blank one by default, with a key and an identity of its own."""
        self._draft_id = sortable_id()
        self._summaries.forget()
        self._composer.set_value(draft if draft is not None else Draft())
        self.refresh()

    def show_sources(self) -> None:
        """The list of sources or the choice among them is another one."""
        source = self.source
        self._header.set_sources(self._sources.all(), source)
        self.refresh()
        self.source_changed.emit(source)

    @Slot(str)
    def choose_source(self, source_id: str) -> None:
        """Send the draft to this source, and choose it at the next start too."""
        self._source_id = source_id
        self._keep_choice(source_id)
        self.show_sources()

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
        source = self.source
        self._problems = problems_of(draft)
        self._composer.set_problems([p for p in self._problems if show_missing or not p.is_missing])
        self._preview.set_previewed(preview_of(draft, self._problems, key_field=source.key_field))
        self._composer.set_known_summary(draft.known_summary)
        self._header.set_event_type(draft.event_type, self._composer.hint("eventType"))
        label = send_label(source, draft.event_type, draft.priority if draft.event_type is EventType.ALERT else None)
        outlook = self._why_not(self._problems[0]) if self._problems else forecast(source, event_of(draft))
        self._header.set_send(label, outlook, can_send=not self._problems)

    def _why_not(self, problem: Problem) -> str:
        name = self._composer.title(problem.field)
        if problem.row is not None:
            name = self.tr("{field}, row {row}").format(field=name, row=problem.row + 1)
        return problem.message if problem.is_missing else f"{name}: {problem.message}"
