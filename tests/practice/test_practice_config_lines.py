"""The line of a value is the one that a person would point at, in whatever form the file is written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from ilert_desktop.practice.toml.lines import Lines
from ilert_desktop.practice.toml.text import TomlPath

WRITTEN = '''\
# a comment
top = 1
dotted.in.one = 2
dotted.in.two = true
flags = [
  "first",  # a comment with a " in it
  { p = 1, "q k" = """m""" }, true,
  [1,
   2],
  """
  two lines
  """,
  7,
]
inline = { x = 1, y.z = 2, w = [1, 2] }
text = """
top = 9
[[sources]]
"""
[a.b.c]
k = 1
[[sources]]
n = 1
[sources.template]
f = 2
[[policies]]
n = 1
[[sources]]
n = 2
  [[sources.deep]]
  z = 1
[apart.one]
x = 1
[between]
y = 1
[apart.two]
x = 2
"quoted key" = 3
'literal.key' = 4
'''

PLACES: list[tuple[TomlPath, str]] = [
    (("top",), "top = 1"),
    (("dotted",), "dotted.in.one = 2"),
    (("dotted", "in"), "dotted.in.one = 2"),
    (("dotted", "in", "two"), "dotted.in.two = true"),
    (("flags",), "flags = ["),
    (("flags", 0), '  "first",  # a comment with a " in it'),
    (("flags", 1, "q k"), '  { p = 1, "q k" = """m""" }, true,'),
    (("flags", 2), '  { p = 1, "q k" = """m""" }, true,'),
    (("flags", 3, 1), "   2],"),
    (("flags", 4), '  """'),
    (("flags", 5), "  7,"),
    (("inline", "y", "z"), "inline = { x = 1, y.z = 2, w = [1, 2] }"),
    (("inline", "w", 1), "inline = { x = 1, y.z = 2, w = [1, 2] }"),
    (("text",), 'text = """'),
    (("a",), "[a.b.c]"),
    (("a", "b", "c"), "[a.b.c]"),
    (("a", "b", "c", "k"), "k = 1"),
    (("sources",), "[[sources]]"),
    (("sources", 0, "template"), "[sources.template]"),
    (("sources", 0, "template", "f"), "f = 2"),
    (("sources", 1, "n"), "n = 2"),
    (("sources", 1, "deep", 0), "  [[sources.deep]]"),
    (("sources", 1, "deep", 0, "z"), "  z = 1"),
    (("apart", "two"), "[apart.two]"),
    (("apart", "two", "x"), "x = 2"),
    (("apart", "two", "quoted key"), '"quoted key" = 3'),
    (("apart", "two", "literal.key"), "'literal.key' = 4"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "expected"), PLACES)
def test_the_line_of_a_value_is_that_of_its_key(path: TomlPath, expected: str, newline: str) -> None:
    line = Lines(WRITTEN.replace("\n", newline)).of(path)

    assert line is not None
    assert WRITTEN.splitlines()[line - 1] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [((), 1), (("no such key",), 1), (("sources", 0, "name"), 22), (("sources", 9), 22), (("top", "in it"), 2)],
)
def test_what_is_not_there_is_where_it_would_stand(path: TomlPath, expected: int) -> None:
    assert Lines(WRITTEN).of(path) == expected


@pytest.mark.parametrize("text", ["a = ", "[", "a = 1\na = 2", "a = " + "[" * 5_000])
def test_a_text_that_is_no_toml_has_no_lines(text: str) -> None:
    assert Lines(text).of(("a",)) is None


