"""What the tests need of the system: a screen without a monitor, a key store, a portal, Node.js, a browser and more."""

import shutil
import subprocess
from pathlib import Path

from .libraries import Need

_PROGRAMS = (
    Need("Xvfb", "xvfb", "xorg-x11-server-Xvfb"),
    Need("openbox", "openbox", "openbox"),
    Need("xdotool", "xdotool", "xdotool"),
    Need("dbus-daemon", "dbus-daemon", "dbus-daemon"),
    Need("gnome-keyring-daemon", "gnome-keyring", "gnome-keyring"),
    Need("node", "nodejs", "nodejs"),
    Need("npm", "npm", "nodejs-npm"),
    Need("curl", "curl", "curl"),
    Need("import", "imagemagick", "ImageMagick"),
    Need("objdump", "binutils", "binutils"),
    Need("setpriv", "util-linux", "util-linux"),
)
# The tests look for it under the same names (tests/rig/browser.py). Chromium draws nothing to read without a font.
_BROWSER = Need("chromium", "chromium", "chromium")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ACCESSIBILITY = Need("at-spi-bus-launcher", "at-spi2-core", "at-spi2-core")
_PYATSPI = Need("pyatspi", "python3-pyatspi", "python3-pyatspi")
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_PORTAL = Need("xdg-desktop-portal", "xdg-desktop-portal", "xdg-desktop-portal")
_PORTALS = ("/usr/libexec/xdg-desktop-portal", "/usr/lib/xdg-desktop-portal")
_GNOME_PROXY = Need("libgiognomeproxy.so", "glib-networking", "glib-networking")
_GNOME_PROXIES = "lib*/**/gio/modules/libgiognomeproxy.so"
_FIND_PYATSPI = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pyatspi') is None)"


def missing_for_tests() -> list[Need]:
    """The programs that the tests start and that this machine lacks."""
    missing = [need for need in _PROGRAMS if not shutil.which(need.what)]
    if not any(shutil.which(browser) for browser in _BROWSERS):
        missing.append(_BROWSER)
    if not any(Path(launcher).exists() for launcher in _LAUNCHERS):
        missing.append(_ACCESSIBILITY)
    if not any(Path(portal).exists() for portal in _PORTALS):
        missing.append(_PORTAL)
    if not any(Path("/usr").glob(_GNOME_PROXIES)):
        missing.append(_GNOME_PROXY)
    if not _system_python_has_pyatspi():
        missing.append(_PYATSPI)
    return missing


def _system_python_has_pyatspi() -> bool:
    command = ["/usr/bin/python3", "-I", "-c", _FIND_PYATSPI]
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
