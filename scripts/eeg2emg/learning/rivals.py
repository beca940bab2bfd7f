"""Rivals that see no EEG: what can be said about a segment from who, which phase and when.

Each is fitted on training segments. A model is worth something only so far as it beats the best of
them (`eeg2emg.evaluation.judgement`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import order_in_time

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RIVALS = (
    "training mean",
    "phase mean",
    "subject mean",
    "cell mean",
    "shrunken cell mean",
    "time-smoothed cell mean",
    "EMG amplitude law",
)
"""The rivals, by name in files and tables."""

TIME_CONSTANTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Candidate time constants of the smoothing, in segments."""


class RivalPredictions(NamedTuple):
    """Predictions of the rivals.

    Attributes
    ----------
    predictions : dict of str to ndarray, shape (segments, m, m)
        By rival, for every segment of the cohort; NaN for those that the fold does not use.
    not_estimable : dict of str to str
        Rivals that this fold cannot carry, with the reason.
    notes : dict of str to str
        What was chosen while fitting a rival.
    """

    predictions: dict[str, np.ndarray]
    not_estimable: dict[str, str]
    notes: dict[str, str]


def fit_rivals(
    targets: np.ndarray,
    segments: pd.DataFrame,
    part: Sequence[str] | np.ndarray,
    *,
    causal: bool = False,
) -> RivalPredictions:
    """Fit every rival on the training segments of one fold.

    - *training mean*, *phase mean*, *subject mean*, *cell mean* (subject x phase): means over the
      training segments that share it.
    - *shrunken cell mean*: empirical Bayes in two steps. The subject's deviation from the training
      mean is shrunken and added to the phase mean; the cell mean is shrunken towards that sum. Each
      share is v / (v + e / n), with v the variance of the deviations beyond sampling error, e the
      variance within cells and n the training segments of the subject or cell.
    - *time-smoothed cell mean*: mean over the cell's training segments, weighted by
      exp(-|lag| / constant), the lag in segments of the subject; the constant is chosen on
      validation segments. A training segment is predicted without itself.
    - *EMG amplitude law*: per phase a line from log EMG amplitude to target, fitted over all
      training segments and read at the amplitude that the cell had in training (the phase, for a
      new subject), since the EMG of tested segments is not used.

    Parameters
    ----------
    targets : ndarray, shape (segments, m, m)
        EMG connectivity of all segments; only training segments are fitted, and validation
        segments choose the time constant.
    segments : DataFrame
        Columns subject, recording, phase, onset_s, emg_amplitude_v; rows as in `targets`.
    part : sequence of str
        Part of each segment in this fold.
    causal : bool
        Whether the smoothing looks at earlier segments only.

    Returns
    -------
    RivalPredictions
        A rival that needs a subject's own training segments is not estimable where a tested
        subject has none; one that needs phases, where there is only one.

    References
    ----------
    Efron and Morris (1975), J. Am. Stat. Assoc. 70, 311-319, for the shrinkage.
    """
    parts = np.asarray(part)
    fold = _Fold(targets, segments, parts)
    not_estimable = fold.missing()
    fits: dict[str, Callable[[], np.ndarray]] = {
        "training mean": lambda: fold.group_mean(np.zeros(len(parts), dtype=int)),
        "phase mean": lambda: fold.group_mean(fold.phase),
        "subject mean": lambda: fold.group_mean(fold.subject),
        "cell mean": lambda: fold.group_mean(fold.cell),
        "shrunken cell mean": fold.shrunken_cell_mean,
        "EMG amplitude law": fold.amplitude_law,
    }
    predictions = {name: fit() for name, fit in fits.items() if name not in not_estimable}
    notes: dict[str, str] = {}
    name = "time-smoothed cell mean"
    if name not in not_estimable:
        constant, predictions[name] = fold.time_smoothed(causal)
        notes[name] = f"time constant {constant:g} segments"
    for prediction in predictions.values():
        prediction[parts == "unused"] = np.nan
    ordered = {name: predictions[name] for name in RIVALS if name in predictions}
    return RivalPredictions(ordered, not_estimable, notes)


