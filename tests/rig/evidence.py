"""Everything that the program leaves behind, to be searched for a key: log, files, what is printed, what is shown."""

import base64
import html
import json
import logging
import traceback
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

# Libraries make these when they are first needed; each is set to talk before that.
_LOGGERS: Final = (
    *("ilert_desktop", "asyncio", "httpx", "keyring", "keyring.backend", "filelock", "concurrent.futures"),
    *("httpcore", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks"),
    *("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "urllib3", "jeepney", "secretstorage"),
)


class LogBook(logging.Handler):
    """Keeps all that can be got out of every record, of every logger, at the lowest level."""

    def __init__(self) -> None:
        super().__init__(0)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.name} {record.getMessage()} {vars(record)!r}")
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            self.texts += [repr(error), *traceback.format_exception(error)]


@pytest.fixture
def log_book() -> Iterator[LogBook]:
    """Every logger of the process talks, also those that a level was set for, and all of it is kept."""
    book = LogBook()
    loggers = [logging.getLogger(name) for name in {*_LOGGERS, *logging.root.manager.loggerDict}]
    before = [(logger, logger.level) for logger in (logging.root, *loggers)]
    for logger, _ in before:
        logger.setLevel(1)
    logging.root.addHandler(book)
    apart = [logger for logger in loggers if not logger.propagate]
    for logger in apart:
        logger.addHandler(book)
    yield book
    for logger in (logging.root, *apart):
        logger.removeHandler(book)
    for logger, level in before:
        logger.setLevel(level)


def forms_of(key: str) -> set[str]:
    """The spellings under which a key may turn up."""
    packed = [base64.b64encode(bytes(n) + key.encode()).decode() for n in range(3)]
    middles = {text[4:-4] for text in packed}
    return {
        key,
        json.dumps(key)[1:-1],
        urllib.parse.quote(key, safe=""),
        html.escape(key),
        key.encode().hex(),
        *middles,
        *(text.translate(str.maketrans("+/", "-_")) for text in middles),
    }


def files_in(folder: Path) -> dict[Path, bytes]:
    """Every file under a folder with its bytes, SQLite's side files and locks included."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def texts_of(window: QWidget) -> list[str]:
    """Whatever a widget and all within it show, say to a screen reader, or would show if they were visible."""
    texts: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        texts += [widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle()]
        texts += [widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            texts.append(widget.text())
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            texts.append(widget.toPlainText())
        elif isinstance(widget, QComboBox):
            texts += [widget.itemText(place) for place in range(widget.count())]
        elif isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            texts += _texts_in(model, QModelIndex())
    return [text for text in texts if text]


def _texts_in(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    texts: list[str] = []
    for row in range(model.rowCount(parent)):
        # A list's own count of columns is private to it.
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            texts += [_as_text(index.data(role)) for role in (*range(15), *_OWN_ROLES)]
            if column == 0:
                texts += _texts_in(model, index)
    return texts


def _as_text(data: Any) -> str:
    return repr(data) if data is not None else ""


_OWN_ROLES: Final = tuple(Qt.ItemDataRole.UserRole + number for number in range(8))
