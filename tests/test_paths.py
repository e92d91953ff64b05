"""Where the program keeps its things."""

import os
import stat
from pathlib import Path

import pytest

from ilert_desktop.paths import Folders, FoldersNotMade, folders


def test_the_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILERT_DESKTOP_HOME", str(tmp_path / "elsewhere"))
    found = folders()
    assert found == Folders(data=tmp_path / "elsewhere/data", config=tmp_path / "elsewhere/config")
    assert found.data.is_dir()
    assert found.config.is_dir()


@pytest.mark.parametrize("value", [None, "", " "])
def test_without_it_the_system_s_own_places_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("ILERT_DESKTOP_HOME")
    if value is not None:
        monkeypatch.setenv("ILERT_DESKTOP_HOME", value)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "etc"))
    assert folders() == Folders(data=tmp_path / "share/ilert-desktop", config=tmp_path / "etc/ilert-desktop")


def test_a_relative_folder_is_one_below_the_present_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ILERT_DESKTOP_HOME", "here")
    assert folders().data == tmp_path / "here" / "data"


def test_folders_are_their_owner_s_only_also_when_they_were_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_DESKTOP_HOME", str(tmp_path))
    (tmp_path / "config").mkdir(mode=0o755)
    old_mask = os.umask(0)
    try:
        found = folders()
    finally:
        os.umask(old_mask)
    for folder in (found.data, found.config):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILERT_DESKTOP_HOME", str(tmp_path))
    (tmp_path / "data").write_text("")
    with pytest.raises(FoldersNotMade) as caught:
        folders()
    assert str(tmp_path / "data") in caught.value.sentence
    assert caught.value.title
