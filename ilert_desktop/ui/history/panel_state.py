"""What the history panel remembers between two runs of the program."""

import msgspec


class PanelState(msgspec.Struct, frozen=True):
    """Widths in pixels: of the table's columns by name, and of the two sides of the splitter."""

    widths: dict[str, int] = {}
    sides: tuple[int, ...] = ()


def to_bytes(state: PanelState) -> bytes:
    """The state as it is kept."""
    return msgspec.json.encode(state)


def from_bytes(text: bytes) -> PanelState | None:
    """Read a state; None when the bytes are not one, or hold widths that no screen has."""
    try:
        state = msgspec.json.decode(text, type=PanelState)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if any(not 0 < width < 10_000 for width in state.widths.values()):
        return None
    return state if all(0 <= side < 100_000 for side in state.sides) else None
