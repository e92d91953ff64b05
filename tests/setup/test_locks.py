"""The locks: hashed, without any address, and in step with pyproject.toml; actions pinned by commit."""

import re
import tomllib

import pytest

from tests.setup.stub_checkout import ROOT

_LOCKS = ("run", "build", "dev")
_PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
_ACTION = re.compile(r"^ *- uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def _lines(lock: str) -> list[str]:
    return (ROOT / "packaging" / "locks" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()


def _pins(lock: str) -> dict[str, str]:
    found = (_PIN.match(line) for line in _lines(lock))
    return {match[1]: match[2] for match in found if match}


@pytest.mark.parametrize("lock", _LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = _lines(lock)

    assert lines
    assert [line for line in lines if not (_PIN.match(line) or _HASH.match(line))] == []
    for before, after in zip(lines, [*lines[1:], ""], strict=True):
        assert not _PIN.match(before) or _HASH.match(after), before


def test_no_lock_names_an_address() -> None:
    npm = ROOT / "tests" / "samples" / "package-lock.json"
    texts = ["\n".join(_lines(lock)) for lock in _LOCKS]
    texts += [npm.read_text(encoding="utf-8")] if npm.exists() else []

    for text in texts:
        assert not re.search(r"https?://(?!opencollective|github\.com/sponsors)|file:|index-url|find-links", text)


def test_what_the_program_needs_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    names = {re.split(r"[<>=]", needed)[0].lower() for needed in project["project"]["dependencies"]}

    assert names <= _pins("run").keys()
    assert {f"{name}=={version}" for name, version in _pins("build").items()} >= set(
        project["build-system"]["requires"]
    )


def test_tests_run_with_the_versions_that_people_get() -> None:
    dev = _pins("dev").items()

    assert _pins("run").items() <= dev
    assert _pins("build").items() <= dev


def test_qt_is_locked_below_the_version_that_aborts_on_python_3_11() -> None:
    assert tuple(map(int, _pins("run")["pyside6-essentials"].split("."))) < (6, 12)


def test_actions_are_pinned_by_commit() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    uses = [line for line in workflow.splitlines() if "uses:" in line]

    assert uses
    assert [line for line in uses if not _ACTION.match(line)] == []
