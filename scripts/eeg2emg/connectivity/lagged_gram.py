"""Lagged Gram matrix: products of a signal with its own past, which solve every regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.runs import runs_of
from eeg2emg.errors import ConfigurationError, EstimationError

if TYPE_CHECKING:
    from eeg2emg.connectivity.runs import Signals


@dataclass(frozen=True)
class LaggedGram:
    r"""Gram matrix of the lagged signals, :math:`G_{ab} = \sum_t x(t-a) x(t-b)^\top`.

    Attributes
    ----------
    blocks : ndarray, shape (order + 1, order + 1, n_channels, n_channels)
        ``blocks[a, b]`` is :math:`G_{ab}`; the sum runs over all t that have `order` samples before
        them.
    n_windows : int
        Number of terms of the sum.
    """

    blocks: np.ndarray
    n_windows: int

    @property
    def order(self) -> int:
        """Longest lag."""
        return self.blocks.shape[0] - 1

    @property
    def n_channels(self) -> int:
        """Number of channels."""
        return self.blocks.shape[2]

    def reversed_in_time(self) -> LaggedGram:
        """Give the Gram matrix of the signal played backwards.

        The windows are the same, read from their other end: lag a becomes lag order - a.

        Returns
        -------
        LaggedGram
            That of ``x[:, ::-1]``.
        """
        return LaggedGram(self.blocks[::-1, ::-1], self.n_windows)

    def projected(self, basis: np.ndarray) -> LaggedGram:
        """Give the Gram matrix of linear combinations of the channels.

        Parameters
        ----------
        basis : ndarray, shape (n_channels, n_components)
            Weights; the components are ``basis.T @ x``.

        Returns
        -------
        LaggedGram
            That of ``basis.T @ x``.
        """
        return LaggedGram(basis.T @ self.blocks @ basis, self.n_windows)

    def past(self) -> np.ndarray:
        """Products of lags 1 to order with each other, lag-major.

        Returns
        -------
        ndarray, shape (order * n_channels, order * n_channels)
            Row and column ``(lag - 1) * n_channels + channel``.
        """
        size = self.order * self.n_channels
        return self.blocks[1:, 1:].transpose(0, 2, 1, 3).reshape(size, size)

    def past_and_present(self) -> np.ndarray:
        """Products of lags 1 to order with lag 0.

        Returns
        -------
        ndarray, shape (order * n_channels, n_channels)
            Row ``(lag - 1) * n_channels + channel``.
        """
        return self.blocks[1:, 0].reshape(self.order * self.n_channels, self.n_channels)

    def present(self) -> np.ndarray:
        """Products of lag 0 with itself.

        Returns
        -------
        ndarray, shape (n_channels, n_channels)
            Symmetric.
        """
        return self.blocks[0, 0]


def pooled_gram(x: Signals, order: int) -> LaggedGram:
    """Add up the lagged products of several runs: none reaches from one into the next.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples), or sequence of such
        One run, or several of the same channels without their common means.
    order : int
        Longest lag, at least 1.

    Returns
    -------
    LaggedGram
        The sum; each run gives as many terms as it has samples, less `order`.

    Raises
    ------
    ConfigurationError, EstimationError
        As `lagged_gram`: every run must be longer than the order.
    """
    grams = [lagged_gram(run, order) for run in runs_of(x)]
    if len(grams) == 1:
        return grams[0]
    return LaggedGram(
        np.sum([gram.blocks for gram in grams], axis=0), sum(gram.n_windows for gram in grams)
    )


def lagged_gram(x: np.ndarray, order: int) -> LaggedGram:
    r"""Compute all lagged products at the cost of one block row.

    With T samples and order p the sum runs over t = p, ..., T - 1. Moving both lags by one moves
    the window by one sample, so that only its two ends change:

    .. math:: G_{a+1,b+1} = \sum_{t=p}^{T-1} x(t-1-a) x(t-1-b)^\top
              = G_{ab} + x(p-1-a) x(p-1-b)^\top - x(T-1-a) x(T-1-b)^\top

    Only :math:`G_{00}, ..., G_{0p}` are summed over the record: p + 1 products instead of (p + 1)(p
    + 2) / 2. The other blocks are cumulative sums of rank-one terms along the diagonals, and
    :math:`G_{ba} = G_{ab}^\top`.

    Parameters
    ----------
    x : ndarray of float64, shape (n_channels, n_samples)
        Signals without their means.
    order : int
        Longest lag, at least 1.

    Returns
    -------
    LaggedGram
        The products.

    Raises
    ------
    ConfigurationError
        When the order is below 1.
    EstimationError
        When the signals are not longer than the order.
    """
    if order < 1:
        raise ConfigurationError(f"The model order {order} is below 1", "", "Choose an order >= 1")
    n_channels, n_samples = x.shape
    n_windows = n_samples - order
    if n_windows < 1:
        raise EstimationError(
            f"{n_samples} samples are too few for a model of order {order}",
            "no sample has that many before it",
            "Use longer segments or a smaller order",
        )
    blocks = np.empty((order + 1, order + 1, n_channels, n_channels))
    present = x[:, order:]
    for lag in range(order + 1):
        blocks[0, lag] = present @ x[:, order - lag : n_samples - lag].T
        blocks[lag, 0] = blocks[0, lag].T
    blocks[0, 0] = (blocks[0, 0] + blocks[0, 0].T) / 2
    entering = x[:, order - 1 :: -1].T if order > 1 else x[:, :1].T
    leaving = x[:, : n_samples - order - 1 : -1].T
    # Before a is raised to a + 1, row a of `entering` is x(p-1-a) and row a of `leaving` x(T-1-a)
    for lag in range(order):
        change = entering[lag][:, None] * entering[lag:order][:, None, :]
        change -= leaving[lag][:, None] * leaving[lag:order][:, None, :]
        blocks[lag + 1, lag + 1 :] = blocks[lag, lag:order] + change
        blocks[lag + 1 :, lag + 1] = blocks[lag + 1, lag + 1 :].swapaxes(-1, -2)
    return LaggedGram(blocks, n_windows)
