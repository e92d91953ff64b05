"""Reads rows out of a damaged database without SQLite: page by page, whatever else of the file is broken.

Source of the format: https://www.sqlite.org/fileformat2.html, "B-tree Pages", "Record Format", "The Write-Ahead Log".
Pages that SQLite has freed may still hold older versions of a row, so several with one id may come out.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self

Value = int | float | str | bytes | None
Raw = list[Value]

_USUAL_PAGE_SIZE: Final = 4096
_TABLE_LEAF: Final = 13
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_LONGEST_PAYLOAD: Final = 64 * 1024 * 1024
_SHORTEST_TEXT: Final = 12
_INTEGER_BYTES: Final = (0, 1, 2, 3, 4, 6, 8)


def raw_rows(database: Path, log: Path) -> Iterator[Raw]:
    """The rows of every table in a database and its write-ahead log; the first value is the row's id.

    Either file may be missing. What can't be decoded is left out.

    Raises:
        OSError: a file can't be read at all.
    """
    with _Pages(database, log) as pages:
        for page in pages.all():
            yield from _rows_of(page, pages)


class _Pages:
    """The pages of a database: those in its file and those in its log, which are newer."""

    def __init__(self, database: Path, log: Path) -> None:
        self._file: BinaryIO | None = database.open("rb") if database.is_file() else None
        self._log: BinaryIO | None = log.open("rb") if log.is_file() else None
        self.size = self._page_size()
        self._newest: dict[int, int] = {}

    def __enter__(self) -> Self:
        self._newest = {number: place for place, number in self._frames()}
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._file, self._log):
            if file is not None:
                file.close()

    def all(self) -> Iterator[bytes]:
        """Each page's content, oldest first."""
        if self._file is not None:
            place = 0
            place = self.size  # the first page holds the schema only
            while page := _read(self._file, place, self.size):
                yield page
                place += self.size
        if self._log is not None:
            for place, number in list(self._frames()):
                if number != 1:
                    yield _read(self._log, place, self.size)

    def page(self, number: int) -> bytes:
        """The newest content of a page; empty when there is none."""
        if number in self._newest and self._log is not None:
            return _read(self._log, self._newest[number], self.size)
        if self._file is None or number < 1:
            return b""
        return _read(self._file, (number - 1) * self.size, self.size)

    def _frames(self) -> Iterator[tuple[int, int]]:
        """Where in the log each page stands, and its number."""
        if self._log is None:
            return
        place = _WAL_HEADER
        while len(head := _read(self._log, place, _FRAME_HEADER)) == _FRAME_HEADER:
            yield place + _FRAME_HEADER, struct.unpack(">I", head[:4])[0]
            place += _FRAME_HEADER + self.size

    def _page_size(self) -> int:
        sizes = []
        if self._file is not None and len(head := _read(self._file, 16, 2)) == 2:
            sizes.append(struct.unpack(">H", head)[0])
        if self._log is not None and len(head := _read(self._log, 8, 4)) == 4:
            sizes.append(struct.unpack(">I", head)[0])
        likely = [size for size in sizes if 512 <= size <= 65_536 and size & (size - 1) == 0]
        return likely[0] if likely else _USUAL_PAGE_SIZE


def _read(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _rows_of(page: bytes, pages: _Pages) -> Iterator[Raw]:
    if len(page) < pages.size or page[0] != _TABLE_LEAF:
        return
    (count,) = struct.unpack_from(">H", page, 3)
    for index in range(min(count, (pages.size - 8) // 2)):
        (place,) = struct.unpack_from(">H", page, 8 + 2 * index)
        try:
            yield _cell(page, place, pages)
        except (ValueError, IndexError, struct.error):
            continue  # UnicodeDecodeError is a ValueError


def _cell(page: bytes, place: int, pages: _Pages) -> Raw:
    length, place = _varint(page, place)
    row_id, place = _varint(page, place)
    if not 2 <= length <= _LONGEST_PAYLOAD:
        raise ValueError("no row is that long")
    return [_signed(row_id), *_record(_payload(page, place, length, pages))]


def _payload(page: bytes, place: int, length: int, pages: _Pages) -> bytes:
    usable = pages.size
    if length <= usable - 35:
        local = length
    else:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= usable - 35 else least
    payload = page[place : place + local]
    following = struct.unpack_from(">I", page, place + local)[0] if local < length else 0
    while len(payload) < length:
        more = pages.page(following)
        if len(more) < usable:
            raise ValueError("the rest of the row is missing")
        payload += more[4 : 4 + length - len(payload)]
        (following,) = struct.unpack_from(">I", more, 0)
    return payload


def _record(payload: bytes) -> Raw:
    head_length, place = _varint(payload, 0)
    at, values = head_length, []
    while place < head_length:
        kind, place = _varint(payload, place)
        value, at = _value(payload, at, kind)
        values.append(value)
    if place != head_length or at != len(payload):
        raise ValueError("the row's head and body do not fit")
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind < 7:
        end = at + _INTEGER_BYTES[kind]
        return int.from_bytes(_slice(payload, at, end), "big", signed=True), end
    if kind < _SHORTEST_TEXT:
        raise ValueError("no kind of value")
    end = at + (kind - _SHORTEST_TEXT) // 2
    content = _slice(payload, at, end)
    return (content.decode() if kind % 2 else content), end


def _slice(payload: bytes, start: int, end: int) -> bytes:
    if end > len(payload):
        raise ValueError("the row ends too early")
    return payload[start:end]


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        byte = data[place + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + index + 1
    return value << 8 | data[place + 8], place + 9


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
