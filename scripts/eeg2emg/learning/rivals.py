"""Rivals: what can be said about a segment from who, which phase and when, without EEG.

Each is fitted on training segments. A model is worth something only so far as it beats the best of
them (`eeg2emg.evaluation.judgement`). To add one, write its function (`FitRival`) and its entry in
`eeg2emg.learning.catalogue.RIVALS`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from eeg2emg.catalogues import resolve
from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.errors import NotEstimableError
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.learning.groups import group_means, groups_of
from eeg2emg.splitting.split import join_validation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

TIME_CONSTANTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Candidate time constants of the smoothing, in segments."""


class Fold:
    """One fold, as a rival sees it.

    Parameters
    ----------
    targets : ndarray, shape (segments, m, m)
        EMG connectivity of all segments.
    segments : DataFrame
        Columns segment, subject, recording, phase, onset_s, emg_amplitude_v; rows as in `targets`.
    part : ndarray of str, shape (segments,)
        Part of each segment.
    causal : bool
        Whether only earlier segments may tell something about a segment.

    Attributes
    ----------
    y : ndarray, shape (segments, m * m)
        The targets; a rival may look at those of training segments, and choose what it has to
        choose on those of validation segments.
    train : ndarray of bool, shape (segments,)
        Which are training segments.
    subject, phase, cell : ndarray of int, shape (segments,)
        Groups of the segments (`eeg2emg.learning.groups`).
    """

    def __init__(
        self, targets: np.ndarray, segments: pd.DataFrame, part: np.ndarray, *, causal: bool
    ) -> None:
        self.y = targets.reshape(len(targets), -1)
        self.segments, self.part, self.causal = segments, part, causal
        self.train = part == "training"
        self.subject, self.phase, self.cell = groups_of(segments)

    @cached_property
    def place(self) -> np.ndarray:
        """Number of each segment among those of its subject in time, shape (segments,)."""
        return places_in_session(self.segments)

    def require(self, groups: np.ndarray, what: str) -> None:
        """Demand that each segment that is judged shares its group with training segments.

        Parameters
        ----------
        groups : ndarray of int, shape (segments,)
            Group of each segment.
        what : str
            What the segments of a group share, in words.

        Raises
        ------
        NotEstimableError
            If one does not.
        """
        unseen = np.isin(self.part, ["validation", "test"])
        unseen &= ~np.isin(groups, groups[self.train])
        if unseen.any():
            first = self.segments["segment"].iloc[int(np.argmax(unseen))]
            raise NotEstimableError(f"no training segment shares the {what} of {first}")

    def mean_of(self, groups: np.ndarray) -> np.ndarray:
        """Training mean of each segment's group, shape (segments, m * m); NaN where it has none."""
        return group_means(self.y, groups, self.train)[groups]


class RivalFit(NamedTuple):
    """What a rival says.

    Attributes
    ----------
    prediction : ndarray, shape (segments, m * m)
        Of every segment of the cohort; those that the fold does not use are ignored.
    note : str
        What was chosen while it was fitted, in words; empty where nothing was.
    refit : callable, optional
        Fits it in another fold with what was chosen in this one, and gives its prediction. Needed
        of a rival that chooses: a fold whose validation segments train has nothing to choose by.
    """

    prediction: np.ndarray
    note: str = ""
    refit: Callable[[Fold], np.ndarray] | None = None


class FitRival(Protocol):
    """What fits a rival: the function of a `eeg2emg.learning.catalogue.Rival`."""

    def __call__(self, fold: Fold) -> RivalFit:
        """Fit it on the training segments of a fold.

        Parameters
        ----------
        fold : Fold
            Without the EEG.

        Returns
        -------
        RivalFit

        Raises
        ------
        NotEstimableError
            If the fold cannot carry it.
        """


