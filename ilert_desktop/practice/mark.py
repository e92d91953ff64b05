"""The mark of a drill, put before the summary of what comes without it."""

import msgspec

from ilert_desktop.practice.state import Received


def marked_summary(summary: str, mark: str) -> str:
    """The summary with the mark and a blank before it; as it is if there is no mark, it is empty, or has the mark.

    A mark in other letters counts as well: "[drill] Disk full" gets no second one.
    """
    if not mark or not summary.strip() or summary.lstrip().casefold().startswith(mark.casefold()):
        return summary
    return f"{mark} {summary}"


def marked(received: Received, mark: str) -> Received:
    """The same event with a marked summary, in its text as well; everything else stays as it was written."""
    summary = marked_summary(received.event.summary, mark)
    if summary == received.event.summary:
        return received
    fields = msgspec.json.decode(received.text, type=dict[str, msgspec.Raw])
    fields["summary"] = msgspec.Raw(msgspec.json.encode(summary))
    event = msgspec.structs.replace(received.event, summary=summary)
    return Received(event, msgspec.Raw(msgspec.json.encode(fields)))
