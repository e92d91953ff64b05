"""Opens the window: assembly, QApplication, and what happens when something unforeseen goes wrong."""

import logging
import sys
from types import TracebackType

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from ilert_desktop import __version__
from ilert_desktop.assembly import Services
from ilert_desktop.paths import Folders
from ilert_desktop.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


def make_application(arguments: list[str]) -> QApplication:
    """The process's QApplication, under the program's name."""
    QCoreApplication.setApplicationName("ilert-desktop")
    QCoreApplication.setApplicationVersion(__version__)
    return QApplication(arguments)


def run(folders: Folders, arguments: list[str]) -> int:
    """Open the window and stay until it is closed.

    Returns:
        The exit status.
    """
    application = make_application(arguments)
    sys.excepthook = _log_uncaught
    services = Services(folders)
    services.start()
    window = MainWindow(services)
    window.show()
    try:
        return application.exec()
    finally:
        services.stop()


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    # An error in a slot must not end a program that has events in its outbox.
    _log.critical("uncaught error", exc_info=(kind, error, trace))
