"""Runs connection checks for the dialog, off the GUI thread."""

import logging
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ilert_desktop.delivery.connection_check import ConnectionChecker
from ilert_desktop.ui.announcer import Announcer
from ilert_desktop.ui.source_dialog.connection_offer import ConnectionOffer
from ilert_desktop.ui.tasks import Tasks

_log = logging.getLogger(__name__)


class ConnectionChecks(QObject):
    """Starts a check when `offer` asks for one, and has it show and `dialog` announce what came of it."""

    def __init__(self, offer: ConnectionOffer, checker: ConnectionChecker, tasks: Tasks, dialog: QWidget) -> None:
        super().__init__(dialog)
        self._offer = offer
        self._checker = checker
        self._tasks = tasks
        offer.requested.connect(self._on_requested)
        offer.announced.connect(Announcer(dialog).announce)

    @Slot(str)
    def _on_requested(self, endpoint: str) -> None:
        self._offer.show_busy()
        check = self._checker.check(endpoint)
        self._tasks.watch(check, self._offer.show_result, partial(self._on_broken, endpoint))

    def _on_broken(self, endpoint: str, error: Exception) -> None:
        _log.warning("a connection check broke off: %s", type(error).__name__)
        self._offer.show_breakdown(endpoint)