class RivalPredictions(NamedTuple):
    """Predictions of the rivals.

    Attributes
    ----------
    predictions : dict of str to ndarray, shape (segments, m, m)
        By rival, for every segment of the cohort; NaN for those that the fold does not use.
    not_estimable : dict of str to str
        Rivals that this fold cannot carry, with the reason, as the end of a sentence.
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
    refits: bool = False,
) -> RivalPredictions:
    """Fit every rival of `eeg2emg.learning.catalogue.RIVALS` on the training segments of one fold.

    Parameters
    ----------
    targets : ndarray, shape (segments, m, m)
        EMG connectivity of all segments; only training segments are fitted, and validation
        segments choose the time constant.
    segments : DataFrame
        Columns segment, subject, recording, phase, onset_s, emg_amplitude_v; rows as in `targets`.
    part : sequence of str
        Part of each segment in this fold.
    causal : bool
        Whether the smoothing looks at earlier segments only.
    refits : bool
        Whether tested segments are predicted by what is fitted again on training and validation
        segments, with what these chose. The others are predicted by the fit that chose.

    Returns
    -------
    RivalPredictions
        A rival that needs a subject's own training segments is not estimable where a tested
        subject has none; one that needs phases, where there is only one.
    """
    parts = np.asarray(part)
    fold = Fold(targets, segments, parts, causal=causal)
    joined = Fold(targets, segments, join_validation(parts), causal=causal)
    tested = parts == "test"
    found = RivalPredictions({}, {}, {})
    for name, rival in RIVALS.items():
        fit: FitRival = resolve(rival.fit)
        try:
            prediction, note, refit = fit(fold)
            if refits:
                again = _again(name, fit, note, refit, joined)
                prediction = np.where(tested[:, None], again, prediction)
        except NotEstimableError as error:
            found.not_estimable[name] = error.what
            continue
        prediction[parts == "unused"] = np.nan
        found.predictions[name] = prediction.reshape(targets.shape)
        if note:
            found.notes[name] = note
    return found


def _again(
    name: str,
    fit: FitRival,
    note: str,
    refit: Callable[[Fold], np.ndarray] | None,
    joined: Fold,
) -> np.ndarray:
    """Fit a rival on training and validation segments, with what it chose before."""
    if refit is not None:
        return refit(joined)
    if note:
        raise TypeError(f"rival {name!r} has chosen something, and says not how to keep it")
    return fit(joined).prediction


def training_mean(fold: Fold) -> RivalFit:
    """Take the mean over all training segments (`FitRival`)."""
    return RivalFit(fold.mean_of(np.zeros(len(fold.y), dtype=int)))


def phase_mean(fold: Fold) -> RivalFit:
    """Take the mean over the training segments of the phase (`FitRival`)."""
    if len(set(fold.phase)) < 2:
        raise NotEstimableError("there is only one phase")
    fold.require(fold.phase, "phase")
    return RivalFit(fold.mean_of(fold.phase))


def subject_mean(fold: Fold) -> RivalFit:
    """Take the mean over the subject's training segments (`FitRival`)."""
    fold.require(fold.subject, "subject")
    return RivalFit(fold.mean_of(fold.subject))


def cell_mean(fold: Fold) -> RivalFit:
    """Take the mean over the training segments of the subject and phase (`FitRival`)."""
    fold.require(fold.cell, "subject and phase")
    return RivalFit(fold.mean_of(fold.cell))


def shrunken_cell_mean(fold: Fold) -> RivalFit:
    """Shrink the cell mean by empirical Bayes, in two steps (`FitRival`).

    The subject's deviation from the training mean is shrunken and added to the phase mean; the
    cell mean is shrunken towards that sum. Each share is v / (v + e / n), with v the variance of
    the deviations beyond sampling error, e the variance within cells and n the training segments of
    the subject or cell.

    References
    ----------
    Efron and Morris (1975), J. Am. Stat. Assoc. 70, 311-319.
    """
    fold.require(fold.cell, "subject and phase")
    y, train = fold.y, fold.train
    grand = y[train].mean(axis=0)
    by_phase = group_means(y, fold.phase, train) - grand
    by_subject = group_means(y, fold.subject, train) - grand
    own = group_means(y, fold.cell, train)
    cells, first = np.unique(np.where(train, fold.cell, -1), return_index=True)
    cells, first = cells[cells >= 0], first[cells >= 0]
    subjects, phases = len(set(fold.subject[train])), len(set(fold.phase[train]))
    within = np.sum((y[train] - own[fold.cell[train]]) ** 2)
    noise = within / max(int(train.sum()) - len(cells), 1)
    # The interaction of subject and phase has (subjects - 1) (phases - 1) degrees of freedom.
    interaction = own[cells] - grand - by_phase[fold.phase[first]]
    interaction -= by_subject[fold.subject[first]]
    per_cell = np.bincount(fold.cell[train], minlength=len(own)).astype(float)
    cell_share, cell_spread = _reliability(
        np.sum(interaction**2), (subjects - 1) * (phases - 1), per_cell, noise
    )
    per_subject = np.bincount(fold.subject[train], minlength=len(by_subject)).astype(float)
    subject_share, _ = _reliability(
        np.nansum(by_subject**2), subjects - 1, per_subject, noise, cell_spread / phases
    )
    prior = (
        grand
        + by_phase[fold.phase]
        + subject_share[fold.subject, None] * (by_subject[fold.subject])
    )
    prediction = prior + cell_share[fold.cell, None] * (own[fold.cell] - prior)
    return RivalFit(prediction)


