"""How set-up says that it can't go on."""


class SetupFailure(Exception):  # noqa: N818 - named for what it is
    """Set-up can't go on; the message is one sentence that says why and what to do."""
