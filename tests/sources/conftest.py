"""The place of a list of sources."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the list is, in a folder that is not there yet."""
    return tmp_path / "config" / "sources.json"
