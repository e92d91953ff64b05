"""The signals that ask a program to end: Ctrl+C, `kill` and the end of the session, a terminal that closes."""

import signal
from typing import Final

# Windows has no SIGHUP.
_SIGNALS: Final = [
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__
]


def heard_end_signals() -> list[signal.Signals]:
    """Those that are not ignored; these stay so: `nohup`, and shells for what they start in the background, mean it."""
    return [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
