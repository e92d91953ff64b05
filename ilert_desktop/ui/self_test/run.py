"""`ilert-desktop self-test`: opens the real window on data of its own and reports."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ilert_desktop.assembly import Services
from ilert_desktop.paths import Folders
from ilert_desktop.ui.application import make_application
from ilert_desktop.ui.arrangement import FIRST_SIZE
from ilert_desktop.ui.main_window import MainWindow
from ilert_desktop.ui.self_test.checks import Checks
from ilert_desktop.ui.self_test.steps import Steps

_SECONDS_A_STEP = 20.0


def run(screenshot: Path | None) -> int:
    """Do the main job once, in a temporary folder.

    Returns:
        0 when every check passed, else 1.
    """
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_pass_on)
    application = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="ilert-desktop-self-test-", ignore_cleanup_errors=True) as folder:
        folders = Folders(data=Path(folder, "data"), config=Path(folder, "config"))
        folders.make()
        services = Services(folders)
        services.start()
        try:
            window = MainWindow(services)
            steps = Steps(Checks(window, screenshot).steps(), _say, seconds=_SECONDS_A_STEP, parent=window)
            passed: list[bool] = []
            steps.finished.connect(passed.append)
            # Not quit(), which closes the window and with that asks about what is typed.
            steps.finished.connect(lambda _passed: application.exit())
            window.first_shown.connect(steps.start)
            if screenshot is not None:
                # The picture shows the window as most people see it, however small this screen is.
                window.resize(FIRST_SIZE)
            window.show()
            application.exec()
            window.tasks.close()
            window.deleteLater()
        finally:
            services.stop()
    _say("Everything works." if passed == [True] else "The self-test failed.")
    return 0 if passed == [True] else 1


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    # The offscreen platform says this for every window; to who reads the report it looks like a fault.
    if "propagateSizeHints" not in message:
        sys.stderr.write(message + "\n")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
