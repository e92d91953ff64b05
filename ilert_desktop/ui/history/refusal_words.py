"""Why an action is not offered, in words."""

from PySide6.QtCore import QObject

from ilert_desktop.ui.history.rules import Refusal


class RefusalWords(QObject):
    """Puts a refusal into a sentence for a tooltip."""

    def of(self, why_not: Refusal) -> str:
        """The sentence."""
        return {
            Refusal.NOTHING_CHOSEN: self.tr("Choose an alert first."),
            Refusal.READING: self.tr("This alert is being read."),
            Refusal.PRESSED: self.tr("This is on its way."),
            Refusal.NO_KEY: self.tr("Sent without an alert key: this has to be done in ilert."),
            Refusal.SOURCE_GONE: self.tr("The source that raised this alert was removed."),
            Refusal.NOT_TAKEN_YET: self.tr("ilert has not taken this alert yet."),
            Refusal.NEVER_TAKEN: self.tr("ilert has not taken this alert."),
            Refusal.ACCEPTED: self.tr("This alert is accepted."),
            Refusal.RESOLVED: self.tr("This alert is resolved."),
            Refusal.UNDER_WAY: self.tr("This is on its way."),
            Refusal.RESOLVING: self.tr("A RESOLVE for this alert is on its way."),
            Refusal.RAISED_ELSEWHERE: self.tr("This alert was not raised from here."),
            Refusal.SEVERAL: self.tr("Several alerts are chosen; choose one for this."),
            Refusal.NONE_POSSIBLE: self.tr("This is possible for none of the chosen alerts."),
        }[why_not]
