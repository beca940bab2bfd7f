"""Half-segment targets: the EMG target from odd and from even blocks, for its reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.catalogue import BLOCK_S, TARGETS
from eeg2emg.connectivity.emg import rate_of, signals_of
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.lagged_gram import LaggedGram, lagged_gram
from eeg2emg.connectivity.segment import SegmentSignals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.settings import EmgSettings

HALVES = ("odd", "even")
"""The two halves, in the names of their planes: the blocks counted from one."""


class Halves(NamedTuple):
    """Matrices of the two halves of a segment.

    Attributes
    ----------
    planes : dict of str to ndarray, shape (m, m)
        ``<target>_odd`` and ``..._even``, [sink, source]; NaN where the segment is shorter
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
        Of the targets that can be estimated from blocks.
    """
    raw = SegmentSignals(x, settings.order, channel_names=channel_names)
    pairs = int(raw.n_samples / settings.rate_hz // (2 * block_s))
    planes = {}
    for name in settings.targets:
        target = TARGETS[name]
        if not target.of_blocks:
            continue
        segment = signals_of(target.signals, raw, settings)
        length = round(block_s * rate_of(target.signals, settings))
        for k, half in enumerate(HALVES):
            blocks = [slice(length * (2 * i + k), length * (2 * i + k + 1)) for i in range(pairs)]
            matrix = np.full((segment.n_channels, segment.n_channels), np.nan)
            if pairs:
                matrix = resolve(target.of_blocks)(segment, settings, blocks)
            planes[f"{name}_{half}"] = matrix
    duration_s = raw.n_samples / settings.rate_hz
    return Halves(planes, duration_s / (pairs * block_s) if pairs else float("nan"))


def granger_of_blocks(
    segment: SegmentSignals, settings: EmgSettings, blocks: Sequence[slice]
) -> np.ndarray:
    """Granger causality from some blocks of a segment: their lagged products are summed.

    Parameters
    ----------
    segment : SegmentSignals
        The whole segment.
    settings : EmgSettings
        Pairwise or conditional.
    blocks : sequence of slice
        Samples of each block.

    Returns
    -------
    ndarray, shape (m, m)
        [sink, source].
    """
    gram = _sum([lagged_gram(segment.signals[:, block], segment.order) for block in blocks])
    if settings.conditional:
        return conditional_of_gram(gram, settings.conditional_method)
    return pairwise_of_gram(gram, segment.channel_names)


def _sum(grams: Sequence[LaggedGram]) -> LaggedGram:
    return LaggedGram(
        np.sum([gram.blocks for gram in grams], axis=0), sum(gram.n_windows for gram in grams)
    )
