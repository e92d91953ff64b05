"""A real xdg-desktop-portal on a private bus, with the proxy settings that the test gives it, as GNOME keeps them."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.rig.processes import kill, start, stop
from tests.rig.secret_service import PrivateBus
from tests.rig.waiting import wait_until

_PROGRAMS: Final = ("/usr/libexec/xdg-desktop-portal", "/usr/lib/xdg-desktop-portal")
_NAME: Final = "org.freedesktop.portal.Desktop"

Settings = Mapping[str, Mapping[str, str]]


def by_proxy(host: str, port: int) -> Settings:
    """The settings for an HTTP proxy."""
    return {"": {"mode": "'manual'"}, "/https": {"host": f"'{host}'", "port": str(port)}}


class Portal:
    """The portal of a GNOME session; `settings` are those below `org.gnome.system.proxy`, as GVariant texts."""

    def __init__(self, bus: PrivateBus, settings: Settings) -> None:
        self._config = bus.folder / "config"
        self.set(settings)
        environment = bus.environment | {
            "XDG_CURRENT_DESKTOP": "GNOME",
            "XDG_CONFIG_HOME": str(self._config),
            # GNOME's own store would need a daemon; what reads the settings is the same.
            "GSETTINGS_BACKEND": "keyfile",
        }
        program = next(program for program in _PROGRAMS if Path(program).exists())
        self._process = start([program], environment)
        try:
            wait_until(lambda: bus.owns(_NAME), timeout=30, what="the portal")
        except BaseException:
            self.stop()
            raise

    def set(self, settings: Settings) -> None:
        """Change the settings, as the desktop's dialog does."""
        file = self._config / "glib-2.0" / "settings" / "keyfile"
        file.parent.mkdir(parents=True, exist_ok=True)
        groups = (
            "\n".join([f"[system/proxy{group}]", *(f"{name}={value}" for name, value in values.items())])
            for group, values in settings.items()
        )
        # In one piece: the portal watches the file.
        new = file.with_suffix(".new")
        new.write_text("\n\n".join(groups) + "\n", encoding="utf-8")
        new.replace(file)

    def hang(self) -> None:
        """Let it say nothing any more."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        kill(self._process)

    def stop(self) -> None:
        """End it."""
        stop(self._process)
