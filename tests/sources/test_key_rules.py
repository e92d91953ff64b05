"""What can be a key, and what is said of what can't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.sources.keys import Kept, KeyRefused, Keys, key_fault
from tests.rig.vaults import MemoryVault
from tests.sources.example_key import SOURCE, result_of


@pytest.mark.parametrize(
    "typed", ["", "  \n", "two words", "line\nbreak", "tab\there", "ключ", "nul\0", "\x1b[A", "k" * 501]
)
def test_what_can_not_be_a_key_is_refused_with_a_sentence(typed: str) -> None:
    vault = MemoryVault()
    with pytest.raises(KeyRefused) as caught:
        result_of(Keys(vault).store(SOURCE, typed))
    assert caught.value.sentence.endswith(".")
    assert vault.secrets == {}


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=500))
def test_every_printable_key_comes_back_as_it_was_typed(key: str) -> None:
    assert key_fault(f" {key}\n") is None
    keys = Keys(MemoryVault())
    assert result_of(keys.store(SOURCE, f" {key}\n")) is Kept.KEYRING
    assert result_of(keys.fetch(SOURCE)) == key


@given(st.text())
def test_a_fault_never_repeats_the_key(text: str) -> None:
    fault = key_fault(text)
    assert fault is None or len(text.strip()) < 12 or text not in fault
