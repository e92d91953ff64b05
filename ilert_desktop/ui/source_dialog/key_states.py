"""What the dialog knows of each source's key: where it is kept, and for which endpoint. Never a key itself."""

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from ilert_desktop.sources.key_problems import KeyProblem
from ilert_desktop.sources.keys import Kept, KeptKey, Keys
from ilert_desktop.sources.source import Source
from ilert_desktop.ui.tasks import Tasks


class KeyState(Enum):
    """What is known of a source's key."""

    CHECKING = auto()
    SAVING = auto()
    NONE = auto()
    IN_KEYRING = auto()
    IN_SESSION = auto()
    FOR_OTHER_ENDPOINT = auto()
    UNKNOWN = auto()
    PRACTICE = auto()


_KEPT_STATES = {Kept.KEYRING: KeyState.IN_KEYRING, Kept.SESSION: KeyState.IN_SESSION}


class KeyStates(QObject):
    """Asks about, stores and forgets keys beside the GUI thread, and remembers what came of it.

    Signals:
        changed: more is known of the key of the source with this id.
        stored: a key was stored for the source with this id.
        forgotten: the key of the source with this id was forgotten.
        status_changed: the `KeyringStatus` is known.
        not_stored: `(source_id, problem)`: a key could not be stored.
        failed: a key could not be forgotten, or the keyring not unlocked; carries the `KeyProblem`.
    """

    changed = Signal(str)
    stored = Signal(str)
    forgotten = Signal(str)
    status_changed = Signal(object)
    not_stored = Signal(str, object)
    failed = Signal(object)

    def __init__(self, keys: Keys, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._keys = keys
        self._tasks = tasks
        self._known: dict[str, KeyState] = {}
        self._endpoints: dict[str, str] = {}

    def state_of(self, source: Source) -> KeyState:
        """What is known of the key for `source` at the endpoint it has now, saved or not."""
        if source.is_practice:
            return KeyState.PRACTICE
        state = self._known.get(source.id, KeyState.NONE)
        if state in _KEPT_STATES.values() and self._endpoints.get(source.id) != source.endpoint:
            return KeyState.FOR_OTHER_ENDPOINT
        return state

    def is_storing(self, source_id: str) -> bool:
        """Whether a key of this source is on its way to the keyring; one change at a time."""
        return self._known.get(source_id) is KeyState.SAVING

    def ask_status(self) -> None:
        """Find out whether there is a usable keyring; `status_changed` tells."""
        self._tasks.watch(self._keys.status(), self.status_changed.emit, self._report)

    def unlock(self) -> None:
        """Let the keyring ask for its password, then look again."""
        self._tasks.watch(self._keys.unlock(), self._take_unlocked, self._report)

    def check(self, source: Source) -> None:
        """Find out whether a key is kept for a saved source, unless it is known; `changed` tells."""
        if source.is_practice or self._known.get(source.id, KeyState.UNKNOWN) is not KeyState.UNKNOWN:
            return
        self._known[source.id] = KeyState.CHECKING

        def done(found: KeptKey | None) -> None:
            if found is None:
                self._learn(source.id, KeyState.NONE)
            else:
                self._learn(source.id, _KEPT_STATES[found.kept], found.endpoint)

        def failed(_: Exception) -> None:
            # What is wrong with the keyring is told by its status.
            self._learn(source.id, KeyState.UNKNOWN)

        self._tasks.watch(self._keys.where(source), done, failed)

    def store(self, source: Source, key: str, *, session_only: bool = False) -> None:
        """Keep a key, in memory only if that is what is wanted; `stored` or `not_stored` tells."""
        before = self._known.get(source.id, KeyState.NONE)
        self._known[source.id] = KeyState.SAVING

        def done(kept: Kept) -> None:
            self._learn(source.id, _KEPT_STATES[kept], source.endpoint)
            self.stored.emit(source.id)

        def failed(problem: Exception) -> None:
            self._known[source.id] = before
            self.changed.emit(source.id)
            self.not_stored.emit(source.id, problem)

        self._tasks.watch(self._keys.store(source, key, session_only=session_only), done, failed)
        self.changed.emit(source.id)

    def forget(self, source_id: str) -> None:
        """Forget a removed source's key; `forgotten` or `failed` tells."""
        self._known.pop(source_id, None)

        def done(_: None) -> None:
            self.forgotten.emit(source_id)

        self._tasks.watch(self._keys.forget(source_id), done, self._report)

    def _learn(self, source_id: str, state: KeyState, endpoint: str = "") -> None:
        self._known[source_id] = state
        self._endpoints[source_id] = endpoint
        self.changed.emit(source_id)

    def _take_unlocked(self, _is_unlocked: bool) -> None:
        self.ask_status()

    def _report(self, problem: Exception) -> None:
        if not isinstance(problem, KeyProblem):
            raise problem
        self.failed.emit(problem)
