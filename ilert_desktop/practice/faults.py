"""What can go wrong with practice itself, in words for a person."""

from collections.abc import Sequence

import msgspec


class PracticeFault(Exception):  # noqa: N818 - named for what it is
    """Practice can't start, or can't keep an event; `title` names it and `sentence` says what to do."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(f"{title}: {sentence}")
        self.title = title
        self.sentence = sentence


class FileProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a file: what it is and what to do; line and column count from 1, None: unknown."""

    file: str
    line: int | None = None
    column: int | None = None
    sentence: str

    def __str__(self) -> str:
        place = [str(number) for number in (self.line, self.column) if number is not None]
        return f"{':'.join((self.file, *place))}: {self.sentence}"


class FileFault(PracticeFault):
    """A file that a person wrote can't be used; `problems` has all that is wrong with it, in the order of its lines.

    Printed, it is one line for each problem, as compilers write them.
    """

    _TITLE = "The file can't be used"
    # What tells all the problems, where there is room for one.
    _TELLS_ALL = "ilert-desktop practice"

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        more = len(problems) - 1
        rest = f" (and {more} more: {self._TELLS_ALL} tells all)" if more else ""
        super().__init__(self._TITLE, f"{problems[0]}{rest}")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ConfigurationFault(FileFault):
    """Practice's configuration can't be used."""

    _TITLE = "Practice's configuration can't be used"
    _TELLS_ALL = "ilert-desktop practice --config FILE"


class DrillFault(FileFault):
    """A drill can't be used."""

    _TITLE = "The drill can't be used"
    _TELLS_ALL = "ilert-desktop practice --drill FILE"


class DamagedData(PracticeFault):
    """The file of practice's data is damaged, or something else: no other try can read it."""
