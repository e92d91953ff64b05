"""What one attempt came to: every row of the design's table, and the words for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.delivery.outcome import Answer, Failure, alert_url_of, outcome_of, sentence_of
from ilert_desktop.ledger.records import OutcomeKind

TAKEN, REJECTED = OutcomeKind.TAKEN, OutcomeKind.REJECTED
NOT_TAKEN, UNCERTAIN = OutcomeKind.NOT_TAKEN, OutcomeKind.UNCERTAIN


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *[(status, TAKEN) for status in (200, 202)],
        *[(status, REJECTED) for status in (201, 203, 204, 206, 299)],
        *[(status, REJECTED) for status in (300, 301, 302, 303, 304, 307, 308, 399)],
        *[(status, REJECTED) for status in (400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 425, 428)],
        *[(status, REJECTED) for status in (430, 431, 451, 499)],
        (429, NOT_TAKEN),
        *[(status, NOT_TAKEN) for status in (500, 501, 503, 505, 507, 511, 520, 529, 599)],
        *[(status, UNCERTAIN) for status in (502, 504)],
    ],
)
@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"message": "m"}'])
def test_the_status_alone_decides(status: int, kind: OutcomeKind, text: str) -> None:
    assert outcome_of(Answer(status=status, text=text)) is kind


@pytest.mark.parametrize(("written", "kind"), [(True, UNCERTAIN), (False, NOT_TAKEN)])
def test_without_a_status_it_counts_whether_anything_was_written(written: bool, kind: OutcomeKind) -> None:
    assert outcome_of(Failure(written=written, sentence="s")) is kind
    assert sentence_of(Failure(written=written, sentence="s")) == "s"
    assert alert_url_of(Failure(written=written, sentence="s")) == ""


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "Taken by ilert"),
        (202, "Taken by ilert"),
        (204, "Rejected (204)"),
        (301, "redirects"),
        (307, "redirects"),
        (400, "Rejected (400)"),
        (404, "key is wrong"),
        (429, "Too many"),
        (500, "fault (500)"),
        (502, "fault (502)"),
    ],
)
def test_each_status_has_words(status: int, words: str) -> None:
    assert words in sentence_of(Answer(status=status))


@pytest.mark.parametrize("status", [400, 404, 429, 500])
@pytest.mark.parametrize("more", ["", ',"code":"X"', ',"alertUrl":5,"alertKey":[]', ',"status":"400"'])
def test_what_the_server_says_is_passed_on(status: int, more: str) -> None:
    assert "ilert says: no such key" in sentence_of(Answer(status=status, text=f'{{"message":"no such key"{more}}}'))


def test_a_long_message_is_cut(request: pytest.FixtureRequest) -> None:
    sentence = sentence_of(Answer(status=400, text='{"message":"' + "x" * 50_000 + '"}'))
    assert len(sentence) < 1200


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", '"x"', '{"message":5}', '{"message":null}', "[" * 50_000])
def test_an_answer_that_says_nothing_readable_changes_nothing(text: str) -> None:
    assert sentence_of(Answer(status=400, text=text)) == "Rejected (400)."
    assert alert_url_of(Answer(status=202, text=text)) == ""


def test_the_address_of_the_alert_is_read() -> None:
    assert alert_url_of(Answer(status=202, text='{"alertUrl":"https://x.ilert.com/1","alertKey":7}')) == (
        "https://x.ilert.com/1"
    )


@given(st.integers(100, 999), st.text(max_size=50))
def test_any_answer_has_an_outcome_and_words(status: int, text: str) -> None:
    answer = Answer(status=status, text=text)
    assert outcome_of(answer) in OutcomeKind
    assert sentence_of(answer).endswith((".", text))
    assert alert_url_of(answer) == ""
