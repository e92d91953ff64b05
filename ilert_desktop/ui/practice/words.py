"""What practice plays, in words."""

from datetime import UTC, datetime

from PySide6.QtCore import QObject

from ilert_desktop.practice.misbehaviour import Mode
from ilert_desktop.ui.practice.link import PracticeView

_HOUR = 3600


class PracticeWords(QObject):
    """Names the ways to misbehave, and says what goes on and for how long."""

    def name(self, mode: Mode) -> str:
        """A way to misbehave, as it goes on after "practice plays:"."""
        return {
            Mode.DOWN: self.tr("ilert is down"),
            Mode.SLOW: self.tr("ilert is slow"),
            Mode.SERVER_ERROR: self.tr("ilert has errors (500)"),
            Mode.RATE_LIMIT: self.tr("too many requests (429)"),
            Mode.WRONG_ANSWER: self.tr("a wrong answer"),
            Mode.LOST_ANSWER: self.tr("the answer gets lost"),
        }[mode]

    def goes_on(self, view: PracticeView) -> str:
        """What goes on now and for how long; empty when practice behaves and there is no drill."""
        parts = []
        if view.drill is not None:
            words = self.tr("drill “{title}”, {left}")
            left = self._left(view.drill.ends)
            parts.append(words.format(title=short_title(view.drill.drill.title), left=left))
        if view.misbehaviour is not None:
            what, until = self.name(view.misbehaviour.mode), view.misbehaviour.until
            # The drill's script ends it, at a minute that is not told.
            is_open = until is None and view.drill is not None
            words = self.tr("plays: {what}") if is_open else self.tr("plays: {what}, {left}")
            parts.append(words.format(what=what, left=self._left(until)))
        return " · ".join(parts)

    def switched(self, view: PracticeView) -> str:
        """What has just been switched, for the bottom line."""
        if view.misbehaviour is None:
            return self.tr("Practice behaves again")
        return self.tr("Practice plays: {what}").format(what=self.name(view.misbehaviour.mode))

    def _left(self, until: datetime | None) -> str:
        if until is None:
            return self.tr("until switched off")
        seconds = max(0, round((until - datetime.now(UTC)).total_seconds()))
        hours, rest = divmod(seconds, _HOUR)
        clock = f"{rest // 60:02}:{rest % 60:02}"
        return self.tr("{time} left").format(time=f"{hours}:{clock}" if hours else clock)


def short_title(title: str) -> str:
    """The title of a drill on one line, without the end of a long one."""
    words = " ".join(title.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
