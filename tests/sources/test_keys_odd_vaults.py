"""Keys over keyrings that answer nonsense, keep nothing, raise anything or answer too late."""

import logging

import pytest

from ilert_desktop.sources.keys import Kept, KeyForOtherEndpoint, KeyMissing, KeyProblem, KeyringFailed, Keys
from ilert_desktop.sources.source import PRACTICE_SOURCE
from tests.rig.vaults import ForgetfulVault, GatedVault, MemoryVault, RaisingVault, entry
from tests.sources.example_key import KEY, SOURCE, result_of


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        KEY,
        "{",
        "[]",
        '"x"',
        entry(None),
        entry(5),
        entry(""),
        entry("two words"),
        entry("ключ"),
        "[" * 9999,
    ],
)
def test_an_entry_that_is_none_of_ours_has_to_be_typed_again(text: str) -> None:
    with pytest.raises(KeyMissing, match="type the key again") as caught:
        result_of(Keys(MemoryVault(s1=text)).fetch(SOURCE))
    assert KEY not in everything_about(caught.value)


@pytest.mark.parametrize("answer", [entry(KEY).encode(), 5, [KEY], object(), True])
def test_an_answer_that_is_no_text_is_a_failure(answer: object) -> None:
    with pytest.raises(KeyringFailed):
        result_of(Keys(MemoryVault(s1=answer)).fetch(SOURCE))


def test_no_entry_means_no_key() -> None:
    keys = Keys(MemoryVault())
    with pytest.raises(KeyMissing, match="Production"):
        result_of(keys.fetch(SOURCE))
    assert result_of(keys.has_key(SOURCE)) is False


def test_an_entry_for_another_endpoint_is_not_given_out() -> None:
    keys = Keys(MemoryVault(s1=entry(KEY, endpoint="https://api.ilert.com.example.org/api/events")))
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(SOURCE))


@pytest.mark.parametrize("error", [RuntimeError, OSError, UnicodeError, KeyError, AssertionError, RecursionError])
def test_whatever_a_keyring_raises_becomes_a_problem_without_the_key(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    keys = Keys(RaisingVault(error, KEY))
    with pytest.raises(KeyringFailed) as caught:
        result_of(keys.fetch(SOURCE))
    assert KEY not in everything_about(caught.value)
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert result_of(keys.fetch(SOURCE)) == KEY
    assert KEY not in caplog.text


def everything_about(error: BaseException | None) -> str:
    """What a log could show of an error: its text, its parts and everything it was raised from."""
    told = ""
    while error is not None:
        told += f"{error!s} {error!r} {error.args!r} {vars(error)!r}"
        error = error.__cause__ or error.__context__
    return told


def test_a_keyring_that_keeps_nothing_is_found_out() -> None:
    keys = Keys(ForgetfulVault())
    assert result_of(keys.store(SOURCE, KEY)) is Kept.SESSION
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_an_answer_that_comes_after_the_time_out_changes_nothing() -> None:
    vault = GatedVault(s1=entry(KEY))
    keys = Keys(vault, timeout=0.1)
    late = keys.fetch(SOURCE)
    with pytest.raises(KeyringFailed, match="does not answer"):
        result_of(late)
    vault.let_go.set()
    assert isinstance(late.exception(), KeyringFailed)


def test_practice_never_comes_near_a_keyring() -> None:
    keys = Keys(MemoryVault())
    for ask in (
        keys.fetch,
        keys.has_key,
        lambda source: keys.store(source, KEY),
        lambda source: keys.forget(source.id),
    ):
        with pytest.raises(ValueError, match="practice"):
            ask(PRACTICE_SOURCE)


def test_every_problem_has_a_title_and_a_sentence() -> None:
    with pytest.raises(KeyProblem) as caught:
        result_of(Keys(MemoryVault()).fetch(SOURCE))
    assert caught.value.title
    assert caught.value.sentence.endswith(".")


def test_nothing_that_holds_a_key_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = Keys(MemoryVault())
    result_of(keys.store(SOURCE, KEY))
    result_of(keys.fetch(SOURCE))
    parts = [
        keys,
        vars(keys),
        *vars(keys).values(),
        *(vars(part) for part in vars(keys).values() if hasattr(part, "__dict__")),
    ]
    shown = " ".join(f"{part!r} {part!s}" for part in parts if not isinstance(part, MemoryVault))
    assert KEY not in shown + caplog.text
