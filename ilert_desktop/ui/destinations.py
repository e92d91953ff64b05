"""Where the draft goes: the chosen source, and further ones for this event alone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from ilert_desktop.sources.source import Source
from ilert_desktop.sources.source_list import SourceList
from ilert_desktop.ui.header import Header


class Destinations(QObject):
    """Keeps the choice, and shows it in the header.

    Signals:
        changed: the draft goes elsewhere, or what is known of a source is something else.

    Args:
        keep_choice: remembers the id of the chosen source for the next start, off the GUI thread. What counts for a
            send is the choice made here: it holds at once. Further sources are never remembered.
    """

    changed = Signal()

    def __init__(
        self, sources: SourceList, header: Header, keep_choice: Callable[[str], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._list = sources
        self._header = header
        self._keep_choice = keep_choice
        self._source_id = sources.chosen.id
        self._also: tuple[str, ...] = ()
        header.source_chosen.connect(self.choose)
        header.also_chosen.connect(self.set_also)

    @property
    def source(self) -> Source:
        """The chosen source; the one chosen for the next start if the draft's was removed."""
        return self._list.get(self._source_id) or self._list.chosen

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that the draft goes to, the chosen one first, the others in the order of the list."""
        first = self.source
        also = (source for source in self._list.all() if source.id in self._also and source.id != first.id)
        return (first, *also)

    @Slot(str)
    def choose(self, source_id: str) -> None:
        """Send the draft to this source, and choose it at the next start too."""
        self._source_id = source_id
        self._also = tuple(other for other in self._also if other != source_id)
        self._keep_choice(source_id)
        self.show()

    @Slot(object)
    def set_also(self, source_ids: Sequence[str]) -> None:
        """Send the draft to these sources as well, and to no others."""
        if tuple(source_ids) != self._also:
            self._also = tuple(source_ids)
            self.show()

    @Slot()
    def show(self) -> None:
        """The list of sources or the choice among them is another one."""
        self._header.set_sources(self._list.all(), self.sources)
        self.changed.emit()
