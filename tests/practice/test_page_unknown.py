"""What is asked of the page's addresses and is not there, or can't be: a refusal that says so, never a mistake."""

from collections.abc import Iterator

import pytest

from tests.rig.practice_page import PageServer, page_server

NO_NUMBERS = [
    "9",
    "9223372036854775807",
    "9223372036854775808",
    "9" * 30,
    "9" * 5000,
    "-1",
    "1.0",
    "x",
    "%D9%A1",
    "%00",
]


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with page_server() as running:
        running.send(summary="Alert")
        yield running


@pytest.mark.parametrize(
    "query", ["limit=x", "limit=-1", "start=1e3", "source=²", "limit=99999", "start=99999999999999999999"]
)
def test_a_wrong_query_is_refused(server: PageServer, query: str) -> None:
    response = server.http.get(f"/page/alerts?{query}")

    assert (response.status_code, response.json()["code"]) == (400, "INVALID_QUERY")


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda number: number[:25])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/page/alerts/{}"),
        ("GET", "/page/alerts/{}/log"),
        ("GET", "/page/alerts/{}/log/0"),
        ("GET", "/page/alerts/1/log/{}"),
        ("GET", "/page/alerts/{}/details"),
        ("GET", "/page/alerts/{}/custom-details"),
        ("GET", "/page/log/{}"),
        ("POST", "/page/alerts/{}/accept"),
        ("POST", "/page/alerts/{}/resolve"),
    ],
)
def test_what_does_not_exist_is_said(server: PageServer, method: str, path: str, number: str) -> None:
    response = server.http.request(method, path.format(number))

    assert response.status_code == 404
    assert response.json()["code"] in {"UNKNOWN_ALERT", "UNKNOWN_ENTRY"}


@pytest.mark.parametrize(
    ("number", "status"), [("0", 200), ("9" * 19, 404), ("9" * 30, 404), ("9" * 5000, 404), ("-1", 404), ("x", 404)]
)
def test_the_icon_has_any_number_of_alerts(server: PageServer, number: str, status: int) -> None:
    assert server.http.get(f"/page/icon-{number}.svg").status_code == status
