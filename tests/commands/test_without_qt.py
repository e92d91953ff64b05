"""The command line where PySide6 can't be loaded."""

import subprocess
import sys

from tests.rig.commands import PATIENCE, ROOT, home
from tests.rig.processes import with_path

_BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError("PySide6 can't be loaded here")
sys.meta_path.insert(0, Blocker())
from ilert_desktop.cli import main
for arguments in (
    ["send", "--summary", "Disk full", "--alert-key", "db-1"],
    ["accept", "db-1"],
    ["comment", "db-1", "On it"],
    ["resolve", "db-1"],
    ["history", "--json"],
    ["history", "--open"],
    ["outbox"],
    ["sources", "list"],
    ["sources", "add", "Production"],
    ["sources", "remove", "Production"],
):
    code = main(arguments)
    assert code == 0, (arguments, code)
"""


def test_every_command_works_where_qt_cannot_be_loaded() -> None:
    environment = with_path({"ILERT_DESKTOP_HOME": str(home()), "PYTHONPATH": str(ROOT), "HOME": str(home().parent)})
    command = [sys.executable, "-W", "error", "-c", _BLOCKED]
    ended = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE
    )
    assert ended.returncode == 0, ended.stderr.decode()


def test_looking_loads_nothing_heavy() -> None:
    heavy = ("httpx", "keyring", "uvicorn", "starlette", "PySide6")
    code = (
        "import sys; from ilert_desktop.cli import main; main(['history']);"
        f" sys.exit(str([name for name in {heavy!r} if name in sys.modules]))"
    )
    environment = with_path({"ILERT_DESKTOP_HOME": str(home()), "PYTHONPATH": str(ROOT)})
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.stderr.splitlines()[-1] == "[]"
