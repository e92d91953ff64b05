"""Finds out whether a write-ahead log lost commits: SQLite itself ends reading at the first broken frame, silently.

Source of the format: https://www.sqlite.org/fileformat2.html, "WAL File Format".
"""

import sqlite3
import struct
from pathlib import Path
from typing import Final

_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_MAGIC: Final = (0x377F0682, 0x377F0683)
# With `synchronous=FULL` a power cut can break one transaction, the last. More behind the break were on the disk.
_TORN: Final = 1


def is_log_broken(database: Path, log: Path) -> bool:
    """Whether commits in `log` can't be reached any more, or it belongs to a database that is empty or gone.

    Reads the log in one go (it has some megabytes); nobody may write meanwhile.

    Raises:
        OSError: a file can't be read.
    """
    if not log.is_file() or log.stat().st_size <= _HEADER:
        return False
    if not database.is_file() or database.stat().st_size == 0:
        return True
    content = log.read_bytes()
    magic, _, size = struct.unpack_from(">3I", content)
    order = "<" if magic == _MAGIC[0] else ">"
    sums = _checksum(content[:24], (0, 0), order)
    if magic not in _MAGIC or sums != struct.unpack_from(">2I", content, 24) or not 512 <= size <= 65_536:
        return True
    return _commits_behind_break(content, size, order, sums) > _TORN


def _commits_behind_break(content: bytes, size: int, order: str, sums: tuple[int, int]) -> int:
    salt = content[16:24]
    is_whole, lost = True, 0
    for place in range(_HEADER, len(content) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        head = content[place : place + _FRAME_HEADER]
        if is_whole:
            page = content[place + _FRAME_HEADER : place + _FRAME_HEADER + size]
            sums = _checksum(page, _checksum(head[:8], sums, order), order)
            # A log that is written anew from its beginning still ends in frames of the time before.
            is_whole = head[8:16] == salt and sums == struct.unpack(">2I", head[16:])
        if not is_whole and head[8:16] == salt and head[4:8] != bytes(4):
            lost += 1
    return lost


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second


class LogBroken(sqlite3.DatabaseError):
    """Commits in a write-ahead log can't be reached."""
