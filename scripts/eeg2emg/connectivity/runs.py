"""Runs: a segment of several trials is a few uninterrupted pieces, and no product crosses a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Signals: TypeAlias = "np.ndarray | Sequence[np.ndarray]"
"""One run, shape (n_channels, n_samples), or several of the same channels."""


def runs_of(x: Signals) -> list[np.ndarray]:
    """Give the runs of signals: an array is one.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        Signals.

    Returns
    -------
    list of ndarray, each of shape (n_channels, n_samples of the run)
    """
    return [x] if isinstance(x, np.ndarray) else list(x)


def split_runs(x: np.ndarray, lengths: Sequence[int] = ()) -> list[np.ndarray]:
    """Split runs that lie side by side.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Signals.
    lengths : sequence of int
        Samples of each run, in order; none for a single run.

    Returns
    -------
    list of ndarray, each of shape (n_channels, n_samples of the run)
        Views.

    Raises
    ------
    ValueError
        If the lengths do not add up to the samples.
    """
    if len(lengths) < 2:
        return [x]
    if sum(lengths) != x.shape[1]:
        raise ValueError(f"runs of {sum(lengths)} samples in signals of {x.shape[1]}")
    return np.split(x, np.cumsum(lengths)[:-1], axis=1)


def total_samples(runs: Sequence[np.ndarray]) -> int:
    """Count the samples of all runs."""
    return sum(run.shape[1] for run in runs)
