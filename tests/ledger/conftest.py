from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.ledgers import Book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = Book(tmp_path / "ledger.db")
    yield book
    book.close()
