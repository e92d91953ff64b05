"""`ilert-desktop practice --drill`, as a process of its own."""

import json
import signal
import subprocess
from pathlib import Path

from tests.practice.test_practice_command import started
from tests.rig.practice import PracticeClient

SHORT = """
title = "Short"
description = "Two lines,\\nwithout \\u001b[2J tricks."
mark = true
minutes = 0.02
[[step]]
tell = "Now"
[[expect]]
do = "raise"
text = "Raise it"
"""


def lines_until(process: subprocess.Popen[str], text: str) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if text in line:
            break
    return lines


def finish(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    process.send_signal(signal.SIGINT)
    written = process.stdout.read(), process.stderr.read()
    process.wait(timeout=60)
    return written


def test_a_drill_tells_what_happens_and_its_report_and_practice_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text(SHORT, encoding="utf-8")
    with started("--drill", str(file)) as process:
        lines = lines_until(process, "Nothing.")
        assert process.poll() is None
        rest, errors = finish(process)

    begin = lines.index("Drill: Short, 0.02 min")
    assert lines[begin + 1 : begin + 3] == ["Two lines,", "without [2J tricks."]
    assert lines[begin + 3].endswith(" Now")
    assert "  MISSED: Raise it" in lines
    assert (process.returncode, rest, errors) == (0, "", "")


def test_a_signal_ends_the_drill_with_its_report() -> None:
    with started("--drill", "first-alert", "--json") as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        client = PracticeClient(told["url"], told["sources"][0]["key"])
        summary = ""
        while not summary.startswith("[DRILL]"):
            # The address is told before the drill starts.
            client.send(summary="Checkout is down")
            summary = client.alerts()[0]["summary"]
        client.http.close()
        rest, errors = finish(process)

    report = json.loads(rest)
    assert (report["title"], report["complete"]) == ("First alert", False)
    assert report["raised"][0]["summary"] == "[DRILL] Checkout is down"
    assert (process.returncode, errors) == (0, "")


def test_mistakes_in_a_drill_end_the_command_with_2(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('title = "x"\nminutes = 1\n[[step]]\ndo = "explode"\n', encoding="utf-8")
    with started("--drill", str(file)) as process:
        output, errors = process.communicate(timeout=60)

    assert (process.returncode, output) == (2, "")
    assert errors.startswith(f"{file}:4: step[0].do is ")
    assert errors.count("\n") == 1


def test_a_source_that_practice_does_not_have_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    file = tmp_path / "moon.toml"
    file.write_text('title = "x"\nminutes = 1\n[[expect]]\ndo = "raise"\nsource = "Moon"\n', encoding="utf-8")
    with started("--drill", str(file)) as process:
        _, errors = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "“Moon”" in errors
    assert errors.count("\n") == 1
