"""Configuration files of practice for a test: a good one, and what is told about others."""

from pathlib import Path

import pytest

from ilert_desktop.practice.config_file import read_configuration
from ilert_desktop.practice.faults import ConfigurationFault

GOOD = """\
[[sources]]
name = "Shop"
key = "shop-key"

[[policies]]
name = "On call"
levels = [{ people = ["Eve"] }]

[[people]]
name = "Eve"
"""


def changed(old: str, new: str) -> str:
    """The good file with something else in the place of `old`."""
    assert old in GOOD
    return GOOD.replace(old, new)


def written(folder: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / "practice.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told_by(tmp_path: Path, content: str | bytes) -> list[str]:
    """All that is wrong with a file, as it is printed, with `practice.toml` for its path."""
    path = written(tmp_path, content)
    with pytest.raises(ConfigurationFault) as raised:
        read_configuration(path)
    assert str(raised.value).splitlines() == [str(problem) for problem in raised.value.problems]
    return [line.replace(str(path), "practice.toml") for line in str(raised.value).splitlines()]
