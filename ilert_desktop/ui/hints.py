"""What each field is for: sentences from the specification, kept among the resources."""

import msgspec

from ilert_desktop.resources import read_text


def hints() -> dict[str, str]:
    """The sentence for each field, by its wire name."""
    return msgspec.json.decode(read_text("samples/hints.json"), type=dict[str, str])
