"""Says at the alert key when an alert with this key is open already, as far as it is known on this computer."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, QObject, Slot

from ilert_desktop.event import fold_key
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import Alert, AlertState
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.history.times import local_short
from ilert_desktop.ui.tasks import Tasks

_KEY_SHOWN: Final = 60
_Asked = tuple[tuple[str, ...], str]


class SameKey(QObject):
    """Looks the ALERT's key up at every source it goes to, off the GUI thread, and again when the ledger changed."""

    def __init__(self, ledger: Ledger, tasks: Tasks, composer: Composer, composing: Composing, parent: QObject) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._tasks = tasks
        self._field = composer.fields.alert_key
        self._composing = composing
        self._asked: _Asked = ((), "")
        self._round = 0
        self._known: dict[str, Alert] = {}
        composer.changed.connect(self._on_changed)
        composing.source_changed.connect(self._on_source_changed)

    @Slot()
    def look_again(self) -> None:
        """The ledger holds something else now."""
        self._look_up()

    @Slot()
    def _on_changed(self) -> None:
        if self._wanted() != self._asked:
            self._known = {}
            self._show()
            self._look_up()

    @Slot(object)
    def _on_source_changed(self, _: Source) -> None:
        self._on_changed()
        # The same sources may have other names now.
        self._show()

    def _wanted(self) -> _Asked:
        return self._composing.source_ids, fold_key(self._field.key_of_alert())

    def _look_up(self) -> None:
        self._asked = source_ids, key = self._wanted()
        self._round += 1
        if key:
            for source_id in source_ids:
                found = partial(self._on_found, self._round, source_id)
                self._tasks.watch(self._ledger.open_alert(source_id, key), found, _ignore)

    def _on_found(self, asked_in: int, source_id: str, alert: Alert | None) -> None:
        if asked_in != self._round:
            return
        self._known.pop(source_id, None)
        if alert is not None:
            self._known[source_id] = alert
        self._show()

    def _show(self) -> None:
        known = [(source, self._known[source.id]) for source in self._composing.sources if source.id in self._known]
        self._field.show_same_key(self._words(known))

    def _words(self, known: Sequence[tuple[Source, Alert]]) -> str:
        is_open = [(source, alert) for source, alert in known if alert.state is AlertState.OPEN]
        accepted = [(source, alert) for source, alert in known if alert.state is AlertState.ACCEPTED]
        sentences = []
        if is_open:
            sentence = self.tr(
                "As far as this computer knows, {key} is open at {places}: this will probably be added to it, and"
                " nobody paged again."
            )
            sentences.append(sentence.format(key=_shortened(is_open[0][1].alert_key), places=self._places(is_open)))
        if accepted:
            sentence = self.tr("As far as this computer knows, {key} is accepted at {places}: this may page again.")
            if all(source.is_practice for source, _ in accepted):
                sentence = self.tr(
                    "As far as this computer knows, {key} is accepted at {places}: at ilert this may page again."
                )
            sentences.append(sentence.format(key=_shortened(accepted[0][1].alert_key), places=self._places(accepted)))
        return " ".join(sentences)

    def _places(self, known: Sequence[tuple[Source, Alert]]) -> str:
        place = self.tr("{source} (raised {time})")
        places = [
            place.format(source=source.name, time=local_short(alert.raised_at, QLocale())) for source, alert in known
        ]
        if len(places) == 1:
            return places[0]
        return self.tr("{places} and {last}").format(places=", ".join(places[:-1]), last=places[-1])


def _shortened(key: str) -> str:
    return key if len(key) <= _KEY_SHOWN else f"{key[:_KEY_SHOWN]}…"


def _ignore(_: Exception) -> None:
    # What is wrong with the ledger is said elsewhere; here nothing is known, and nothing is said.
    return
