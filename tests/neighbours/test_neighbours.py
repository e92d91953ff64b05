"""Programs on one data folder tell each other what is new; nobody hangs, and no stranger is heard."""

import os
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ilert_desktop.neighbours.messages import Lend, LentKey, Message, Nudge
from ilert_desktop.neighbours.neighbours import Neighbours
from ilert_desktop.neighbours.places import place_to_listen, places_to_call
from tests.rig.ledgers import done
from tests.rig.waiting import wait_until

KEY = LentKey("s1", "https://example.org/api/events", "il1api-not-a-real-key-7f3a")
Start = Callable[[Path], Neighbours]


@pytest.fixture
def neighbours() -> Iterator[Start]:
    """Makes neighbours that end with the test."""
    made: list[Neighbours] = []

    def make(folder: Path) -> Neighbours:
        made.append(Neighbours(folder))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def heard(tmp_path: Path, neighbours: Start) -> list[Message]:
    """What somebody who listens on the folder is told."""
    told: list[Message] = []
    listener = neighbours(tmp_path)
    listener.subscribe(told.append)
    assert listener.listen()
    return told


def connected(folder: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(place_to_listen(folder))
    return line


def test_a_nudge_is_heard_before_the_answer_comes(tmp_path: Path, neighbours: Start, heard: list[Message]) -> None:
    assert done(neighbours(tmp_path).tell())
    assert heard == [Nudge()]


def test_each_message_carries_the_keys_that_are_lent(tmp_path: Path, neighbours: Start, heard: list[Message]) -> None:
    caller = neighbours(tmp_path)
    caller.lend(KEY)
    assert done(caller.tell())
    assert done(caller.tell())
    assert heard == [Lend((KEY,)), Lend((KEY,))]
    caller.close()
    assert done(caller.tell())
    assert heard[2:] == [Nudge()]
    assert KEY.key not in repr(heard)


def test_where_nobody_listens_nobody_hears(tmp_path: Path, neighbours: Start, heard: list[Message]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert not done(neighbours(elsewhere).tell())
    assert heard == []


def test_who_stops_listening_hears_nothing_and_another_can_begin(tmp_path: Path, neighbours: Start) -> None:
    first, second, caller = neighbours(tmp_path), neighbours(tmp_path), neighbours(tmp_path)
    told: list[Message] = []
    second.subscribe(told.append)
    assert first.listen()
    assert first.listen()
    first.stop_listening()
    assert not done(caller.tell())
    assert second.listen()
    first.stop_listening()
    assert done(caller.tell())
    assert told == [Nudge()]


def test_a_socket_left_behind_by_a_crash_is_no_obstacle(tmp_path: Path, neighbours: Start) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as dead:
        dead.bind(place_to_listen(tmp_path))
    listener = neighbours(tmp_path)
    assert not done(neighbours(tmp_path).tell())
    assert listener.listen()
    assert done(neighbours(tmp_path).tell())


def test_the_socket_is_its_owners_only(tmp_path: Path, heard: list[Message]) -> None:
    assert stat.S_IMODE(Path(place_to_listen(tmp_path)).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\0\0\0\x02{}",
        b"\0\0\0\x05nudge",
        b"\0\0\0\x08\xff\xfe\0\0\0\0\0\0",
        b"\0\0\0\x14" + b'{"type":"explode"}  ',
        b"\x7f\xff\xff\xff" + b"x" * 1000,
        b"\xff\xff\xff\xff" + b"\x7f" * 8 + b"x" * 1000,
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
def test_nonsense_is_not_heard_and_others_still_are(
    tmp_path: Path, neighbours: Start, heard: list[Message], nonsense: bytes
) -> None:
    with closing(connected(tmp_path)) as line:
        line.sendall(nonsense)
        line.shutdown(socket.SHUT_WR)
        line.settimeout(30)
        answer = b""
        # Whoever broke off with bytes unread is told so by a reset.
        try:
            while part := line.recv(1000):
                answer += part
        except ConnectionResetError:
            pass
    assert b"true" not in answer
    assert done(neighbours(tmp_path).tell())
    assert heard == [Nudge()]


def test_peers_that_hang_are_cut_off_and_block_nobody(tmp_path: Path, neighbours: Start, heard: list[Message]) -> None:
    silent = [connected(tmp_path) for _ in range(10)]
    slow = connected(tmp_path)
    slow.sendall(struct.pack("!i", 1000) + b"{")
    assert done(neighbours(tmp_path).tell())
    for line in [*silent, slow]:
        with closing(line):
            line.settimeout(30)
            assert line.recv(1) == b""
    assert heard == [Nudge()]


def test_a_caller_does_not_wait_for_a_listener_that_never_answers(tmp_path: Path, neighbours: Start) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as mute:
        mute.bind(place_to_listen(tmp_path))
        mute.listen()
        caller = neighbours(tmp_path)
        calls = [caller.tell() for _ in range(20)]
        # One thread hangs at a time, however often it is tried.
        assert len([thread for thread in threading.enumerate() if thread.name == "neighbours call"]) == 1
        assert not any(done(call) for call in calls)


@pytest.mark.expects_log
def test_what_cannot_be_taken_is_not_called_heard(
    tmp_path: Path, neighbours: Start, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(message: Message) -> None:
        raise ValueError(str(message) + KEY.key)

    listener, caller = neighbours(tmp_path), neighbours(tmp_path)
    listener.subscribe(refuse)
    listener.listen()
    caller.lend(KEY)
    assert not done(caller.tell())
    assert "ValueError" in caplog.text
    assert KEY.key not in caplog.text


def test_a_folder_with_a_long_name_has_its_socket_elsewhere(tmp_path: Path, neighbours: Start) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    listener = neighbours(folder)
    assert listener.listen()
    place = Path(place_to_listen(folder))
    assert place.is_relative_to(os.environ["XDG_RUNTIME_DIR"])
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []
    assert done(neighbours(folder).tell())
    assert place_to_listen(tmp_path / ("long" * 31)) != str(place)


def test_a_place_that_others_could_have_made_is_not_taken(
    tmp_path: Path, neighbours: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    first, second = tmp_path / "1", tmp_path / "2"
    elsewhere = tmp_path / "elsewhere"
    for made in (first, second, elsewhere):
        made.mkdir()
    monkeypatch.setattr("ilert_desktop.neighbours.places._bases", lambda: [first, second])
    (first / f"ilert-desktop-{os.getuid()}").symlink_to(elsewhere)
    assert Path(place_to_listen(folder)).is_relative_to(second)
    assert [Path(place).parent.parent for place in places_to_call(folder)] == [second]
    (second / f"ilert-desktop-{os.getuid()}").rmdir()
    (second / f"ilert-desktop-{os.getuid()}").touch()
    listener = neighbours(folder)
    assert not listener.listen()
    assert not done(neighbours(folder).tell())


def test_what_is_told_during_a_call_is_told_after_it(tmp_path: Path, neighbours: Start) -> None:
    gate = threading.Event()
    told: list[Message] = []

    def hear(message: Message) -> None:
        gate.wait(30)
        told.append(message)

    listener, caller = neighbours(tmp_path), neighbours(tmp_path)
    listener.subscribe(hear)
    listener.listen()
    first = caller.tell()
    caller.lend(KEY)
    others = [caller.tell(), caller.tell()]
    gate.set()
    assert done(first)
    assert all(done(call) for call in others)
    assert told == [Nudge(), Lend((KEY,))]


def test_many_calls_at_once_are_heard_each(tmp_path: Path, neighbours: Start, heard: list[Message]) -> None:
    callers = [neighbours(tmp_path) for _ in range(12)]
    calls = [caller.tell() for caller in callers]
    assert all(done(call) for call in calls)
    assert len(heard) == 12


def test_nothing_is_left_running(tmp_path: Path, neighbours: Start) -> None:
    listener = neighbours(tmp_path)
    listener.listen()
    done(neighbours(tmp_path).tell())
    listener.stop_listening()

    def left() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name.startswith("neighbour")]

    wait_until(lambda: not left(), what="the end of every thread")


def test_programs_of_another_user_are_not_heard(
    tmp_path: Path, neighbours: Start, heard: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = neighbours(tmp_path)
    caller.lend(KEY)
    user = os.getuid()
    # The kernel names the real one, and each side asks it about the other.
    with monkeypatch.context() as patched:
        patched.setattr(os, "getuid", lambda: user + 1)
        assert not done(caller.tell())
    assert heard == []
    assert done(caller.tell())
