"""`send` and keys: those of the environment, those that are stored, and none in what is printed."""

import json

import pytest

from ilert_desktop.sources.keys import Keys
from tests.rig.commands import KEY, Run, add_source, bodies, home
from tests.rig.ledgers import done
from tests.rig.scripted_server import Heard, ScriptedServer, echo
from tests.rig.secret_service import SecretService


@pytest.mark.usefixtures("with_key")
def test_a_key_that_an_answer_repeats_is_masked(run: Run) -> None:
    def repeat(heard: Heard) -> tuple[dict[str, str], bytes]:
        return {"correlation_id": KEY}, json.dumps({"message": f"No source has {KEY}"}).encode()

    with ScriptedServer(echo(400, repeat)) as server:
        add_source(server.url)
        ended = run("send", "--summary", "x", "--source", "Production")
    assert (ended.code, ended.states) == (1, ["rejected"])
    assert "No source has" in ended.rows[0][4]
    for shown in (ended, run("history"), run("history", "--json"), run("outbox"), run("sources", "list")):
        assert KEY not in shown.out + shown.err
    assert not any(KEY.encode() in file.read_bytes() for file in home().rglob("*") if file.is_file())


@pytest.mark.parametrize("nonsense", ["two words", "schlüssel", "x" * 501])
def test_a_variable_that_holds_no_key_is_refused_and_not_repeated(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, nonsense: str
) -> None:
    monkeypatch.setenv("ILERT_API_KEY", nonsense)
    add_source(server.url)
    ended = run("send", "--summary", "x", "--source", "Production")
    assert (ended.code, ended.out) == (2, "")
    assert "ILERT_API_KEY: " in ended.err
    assert nonsense not in ended.err
    assert run("history", "--json").json["alerts"] == []


def test_the_key_of_the_environment_is_used_for_named_sources_only(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    add_source(server.url, choose=True)
    ended = run("send", "--summary", "x")
    assert (ended.code, ended.states) == (75, ["held"])
    assert "ILERT_API_KEY is not used" in ended.err
    assert server.heard == []


def test_a_stored_key_goes_before_the_one_of_the_environment(
    run: Run, server: ScriptedServer, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = add_source(server.url)
    stored = Keys()
    done(stored.store(source, "il1api-stored-key"))
    monkeypatch.setenv("ILERT_API_KEY", KEY)
    assert run("send", "--summary", "x", "--source", "Production").code == 0
    assert bodies(server)[0]["apiKey"] == "il1api-stored-key"
