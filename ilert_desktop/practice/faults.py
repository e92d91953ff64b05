"""What can go wrong with practice itself, in words for a person."""


class PracticeFault(Exception):  # noqa: N818 - named for what it is
    """Practice can't start, or can't keep an event; `title` names it and `sentence` says what to do."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(f"{title}: {sentence}")
        self.title = title
        self.sentence = sentence
