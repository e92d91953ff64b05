"""What the history panel remembers between two runs of the program."""

import msgspec
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter

from ilert_desktop.ui.history.alerts_view import AlertsView


class PanelState(msgspec.Struct, frozen=True):
    """Widths in pixels: of the table's columns by name, and of the two sides of the splitter."""

    widths: dict[str, int] = {}
    sides: tuple[int, ...] = ()


def kept(view: AlertsView, splitter: QSplitter) -> QByteArray:
    """The state of a panel as it is kept."""
    return QByteArray(msgspec.json.encode(PanelState(view.widths(), tuple(splitter.sizes()))))


def put_back(view: AlertsView, splitter: QSplitter, state: QByteArray | bytes) -> None:
    """Set a panel's widths as they were kept; what can't be read changes nothing."""
    known = _understand(bytes(state.data() if isinstance(state, QByteArray) else state))
    if known is None:
        return
    view.set_widths(known.widths)
    if len(known.sides) == splitter.count():
        splitter.setSizes(list(known.sides))


def _understand(text: bytes) -> PanelState | None:
    """Read a state; None when the bytes are not one, or hold widths that no screen has."""
    try:
        state = msgspec.json.decode(text, type=PanelState)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if any(not 0 < width < 10_000 for width in state.widths.values()):
        return None
    return state if all(0 <= side < 100_000 for side in state.sides) else None
