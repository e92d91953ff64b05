"""What a screen reader would find: the widgets of a program in another process, by AT-SPI over D-Bus."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

from tests.rig.processes import start, stop
from tests.rig.secret_service import PrivateBus
from tests.rig.waiting import wait_until

# Debian and Fedora have it in the first place, older Ubuntus in the second.
_LAUNCHERS: Final = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_ROOT: Final = "/org/a11y/atspi/accessible/root"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_COMPONENT: Final = "org.a11y.atspi.Component"
_TEXT: Final = "org.a11y.atspi.Text"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_FOCUSED: Final = 12  # numbers of AtspiStateType
_SHOWING: Final = 25
# What is inside of these, such as scroll bars and the entries of a closed list, is of no interest here.
_CLOSED: Final = frozenset(
    {"button menu", "check box", "combo box", "grip", "label", "menu bar", "push button", "spin button", "text"}
)
# Only these take the keyboard; a page around them, or the current row of a list, calls itself focused too.
_TAKE_KEYS: Final = frozenset(
    {"button menu", "check box", "combo box", "list", "password text", "push button", "spin button", "table", "text"}
)


_Place = tuple[str, str]
_Call = tuple[_Place, str, str, str | None, tuple[object, ...]]
_Answer = tuple[Any, ...] | None


@dataclass(frozen=True)
class Node:
    """One thing that is shown, as it was when it was read."""

    program: str
    path: str
    name: str
    role: str
    focused: bool


class AccessibilityBus:
    """The bus on which programs show themselves to screen readers, launched on a private session bus."""

    def __init__(self, bus: PrivateBus, environment: Mapping[str, str]) -> None:
        launcher = next(place for place in _LAUNCHERS if Path(place).exists())
        self._launcher = start([launcher, "--launch-immediately"], environment)
        try:
            wait_until(lambda: bus.owns("org.a11y.Bus"), what="the accessibility bus")
            with open_dbus_connection(bus.address) as session:
                asked = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
                self.address: str = session.send_and_get_reply(new_method_call(asked, "GetAddress")).body[0]
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it."""
        stop(self._launcher)


class AccessibleProgram:
    """The widgets of the program with this process id; it has to run with `QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1`."""

    def __init__(self, bus: AccessibilityBus, process_id: int) -> None:
        # The address may name the bus's id after a comma, which jeepney takes for part of the path.
        self._bus = open_dbus_connection(bus.address.split(",")[0])
        self._name = ""
        self._last_focus: _Place | None = None
        try:
            self._listen_for_focus()
            self._name = wait_until(lambda: self._find(process_id), timeout=30, what="the program's widgets")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def shown(self) -> list[Node]:
        """Everything that is on the screen now, from the top of the tree to its leaves."""
        nodes: list[Node] = []
        level: list[_Place] = [(self._name, _ROOT)]
        while level:
            found = [node for node in self._read(level) if node is not None]
            nodes.extend(found)
            open_ones = [(node.program, node.path) for node in found if node.role not in _CLOSED]
            answers = self._ask([(place, _ACCESSIBLE, "GetChildren", None, ()) for place in open_ones])
            level = [child for answer in answers if answer for child in answer[0]]
        return nodes

    def names(self, role: str) -> list[str]:
        """The names of everything shown with this role, empty names left out."""
        return [node.name for node in self.shown() if node.role == role and node.name]

    def find(self, name: str, role: str) -> Node | None:
        """The first thing shown with this name and role."""
        return next((node for node in self.shown() if node.name == name and node.role == role), None)

    def focused(self) -> Node | None:
        """What takes the keys that are typed now."""
        # Told while the answer to any call is awaited: the program's signals and answers come in order.
        self._ask([((self._name, _ROOT), _ACCESSIBLE, "GetRoleName", None, ())])
        told = [node for node in self._read([self._last_focus]) if node is not None] if self._last_focus else []
        if told and told[0].focused and told[0].role in _TAKE_KEYS:
            return told[0]
        return next((node for node in reversed(self.shown()) if node.focused and node.role in _TAKE_KEYS), None)

    def text(self, node: Node) -> str:
        """The whole text in a field; empty when the field is gone."""
        (answer,) = self._ask([((node.program, node.path), _TEXT, "GetText", "ii", (0, -1))])
        return str(answer[0]) if answer else ""

    def place(self, node: Node) -> tuple[int, int, int, int]:
        """Where it is on the screen: left, top, width and height in pixels."""
        (answer,) = self._ask([((node.program, node.path), _COMPONENT, "GetExtents", "u", (0,))])
        if answer is None:
            raise LookupError(f"{node.name} is gone")
        left, top, width, height = answer[0]
        return left, top, width, height

    def _find(self, process_id: int) -> str:
        (answer,) = self._ask([((_REGISTRY, _ROOT), _ACCESSIBLE, "GetChildren", None, ())])
        programs = [name for name, _ in answer[0]] if answer else []
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        asked = [(bus, "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", (name,)) for name in programs]
        ids = [answer and answer[0] for answer in self._ask(asked)]
        return programs[ids.index(process_id)] if process_id in ids else ""

    def _read(self, places: Sequence[_Place]) -> Iterable[Node | None]:
        states = self._ask([(place, _ACCESSIBLE, "GetState", None, ()) for place in places])
        showing = [
            (place, state[0][0])
            for place, state in zip(places, states, strict=True)
            if state and state[0][0] >> _SHOWING & 1
        ]
        names = self._ask([(place, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Name")) for place, _ in showing])
        roles = self._ask([(place, _ACCESSIBLE, "GetRoleName", None, ()) for place, _ in showing])
        for (place, state), name, role in zip(showing, names, roles, strict=True):
            if name and role:
                yield Node(*place, name=name[0][1], role=role[0], focused=bool(state >> _FOCUSED & 1))

    def _listen_for_focus(self) -> None:
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="StateChanged")
        rule.add_arg_condition(0, "focused")
        Proxy(message_bus, self._bus).AddMatch(rule)
        registry = (_REGISTRY, "/org/a11y/atspi/registry")
        self._ask([(registry, _REGISTRY, "RegisterEvent", "s", ("object:state-changed:focused",))])

    def _ask(self, calls: Sequence[_Call]) -> list[_Answer]:
        """Make all calls at once; None for each that failed, as when its widget has just gone."""
        serials = [next(self._bus.outgoing_serial) for _ in calls]
        for serial, ((program, path), interface, method, signature, body) in zip(serials, calls, strict=True):
            address = DBusAddress(path, program, interface)
            self._bus.send(new_method_call(address, method, signature, body), serial=serial)
        answers: dict[int, _Answer] = dict.fromkeys(serials)
        awaited = set(serials)
        with suppress(ConnectionResetError):
            while awaited:
                message = self._bus.receive(timeout=30)
                serial = message.header.fields.get(HeaderFields.reply_serial)
                if message.header.message_type is MessageType.signal:
                    self._take_signal(message)
                elif serial in awaited:
                    awaited.discard(serial)
                    is_answer = message.header.message_type is MessageType.method_return
                    answers[serial] = message.body if is_answer else None
        return [answers[serial] for serial in serials]

    def _take_signal(self, message: Any) -> None:
        fields = message.header.fields
        ours = fields.get(HeaderFields.sender) == self._name
        if ours and fields.get(HeaderFields.member) == "StateChanged" and message.body[:2] == ("focused", 1):
            self._last_focus = (self._name, fields[HeaderFields.path])
