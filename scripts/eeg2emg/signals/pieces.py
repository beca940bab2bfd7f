"""Signals that are read in pieces: groups of channels and blocks of time, of bounded size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

PIECE_BYTES = 128 * 2**20
"""Largest piece as doubles: ten minutes of 25 channels at 1 kHz are one piece."""

WORK_BYTES = 16 * 2**20
"""Largest block where several copies of it are made, as for spectra of windows."""

MADE_BYTES = 192 * 2**20
"""Largest block of signals that are made of others, with what it is made of and `_COPIES` of it:
ten minutes of 19 channels at 1 kHz are one block."""

_COPIES = 4  # before and after cleaning, of muscle alone, and work
_DOUBLE = 8


class Signals(Protocol):
    """Channels x time, wherever the samples lie."""

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples before which the recorder paused, in order.

        They lie beside the samples before them, and are not next to them in time: no filter, no
        interpolation and no window reaches across one.
        """

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples as doubles.

        Parameters
        ----------
        rows : sequence of int, optional
            Which channels, in this order; all by default.
        start, stop : int
            First sample, and the one after the last; to the end by default.

        Returns
        -------
        ndarray, shape (rows, stop - start)
            To be read, not written.
        """


Given: TypeAlias = "NDArray[np.floating] | Signals"
"""What functions take: an array of shape (channels, samples), or signals to be read in pieces."""


@dataclass(frozen=True)
class ArraySignals:
    """Signals in memory.

    Attributes
    ----------
    x : ndarray, shape (n, t)
        The samples; what can be sliced like an array serves as well.
    joins : tuple of int
        Samples before which the recorder paused.
    """

    x: NDArray[np.floating]
    joins: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""
        n, t = self.x.shape
        return n, t

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples, as in `Signals`."""
        piece = np.asarray(self.x[:, start:stop], dtype=np.float64)
        return piece if rows is None else piece[list(rows)]


@dataclass(frozen=True)
class SignalsOfRows:
    """Some channels of other signals.

    Attributes
    ----------
    signals : Signals
        All channels.
    rows : sequence of int
        Which of them, in this order.
    """

    signals: Signals
    rows: Sequence[int]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""
        return len(self.rows), self.signals.shape[1]

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples before which the recorder paused."""
        return self.signals.joins

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples, as in `Signals`."""
        wanted = self.rows if rows is None else [self.rows[row] for row in rows]
        return self.signals.read(wanted, start, stop)


@dataclass(frozen=True)
class SignalsOfSpan:
    """A span of other signals.

    Attributes
    ----------
    signals : Signals
        The whole time.
    first, last : int
        First sample of the span, and the one after its last.
    """

    signals: Signals
    first: int
    last: int

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""
        return self.signals.shape[0], self.last - self.first

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples of the span before which the recorder paused."""
        return tuple(
            join - self.first for join in self.signals.joins if self.first < join < self.last
        )

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples, as in `Signals`."""
        last = self.last if stop is None else min(self.last, self.first + stop)
        return self.signals.read(rows, self.first + start, last)


class FiniteSignals:
    """Signals with their channel's mean where a sample is NaN or infinite.

    Zero would be a step of the channel's offset.

    Parameters
    ----------
    signals : Signals
        Any signals; they are read once to find what is not finite.

    Attributes
    ----------
    not_finite_share : ndarray, shape (n,)
        Share of such samples.
    """

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        n, t = signals.shape
        count, total = np.zeros(n, dtype=np.int64), np.zeros(n)
        for start, stop in time_blocks(signals, WORK_BYTES):
            x = signals.read(None, start, stop)
            finite = np.isfinite(x)
            count += finite.sum(axis=1)
            total += np.where(finite, x, 0.0).sum(axis=1)
        self.not_finite_share = 1.0 - count / t if t else np.zeros(n)
        self._means = total / np.maximum(count, 1)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""
        return self._signals.shape

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples before which the recorder paused."""
        return self._signals.joins

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples, as in `Signals`."""
        x = self._signals.read(rows, start, stop)
        if not self.not_finite_share.any():
            return x
        means = self._means if rows is None else self._means[list(rows)]
        return np.where(np.isfinite(x), x, means[:, None])


def as_signals(given: Given) -> Signals:
    """Take an array for signals in memory; signals stay what they are."""
    return ArraySignals(given) if isinstance(given, np.ndarray) else given


def as_finite(given: Given) -> FiniteSignals:
    """Fill what is not finite, unless that is done already."""
    return given if isinstance(given, FiniteSignals) else FiniteSignals(as_signals(given))


