"""The process's QApplication."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from ilert_desktop import __version__


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication, under the program's name."""
    QCoreApplication.setApplicationName("ilert-desktop")
    QCoreApplication.setApplicationVersion(__version__)
    return QApplication(arguments)
