"""Whether a window could be seen: asks the display itself, with the libraries that Qt uses."""

import ctypes
import os
import sys


def has_x11() -> bool:
    """An X display is named in the environment."""
    return bool(os.environ.get("DISPLAY"))


def has_wayland() -> bool:
    """A Wayland display is named in the environment."""
    return bool(os.environ.get("WAYLAND_DISPLAY"))


def why_no_screen() -> str | None:
    """Why no window can be shown, as the beginning of a sentence; None when one can.

    macOS and Windows always have a screen, and a platform that the user names with QT_QPA_PLATFORM is believed.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if not has_x11() and not has_wayland():
        return "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    if (has_wayland() and _wayland_answers()) or (has_x11() and _x11_answers()):
        return None
    named = os.environ["WAYLAND_DISPLAY"] if has_wayland() else os.environ["DISPLAY"]
    return f"The display {named} can't be reached"


def _x11_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)


def _wayland_answers() -> bool:
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return False
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if not display:
        return False
    wayland.wl_display_disconnect(ctypes.c_void_p(display))
    return True
