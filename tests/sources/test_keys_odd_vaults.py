"""Keys over keyrings that answer nonsense, keep nothing or raise anything; memory and its end; what a key may be."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.sources.keys import (
    Kept,
    KeyForOtherEndpoint,
    KeyMissing,
    KeyProblem,
    KeyRefused,
    KeyringFailed,
    Keys,
    key_fault,
)
from ilert_desktop.sources.source import PRACTICE_SOURCE, Source

KEY = "il1api-not-a-real-key-7f3a"
SOURCE = Source(id="s1", name="Production")
LIMIT = 30


def result_of(future: Future[Any]) -> Any:
    return future.result(LIMIT)


class DictVault:
    """A keyring that works, and counts how often it is read."""

    name = "a dictionary"

    def __init__(self, **secrets: Any) -> None:
        self.secrets: dict[str, Any] = secrets
        self.reads = 0

    def get(self, name: str) -> Any:
        self.reads += 1
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)

    def is_locked(self) -> bool:
        return False

    def unlock(self) -> bool:
        return True


class ForgetfulVault(DictVault):
    """Takes a secret and keeps nothing, as the `null` back-end does."""

    def set(self, name: str, secret: str) -> None:
        self.offered = (name, secret)


class RaisingVault(DictVault):
    """Raises, and has the secret in the text of its error."""

    def __init__(self, error: Callable[[str], Exception]) -> None:
        super().__init__()
        self.error = error

    def get(self, name: str) -> Any:
        raise self.error(f"{name} {KEY}")

    def set(self, name: str, secret: str) -> None:
        raise self.error(f"{name} {secret}")


class GatedVault(DictVault):
    """Reads, and gives the answer only when it is let go."""

    def __init__(self, **secrets: Any) -> None:
        super().__init__(**secrets)
        self.has_read = threading.Event()
        self.let_go = threading.Event()

    def get(self, name: str) -> Any:
        answer = super().get(name)
        self.has_read.set()
        self.let_go.wait(LIMIT)
        return answer


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def entry(key: object = KEY, endpoint: str = SOURCE.endpoint) -> str:
    return msgspec.json.encode({"endpoint": endpoint, "key": key}).decode()


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
        result_of(Keys(DictVault(s1=text)).fetch(SOURCE))
    assert KEY not in everything_about(caught.value)


@pytest.mark.parametrize("answer", [entry().encode(), 5, [KEY], object(), True])
def test_an_answer_that_is_no_text_is_a_failure(answer: object) -> None:
    with pytest.raises(KeyringFailed):
        result_of(Keys(DictVault(s1=answer)).fetch(SOURCE))


def test_no_entry_means_no_key() -> None:
    keys = Keys(DictVault())
    with pytest.raises(KeyMissing, match="Production"):
        result_of(keys.fetch(SOURCE))
    assert result_of(keys.has_key(SOURCE)) is False


def test_an_entry_for_another_endpoint_is_not_given_out() -> None:
    keys = Keys(DictVault(s1=entry(endpoint="https://api.ilert.com.example.org/api/events")))
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(SOURCE))


@pytest.mark.parametrize("error", [RuntimeError, OSError, UnicodeError, KeyError, AssertionError, RecursionError])
def test_whatever_a_keyring_raises_becomes_a_problem_without_the_key(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    keys = Keys(RaisingVault(error))
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


def test_a_key_for_the_session_is_bound_to_its_endpoint_too() -> None:
    keys = Keys(ForgetfulVault())
    result_of(keys.store(SOURCE, KEY))
    elsewhere = msgspec.structs.replace(SOURCE, endpoint="https://example.org/api/events")
    with pytest.raises(KeyForOtherEndpoint):
        result_of(keys.fetch(elsewhere))
    assert result_of(keys.has_key(elsewhere)) is False


def test_a_key_is_remembered_for_ten_minutes_at_most() -> None:
    vault, clock = DictVault(s1=entry()), Clock()
    keys = Keys(vault, clock=clock)
    assert result_of(keys.fetch(SOURCE)) == KEY
    clock.now += 599
    assert result_of(keys.fetch(SOURCE)) == KEY
    assert vault.reads == 1
    clock.now += 1
    vault.secrets["s1"] = entry("changed-by-another-program")
    assert result_of(keys.fetch(SOURCE)) == "changed-by-another-program"


def test_a_key_for_the_session_is_kept_longer_than_that() -> None:
    clock = Clock()
    keys = Keys(ForgetfulVault(), clock=clock)
    result_of(keys.store(SOURCE, KEY))
    clock.now += 10**6
    assert result_of(keys.fetch(SOURCE)) == KEY


def test_storing_and_forgetting_drop_what_is_remembered() -> None:
    keys = Keys(DictVault())
    result_of(keys.store(SOURCE, KEY))
    assert result_of(keys.fetch(SOURCE)) == KEY
    result_of(keys.store(SOURCE, "the-next-key"))
    assert result_of(keys.fetch(SOURCE)) == "the-next-key"
    result_of(keys.forget(SOURCE.id))
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_a_key_read_before_it_was_forgotten_is_not_remembered_afterwards() -> None:
    vault = GatedVault(s1=entry())
    keys = Keys(vault)
    reading = keys.fetch(SOURCE)
    assert vault.has_read.wait(LIMIT)
    result_of(keys.forget(SOURCE.id))
    vault.let_go.set()
    assert result_of(reading) == KEY
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_an_answer_that_comes_after_the_time_out_changes_nothing() -> None:
    vault = GatedVault(s1=entry())
    keys = Keys(vault, timeout=0.1)
    late = keys.fetch(SOURCE)
    with pytest.raises(KeyringFailed, match="does not answer"):
        result_of(late)
    vault.let_go.set()
    assert isinstance(late.exception(), KeyringFailed)


def test_closing_forgets_everything() -> None:
    keys = Keys(ForgetfulVault())
    result_of(keys.store(SOURCE, KEY))
    keys.close()
    with pytest.raises(KeyMissing):
        result_of(keys.fetch(SOURCE))


def test_practice_never_comes_near_a_keyring() -> None:
    keys = Keys(DictVault())
    for ask in (
        keys.fetch,
        keys.has_key,
        lambda source: keys.store(source, KEY),
        lambda source: keys.forget(source.id),
    ):
        with pytest.raises(ValueError, match="practice"):
            ask(PRACTICE_SOURCE)


@pytest.mark.parametrize(
    "typed", ["", "  \n", "two words", "line\nbreak", "tab\there", "ключ", "nul\0", "\x1b[A", "k" * 501]
)
def test_what_can_not_be_a_key_is_refused_with_a_sentence(typed: str) -> None:
    vault = DictVault()
    with pytest.raises(KeyRefused) as caught:
        result_of(Keys(vault).store(SOURCE, typed))
    assert caught.value.sentence.endswith(".")
    assert vault.secrets == {}


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=500))
def test_every_printable_key_comes_back_as_it_was_typed(key: str) -> None:
    assert key_fault(f" {key}\n") is None
    keys = Keys(DictVault())
    assert result_of(keys.store(SOURCE, f" {key}\n")) is Kept.KEYRING
    assert result_of(keys.fetch(SOURCE)) == key


@given(st.text())
def test_a_fault_never_repeats_the_key(text: str) -> None:
    fault = key_fault(text)
    assert fault is None or len(text.strip()) < 12 or text not in fault


def test_every_problem_has_a_title_and_a_sentence() -> None:
    with pytest.raises(KeyProblem) as caught:
        result_of(Keys(DictVault()).fetch(SOURCE))
    assert caught.value.title
    assert caught.value.sentence.endswith(".")


def test_nothing_that_holds_a_key_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = Keys(DictVault())
    result_of(keys.store(SOURCE, KEY))
    result_of(keys.fetch(SOURCE))
    parts = [
        keys,
        vars(keys),
        *vars(keys).values(),
        *(vars(part) for part in vars(keys).values() if hasattr(part, "__dict__")),
    ]
    shown = " ".join(f"{part!r} {part!s}" for part in parts if not isinstance(part, DictVault))
    assert KEY not in shown + caplog.text
