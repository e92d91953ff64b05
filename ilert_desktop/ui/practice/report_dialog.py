"""The report of a drill, to be read, copied and kept."""

from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QTextBrowser, QVBoxLayout, QWidget

from ilert_desktop.ui.icons import set_icon
from ilert_desktop.ui.tasks import Tasks

_SIZE = QSize(680, 620)
_MARGIN = 12


class ReportDialog(QDialog):
    """Shows one report beside the window; the window can be used meanwhile.

    Args:
        files: writes the file, off the GUI thread.

    Signals:
        failed: the report could not be written (the exception, with `title` and `sentence`).
    """

    failed = Signal(object)

    def __init__(self, files: Executor, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._files = files
        self._tasks = tasks
        self._markdown = ""
        self._browser = QTextBrowser()
        # Nothing in a report leads anywhere.
        self._browser.setOpenLinks(False)
        self._browser.document().setDocumentMargin(_MARGIN)
        self._browser.setAccessibleName(self.tr("Report of the drill"))
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Close)
        copy = buttons.addButton(self.tr("Cop&y"), QDialogButtonBox.ButtonRole.ActionRole)
        save = buttons.addButton(self.tr("&Save as…"), QDialogButtonBox.ButtonRole.ActionRole)
        set_icon(copy, "copy")
        # The style's own cross can hardly be seen in the dark.
        set_icon(buttons.button(standard.Close), "clear")
        copy.setToolTip(self.tr("Copy the report as Markdown"))
        copy.clicked.connect(self._on_copy)
        save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        self.setWindowTitle(self.tr("Report of the drill"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 12, 12, 12)
        lines.setSpacing(8)
        lines.addWidget(self._browser, 1)
        lines.addWidget(buttons)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    def set_markdown(self, markdown: str) -> None:
        """Show a report."""
        self._markdown = markdown
        self._browser.setMarkdown(markdown)

    def text(self) -> str:
        """What is shown."""
        return self._browser.toPlainText()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._markdown)

    @Slot()
    def _on_save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the report"), "", self.tr("Markdown (*.md)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.selectFile("drill-report.md")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_path_selected)
        dialog.open()

    @Slot(str)
    def _on_path_selected(self, path: str) -> None:
        written = self._files.submit(partial(_write, Path(path), self._markdown))
        self._tasks.watch(written, lambda _: None, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)


class ReportNotSaved(OSError):  # noqa: N818 - named for what happened
    """The report could not be written; `title` and `sentence` are for the operator."""

    def __init__(self, path: Path, reason: str) -> None:
        self.title = "The report was not saved"
        self.sentence = f"{path} can't be written: {reason}. Choose another place."
        super().__init__(self.sentence)


def _write(path: Path, markdown: str) -> None:
    try:
        path.write_text(markdown, encoding="utf-8")
    except OSError as error:
        raise ReportNotSaved(path, error.strerror or type(error).__name__) from error
