"""Why a command did nothing."""

from ilert_desktop.commands import exit_codes


class CommandRefused(Exception):  # noqa: N818 - named for what happened
    """The command is not carried out and nothing was changed; `sentences` say why, a line each, `code` is its end."""

    def __init__(self, *sentences: str, code: int = exit_codes.USAGE) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.code = code
