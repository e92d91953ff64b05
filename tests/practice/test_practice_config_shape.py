"""What is told about a configuration file is what msgspec would refuse, and all of it."""

import tomllib
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.practice.config_file import default_text
from ilert_desktop.practice.configuration_tables import File
from ilert_desktop.practice.toml.shape import misfits

values = st.recursive(
    st.one_of(
        st.integers(),
        st.booleans(),
        st.just(0.5),
        st.text(max_size=5),
        st.dates(),
        st.sampled_from(["Eve", "HIGH", "08:00-12:00", "UTC", "summary", "shop-key"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(File.__struct_fields__)), inner),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each container of a document, with each of its keys or indices."""
    steps = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, step) for step in steps] + [found for step in steps for found in places(value[step])]


@given(st.data())
def test_what_is_told_is_what_msgspec_refuses(data: st.DataObject) -> None:
    document = tomllib.loads(default_text())
    container, step = data.draw(st.sampled_from(places(document)))
    container[step] = data.draw(values)

    told = list(misfits(document, File))

    try:
        msgspec.convert(document, File, strict=True)
    except msgspec.ValidationError:
        assert told
    else:
        # These alone msgspec would take.
        assert all("is not known" in misfit.sentence for misfit in told)
