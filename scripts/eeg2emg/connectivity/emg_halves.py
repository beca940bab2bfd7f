"""Half-segment targets: the EMG target from odd and from even blocks, for its reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.blocks import cut_blocks
from eeg2emg.connectivity.catalogue import BLOCK_S, TARGETS
from eeg2emg.connectivity.emg import rate_of, signals_of
from eeg2emg.connectivity.granger import conditional_of_gram, pairwise_of_gram
from eeg2emg.connectivity.lagged_gram import pooled_gram
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
    runs: Sequence[int] = (),
) -> Halves:
    """Estimate the target matrices from every other block of a segment.

    Parameters
    ----------
    x : ndarray, shape (n_channels, n_samples)
        Cleaned EMG at ``settings.rate_hz``, of any unit.
    settings : EmgSettings
        What to estimate.
    block_s : float
        Length of a block, in seconds. A last block without a partner is left aside, as is what is
        left of a run.
    channel_names : sequence of str, optional
        For the messages.
    runs : sequence of int
        Samples of each uninterrupted run (`SegmentSignals`). Blocks lie within a run; one that is
        shorter than two blocks is a block itself.

    Returns
    -------
    Halves
        Of the targets that can be estimated from blocks.
    """
    raw = SegmentSignals(x, settings.order, channel_names=channel_names, runs=runs)
    planes = {}
    lengthening = float("nan")
    for name in settings.targets:
        target = TARGETS[name]
        if not target.of_blocks:
            continue
        segment = signals_of(target.signals, raw, settings)
        lengths = [run.shape[1] for run in segment.pieces]
        blocks = cut_blocks(lengths, round(block_s * rate_of(target.signals, settings)))
        for k, half in enumerate(HALVES):
            matrix = np.full((segment.n_channels, segment.n_channels), np.nan)
            if blocks:
                matrix = resolve(target.of_blocks)(segment, settings, blocks[k::2])
            planes[f"{name}_{half}"] = matrix
        if blocks:
            used = sum(block.stop - block.start for block in blocks)
            lengthening = segment.n_samples / (used / 2)
    return Halves(planes, lengthening)


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
    gram = pooled_gram([segment.signals[:, block] for block in blocks], segment.order)
    if settings.conditional:
        return conditional_of_gram(gram, settings.conditional_method)
    return pairwise_of_gram(gram, segment.channel_names)
