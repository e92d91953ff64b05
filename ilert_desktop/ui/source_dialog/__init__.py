"""The dialog in which the operator describes alert sources and gives their keys."""

from ilert_desktop.ui.source_dialog.dialog import SourceDialog

__all__ = ["SourceDialog"]
