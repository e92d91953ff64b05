"""What can go wrong with a source's key, each with a title and a sentence for the operator. None holds a key."""

from typing import Final

KEY_LIMIT: Final = 500


class KeyProblem(Exception):  # noqa: N818 - named for what it is, not for being an error
    """A key can't be given out or kept; `title` says what happened, `sentence` what to do about it."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


class KeyMissing(KeyProblem):
    """There is no key for this source; the operator has to type it."""


class KeyForOtherEndpoint(KeyMissing):
    """There is a key, but it was typed for another address and is only ever sent there."""


class KeyringLocked(KeyProblem):
    """The keyring is locked; asking it would put a password prompt in front of the operator."""


class KeyringFailed(KeyProblem):
    """The keyring is there but broke down, gave nonsense, or did not answer in time."""


class KeyRefused(KeyProblem):
    """What was typed can't be a key."""


def missing(name: str) -> KeyMissing:
    """No key is kept for the source called `name`."""
    return KeyMissing(f"No key for {name}", "Type the key of this source under Sources.")


def unreadable(name: str) -> KeyMissing:
    """The keyring's entry is none that this program wrote."""
    return KeyMissing(f"The key of {name} can't be read", "Its entry in the keyring is damaged; type the key again.")


def no_keyring(name: str) -> KeyMissing:
    """This computer keeps no keys, and this session has not been told one."""
    return KeyMissing(
        f"No key for {name}", "Without a usable keyring a key lasts until the program is closed; type it again."
    )


def other_endpoint(name: str) -> KeyForOtherEndpoint:
    """The endpoint of the source called `name` is not the one its key was typed for."""
    return KeyForOtherEndpoint(
        f"The key of {name} belongs to another address",
        "The address of this source has changed since its key was typed; type the key again.",
    )


def locked() -> KeyringLocked:
    """The keyring has to be unlocked first."""
    return KeyringLocked("The keyring is locked", "Unlock the keyring, then try again.")


def failed(reason: str) -> KeyringFailed:
    """The keyring failed; `reason` is a short clause without any content of the keyring."""
    return KeyringFailed("The keyring does not work", f"It {reason}; try again, or restart the keyring service.")


def refused(fault: str) -> KeyRefused:
    """What was typed has the `fault`."""
    return KeyRefused("This is no key", fault)


def key_fault(key: str) -> str | None:
    """Why `key` can't be the key of a source, or None. Spaces around it do not count.

    ilert's keys are printable ASCII without spaces; anything else comes from a broken copy.
    """
    text = key.strip()
    if not text:
        return "Type the key of the alert source; ilert shows it in the source's settings."
    if any(character.isspace() for character in text):
        return "A key holds no spaces or line breaks; copy it again."
    if not (text.isascii() and text.isprintable()):
        return "A key holds plain letters, digits and signs only; copy it again."
    if len(text) > KEY_LIMIT:
        return f"A key has at most {KEY_LIMIT} characters; copy the key only."
    return None
