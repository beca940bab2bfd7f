"""Stuck samples: clipped at the range of the amplifier, or repeated where some were lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.signals.pieces import WORK_BYTES, as_signals, time_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given

_CLIPPED_RUN = 3


def clipped_share(given: Given) -> NDArray[np.float64]:
    """Share of samples in runs of three or more at the channel's own highest or lowest value.

    Parameters
    ----------
    given : ndarray, shape (n, t), or Signals
        Signals in volts, finite.

    Returns
    -------
    ndarray, shape (n,)
    """
    signals = as_signals(given)
    n, t = signals.shape
    if t < _CLIPPED_RUN:
        return np.zeros(n)
    beside = _CLIPPED_RUN - 1
    highest, lowest = np.full(n, -np.inf), np.full(n, np.inf)
    at_highest, at_lowest = np.zeros(n, dtype=int), np.zeros(n, dtype=int)
    for start, stop in time_blocks(signals, WORK_BYTES):
        begin = max(0, start - beside)
        x_v = signals.read(None, begin, min(t, stop + beside))
        own = slice(start - begin, stop - begin)
        for row, x in enumerate(x_v):
            high, low = x[own].max(), x[own].min()
            if high > highest[row]:  # what was counted before was no extreme
                highest[row], at_highest[row] = high, 0
            if low < lowest[row]:
                lowest[row], at_lowest[row] = low, 0
            at_highest[row] += _in_runs(x == highest[row])[own].sum()
            at_lowest[row] += _in_runs(x == lowest[row])[own].sum()
    return np.where(highest > lowest, at_highest + at_lowest, at_highest) / t


def _in_runs(held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the samples that belong to runs of three or more."""
    marked = np.zeros(held.size, dtype=bool)
    if np.count_nonzero(held) >= _CLIPPED_RUN:
        whole = held[:-2] & held[1:-1] & held[2:]
        for shift in range(_CLIPPED_RUN):
            marked[shift : shift + whole.size] |= whole
    return marked


def dropped_share(given: Given) -> float:
    """Share of samples in which all moving channels repeat the sample before, two or more in a row.

    Recorders fill lost samples with the last one (or with zeros). A channel that never moves says
    nothing about it, and a single repetition may be rounding.

    Parameters
    ----------
    given : ndarray, shape (n, t), or Signals
        Signals in volts.

    Returns
    -------
    float
    """
    signals = as_signals(given)
    t = signals.shape[1]
    moves, dropped = False, 0
    for start, stop in time_blocks(signals, WORK_BYTES):
        # Sample k is still where sample k + 1 repeats it; of the neighbours one is looked at.
        begin = max(0, start - 1)
        x_v = signals.read(None, begin, min(t, stop + 2))
        if x_v.shape[1] < 2:
            continue
        still = np.all(x_v[:, 1:] == x_v[:, :-1], axis=0)
        moves |= not still.all()
        pairs = still[1:] & still[:-1]
        in_run = np.zeros(still.size, dtype=bool)
        in_run[1:] |= pairs
        in_run[:-1] |= pairs
        dropped += int(in_run[start - begin : stop - begin].sum())
    return dropped / t if moves else 0.0
