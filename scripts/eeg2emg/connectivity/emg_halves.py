"""The EMG target from the odd and from the even blocks of a segment, for its reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.emg import envelope_record
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram
from eeg2emg.connectivity.segment import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import EmgSettings

BLOCK_S = 10.0
"""Length of the blocks, in seconds."""

HALVES = ("odd", "even")
"""The two halves, in the names of their planes: the blocks counted from one."""


class Halves(NamedTuple):
    """Matrices of the two halves of a segment.

    Attributes
    ----------
    planes : dict of str to ndarray, shape (m, m)
        ``granger_<target>_odd`` and ``..._even``, [sink, source]; NaN where the segment is shorter
        than two blocks.
    lengthening : float
        How many times as long as a half the segment is; NaN where there are no halves.
    """

    planes: dict[str, np.ndarray]
    lengthening: float


def estimate_halves(
    x: np.ndarray,
    settings: EmgSettings,
    *,
    block_s: float = BLOCK_S,
    channel_names: Sequence[str] | None = None,
) -> Halves:
    """Estimate the target matrices from every other block of a segment.

    Lagged products are summed over the blocks of a half, each block for itself, so that no product
    reaches from one block into the next.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Cleaned EMG at ``settings.rate_hz``, of any unit.
    settings : EmgSettings
        What to estimate.
    block_s : float
        Length of a block, in seconds. A last block without a partner is left aside.
    channel_names : sequence of str, optional
        For the messages.

    Returns
    -------
    Halves
        Of both targets.
    """
    raw = Record(x, settings.order, channel_names=channel_names)
    pairs = int(raw.n_samples / settings.rate_hz // (2 * block_s))
    planes = {}
    for target in settings.targets:
        record = raw if target == "raw" else envelope_record(raw, settings)
        rate_hz = settings.rate_hz if target == "raw" else settings.envelope_rate_hz
        block = round(block_s * rate_hz)
        for k, half in enumerate(HALVES):
            starts = block * (2 * np.arange(pairs) + k)
            matrix = np.full((record.n_channels, record.n_channels), np.nan)
            if pairs:
                gram = _sum(
                    [lagged_gram(record.signals[:, s : s + block], record.order) for s in starts]
                )
                matrix = (
                    conditional_of_gram(gram, settings.conditional_method)
                    if settings.conditional
                    else pairwise_of_gram(gram, channel_names)
                )
            planes[f"granger_{target}_{half}"] = matrix
    duration_s = raw.n_samples / settings.rate_hz
    return Halves(planes, duration_s / (pairs * block_s) if pairs else float("nan"))


def _sum(grams: Sequence[LaggedGram]) -> LaggedGram:
    return LaggedGram(
        np.sum([gram.blocks for gram in grams], axis=0), sum(gram.n_windows for gram in grams)
    )
