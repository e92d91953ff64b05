"""How much is broken in one run, and the numbers that each proof showed."""

import json
from pathlib import Path

import msgspec


class Extent(msgspec.Struct, frozen=True):
    """How long the proofs take: `name` is the value of ILERT_FAULTS."""

    name: str
    kills: int
    soak: int
    examples: int


EXTENTS = {
    extent.name: extent
    for extent in (
        Extent("quick", kills=30, soak=120, examples=15),
        Extent("full", kills=200, soak=10_000, examples=300),
        Extent("long", kills=2000, soak=100_000, examples=3000),
    )
}


class Proof(msgspec.Struct, frozen=True):
    """What one test showed, in a sentence and in numbers."""

    sentence: str
    numbers: dict[str, float]


class Tally:
    """Collects what was shown, for the end of the run."""

    def __init__(self) -> None:
        self.proofs: list[Proof] = []

    def add(self, sentence: str, **numbers: float) -> None:
        """Note what a test showed."""
        self.proofs.append(Proof(sentence, numbers))

    def write(self, path: Path, extent: Extent, exit_code: int) -> None:
        """Write everything down as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"extent": extent.name, "exit_code": exit_code, "proofs": msgspec.to_builtins(self.proofs)}
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
