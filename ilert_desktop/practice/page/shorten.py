"""Cutting what is too long to be looked at."""


def shorten(text: str, length: int) -> str:
    """The text, or its first `length` characters and an ellipsis."""
    return text if len(text) <= length else f"{text[:length]}…"
