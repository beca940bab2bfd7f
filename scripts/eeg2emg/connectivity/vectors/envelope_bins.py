"""Envelopes of a segment in a few bins of time, from which synergies are learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.vectors.settings import VectorSettings

BINS = 24
"""Bins of a segment, whatever its length: with 15 s about 0.6 s each."""


def binned_envelopes(pieces: Sequence[np.ndarray], settings: VectorSettings) -> np.ndarray:
    """Average each channel's envelope in bins of time.

    Parameters
    ----------
    pieces : sequence of ndarray, shape (m, samples)
        Uninterrupted pieces of the envelopes. Each has bins in proportion to its length, at least
        one, and no bin reaches from one into the next.
    settings : VectorSettings
        Not needed.

    Returns
    -------
    ndarray, shape (m * BINS,)
        Channel by channel, in the unit of the envelopes; not below 0.

    Raises
    ------
    EstimationError
        When there are more pieces than bins, or a piece has fewer samples than bins.
    """
    del settings
    lengths = np.array([piece.shape[1] for piece in pieces])
    if len(pieces) > BINS:
        raise EstimationError(
            f"A segment of {len(pieces)} trials has no bin of time for each",
            f"there are {BINS}",
            "Pool fewer trials in a segment (segments.trials)",
        )
    # One each, and the others by the largest remainders.
    share = (BINS - len(pieces)) * lengths / lengths.sum()
    counts = np.floor(share).astype(int)
    rest = BINS - len(pieces) - int(counts.sum())
    counts[np.argsort(counts - share, kind="stable")[:rest]] += 1
    counts += 1
    if (lengths < counts).any():
        raise EstimationError(
            "A trial has fewer samples of its envelope than bins of time",
            "a bin would be empty",
            "Use longer trials",
        )
    bins = [
        part.mean(axis=1)
        for piece, count in zip(pieces, counts, strict=True)
        for part in np.array_split(piece, count, axis=1)
    ]
    return np.maximum(np.stack(bins, axis=1), 0.0).ravel()


def names_of_bins(channels: Sequence[str], settings: VectorSettings) -> tuple[str, ...]:
    """Name the entries of `binned_envelopes`: muscle and bin."""
    del settings
    return tuple(f"{channel} {number + 1}" for channel in channels for number in range(BINS))
