"""Processes beside the tests, which end with the test run whatever happens to it."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any


def start(command: Sequence[str], environment: Mapping[str, str], **options: Any) -> "subprocess.Popen[bytes]":
    """Start `command`; the kernel kills it when the thread that started it dies (`setpriv --pdeathsig`).

    Output goes nowhere unless `options` (those of `subprocess.Popen`) say otherwise.
    """
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
    process: Any = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *command], env=environment, **options)
    started: subprocess.Popen[bytes] = process
    return started


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End `process`, also one that was stopped by a signal, and wait until it is gone."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGCONT)
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End `process` at once, as a crash would."""
    process.kill()
    process.wait()


def with_path(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` and what every program needs from the test run's own: where programs and texts are."""
    passed = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return passed | dict(environment)
