"""Which characters a text for ilert may hold."""


def text_fault(text: str) -> str | None:
    """Why `text` can't be sent, or None.

    A lone surrogate (half of a character, from a broken paste) has no form in UTF-8 (RFC 3629, section 3), which
    JSON is sent in (RFC 8259, section 8.1). A NUL is refused because databases cut a text there or refuse it.
    """
    for position, character in enumerate(text, start=1):
        if "\ud800" <= character <= "\udfff":
            return f"Character {position} is half of a broken character; delete it and type it again."
        if character == "\0":
            return f"Character {position} is an invisible NUL; delete it."
    return None
