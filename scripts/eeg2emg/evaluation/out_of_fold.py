"""Out of fold: what a regression says about known segments that it was not fitted to.

Each subject's known recordings are divided in time into blocks, and the regression is fitted once
without each block (of all subjects at once), with the hyperparameters that were chosen before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import order_in_time
from eeg2emg.learning.model_fits import fit_as_chosen
from eeg2emg.splitting.split import GAP_SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.learning.features import FeatureVectors

BLOCKS = 5
"""Blocks of a subject with as many recordings: each fit lacks a fifth of the known segments."""


@dataclass(frozen=True)
class TimeBlocks:
    """The known segments of a cohort, divided in time into blocks of whole recordings.

    Attributes
    ----------
    block : ndarray of int, shape (segments,)
        Which block a segment is in, from 0; -1 for segments in none.
    beside : ndarray of bool, shape (blocks, segments)
        Which segments lie beside a segment of the block in time: as a tested segment has no
        neighbour in training, no segment of the block is to have one.
    undivided : mapping of str to str
        Subjects without blocks, whose known segments are in every fit, with the reason.
    """

    block: np.ndarray
    beside: np.ndarray
    undivided: Mapping[str, str]

    def parts_without(self, block: int, parts: np.ndarray) -> np.ndarray:
        """Divide the segments for the fit without one block, whose segments are validated."""
        joined = np.where(parts == "validation", "training", parts)
        joined = np.where(self.beside[block] & (joined == "training"), "unused", joined)
        return np.where(self.block == block, "validation", joined)


def blocks_in_time(
    segments: pd.DataFrame,
    parts: np.ndarray,
    *,
    blocks: int = BLOCKS,
    gap_segments: int = GAP_SEGMENTS,
) -> TimeBlocks:
    """Divide each subject's training and validation segments into blocks of recordings.

    Parameters
    ----------
    segments : DataFrame
        Columns subject, recording, phase, onset_s, and acquired where it is known.
    parts : ndarray of str, shape (segments,)
        Part of each segment.
    blocks : int
        How many, where a subject has as many recordings; else one for each recording.
    gap_segments : int
        How many segments on each side of a block are left out of the fit without it.

    Returns
    -------
    TimeBlocks
        Subjects of whom some block leaves no segment of a phase to train on have none.
    """
    numbered = segments.reset_index(drop=True)
    known, used = np.isin(parts, ["training", "validation"]), parts != "unused"
    block = np.full(len(parts), -1)
    beside = np.zeros((blocks, len(parts)), dtype=bool)
    undivided: dict[str, str] = {}
    for subject, unordered in numbered[numbered["subject"].isin(_people(numbered, known))].groupby(
        "subject", sort=True
    ):
        rows = order_in_time(unordered).index.to_numpy()
        recording = pd.factorize(numbered["recording"].to_numpy()[rows[known[rows]]])[0]
        own = np.full(len(rows), -1)
        own[known[rows]] = recording * min(blocks, recording.max() + 1) // (recording.max() + 1)
        near = np.stack([_beside(own == k, gap_segments) for k in range(blocks)])
        phase = numbered["phase"].to_numpy()[rows]
        phases = set(phase[used[rows]])
        lacking = [
            missing
            for k in range(own.max() + 1)
            for missing in sorted(phases - set(phase[(own >= 0) & (own != k) & ~near[k]]))
        ]
        if lacking:
            undivided[str(subject)] = (
                f"with a block of the subject's recordings left out, no segment of {lacking[0]} "
                "is left to train on"
            )
            continue
        block[rows] = own
        beside[:, rows] = near
    return TimeBlocks(block, beside, undivided)


def _people(segments: pd.DataFrame, known: np.ndarray) -> set[str]:
    return set(segments.loc[known, "subject"])


def _beside(inside: np.ndarray, reach: int) -> np.ndarray:
    """Say which of some segments in time are not inside, but at most `reach` away from one."""
    places = np.flatnonzero(inside)
    near = np.zeros(len(inside), dtype=bool)
    for step in range(1, reach + 1):
        near[places[places >= step] - step] = True
        near[places[places + step < len(inside)] + step] = True
    return near & ~inside


@dataclass(frozen=True)
class OutOfFold:
    """What the fits without each block say.

    Attributes
    ----------
    blocks : TimeBlocks
        The blocks.
    predictions : ndarray, shape (blocks, segments, m, m)
        Of all segments, by the fit without the block.
    """

    blocks: TimeBlocks
    predictions: np.ndarray

    @property
    def own(self) -> np.ndarray:
        """What each segment's own fit, without its block, says; NaN for segments in no block.

        Shape (segments, m, m).
        """
        block = self.blocks.block
        found = np.full(self.predictions.shape[1:], np.nan)
        inside = np.flatnonzero(block >= 0)
        found[inside] = self.predictions[block[inside], inside]
        return found


def predict_out_of_fold(
    name: str,
    vectors: np.ndarray | FeatureVectors,
    dataset: ConnectivityDataset,
    parts: np.ndarray,
    *,
    chosen: str,
    adapted: bool = False,
) -> OutOfFold:
    """Fit a regression without each block of recordings, with known hyperparameters.

    Parameters
    ----------
    name : str
        One of `eeg2emg.learning.catalogue.REGRESSIONS`.
    vectors : ndarray, shape (segments, d), or FeatureVectors
        Features of all segments of the dataset.
    dataset : ConnectivityDataset
        Targets and segments; of the tested segments no target is used.
    parts : ndarray of str, shape (segments,)
        Part of each segment of the dataset in one fold.
    chosen : str
        The hyperparameters, as `eeg2emg.learning.model_fits.ModelFit` names them.
    adapted : bool
        As of `eeg2emg.learning.model_fits.PreparedModel`.

    Returns
    -------
    OutOfFold
        The mean that a regression starts from is without the block as well.

    Raises
    ------
    NotEstimableError
        If the segments without a block do not allow the hyperparameters.
    """
    blocks = blocks_in_time(dataset.segments, parts)
    fits = [
        fit_as_chosen(
            name,
            vectors,
            dataset.targets,
            dataset.segments,
            blocks.parts_without(block, parts),
            chosen=chosen,
            adapted=adapted,
        )
        for block in range(blocks.block.max() + 1)
    ]
    return OutOfFold(blocks, np.array(fits).reshape(-1, *dataset.targets.shape))
