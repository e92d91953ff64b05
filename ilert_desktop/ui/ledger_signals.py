"""Turns what the ledger and the delivery say on their threads into signals on the GUI thread."""

import logging
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from ilert_desktop.assembly import Services
from ilert_desktop.delivery.faults import DeliveryFault
from ilert_desktop.ledger.records import Decision, LedgerEvent

_COALESCE_MS: Final = 30
_log = logging.getLogger(__name__)


class AttemptEnded(msgspec.Struct, frozen=True):
    """An event, and what became of it after an attempt (or for want of one)."""

    event: LedgerEvent
    decision: Decision


class LedgerSignals(QObject):
    """Its `on_…` methods may be called on any thread.

    Signals:
        changed: something was committed, here or by another program; many commits in a moment make one signal.
        sources_changed: another program has changed the list of sources.
        attempt_ended: an `AttemptEnded`.
        delivery_fault: a `DeliveryFault` that keeps everything from being sent, or None: it is over.
    """

    changed = Signal()
    sources_changed = Signal()
    attempt_ended = Signal(object)
    delivery_fault = Signal(object)
    _touched = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COALESCE_MS)
        self._timer.timeout.connect(self.changed)
        self._touched.connect(self._on_touched, Qt.ConnectionType.QueuedConnection)

    def listen_to(self, services: Services) -> None:
        """Have every commit, attempt and fault told."""
        services.ledger.subscribe(self.on_commit)
        services.delivery.watch_elsewhere(self.on_commit)
        services.sources.subscribe(self.on_sources_changed)
        services.delivery.watch(self.on_attempt_ended)
        services.delivery.watch_faults(self.on_delivery_fault)

    def on_commit(self) -> None:
        """Something was committed."""
        try:
            self._touched.emit()
        except RuntimeError:
            _log.debug("a commit after the window was gone")

    def on_sources_changed(self) -> None:
        """Another program has changed the list of sources."""
        try:
            self.sources_changed.emit()
        except RuntimeError:
            _log.debug("the sources changed after the window was gone")

    def on_attempt_ended(self, event: LedgerEvent, decision: Decision) -> None:
        """An attempt ended."""
        try:
            self.attempt_ended.emit(AttemptEnded(event, decision))
        except RuntimeError:
            _log.debug("an attempt ended after the window was gone")

    def on_delivery_fault(self, fault: DeliveryFault | None) -> None:
        """Something keeps everything from being sent (None: not any more)."""
        try:
            self.delivery_fault.emit(fault)
        except RuntimeError:
            _log.debug("a fault of the delivery after the window was gone")

    @Slot()
    def _on_touched(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
