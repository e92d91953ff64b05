"""Who works at this computer."""

import getpass


def operator_name() -> str | None:
    """The user name of this machine; on some there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return None
