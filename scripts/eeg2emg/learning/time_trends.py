"""Rivals with a trend in time: what can be said from when in the session a segment lies.

Gel dries, muscles tire, people settle: EEG and EMG may both change slowly over a session, and a
model that reads the time from the EEG would seem to know the muscles. These rivals know the time
without any EEG. Each adds a straight line in time to the mean of the cell (of the phase, where
subjects are new); a mean over cells alone has no slope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import NotEstimableError
from eeg2emg.learning.groups import group_means
from eeg2emg.learning.rivals import RivalFit

if TYPE_CHECKING:
    from eeg2emg.learning.rivals import Fold


def common_time_trend(fold: Fold) -> RivalFit:
    """Add one slope per phase and entry, the same for everybody (`FitRival`).

    The slope is that of least squares over all training segments, each less the mean of its cell,
    against the place in the session less the mean place of the cell's training segments.
    """
    line = _Line(fold)
    return RivalFit(line.base + line.common(np.ones_like(line.base)))


def proportional_time_trend(fold: Fold) -> RivalFit:
    """Let every cell change by the same share of its own mean (`FitRival`).

    What an amplitude does to a quantity is a factor, the same for people whose means differ.
    """
    line = _Line(fold)
    return RivalFit(line.base + line.common(line.base))


def own_time_trend(fold: Fold) -> RivalFit:
    """Add the common slope, and each subject's own deviation from it, shrunken (`FitRival`).

    A subject's deviation counts by v / (v + e), with e the sampling error of its slope and v the
    variance of the deviations beyond that, both over all entries (empirical Bayes).

    References
    ----------
    Efron and Morris (1975), J. Am. Stat. Assoc. 70, 311-319.
    """
    fold.require(fold.cell, "subject and phase")
    line = _Line(fold)
    common = line.common(np.ones_like(line.base))
    prediction = line.base + common
    for rows, slope, share in line.own(common):
        prediction[rows] += share * np.outer(line.time[rows], slope)
    return RivalFit(prediction)


class _Line:
    """Training segments less their means, and places in the session less theirs."""

    def __init__(self, fold: Fold) -> None:
        tested = np.isin(fold.part, ["validation", "test"])
        known = np.isin(fold.cell, fold.cell[fold.train])
        if not known[tested].all():
            fold.require(fold.phase, "phase")
        self.fold = fold
        place = fold.place[:, None]
        own, of_phase = fold.mean_of(fold.cell), fold.mean_of(fold.phase)
        self.base = np.where(known[:, None], own, of_phase)
        centre = np.where(known, _mean(fold, place, fold.cell), _mean(fold, place, fold.phase))
        self.time = place[:, 0] - centre
        if not np.abs(self.time[fold.train]).max() > 0:
            raise NotEstimableError("no cell has two training segments at different times")

    def common(self, size: np.ndarray) -> np.ndarray:
        """Fit and read, per phase, slopes times `size`, shape (segments, m * m)."""
        left, fold = self.fold.y - self.base, self.fold
        trend = np.zeros_like(left)
        for phase in np.unique(fold.phase[fold.train]):
            inside = fold.phase == phase
            fitted = inside & fold.train
            slope = _slopes(self.time[fitted, None] * size[fitted], left[fitted])
            trend[inside] = self.time[inside, None] * size[inside] * slope
        return trend

    def own(self, common: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """Give each cell's rows, its slope beyond the common trend, and how far it counts."""
        fold = self.fold
        left = fold.y - self.base - common
        cells, slopes, errors = [], [], []
        for cell in np.unique(fold.cell[fold.train]):
            fitted = fold.train & (fold.cell == cell)
            time, y = self.time[fitted], left[fitted]
            power, degrees = float(time @ time), len(time) - 2
            if power <= 0 or degrees < 1:
                continue
            slope = time @ y / power
            noise = np.sum((y - np.outer(time, slope)) ** 2) / degrees
            cells.append(np.flatnonzero(fold.cell == cell))
            slopes.append(slope)
            errors.append(noise / power)
        if not cells:
            return []
        spread = max(float(np.mean(np.sum(np.square(slopes), axis=1)) - np.mean(errors)), 0.0)
        return [
            (rows, slope, spread / (spread + error) if spread > 0 else 0.0)
            for rows, slope, error in zip(cells, slopes, errors, strict=True)
        ]


def _slopes(time: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least squares slopes through the origin, entry by entry; 0 where nothing varies."""
    power = np.sum(time**2, axis=0)
    return np.divide(np.sum(time * y, axis=0), power, out=np.zeros_like(power), where=power > 0)


def _mean(fold: Fold, place: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Mean place of the training segments of each segment's group, shape (segments,)."""
    return group_means(place, groups, fold.train)[groups, 0]
