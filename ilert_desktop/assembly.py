"""Puts the program together without Qt: window and command line start the same services."""

import logging
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import cached_property
from typing import Final

from ilert_desktop.daemon_thread import on_daemon_thread
from ilert_desktop.delivery.connection_check import ConnectionChecker
from ilert_desktop.delivery.delivery import Delivery
from ilert_desktop.delivery.endpoints import Endpoints, TargetUnavailable
from ilert_desktop.delivery.sender import Sender
from ilert_desktop.done_at_practice import DoneAtPractice
from ilert_desktop.ledger.ledger import Ledger
from ilert_desktop.ledger.records import KEY_HOLDS, Hold
from ilert_desktop.ledger.upkeep import Upkeep
from ilert_desktop.ledger.writing import now_ms
from ilert_desktop.lending import Lending
from ilert_desktop.neighbours.messages import Lend, Message
from ilert_desktop.neighbours.neighbours import Neighbours
from ilert_desktop.paths import Folders, FoldersNotMade
from ilert_desktop.practice.config_file import FILE_NAME, configuration_at
from ilert_desktop.practice.embedded import Practice
from ilert_desktop.practice.faults import PracticeFault
from ilert_desktop.practice_sources import practice_sources
from ilert_desktop.sources.keys import Keys
from ilert_desktop.sources.source_list import SourceList

LEDGER_FILE: Final = "ledger.db"
LOCK_FILE: Final = "outbox.lock"
SOURCES_FILE: Final = "sources.json"
PRACTICE_FILE: Final = "practice.db"
_TELL_SECONDS: Final = 2.0
_END_SECONDS: Final = 1.0
_log = logging.getLogger(__name__)


class Services:
    """Ledger, sources, keys, practice and delivery of one data folder.

    `practice_fault` is why practice works with its default instead of the file that is there, or None.
    `files` runs small writes of settings, one after another. Nothing runs before `start`; `stop` ends everything
    in the reverse order, within 2 seconds whatever the network does.
    """

    def __init__(self, folders: Folders, *, keys: Keys | None = None) -> None:
        self.folders = folders
        configuration, self.practice_fault = configuration_at(folders.config / FILE_NAME)
        self.practice = Practice(folders.data / PRACTICE_FILE, is_own_file=True, configuration=configuration)
        self.sources = SourceList(folders.config / SOURCES_FILE, practice_sources(configuration))
        self.keys = keys if keys is not None else Keys()
        self.connection_checker = ConnectionChecker(_PracticeTarget(self.practice))
        self.neighbours = Neighbours(folders.data)
        self.files = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger; its file is opened on a thread of its own."""
        return Ledger(self.folders.data / LEDGER_FILE, make_folder=self._make_folders)

    @cached_property
    def upkeep(self) -> Upkeep:
        """Checks the ledger and backs it up."""
        path = self.folders.data / LEDGER_FILE
        return Upkeep(path, is_ours=lambda: self.delivery.is_draining, mend=self.ledger.mend)

    @cached_property
    def delivery(self) -> Delivery:
        """The worker that drains the outbox."""
        endpoints = Endpoints(self.keys, _PracticeTarget(self.practice), clock=now_ms)
        sender = Sender(self.ledger, endpoints, self.sources.get, clock=now_ms)
        lock = self.folders.data / LOCK_FILE
        return Delivery(self.ledger, sender, lock, self.neighbours, clock=now_ms)

    @cached_property
    def lending(self) -> Lending:
        """Hands over keys that are not stored, to this program and to the one that drains the outbox."""
        return Lending(self.keys, self.sources, self.ledger, self.neighbours)

    def _make_folders(self) -> None:
        """Make what could not be made at the start; the ledger can do without the folder of the sources."""
        self.folders.make_data()
        with suppress(FoldersNotMade):
            self.folders.make()

    def start(self, *, releases_held: bool = True) -> None:
        """Read the sources, and begin to drain the outbox.

        What was held for want of a key, or of its source, is tried again, unless `releases_held` is false: the keyring
        may be open by now, and a list of sources that could not be read be back.
        """
        self.sources.load()
        self.ledger.subscribe(self.delivery.nudge)
        self.practice.at_start(DoneAtPractice(self.ledger, self.practice.configuration).attach)
        self.delivery.watch_elsewhere(self.sources.refresh)
        self.neighbours.subscribe(self._on_told)
        for source in self.sources.all() if releases_held else ():
            self.ledger.release_source(source.id, KEY_HOLDS | {Hold.SOURCE_MISSING})
        self.delivery.start()
        self.upkeep.start()

    def tell_neighbours(self) -> bool:
        """Tell the program that drains the outbox that something is new; waits 2 s at most for whether it heard."""
        try:
            return self.neighbours.tell().result(_TELL_SECONDS)
        except TimeoutError:
            return False

    def stop(self) -> None:
        """End everything; what is not settled stays in the ledger for the next start."""
        self.upkeep.stop()
        self.delivery.stop()
        self.neighbours.close()
        self.keys.close()
        # Side by side: none of them needs another one, and each may take its time.
        ends = (self.ledger.close, self.practice.stop, self.files.shutdown)
        ended = wait([on_daemon_thread(end, name="end") for end in ends], timeout=_END_SECONDS)
        for problem in filter(None, (end.exception() for end in ended.done)):
            _log.warning("the program did not end in order", exc_info=problem)

    def _on_told(self, message: Message) -> None:
        self.sources.refresh()
        if isinstance(message, Lend):
            self.lending.borrow(message)
        self.delivery.nudge()


class _PracticeTarget:
    """Practice as delivery sees it: delivery knows the wire, not what is at its other end."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice

    def key_of(self, number: int | None) -> str:
        try:
            return self._practice.key_of(number)
        except PracticeFault as fault:
            raise _unavailable(fault) from fault

    def events_url(self) -> str:
        try:
            return self._practice.events_url()
        except PracticeFault as fault:
            raise _unavailable(fault) from fault


def _unavailable(fault: PracticeFault) -> TargetUnavailable:
    return TargetUnavailable(f"{fault.title}. {fault.sentence}")
