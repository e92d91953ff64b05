"""A real Secret Service of its own for one test: a private bus and GNOME Keyring, which can be broken in many ways."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import secretstorage
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection  # type: ignore[import-untyped]
from secretstorage.defines import SS_PATH
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

from tests.rig.processes import kill, start, stop, with_path
from tests.rig.waiting import wait_until

PASSWORD: Final = "a keyring's password"
# What GNOME's login uses to unlock without a prompt.
_UNLOCKING: Final = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"

# No service directories: the system's own would start a fresh, locked keyring behind the test's back.
_BUS_CONFIG: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


class PrivateBus:
    """A session bus of its own, on which nothing runs; also where the keyring's files are."""

    def __init__(self) -> None:
        # Not below a test's own folder: the path of a socket has 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="bus"))
        self.socket = self.folder / "bus"
        self.address = f"unix:path={self.socket}"
        config = self.folder / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=self.socket), encoding="utf-8")
        self.environment = with_path(
            {
                "DBUS_SESSION_BUS_ADDRESS": self.address,
                "HOME": str(self.folder),
                "XDG_DATA_HOME": str(self.folder / "data"),
                "XDG_RUNTIME_DIR": str(self.folder),
            }
        )
        self._daemon = start(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"], self.environment)
        try:
            wait_until(self._answers, what="the private bus")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the bus and remove its folder."""
        stop(self._daemon)
        shutil.rmtree(self.folder)

    def kill(self) -> None:
        """End the bus at once, as a crash would."""
        kill(self._daemon)

    def owns(self, name: str) -> bool:
        """Whether somebody on the bus has this name."""
        with closing(open_dbus_connection(self.address)) as bus:
            return bool(Proxy(message_bus, bus).NameHasOwner(name)[0])

    def _answers(self) -> bool:
        with closing(socket.socket(socket.AF_UNIX)) as client:
            return client.connect_ex(str(self.socket)) == 0


class SecretService:
    """GNOME Keyring on a private bus.

    Args:
        bus: where it runs.
        password: of the default keyring, which is made and unlocked with it; None: it has no default keyring.
    """

    def __init__(self, bus: PrivateBus, password: str | None = PASSWORD) -> None:
        self.bus = bus
        self.password = password
        self._daemon = self._started()

    def restart(self) -> None:
        """Start it again, unlocked, after it was killed; what it held is still there."""
        stop(self._daemon)
        self._daemon = self._started()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        kill(self._daemon)

    def hang(self) -> None:
        """Stop it in its tracks: it keeps its name on the bus and answers nothing."""
        os.kill(self._daemon.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after `hang`."""
        os.kill(self._daemon.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        stop(self._daemon)

    def lock(self) -> None:
        """Lock the default keyring, as a desktop does when its user walks away."""
        with closing(self._connection()) as connection:
            secretstorage.Collection(connection).lock()

    def unlock(self) -> None:
        """Unlock the default keyring without a prompt, as a login does."""
        with closing(self._connection()) as connection:
            session = open_session(connection)
            secret = format_secret(session, (self.password or "").encode(), "text/plain")
            service = DBusAddressWrapper(SS_PATH, _UNLOCKING, connection)
            service.call("UnlockWithMasterPassword", "o(oayays)", "/org/freedesktop/secrets/aliases/default", secret)

    def secrets(self) -> dict[str, bytes]:
        """What the unlocked default keyring holds: secrets by the user name they are kept under."""
        with closing(self._connection()) as connection:
            items = list(secretstorage.Collection(connection).get_all_items())
            return {item.get_attributes()["username"]: item.get_secret() for item in items}

    def _connection(self) -> DBusConnection:
        return open_dbus_connection(self.bus.address)

    @property
    def _control(self) -> Path:
        return self.bus.folder / "control"

    def _started(self) -> "subprocess.Popen[bytes]":
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        command.append(f"--control-directory={self._control}")
        daemon = start(command, self.bus.environment, stdin=subprocess.PIPE)
        assert daemon.stdin is not None
        # Every byte counts as the password; none at all makes no keyring.
        daemon.stdin.write((self.password or "").encode())
        daemon.stdin.close()
        try:
            wait_until(lambda: self.bus.owns("org.freedesktop.secrets"), what="the Secret Service")
        except BaseException:
            stop(daemon)
            raise
        return daemon


class MuteBus:
    """A bus that takes connections and says nothing."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bus"))
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self.folder / "bus"))
        self._socket.listen()
        self._taken: list[socket.socket] = []
        self.address = f"unix:path={self.folder / 'bus'}"

    def connections(self) -> int:
        """How many have connected so far."""
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self._taken.append(self._socket.accept()[0])
        return len(self._taken)

    def stop(self) -> None:
        """Close it."""
        for connection in (*self._taken, self._socket):
            connection.close()
        shutil.rmtree(self.folder)