def time_smoothed_cell_mean(fold: Fold) -> RivalFit:
    """Average the cell's training segments, those near in time more than others (`FitRival`).

    The weights are exp(-|lag| / constant), the lag in segments of the subject; the constant is
    chosen on validation segments. A training segment is predicted without itself.
    """
    fold.require(fold.cell, "subject and phase")
    validation = fold.part == "validation"
    best = (np.inf, 0.0, np.empty(0))
    for constant in (*TIME_CONSTANTS, np.inf):
        prediction = _smoothed(fold, constant)
        error = np.sum((prediction[validation] - fold.y[validation]) ** 2)
        if error < best[0]:
            best = (float(error), constant, prediction)
    constant = best[1]
    return RivalFit(
        best[2],
        f"time constant {constant:g} segments",
        lambda joined: _smoothed(joined, constant),
    )


def _smoothed(fold: Fold, constant: float) -> np.ndarray:
    position = fold.place
    prediction = fold.mean_of(fold.cell)
    for cell in np.unique(fold.cell[fold.train]):
        rows = np.flatnonzero(fold.cell == cell)
        known = rows[fold.train[rows]]
        lag = position[rows][:, None] - position[known][None, :]
        allowed = (lag > 0) if fold.causal else (lag != 0)
        exponent = np.where(allowed, -np.abs(lag) / constant, -np.inf)
        reached = allowed.any(axis=1)
        # Relative to the nearest one, so that far segments do not underflow.
        top = exponent[reached].max(axis=1, keepdims=True)
        weight = np.exp(exponent[reached] - top)
        weight /= weight.sum(axis=1, keepdims=True)
        prediction[rows[reached]] = weight @ fold.y[known]
    return prediction


def emg_amplitude_law(fold: Fold) -> RivalFit:
    """Read a line from log EMG amplitude to target, one per phase (`FitRival`).

    It is fitted over all training segments, and read at the amplitude that the cell had in training
    (the phase, for a new subject), since the EMG of tested segments is not used.
    """
    amplitude = fold.segments["emg_amplitude_v"].to_numpy()
    if not (amplitude > 0).all():
        raise NotEstimableError("a segment has no EMG amplitude above 0")
    fold.require(fold.phase, "phase")
    log_amplitude = np.log(amplitude)[:, None]
    by_phase = group_means(log_amplitude, fold.phase, fold.train)[fold.phase, 0]
    by_cell = group_means(log_amplitude, fold.cell, fold.train)[fold.cell, 0]
    expected = np.where(np.isnan(by_cell), by_phase, by_cell)
    prediction = np.full(fold.y.shape, np.nan)
    for phase in np.unique(fold.phase[fold.train]):
        inside = fold.phase == phase
        fitted = inside & fold.train
        centre = log_amplitude[fitted, 0].mean()
        x, y = log_amplitude[fitted, 0] - centre, fold.y[fitted]
        power = x @ x
        slope = x @ (y - y.mean(axis=0)) / power if power > 0 else np.zeros(y.shape[1])
        prediction[inside] = y.mean(axis=0) + np.outer(expected[inside] - centre, slope)
    return RivalFit(prediction)


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
