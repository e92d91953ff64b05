"""The system libraries that Qt needs on Linux, as `readelf -d` on PySide6-Essentials 6.11 names them."""

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """Something the system has to provide, and the packages that bring it.

    Without what is not `vital` the program works all the same.
    """

    what: str
    apt: str
    dnf: str
    vital: bool = True


# For every window, also the invisible one of the self-test.
_ALWAYS = (
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    Need("libz.so.1", "zlib1g", "zlib-ng-compat"),
    Need("libzstd.so.1", "libzstd1", "libzstd"),
    Need("libEGL.so.1", "libegl1", "libglvnd-egl"),
    Need("libGL.so.1", "libgl1", "libglvnd-glx"),
    Need("libX11.so.6", "libx11-6", "libX11"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Need("libfreetype.so.6", "libfreetype6", "freetype"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
)
_X11 = (
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    Need("libxcb.so.1", "libxcb1", "libxcb"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
)
_WAYLAND = (
    Need("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    Need("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
    Need("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl"),
)
FONT = Need("a font", "fonts-dejavu-core", "dejavu-sans-fonts", vital=False)

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_FONT_ENDINGS = (".ttf", ".otf", ".ttc", ".pfb", ".pcf.gz")


def missing_libraries(*, x11: bool, wayland: bool) -> list[Need]:
    """What the dynamic linker can't find of what Qt needs, with or without the parts for a screen."""
    needed = _ALWAYS + (_X11 if x11 else ()) + (_WAYLAND if wayland else ())
    return [need for need in needed if not _loads(need.what)]


def missing_font() -> list[Need]:
    """`[FONT]` on a machine without any font, where Qt would draw boxes; else nothing."""
    for folder in _FONT_FOLDERS:
        for _, _, names in os.walk(Path(folder).expanduser()):
            if any(name.endswith(_FONT_ENDINGS) for name in names):
                return []
    return [FONT]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
