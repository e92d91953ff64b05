"""Where the program's files are: beside the package, in the package, in a frozen program."""

import json
import sys
from pathlib import Path

import pytest

from ilert_desktop.event import Event
from ilert_desktop.resources import MissingResource, read_text, resource_path


def test_a_missing_file_is_named_with_the_way_out() -> None:
    with pytest.raises(MissingResource, match=r"file icons/none\.svg is missing \(looked in .*install ilert Desktop"):
        resource_path("icons/none.svg")


def test_a_folder_is_no_file() -> None:
    with pytest.raises(MissingResource):
        resource_path("icons")


def test_a_frozen_program_has_its_files_where_its_starter_unpacked_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = tmp_path / "ilert_desktop" / "resources" / "icons" / "add.svg"
    frozen.parent.mkdir(parents=True)
    frozen.write_text("frozen", encoding="utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert resource_path("icons/add.svg") == frozen
    assert read_text("icons/add.svg") == "frozen"
    with pytest.raises(MissingResource):
        resource_path("icon.svg")


def test_a_checkout_has_them_beside_the_package() -> None:
    assert resource_path("icon.svg") == Path(__file__).resolve().parents[1] / "resources" / "icon.svg"


def test_every_field_of_an_event_has_a_hint() -> None:
    hints = json.loads(read_text("samples/hints.json"))

    assert hints.keys() == set(Event.__struct_encode_fields__)
    assert all(hint.endswith(".") and len(hint) < 200 for hint in hints.values())
