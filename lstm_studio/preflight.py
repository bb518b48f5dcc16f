"""Looks before Qt is imported: Qt ends the whole process where a display or a system library is missing.

Only Linux is looked at; Windows and macOS bring both. ``python -m lstm_studio.preflight`` prints the Debian
packages that are missing and ends with 0 where a window can open, with 1 where only pictures can be written.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import sys
from pathlib import Path

from lstm_studio.words import _

__all__ = ["connection", "main", "missing", "problem"]

# What needs a library (every picture, a window of X11, a window of Wayland), its name, its Debian package.
LIBRARIES = (
    ("picture", "libglib-2.0.so.0", "libglib2.0-0"),
    ("picture", "libEGL.so.1", "libegl1"),
    ("picture", "libGL.so.1", "libgl1"),
    ("picture", "libdbus-1.so.3", "libdbus-1-3"),
    ("picture", "libfontconfig.so.1", "libfontconfig1"),
    ("picture", "libxkbcommon.so.0", "libxkbcommon0"),
    ("x11", "libxcb.so.1", "libxcb1"),
    ("x11", "libX11-xcb.so.1", "libx11-xcb1"),
    ("x11", "libxcb-cursor.so.0", "libxcb-cursor0"),
    ("x11", "libxcb-icccm.so.4", "libxcb-icccm4"),
    ("x11", "libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("x11", "libxcb-randr.so.0", "libxcb-randr0"),
    ("x11", "libxcb-shape.so.0", "libxcb-shape0"),
    ("x11", "libxcb-sync.so.1", "libxcb-sync1"),
    ("x11", "libxcb-xfixes.so.0", "libxcb-xfixes0"),
    ("x11", "libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("wayland", "libwayland-client.so.0", "libwayland-client0"),
    ("wayland", "libwayland-cursor.so.0", "libwayland-cursor0"),
)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers() -> bool:
    """Greet the X server of DISPLAY as Qt will, with its key; an open socket alone would prove too little."""
    if not _loads("libxcb.so.1"):
        return True  # who has no libxcb shall hear of that first
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    server = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(server)
    xcb.xcb_disconnect(server)
    return not failed


def _wayland_answers() -> bool:
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/"), os.environ["WAYLAND_DISPLAY"])
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(place)) == 0


def connection() -> str:
    """Give "x11" or "wayland", whichever answers, or "" where there is no display."""
    if os.environ.get("DISPLAY") and _x11_answers():
        return "x11"
    if os.environ.get("WAYLAND_DISPLAY") and _wayland_answers():
        return "wayland"
    return ""


def missing(kind: str) -> list[tuple[str, str]]:
    """Give library and Debian package of what ``kind`` ("picture", "x11", "wayland") lacks."""
    wanted = [row for row in LIBRARIES if row[0] in ("picture", kind)]
    return [(library, package) for _kind, library, package in wanted if not _loads(library)]


def problem(*, window: bool) -> str:
    """Say in a sentence what keeps Qt from a window (or a picture) and what mends it; "" if nothing."""
    if sys.platform != "linux":
        return ""
    kind = "picture"
    if window and os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("", "xcb", "wayland"):
        kind = connection()
        if not kind:
            return _no_display()
    lacking = missing(kind)
    if not lacking:
        return ""
    libraries = ", ".join(library for library, _package in lacking)
    packages = " ".join(package for _library, package in lacking)
    if shutil.which("apt-get"):
        text = _("Qt needs system libraries that are missing ({libraries}); install them: {command}")
        return text.format(libraries=libraries, command=f"sudo apt-get install -y {packages}")
    text = _("Qt needs system libraries that are missing; install the packages that hold {libraries}")
    return text.format(libraries=libraries)


def _no_display() -> str:
    command = "lstm-studio render -o window.png"
    named = [f"{name}={os.environ[name]}" for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    if not named:
        text = _("There is no display to open a window on (DISPLAY is not set); draw a picture: {command}")
        return text.format(command=command)
    text = _("The display {named} does not answer, so no window can open; draw a picture: {command}")
    return text.format(named=" ".join(named), command=command)


def main() -> int:
    """Print the missing Debian packages on one line; end with 0 where a display answers, else with 1."""
    if sys.platform != "linux":
        return 0
    kind = connection()
    print(*(package for _library, package in missing(kind)))
    return 0 if kind else 1


if __name__ == "__main__":
    sys.exit(main())
