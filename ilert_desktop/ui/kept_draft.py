"""Keeps what is typed when the session ends and nobody can be asked, and brings it back at the next start."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Slot

from ilert_desktop.draft import Draft, is_blank
from ilert_desktop.ui.bars import Notice, NoticeBar
from ilert_desktop.ui.composer.composer import Composer
from ilert_desktop.ui.composing import Composing
from ilert_desktop.ui.send_flow import SendFlow

KEPT_DRAFT_FILE: Final = "draft.json"
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_log = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    draft: Draft
    source_ids: tuple[str, ...]


class KeptDraft(QObject):
    """The composer's content in `file`, which only its owner can read, from the end of a session to the next start."""

    def __init__(
        self, file: Path, composer: Composer, composing: Composing, flow: SendFlow, notices: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._composer = composer
        self._composing = composing
        self._flow = flow
        self._notices = notices

    @Slot()
    def keep(self) -> None:
        """Write down what is typed; nothing when nothing is, or when it is on its way to the ledger."""
        draft = self._composer.value()
        if is_blank(draft) or self._flow.is_under_way(self._composing.draft_id):
            return
        kept = _Kept(draft, tuple(source.id for source in self._composing.sources))
        try:
            with os.fdopen(os.open(self._file, _NEW_FILE, 0o600), "wb") as file:
                file.write(msgspec.json.encode(kept))
        except (OSError, UnicodeError) as problem:
            _log.warning("what is typed can't be kept: %s", type(problem).__name__)

    def bring_back(self) -> None:
        """Put it into the form again, for the sources it was meant for, and forget it."""
        try:
            kept = msgspec.json.decode(self._file.read_bytes(), type=_Kept)
        except (OSError, UnicodeError, msgspec.MsgspecError):
            kept = None
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
        if kept is not None:
            self._show(kept)

    def _show(self, kept: _Kept) -> None:
        self._composing.begin_anew(kept.draft)
        source_id, *also = kept.source_ids or ("",)
        if source_id and source_id != self._composing.source.id:
            self._composing.choose_source(source_id)
        self._composing.also_to(also)
        sentence = self.tr("What you were writing when the session ended is in the form again.")
        notice = Notice(subject="kept draft", title=self.tr("Not sent yet"), sentence=sentence, is_problem=False)
        self._notices.show_notice(notice)