def held_if_small(signals: Signals) -> Signals:
    """Read signals at once where they are one piece: then no file is read twice."""
    n, t = signals.shape
    return (
        ArraySignals(signals.read(), signals.joins) if n * t * _DOUBLE <= PIECE_BYTES else signals
    )


def joins_at(joins_s: Iterable[float], rate_hz: float) -> tuple[int, ...]:
    """Give the samples before which the recorder paused, by the times of its pauses in s."""
    return tuple(sorted({round(join_s * rate_hz) for join_s in joins_s}))


def runs_of(joins: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Divide `length` samples at the joins: first sample of each run, and the one after its last.

    Parameters
    ----------
    joins : sequence of int
        Samples before which the recorder paused, in order; those outside do not count.
    length : int
        How many samples there are.

    Returns
    -------
    list of (int, int)
    """
    return list(pairwise([0, *(join for join in joins if 0 < join < length), length]))


def uninterrupted(
    joins: Sequence[int], length: int, first: int, last: int
) -> list[tuple[tuple[int, int], int, int]]:
    """Divide samples from `first` to `last` at the joins of a recording.

    Parameters
    ----------
    joins : sequence of int
        Samples before which the recorder paused, in order.
    length : int
        Samples of the recording.
    first, last : int
        Which are wanted.

    Returns
    -------
    list of ((int, int), int, int)
        Of each run that holds some of them: where it begins and ends, and what is wanted of it.
    """
    return [
        ((begin, end), max(first, begin), min(last, end))
        for begin, end in runs_of(joins, length)
        if max(first, begin) < min(last, end)
    ]


def time_blocks(
    signals: Signals, size_bytes: int | None = None, *, multiple: int = 1
) -> Iterator[tuple[int, int]]:
    """Divide the time of signals into blocks of all channels.

    Parameters
    ----------
    signals : Signals
        What is divided.
    size_bytes : int, optional
        Size of a block as doubles that is not exceeded; `PIECE_BYTES` by default.
    multiple : int
        Every block but the last has a multiple of so many samples, and at least that many.

    Yields
    ------
    tuple of (int, int)
        First sample, and the one after the last.
    """
    n, t = signals.shape
    samples = (size_bytes or PIECE_BYTES) // (_DOUBLE * max(n, 1))
    yield from spans(t, max(1, samples // multiple) * multiple)


def spans(length: int, size: int) -> Iterator[tuple[int, int]]:
    """Divide `length` into spans of `size`, the last of which may be shorter."""
    for start in range(0, length, size):
        yield start, min(start + size, length)


def row_groups(n: int, row_bytes: int, size_bytes: int | None = None) -> Iterator[list[int]]:
    """Divide `n` channels into groups of at most `size_bytes` (`PIECE_BYTES`), at least one each.

    Parameters
    ----------
    n : int
        Number of channels.
    row_bytes : int
        What one of them takes.
    size_bytes : int, optional
        What a group may take.

    Yields
    ------
    list of int
        Numbers of channels.
    """
    size = max(1, (size_bytes or PIECE_BYTES) // max(row_bytes, 1))
    for start, stop in spans(n, size):
        yield list(range(start, stop))


def read_thinned(
    signals: Signals, step: int, rows: Sequence[int] | None = None
) -> NDArray[np.float64]:
    """Read every `step`-th sample.

    Parameters
    ----------
    signals : Signals
        What is read, block by block.
    step : int
        From the first sample on.
    rows : sequence of int, optional
        Which channels; all by default.

    Returns
    -------
    ndarray, shape (rows, ceil(t / step))
    """
    n, t = signals.shape
    thinned = np.empty((n if rows is None else len(rows), -(-t // step)))
    for start, stop in time_blocks(signals, multiple=step):
        first = start // step
        piece = signals.read(rows, start, stop)[:, ::step]
        thinned[:, first : first + piece.shape[1]] = piece
    return thinned


def blocks_made(made: Signals, source: Signals, *, multiple: int = 1) -> Iterator[tuple[int, int]]:
    """Divide signals that are made of others as they are read, so that both fit in memory.

    Parameters
    ----------
    made : Signals
        What is read: filtered and thinned, say.
    source : Signals
        What it is made of.
    multiple : int
        Every block but the last has a multiple of so many samples, and at least that many.

    Yields
    ------
    tuple of (int, int)
        First sample of `made`, and the one after the last.
    """
    n, t = made.shape
    sample_bytes = _DOUBLE * max(n, 1) * (source.shape[1] / max(t, 1) + _COPIES)
    size = int(MADE_BYTES / sample_bytes) // multiple * multiple
    yield from spans(t, max(multiple, size))
