"""Unread samples: those of a file too large for the memory, read in groups of channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from eeg2emg.importing.foreign import ForeignChannel

BYTES_AT_ONCE = 2**27
"""Most bytes of samples, as doubles, that are held at a time."""


@dataclass(frozen=True, eq=False)
class Unread:
    """Samples of one channel that still lie in the file.

    Attributes
    ----------
    read : callable
        Takes the rows of some channels and gives the samples of each; shared by all channels of a
        file, which are read in one pass.
    row : int
        The channel among those of the file.
    size : int
        Number of samples.
    """

    read: Callable[[Sequence[int]], Sequence[NDArray[np.float64]]]
    row: int
    size: int

    @property
    def shape(self) -> tuple[int]:
        """One axis, as an array has it."""
        return (self.size,)

    @property
    def ndim(self) -> int:
        """One axis."""
        return 1

    @property
    def dtype(self) -> np.dtype[Any]:
        """Doubles."""
        return np.dtype(float)

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[Any]:
        """Read this channel alone."""
        (samples,) = self.read([self.row])
        return np.asarray(samples, dtype=dtype)


def samples_or_unread(
    read: Callable[[Sequence[int]], Sequence[NDArray[np.float64]]],
    rows: Sequence[int],
    sizes: Sequence[int],
) -> Sequence[NDArray[np.float64] | Unread]:
    """Read the channels of a file, or leave all of them unread where that would take much memory.

    Parameters
    ----------
    read : callable
        As in `Unread`.
    rows : sequence of int
        The channels.
    sizes : sequence of int
        Their numbers of samples.

    Returns
    -------
    sequence of (ndarray, shape (t,), or Unread)
    """
    if 8 * sum(sizes) <= BYTES_AT_ONCE:
        return read(rows)
    return [Unread(read, row, size) for row, size in zip(rows, sizes, strict=True)]


def samples_of(
    channels: Sequence[ForeignChannel],
) -> Iterator[tuple[int, NDArray[np.floating]]]:
    """Give the samples of channels, of which few are in the memory at a time.

    Parameters
    ----------
    channels : sequence of ForeignChannel
        Channels of one file.

    Yields
    ------
    int
        Which of the channels; they come in the order of the file.
    ndarray, shape (t,)
        Its samples.
    """
    unread: list[tuple[int, Unread]] = []
    for place, channel in enumerate(channels):
        if isinstance(channel.samples, Unread):
            unread.append((place, channel.samples))
        else:
            yield place, channel.samples
    unread.sort(key=lambda item: item[1].row)
    while unread:
        group = [unread.pop(0)]
        while unread and 8 * sum(item.size for _, item in (*group, unread[0])) <= BYTES_AT_ONCE:
            group.append(unread.pop(0))
        found = list(group[0][1].read([item.row for _, item in group]))
        for place, _ in group:
            yield place, found.pop(0)