class Writer:
    """Writes a TOML document in the forms that hypothesis chooses, and keeps where each value went."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[TomlPath, int] = {}
        self.names = 0

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def put(self, text: str) -> None:
        self.text += text

    def note(self, path: TomlPath) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def name(self) -> tuple[str, str]:
        """A new name, and how it is written as a key."""
        self.names += 1
        number = self.names
        return self.draw(
            st.sampled_from(
                [
                    (f"k{number}", f"k{number}"),
                    (f"k {number}", f'"k {number}"'),
                    (f"k.{number}", f"'k.{number}'"),
                    (f'k"{number}', f'"k\\"{number}"'),
                    (f"ключ{number}", f'"ключ{number}"'),
                    (f"# {number}=[", f'"# {number}=["'),
                ]
            )
        )

    def filler(self) -> None:
        self.put(self.draw(st.sampled_from(["", "\n", '# key = [ { "\n', "\n\n  # '''\n"])))

    def value(self, path: TomlPath, depth: int, *, one_line: bool) -> None:
        kinds = ["scalar"] + ([] if one_line else ["long text"]) + (["array", "inline"] if depth < 3 else [])
        match self.draw(st.sampled_from(kinds)):
            case "scalar":
                scalars = ["1", "true", "false", '"a # ] }"', "'\\'", "1979-05-27 07:32:00", "1.5e3", "inf", '""""""']
                self.put(self.draw(st.sampled_from(scalars)))
            case "long text":
                texts = ['"""\n[[x]]\nk1 = 2\n"""', "'''\nk1 = \"\n'''", '"""a\\\n   b"""', '"""\n\n""""']
                self.put(self.draw(st.sampled_from(texts)))
            case "array":
                self.array(path, depth, one_line=one_line)
            case _:
                self.inline(path, depth)

    def array(self, path: TomlPath, depth: int, *, one_line: bool) -> None:
        space = " " if one_line else self.draw(st.sampled_from([" ", "\n  ", " # ,\n"]))
        self.put("[")
        for number in range(self.draw(st.integers(0, 3))):
            self.put(space if number == 0 else f",{space}")
            self.note((*path, number))
            self.value((*path, number), depth + 1, one_line=one_line)
        self.put(f"{space}]")

    def inline(self, path: TomlPath, depth: int) -> None:
        self.put("{")
        for number in range(self.draw(st.integers(0, 3))):
            self.put(", " if number else " ")
            self.key(path, depth + 1, one_line=True)
        self.put(" }")

    def key(self, path: TomlPath, depth: int, *, one_line: bool) -> None:
        written = []
        for _ in range(self.draw(st.integers(1, 3))):
            name, form = self.name()
            path = (*path, name)
            written.append(form)
            self.note(path)
        self.put(self.draw(st.sampled_from([".", " . "])).join(written) + " = ")
        self.value(path, depth, one_line=one_line)

    def keys(self, path: TomlPath) -> None:
        for _ in range(self.draw(st.integers(0, 3))):
            self.filler()
            self.key(path, 0, one_line=False)
            self.put("  # end\n" if self.chance() else "\n")

    def table(self, path: TomlPath, form: str, depth: int = 0) -> None:
        self.filler()
        self.put("  " if self.chance() else "")
        self.note(path)
        self.put(f"[{form}]\n")
        self.keys(path)
        for _ in range(self.draw(st.integers(0, 2 - depth))):
            name, own = self.name()
            self.table((*path, name), f"{form}.{own}", depth + 1)

    def listed_table(self, path: TomlPath, form: str, number: int) -> None:
        self.filler()
        self.note(path)
        self.note((*path, number))
        self.put(f"[[{form}]]\n")
        self.keys((*path, number))
        if self.chance():
            name, own = self.name()
            self.table((*path, number, name), f"{form}.{own}", 1)

    def document(self) -> None:
        self.keys(())
        apart, form = self.name()
        counts: dict[str, int] = {}
        for kind in self.draw(st.lists(st.sampled_from(["table", "apart", "sources", "policies"]), max_size=6)):
            if kind == "table":
                name, own = self.name()
                self.table((name,), own)
            elif kind == "apart":
                name, own = self.name()
                self.lines.setdefault((apart,), 0)
                self.table((apart, name), f"{form}.{own}")
            else:
                self.listed_table((kind,), kind, counts.get(kind, 0))
                counts[kind] = counts.get(kind, 0) + 1
        if (apart,) in self.lines:
            self.lines[(apart,)] = min(line for path, line in self.lines.items() if path[0] == apart and line)


@st.composite
def documents(draw: st.DrawFn) -> Writer:
    writer = Writer(draw)
    writer.document()
    return writer


@given(documents())
def test_the_line_found_holds_the_key_in_any_document(written: Writer) -> None:
    note(written.text)
    document = tomllib.loads(written.text)
    lines = Lines(written.text)

    assert set(written.lines) == set(paths_of(document))
    assert {path: lines.of(path) for path in written.lines} == written.lines


def paths_of(value: Any, path: TomlPath = ()) -> list[TomlPath]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    own = [path] if path else []
    return own + [found for step, child in inner for found in paths_of(child, (*path, step))]
