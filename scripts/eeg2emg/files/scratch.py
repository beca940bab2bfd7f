"""Scratch files: numbers that are written in one order and read in the other, without a name.

The system removes a file without a name when the process ends, however it ends.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_NUMBERS_AT_ONCE = 2**22
_FOLDER: ContextVar[str | os.PathLike[str] | None] = ContextVar("folder", default=None)


@contextmanager
def scratch_files_in(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Let scratch files lie in a folder, where the results go: there is room, and it is no memory.

    Parameters
    ----------
    folder : path-like
        The folder; elsewhere the system's place for temporary files is used.
    """
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


class _Scratch:
    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(dir=_FOLDER.get())  # noqa: SIM115 - closed on exit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _read(self, place: int, count: int) -> NDArray[np.float64]:
        self._file.seek(8 * place)
        numbers = np.empty(count)
        if self._file.readinto(numbers.data) != numbers.nbytes:
            msg = "the scratch file is shorter than what was written to it"
            raise OSError(msg)
        return numbers


class ScratchChannels(_Scratch):
    """Signals that are written channel by channel and read in stretches of time.

    Parameters
    ----------
    n, t : int
        Number of channels and of samples.
    """

    def __init__(self, n: int, t: int) -> None:
        super().__init__()
        self._shape = n, t

    def write_channel(self, row: int, samples: NDArray[np.floating]) -> None:
        """Write the t samples of one channel; the channels may come in any order."""
        n, t = self._shape
        if samples.shape != (t,) or not 0 <= row < n:
            msg = f"{samples.shape} samples of row {row} in a file of {n} x {t}"
            raise ValueError(msg)
        self._file.seek(8 * row * t)
        self._file.write(np.ascontiguousarray(samples, dtype=float).data)

    def stretches(self) -> Iterator[NDArray[np.float64]]:
        """Give the signals in stretches (n, k), in the order of time; at least one."""
        n, t = self._shape
        length = max(1, _NUMBERS_AT_ONCE // max(n, 1))
        for start in range(0, max(t, 1), length):
            count = min(length, t - start)
            yield np.array([self._read(row * t + start, count) for row in range(n)])


class ScratchRows(_Scratch):
    """A table that is written row by row and read column by column.

    Parameters
    ----------
    n_columns : int
        Number of columns.
    """

    def __init__(self, n_columns: int) -> None:
        super().__init__()
        self._n_columns = n_columns
        self.n_rows = 0

    def append(self, rows: NDArray[np.floating]) -> None:
        """Write further rows, shape (k, columns)."""
        self._file.seek(8 * self.n_rows * self._n_columns)
        self._file.write(np.ascontiguousarray(rows, dtype=float).data)
        self.n_rows += len(rows)

    def columns(self, chosen: Sequence[int]) -> list[NDArray[np.float64]]:
        """Read some columns in one pass."""
        found = np.empty((len(chosen), self.n_rows))
        length = max(1, _NUMBERS_AT_ONCE // self._n_columns)
        for start in range(0, self.n_rows, length):
            count = min(length, self.n_rows - start)
            rows = self._read(start * self._n_columns, count * self._n_columns)
            found[:, start : start + count] = rows.reshape(count, -1)[:, list(chosen)].T
        return list(found)
