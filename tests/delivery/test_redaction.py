"""No answer brings a key into the ledger, a log or a text, however it is spelled."""

import base64
import html
import json
import logging
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ilert_desktop.delivery.endpoints import Target
from ilert_desktop.delivery.redaction import without_key
from ilert_desktop.delivery.request import ANSWER_LIMIT
from ilert_desktop.event import KEY_MASK
from ilert_desktop.ledger.records import EventState
from tests.rig.outbox import KEY, Outbox
from tests.rig.scripted_server import Heard, ScriptedServer, answer, echo

ODD_KEY = 'il1"a\\b/c%d.e*f$(g'


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


SPELLINGS: list[Callable[[str], str]] = [
    str,
    lambda key: json.dumps(key)[1:-1],
    escaped,
    lambda key: escaped(key).lower().replace("\\U", "\\u"),
    lambda key: key[0] + escaped(key[1:]),
    lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
    lambda key: urllib.parse.quote(key, safe=""),
    lambda key: urllib.parse.quote(urllib.parse.quote(key, safe=""), safe=""),
    lambda key: "".join(f"%{ord(character):02x}" for character in key),
    html.escape,
    lambda key: "".join(f"&#{ord(character)};" for character in key),
    lambda key: "".join(f"&#x{ord(character):X};" for character in key),
    lambda key: key.encode().hex(),
]


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("key", [KEY, ODD_KEY])
def test_every_spelling_is_masked(spell: Callable[[str], str], key: str) -> None:
    assert without_key(f"<{spell(key)}>{spell(key)}.", key) == f"<{KEY_MASK}>{KEY_MASK}."


@given(st.binary(max_size=20), st.binary(max_size=20), st.sampled_from([KEY, KEY + "a", KEY + "ab", ODD_KEY]))
def test_a_key_packed_amid_other_bytes_is_gone(before: bytes, after: bytes, key: str) -> None:
    for pack in (base64.b64encode, base64.urlsafe_b64encode):
        masked = without_key(f"<{pack(before + key.encode() + after).decode()}>", key)
        assert KEY_MASK in masked
        rest = masked[1:-1].partition(KEY_MASK)
        assert len(rest[0]) <= len(before) * 4 / 3 + 3
        assert len(rest[2]) <= len(after) * 4 / 3 + 5


@given(st.text(max_size=40), st.text(max_size=40))
@example("il1api", "")
@example("", KEY[:-1])
def test_a_key_in_any_surroundings_is_gone(before: str, after: str) -> None:
    assert KEY not in without_key(before + KEY + after, KEY)


@pytest.mark.parametrize("length", range(4, len(KEY)))
def test_a_key_that_was_cut_off_is_masked_too(length: int) -> None:
    assert without_key(f"x {KEY[:length]}", KEY) == f"x {KEY_MASK}"


@pytest.mark.parametrize("part", ["\\", "%25", "&#0", "il1api", "a", "\\u00", "25", KEY[:-1]])
def test_an_answer_made_to_take_long_is_through_at_once(part: str) -> None:
    text = part * (ANSWER_LIMIT // len(part))
    assert len(without_key(text, KEY)) >= len(text) - len(KEY)


def test_other_texts_stay_as_they_are() -> None:
    text = '{"message": "no such key: il1", "a": "\\u00e9%41"} il1'
    assert without_key(text, KEY) == text


def bytes_of(outbox: Outbox) -> bytes:
    """Every byte of the ledger's files, the log that SQLite has not merged yet included."""
    return b"".join(file.read_bytes() for file in sorted(outbox.book.path.parent.glob("ledger.db*")))


@pytest.mark.parametrize("status", [202, 400, 404, 429, 503, 504])
@pytest.mark.parametrize("spell", SPELLINGS)
def test_an_answer_that_echoes_the_key_leaves_it_nowhere(
    outbox: Outbox, caplog: pytest.LogCaptureFixture, status: int, spell: Callable[[str], str]
) -> None:
    def make(heard: Heard) -> tuple[dict[str, str], bytes]:
        key = json.loads(heard.body)["apiKey"]
        text = spell(key)
        content = f'{{"message":"bad key {text}","alertUrl":"https://x/{text}","more":["{text}"]}}'
        return {"correlation_id": f"c-{key}", "x_key": key}, content.encode()

    caplog.set_level(logging.DEBUG)
    with ScriptedServer(echo(status, make)) as server:
        outbox.source(server.url)
        event = outbox.reaches(outbox.send(), *set(EventState) - {EventState.QUEUED, EventState.SENDING})
        attempt = outbox.last_attempt(event)
        assert KEY_MASK in attempt.answer
        assert attempt.correlation_id == f"c-{KEY_MASK}"
        shown = repr((event, attempt, outbox.book.alerts(), outbox.told, outbox.sources))
    assert KEY not in shown
    assert KEY not in json.dumps(json.loads(attempt.answer), ensure_ascii=False)
    kept = bytes_of(outbox)
    for form in {spell(KEY), KEY, base64.b64encode(KEY.encode()).decode()}:
        assert form.encode() not in kept
    assert all(KEY not in record.getMessage() and KEY not in str(vars(record)) for record in caplog.records)


def test_a_key_on_the_edge_of_what_is_kept_is_not_kept_in_part(outbox: Outbox) -> None:
    content = b"x" * (ANSWER_LIMIT - 10) + KEY.encode()
    with ScriptedServer(answer(400, content, correlation_id="c" * 190 + KEY)) as server:
        outbox.source(server.url)
        outbox.reaches(outbox.send(), EventState.REJECTED)
    assert KEY[:6].encode() not in bytes_of(outbox)


def test_a_target_does_not_show_its_key() -> None:
    target = Target("https://example.org/", KEY)
    assert KEY not in repr(target) + str(target) + f"{target}"
