"""`make setup` as a stranger runs it: with real pip and a real virtual environment."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.setup.stub_checkout import StubCheckout, in_setup, sentence_of

_ONE_VERSION = "import importlib.metadata as m; print(m.version('run_part'))"
_PACKAGES = "import importlib.metadata as m; print(sorted(d.name for d in m.distributions()))"


def test_a_python_without_venv_is_said_with_the_package_to_install(
    checkout: StubCheckout, python_without: Callable[..., str]
) -> None:
    checkout.command("python3", python_without("ensurepip"))

    said = sentence_of(checkout.make("setup"))

    assert "has no venv module" in said
    assert "sudo apt-get install python3" in said
    assert not checkout.venv.exists()


def test_no_network_is_said_and_the_next_run_repairs_what_it_left(checkout: StubCheckout) -> None:
    # Nothing listens on the discard port of the loopback address.
    offline = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}

    said = sentence_of(checkout.make("setup", environment=offline))

    assert "the package index can't be reached: connect this machine to the network" in said
    assert not checkout.stamp.exists()
    assert checkout.make("setup").returncode == 0
    assert checkout.says(_ONE_VERSION) == "1.0"


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "A downloaded package is not the one that packaging/locks names, so nothing was installed",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "WARNING: Retrying after connection broken by SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate",
            "The package index shows a certificate that this Python does not trust",
        ),
        ("WARNING: Retrying after connection broken by NewConnectionError", "The packages can't be downloaded because"),
        (
            "ERROR: No matching distribution found for shiboken6==6.11.3\nERROR: more",
            "pip could not install the packages (No matching distribution found for shiboken6==6.11.3): all it said",
        ),
        ("Killed", "pip could not install the packages (it gave no reason): all it said is in pip.log."),
    ],
)
def test_what_pip_says_becomes_one_sentence(pip_says: str, sentence: str) -> None:
    code = "import sys, pathlib; from setup.pip_runs import reason; print(reason(sys.argv[1], pathlib.Path('pip.log')))"

    said = in_setup(code, pip_says).stdout

    assert said.startswith(sentence)
    assert said.count("\n") == 1


def test_a_folder_that_may_not_be_written_is_said(checkout: StubCheckout) -> None:
    # Without this capability the mode of a file counts for root too.
    as_anybody = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    checkout.root.chmod(0o555)

    ended = checkout.make("setup", prefix=as_anybody)

    checkout.root.chmod(0o755)
    assert "may not write to" in sentence_of(ended)


def test_set_up_makes_the_program_and_leaves_out_what_only_tests_need(made: StubCheckout) -> None:
    assert made.says("import ilert_desktop; print(ilert_desktop.__file__)").startswith(str(made.root))
    assert "run_part" in made.says(_PACKAGES)
    assert "pytest" not in made.says(_PACKAGES)


def test_a_second_run_does_nothing_and_needs_no_packages(made: StubCheckout) -> None:
    log = made.log.read_bytes()
    shutil.rmtree(made.wheels)

    ended = made.make("setup")

    assert ended.stdout == "Ready: .venv/bin/ilert-desktop\n"
    assert made.log.read_bytes() == log


@pytest.mark.parametrize("damage", ["interrupted", "only a folder", "python gone"])
def test_a_half_made_environment_is_made_again(made: StubCheckout, damage: str) -> None:
    if damage == "interrupted":
        shutil.rmtree(next((made.venv / "lib").glob("python*/site-packages/pip")))
        made.stamp.unlink()
    elif damage == "only a folder":
        shutil.rmtree(made.venv)
        (made.venv / "bin").mkdir(parents=True)
    else:
        (made.venv / "bin/python").unlink()

    ended = made.make("setup")

    assert ended.returncode == 0, ended.stderr
    assert made.says("import pip, ilert_desktop; print('whole')") == "whole"


def test_new_locks_make_a_new_environment_without_leftovers(made: StubCheckout) -> None:
    made.lock("run", "other_part", "2.0")

    assert made.make("setup").returncode == 0

    assert "other_part" in made.says(_PACKAGES)
    assert "run_part" not in made.says(_PACKAGES)


def test_a_changed_pyproject_installs_the_program_alone(made: StubCheckout) -> None:
    kept = made.venv / "kept"
    kept.touch()
    with (made.root / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("# changed\n")
    before = made.stamp.read_bytes()

    assert made.make("setup").returncode == 0

    assert kept.exists()
    assert made.stamp.read_bytes() != before


def test_a_checkout_that_was_moved_is_set_up_again(made: StubCheckout) -> None:
    old_place, made.root = made.root, made.root.rename(made.root.with_name("moved elsewhere"))

    ended, where = made.make("setup"), made.says("import ilert_desktop; print(ilert_desktop.__file__)")
    made.root = old_place

    assert ended.returncode == 0
    assert "moved elsewhere" in where


def test_another_python_is_taken_only_when_it_is_named(
    made: StubCheckout, python_without: Callable[..., str], tmp_path: Path
) -> None:
    before = json.loads(made.stamp.read_text(encoding="utf-8"))
    other = made.command("python3", python_without())

    made.make("setup")
    kept = json.loads(made.stamp.read_text(encoding="utf-8"))
    made.make("setup", f"PYTHON={other}")
    changed = json.loads(made.stamp.read_text(encoding="utf-8"))

    assert kept == before
    assert changed["python"].endswith(str(tmp_path / "other python"))


def test_the_tests_get_what_they_need_and_their_arguments(made: StubCheckout) -> None:
    ended = made.make("test", "ARGS=-k 'one or two'")

    side_by_side = "'-n', 'auto', '--maxprocesses', '4', '--dist', 'loadfile'"
    assert ended.stdout.splitlines()[-1] == f"pytest 1.0 [{side_by_side}, '-k', 'one or two']"
    assert "run_part" in made.says(_PACKAGES)
    assert made.make("test").stdout == f"pytest 1.0 [{side_by_side}]\n"


def test_the_faults_say_how_much_is_broken(made: StubCheckout) -> None:
    assert made.make("faults").stdout.splitlines()[-1] == "pytest 1.0 ['tests/faults'] full"
    ended = made.make("faults-long", "ARGS=-k kill")
    assert ended.stdout == "pytest 1.0 ['tests/faults', '-k', 'kill'] long\n"
