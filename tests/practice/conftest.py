from collections.abc import Iterator

import pytest

from tests.rig.practice import PracticeClient, practice_running


@pytest.fixture
def practice() -> Iterator[PracticeClient]:
    with practice_running() as client:
        yield client
