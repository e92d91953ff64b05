"""Opens the window: assembly, QApplication, and what happens when something unforeseen goes wrong."""

from PySide6.QtCore import Qt

from ilert_desktop.assembly import Services
from ilert_desktop.paths import Folders
from ilert_desktop.ui.application import make_application
from ilert_desktop.ui.main_window import MainWindow
from ilert_desktop.ui.session_end import SessionEnd
from ilert_desktop.ui.single_instance import SingleInstance
from ilert_desktop.ui.uncaught_errors import UncaughtErrors


def run(folders: Folders, arguments: list[str]) -> int:
    """Open the window and stay until it is closed; a second start shows the first one's window and ends.

    SIGINT, SIGTERM and SIGHUP close it without a question, in the same order.

    Returns:
        The exit status.
    """
    application = make_application(arguments)
    errors = UncaughtErrors()
    # An error in a slot must not end a program that has events in its outbox.
    errors.install()
    instance = SingleInstance(folders.data)
    if not instance.claim():
        return 0
    session_end = SessionEnd()
    services = Services(folders)
    with session_end.heard():
        try:
            services.start()
            window = MainWindow(services)
            instance.shown_requested.connect(window.come_forward)
            # Queued on the GUI thread as well: an error in showing the message must not lead to the next one at once.
            errors.caught.connect(window.results.on_uncaught, Qt.ConnectionType.QueuedConnection)
            session_end.asked.connect(window.sending.kept_draft.keep)
            session_end.asked.connect(window.leave)
            # Also with a dialog open.
            session_end.asked.connect(application.quit)
            window.sending.kept_draft.bring_back()
            window.show()
            return application.exec()
        finally:
            services.stop()
            instance.release()
