"""Which characters a text for ilert may hold."""


def text_fault(text: str) -> str | None:
    """Why `text` can't be sent, or None.

    A lone surrogate (half of a character, from a broken paste) has no form in UTF-8 (RFC 3629, section 3), which
    JSON is sent in (RFC 8259, section 8.1). A NUL is refused because databases cut a text there or refuse it.
    """
    nul = text.find("\0")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        if nul < 0 or error.start < nul:
            return f"Character {error.start + 1} is half of a broken character; delete it and type it again."
    return f"Character {nul + 1} is an invisible NUL; delete it." if nul >= 0 else None