class _Fold:
    def __init__(self, targets: np.ndarray, segments: pd.DataFrame, part: np.ndarray) -> None:
        self.y = targets.reshape(len(targets), -1)
        self.shape = targets.shape
        self.segments, self.part = segments, part
        self.train = part == "training"
        self.subject = pd.factorize(segments["subject"], sort=True)[0]
        self.phase = pd.factorize(segments["phase"], sort=True)[0]
        self.cell = self.subject * (self.phase.max() + 1) + self.phase

    def missing(self) -> dict[str, str]:
        """Tell which rivals the fold cannot carry."""
        reasons: dict[str, str] = {}
        judged = np.isin(self.part, ["validation", "test"])
        by_cell = ("cell mean", "shrunken cell mean", "time-smoothed cell mean")
        for groups, names, what in (
            (self.phase, ("phase mean", "EMG amplitude law"), "phase"),
            (self.subject, ("subject mean",), "subject"),
            (self.cell, by_cell, "subject and phase"),
        ):
            unseen = judged & ~np.isin(groups, groups[self.train])
            if unseen.any():
                first = self.segments["segment"].iloc[int(np.argmax(unseen))]
                reason = f"no training segment shares the {what} of {first}"
                reasons |= dict.fromkeys(names, reason)
        if len(set(self.phase)) < 2:
            reasons["phase mean"] = "there is only one phase"
        amplitude = self.segments["emg_amplitude_v"].to_numpy()
        if not (amplitude > 0).all():
            reasons["EMG amplitude law"] = "a segment has no EMG amplitude above 0"
        return reasons

    def group_mean(self, groups: np.ndarray) -> np.ndarray:
        """Training mean of each segment's group; NaN where the group has no training segment."""
        return group_means(self.y, groups, self.train)[groups].reshape(self.shape)

    def shrunken_cell_mean(self) -> np.ndarray:
        y, train = self.y, self.train
        grand = y[train].mean(axis=0)
        by_phase = group_means(y, self.phase, train) - grand
        by_subject = group_means(y, self.subject, train) - grand
        own = group_means(y, self.cell, train)
        cells, first = np.unique(np.where(train, self.cell, -1), return_index=True)
        cells, first = cells[cells >= 0], first[cells >= 0]
        subjects, phases = len(set(self.subject[train])), len(set(self.phase[train]))
        within = np.sum((y[train] - own[self.cell[train]]) ** 2)
        noise = within / max(int(train.sum()) - len(cells), 1)
        # The interaction of subject and phase has (subjects - 1) (phases - 1) degrees of freedom.
        interaction = own[cells] - grand - by_phase[self.phase[first]]
        interaction -= by_subject[self.subject[first]]
        per_cell = np.bincount(self.cell[train], minlength=len(own)).astype(float)
        cell_share, cell_spread = _reliability(
            np.sum(interaction**2), (subjects - 1) * (phases - 1), per_cell, noise
        )
        per_subject = np.bincount(self.subject[train], minlength=len(by_subject)).astype(float)
        subject_share, _ = _reliability(
            np.nansum(by_subject**2), subjects - 1, per_subject, noise, cell_spread / phases
        )
        prior = (
            grand
            + by_phase[self.phase]
            + subject_share[self.subject, None] * (by_subject[self.subject])
        )
        prediction = prior + cell_share[self.cell, None] * (own[self.cell] - prior)
        return prediction.reshape(self.shape)

    def time_smoothed(self, causal: bool) -> tuple[float, np.ndarray]:
        validation = self.part == "validation"
        best = (np.inf, 0.0, np.empty(0))
        for constant in (*TIME_CONSTANTS, np.inf):
            prediction = self._smoothed(constant, causal)
            error = np.sum((prediction[validation] - self.y[validation]) ** 2)
            if error < best[0]:
                best = (float(error), constant, prediction)
        return best[1], best[2].reshape(self.shape)

    def _smoothed(self, constant: float, causal: bool) -> np.ndarray:
        position = np.empty(len(self.y))
        for rows in self.segments.groupby("subject").indices.values():
            ordered = order_in_time(self.segments.iloc[rows]).index
            position[self.segments.index.get_indexer(ordered)] = np.arange(len(rows))
        prediction = group_means(self.y, self.cell, self.train)[self.cell]
        for cell in np.unique(self.cell[self.train]):
            rows = np.flatnonzero(self.cell == cell)
            known = rows[self.train[rows]]
            lag = position[rows][:, None] - position[known][None, :]
            allowed = (lag > 0) if causal else (lag != 0)
            exponent = np.where(allowed, -np.abs(lag) / constant, -np.inf)
            reached = allowed.any(axis=1)
            # Relative to the nearest one, so that far segments do not underflow.
            top = exponent[reached].max(axis=1, keepdims=True)
            weight = np.exp(exponent[reached] - top)
            weight /= weight.sum(axis=1, keepdims=True)
            prediction[rows[reached]] = weight @ self.y[known]
        return prediction

    def amplitude_law(self) -> np.ndarray:
        log_amplitude = np.log(self.segments["emg_amplitude_v"].to_numpy())[:, None]
        by_phase = group_means(log_amplitude, self.phase, self.train)[self.phase, 0]
        by_cell = group_means(log_amplitude, self.cell, self.train)[self.cell, 0]
        expected = np.where(np.isnan(by_cell), by_phase, by_cell)
        prediction = np.full(self.y.shape, np.nan)
        for phase in np.unique(self.phase[self.train]):
            inside = self.phase == phase
            fitted = inside & self.train
            centre = log_amplitude[fitted, 0].mean()
            x, y = log_amplitude[fitted, 0] - centre, self.y[fitted]
            power = x @ x
            slope = x @ (y - y.mean(axis=0)) / power if power > 0 else np.zeros(y.shape[1])
            prediction[inside] = y.mean(axis=0) + np.outer(expected[inside] - centre, slope)
        return prediction.reshape(self.shape)


def _reliability(
    squares: float, degrees: int, counts: np.ndarray, noise: float, further: float = 0.0
) -> tuple[np.ndarray, float]:
    """Share of each deviation that is no sampling error, and the variance of the true ones.

    `squares` is the sum of the squared deviations; their sampling error is noise / counts plus
    `further`.
    """
    filled = counts > 0
    error = np.full(len(counts), np.inf)
    error[filled] = noise / counts[filled] + further
    if degrees < 1:
        return np.zeros(len(counts)), 0.0
    spread = max(squares / degrees - float(np.mean(error[filled])), 0.0)
    return spread / (spread + np.maximum(error, np.finfo(float).tiny)), spread


def group_means(values: np.ndarray, groups: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Average training rows by group.

    Parameters
    ----------
    values : ndarray, shape (segments, d)
        What is averaged.
    groups : ndarray of int, shape (segments,)
        Group of each segment, from 0.
    train : ndarray of bool, shape (segments,)
        Which segments are averaged.

    Returns
    -------
    ndarray, shape (groups, d)
        NaN for groups without a training segment.
    """
    count = np.bincount(groups[train], minlength=groups.max() + 1).astype(float)
    total = np.zeros((len(count), values.shape[1]))
    np.add.at(total, groups[train], values[train])
    with np.errstate(invalid="ignore"):
        return total / count[:, None]
