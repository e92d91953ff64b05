"""A process that has loaded everything and forks a program for each task: a start then takes milliseconds.

It is run as `python -m tests.faults.nursery`: reads a task a line, and writes two lines for each: the pid of the
program, then its exit code (negative: the signal it died of).
"""

import asyncio
import ctypes
import gc
import os
import resource
import select
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Final

import msgspec

from ilert_desktop.delivery.clients import Clients
from ilert_desktop.delivery.request import attempt
from tests.faults.steps import STEPS
from tests.faults.victim import Task, Victim
from tests.rig.processes import start, stop, with_path

ROOT: Final = Path(__file__).resolve().parents[2]
_TROUBLE: Final = "trouble.txt"
_PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


class Round(msgspec.Struct, frozen=True):
    """A task, and after how many seconds its program is killed with -9 (None: not at all)."""

    task: Task
    kill_after: float | None = None


class Program:
    """A program that was started for a task."""

    def __init__(self, pid: int, nursery: "Nursery", folder: Path) -> None:
        self.pid = pid
        self._nursery = nursery
        self._folder = folder

    def kill(self) -> None:
        """Kill it with -9."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit code, negative for the signal it died of; an error of its own is raised."""
        code = self._nursery.exit_code()
        if code > 0:
            raise RuntimeError((self._folder / _TROUBLE).read_text(encoding="utf-8"))
        return code

    @property
    def steps(self) -> list[str]:
        """The steps it took."""
        return (self._folder / STEPS).read_text(encoding="utf-8").splitlines()


class Nursery:
    """Starts programs."""

    def __init__(self) -> None:
        self._process = _opened()
        self._has_program = False

    def start(self, task: Task, *, kill_after: float | None = None) -> Program:
        """Start a program for `task`."""
        if self._has_program:
            # A test broke off before the end of its program, which ends with its nursery.
            self.close()
            self._process = _opened()
        self._has_program = True
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(Round(task, kill_after)) + b"\n")
        self._process.stdin.flush()
        return Program(int(self.line()), self, Path(task.folder))

    def exit_code(self) -> int:
        """That of the program, when it has ended."""
        code = int(self.line())
        self._has_program = False
        return code

    def line(self) -> str:
        """What the nursery says next."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode()

    def close(self) -> None:
        """End the nursery."""
        stop(self._process)


def _opened() -> "subprocess.Popen[bytes]":
    return start(
        [sys.executable, "-m", "tests.faults.nursery"],
        with_path({"PYTHONPATH": str(ROOT), "HOME": os.environ.get("HOME", "/")}),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None,
    )


def serve() -> None:
    """Fork a program for each line that comes."""
    asyncio.run(_load())
    gc.freeze()
    for line in sys.stdin.buffer:
        wanted = msgspec.json.decode(line, type=Round)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _be_born(wanted.task, parent)
        _tell(pid)
        _tell(_ended(pid, wanted.kill_after))


async def _load() -> None:
    """Send something to nobody: that loads what every program would have to load anew."""
    clients = Clients()
    await attempt(clients, "http://127.0.0.1:9/", b"")
    await clients.close()


def _tell(number: int) -> None:
    sys.stdout.buffer.write(f"{number}\n".encode())
    sys.stdout.buffer.flush()


def _ended(pid: int, kill_after: float | None) -> int:
    if kill_after is not None:
        descriptor = os.pidfd_open(pid)
        if not select.select([descriptor], [], [], kill_after)[0]:
            os.kill(pid, signal.SIGKILL)
        os.close(descriptor)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _be_born(task: Task, parent: int) -> None:
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() == parent:
            if task.largest_file is not None:
                # Python ignores it; left to itself it ends a process in the middle of a write.
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            victim = Victim(task)
            if task.largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (task.largest_file, task.largest_file))
            victim.live()
            code = 0
    except BaseException:  # noqa: BLE001 - the top of a process: whoever waits for it is told
        (Path(task.folder) / _TROUBLE).write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve()
