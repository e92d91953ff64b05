"""What the self-test does and looks at: resources, database, keyring, and the main job through the widgets."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.request import ProxyHandler, Request, build_opener

from PySide6.QtWidgets import QPushButton, QToolButton

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.event import USED_FIELDS, EventType, Priority
from ilert_desktop.ledger.reads import Shown
from ilert_desktop.ledger.records import Alert, AlertState
from ilert_desktop.resources import resource_path
from ilert_desktop.ui.hints import hints
from ilert_desktop.ui.main_window import MainWindow
from ilert_desktop.ui.self_test.steps import Step, StepFailed

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ilert_desktop.sources.keys import KeyringStatus

_SUMMARY: Final = "Database db-1 is nearly full"
_BEARER: Final = {"Authorization": "Bearer practice"}
_SECOND: Final = "Checkout answers slowly"


class Checks:
    """Makes the steps for one window; `screenshot` is where the picture goes."""

    def __init__(self, window: MainWindow, screenshot: Path | None) -> None:
        self._window = window
        self._services = window.services
        self._screenshot = screenshot
        self._alerts: Future[list[Alert]] | None = None
        self._held: Future[list[dict[str, Any]]] | None = None
        self._status: Future[KeyringStatus] | None = None
        self._key = ""
        self._pressed = False

    def steps(self) -> list[Step]:
        """Every check, in order."""
        return [
            Step("resources", _nothing, _resources),
            Step("database", _nothing, self._database),
            Step("keyring", self._ask_keyring, self._keyring),
            Step("window with practice chosen", _nothing, self._practice_chosen),
            Step(
                "raise an alert", partial(self._raise, _SUMMARY), partial(self._is, AlertState.OPEN, "taken by ilert")
            ),
            Step("practice holds it", self._ask_practice, partial(self._practice_says, "PENDING")),
            Step("accept it from the history", self._forget_press, self._accepted),
            Step("practice has it accepted", self._ask_practice, partial(self._practice_says, "ACCEPTED")),
            Step("resolve it from the history", self._forget_press, self._resolved),
            Step("practice has it resolved", self._ask_practice, partial(self._practice_says, "RESOLVED")),
            Step("raise another one", partial(self._raise, _SECOND), partial(self._is, AlertState.OPEN, "")),
            *([Step("screenshot", self._fill, self._save_picture)] if self._screenshot else []),
        ]

    def _database(self) -> str | None:
        opened = self._services.ledger.opened
        if not opened.done():
            return None
        opened.result()
        return "opened and written"

    def _ask_keyring(self) -> None:
        self._status = self._services.keys.status()

    def _keyring(self) -> str | None:
        assert self._status is not None  # noqa: S101 - asked just before
        if not self._status.done():
            return None
        status = self._status.result()
        return status.name if status.usable else f"none usable here; {status.sentence}"

    def _practice_chosen(self) -> str:
        if not self._window.band.isVisible() or not self._window.composing.source.is_practice:
            raise StepFailed("the window does not start with practice")
        return self._window.header.source.currentText()

    def _raise(self, summary: str) -> None:
        self._type(summary)
        self._window.composing.refresh()
        self._key = self._window.composer.value().minted_key
        if not self._window.header.send.isEnabled():
            raise StepFailed(self._window.header.outlook.text())
        self._window.header.send.click()

    def _type(self, summary: str) -> None:
        fields = self._window.composer.fields
        fields.summary.setText(summary)
        fields.details.setPlainText("**3 %** left on `/var/lib/db`.\n\nRunbook: free space, then tell the team.")
        fields.priority.set_value(Priority.HIGH)
        fields.links.set_value([("https://example.org/runbook/disk", "Runbook")])
        fields.custom_details.set_value('{"host": "db-1", "free": 0.030}')

    def _is(self, state: AlertState, words: str) -> str | None:
        alert = self._newest_read()
        if alert is not None and alert.state is AlertState.FAILED:
            raise StepFailed(self._window.notices.text() or self._window.outbox_line.last_text())
        return words if alert is not None and alert.state is state and not alert.pending else None

    def _newest_read(self) -> Alert | None:
        if self._alerts is None:
            self._alerts = self._services.ledger.alerts(Shown.ALL, self._key)
        if not self._alerts.done():
            return None
        alerts, self._alerts = self._alerts.result(), None
        return alerts[0] if alerts else None

    def _forget_press(self) -> None:
        self._pressed = False

    def _press(self, action: str) -> bool:
        """Press once, as soon as the row of the alert is shown with its action enabled."""
        button = self._button(action)
        if not self._pressed and button.isEnabled():
            self._pressed = True
            button.click()
        # Whoever is sure need not wait until it can't be taken back any more.
        for now in self._window.pending.undo_bar.findChildren(QPushButton):
            if now.text() == "Send now" and now.isVisible():
                now.click()
        return self._pressed

    def _button(self, action: str) -> QToolButton:
        wanted = {"accept": "Accept", "resolve": "Resolve"}[action]
        buttons = self._window.history.findChildren(QToolButton)
        return next(b for b in buttons if b.defaultAction() and b.defaultAction().text() == wanted)

    def _accepted(self) -> str | None:
        return self._is(AlertState.ACCEPTED, "taken by ilert") if self._press("accept") else None

    def _resolved(self) -> str | None:
        return self._is(AlertState.RESOLVED, "taken by ilert") if self._press("resolve") else None

    def _ask_practice(self) -> None:
        self._held = on_daemon_thread(self._read_practice, name="self-test")

    def _read_practice(self) -> list[dict[str, Any]]:
        request = Request(f"{self._services.practice.start()}/api/alerts", headers=_BEARER)  # noqa: S310 - our own http address
        # No proxy belongs between the program and this computer.
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            alerts: list[dict[str, Any]] = json.load(answer)
            return alerts

    def _practice_says(self, status: str) -> str | None:
        assert self._held is not None  # noqa: S101 - asked just before
        if not self._held.done():
            return None
        mine = [alert for alert in self._held.result() if alert["alertKey"] == self._key]
        if len(mine) != 1 or mine[0]["status"] != status or mine[0]["summary"] != _SUMMARY:
            raise StepFailed(f"practice holds {mine}")
        return f"{mine[0]['alertKey']} is {status}"

    def _fill(self) -> None:
        self._type("Payments: error rate above 5 %")
        self._window.composing.refresh()

    def _save_picture(self) -> str:
        assert self._screenshot is not None  # noqa: S101 - the step is there only with one
        if not self._window.grab().save(str(self._screenshot), "PNG"):
            raise StepFailed(f"{self._screenshot} can't be written")
        return str(self._screenshot)


def _nothing() -> None:
    return


def _resources() -> str:
    missing = [name for name in USED_FIELDS[EventType.ALERT] if not hints().get(name)]
    if missing:
        raise StepFailed(f"no hint for {', '.join(missing)}")
    resource_path("icons/send.svg")
    return str(resource_path("icon.svg").parent)
