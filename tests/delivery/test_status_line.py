"""The status line in an answer's bytes, however they come in pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilert_desktop.delivery.status_line import StatusLine

ROWS = [
    (b"HTTP/1.1 202 Accepted\r\n", 202),
    (b"HTTP/1.0 200\n", 200),
    (b"HTTP/1.1 404 \r\nx", 404),
    (b"HTTP/1.1 999 \xff\x00\r\n", 999),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\n", 202),
    (b"HTTP/1.1 100\n\nHTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 500 Error\r\n", 500),
    (b"HTTP/1.1 202 Accepted\r\n\r\nHTTP/1.1 500 Error\r\n", 202),
    (b"", None),
    (b"HTTP/1.1 202 Accepted\r", None),
    (b"HTTP/1.1 100 Continue\r\nHTTP/1.1 202 Accepted\r\n", None),
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 202 Accepted\r\n", None),
    (b"HTTP/1.1 099 Low\r\n\r\nHTTP/1.1 202 Accepted\r\n", None),
    (b"HTTP/1.1 2020 Accepted\r\n", None),
    (b"HTTP/1.1 20 Accepted\r\nHTTP/1.1 202 Accepted\r\n", None),
    (b"HTTP/1.1202 Accepted\r\n", None),
    (b"HTTP/1.1 202Accepted\r\n", None),
    (b" HTTP/1.1 202 Accepted\r\n", None),
    (b"\r\nHTTP/1.1 202 Accepted\r\n", None),
    (b"NONSENSE\r\nHTTP/1.1 202 Accepted\r\n", None),
]


@pytest.mark.parametrize(("data", "status"), ROWS)
def test_what_is_a_status_line(data: bytes, status: int | None) -> None:
    line = StatusLine()
    line.feed(data)
    assert line.status == status


@given(st.sampled_from(ROWS), st.lists(st.integers(0, 120)))
def test_how_the_bytes_come_changes_nothing(row: tuple[bytes, int | None], cuts: list[int]) -> None:
    data, status = row
    line = StatusLine()
    places = sorted({0, *cuts, len(data)})
    for start, end in pairwise(places):
        line.feed(data[start:end])
    assert line.status == status
