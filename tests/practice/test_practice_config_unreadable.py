"""A configuration file that can't be read at all is told in one sentence, with its place where there is one."""

from pathlib import Path

import pytest

from ilert_desktop.practice.config_file import read_configuration
from ilert_desktop.practice.faults import ConfigurationFault
from tests.rig.configurations import told_by

UNREADABLE = {
    "text that is no TOML": ("a = [1,\nb", "2:1: no valid TOML: invalid value; correct what stands here"),
    "an end too early": ("a = [1,\n", "1: no valid TOML: invalid value; correct what stands here"),
    "a key twice": ("a = 1\na = 2\n", "2:6: no valid TOML: cannot overwrite a value; correct what stands here"),
    "half a character": (
        'a = "\\ud800"\n',
        "1:12: no valid TOML: escaped character is not a Unicode scalar value; correct what stands here",
    ),
    "bytes that are not UTF-8": (
        b'a = 1\nb = "\xc3\xa4\xe4"\n',
        "2:7: a character here is not UTF-8; save the file as UTF-8",
    ),
    "UTF-16": ("a = 1".encode("utf-16"), "1: the file is UTF-16; save it as UTF-8"),
    "brackets without end": ("a = " + "[" * 9_000, ": brackets are nested too deeply; take some away"),
    "a number of 5000 digits": (f"a = {'9' * 5_000}", ": a number has too many digits; shorten it"),
    "too large": (b"# " + b"x" * 128 * 1024, ": the file is larger than 128 KiB; is it the right one?"),
}


@pytest.mark.parametrize(("content", "expected"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_no_toml_is_told_with_its_place(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert told_by(tmp_path, content) == [f"practice.toml{'' if expected.startswith(':') else ':'}{expected}"]


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path: Path) -> None:
    for path, sentence in [
        (tmp_path / "no.toml", "there is no such file; correct its name"),
        (tmp_path, "this is a folder; name the file in it"),
        (Path("a\0b"), "the file can't be read (embedded null byte); correct its name or its rights"),
    ]:
        with pytest.raises(ConfigurationFault) as raised:
            read_configuration(path)
        assert str(raised.value) == f"{path}: {sentence}"
