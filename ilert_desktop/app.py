"""Opens the window: assembly, QApplication, and what happens when something unforeseen goes wrong."""

import logging
import sys
from types import TracebackType

from ilert_desktop.assembly import Services
from ilert_desktop.paths import Folders
from ilert_desktop.ui.application import make_application
from ilert_desktop.ui.main_window import MainWindow
from ilert_desktop.ui.single_instance import SingleInstance

_log = logging.getLogger(__name__)


def run(folders: Folders, arguments: list[str]) -> int:
    """Open the window and stay until it is closed; a second start shows the first one's window and ends.

    Returns:
        The exit status.
    """
    application = make_application(arguments)
    sys.excepthook = _log_uncaught
    instance = SingleInstance(folders.data)
    if not instance.claim():
        return 0
    services = Services(folders)
    try:
        services.start()
        window = MainWindow(services)
        instance.shown_requested.connect(window.come_forward)
        window.show()
        return application.exec()
    finally:
        services.stop()
        instance.release()


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    # An error in a slot must not end a program that has events in its outbox.
    _log.critical("uncaught error", exc_info=(kind, error, trace))
