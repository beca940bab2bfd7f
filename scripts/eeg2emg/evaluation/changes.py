"""Changes: how far the estimate follows the muscles from one segment to the next.

A skill may rest on what EEG and EMG share slowly: a trend over the session, a step between two
recordings, gel that dries. None of that is left in the differences between neighbouring segments of
a phase, less their own mean. So an estimate that says something about the muscles beyond a slow
course must change as they change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.evaluation.metrics import is_rounding, off_diagonal

if TYPE_CHECKING:
    import pandas as pd

FEWEST_DIFFERENCES = 2
"""A cell with one difference has nothing left of it, less its mean."""


class Changes(NamedTuple):
    """How true and estimated changes go together, subject by subject.

    Attributes
    ----------
    subjects : tuple of str
        Those who have changes, sorted.
    shared : ndarray, shape (subjects,)
        Sum over entries and differences of true times estimated change.
    estimated : ndarray, shape (subjects,)
        Sum of squares of the estimated changes.
    """

    subjects: tuple[str, ...]
    shared: np.ndarray
    estimated: np.ndarray

    @property
    def slope(self) -> float:
        """True change per estimated one: 1 is right, 0 unrelated; NaN where none is estimated."""
        total = float(self.estimated.sum())
        return float(self.shared.sum()) / total if total > 0 else float("nan")


def changes_of(segments: pd.DataFrame, truth: np.ndarray, prediction: np.ndarray) -> Changes:
    """Compare true and estimated changes of tested segments.

    Neighbours are segments of the same subject and phase that follow each other in time in the same
    recording; where no recording holds two segments of a phase, those of neighbouring recordings.
    From the differences of a cell their mean is taken, so that a straight line in time leaves
    nothing.

    Parameters
    ----------
    segments : DataFrame
        The tested segments: columns subject, recording, phase, onset_s.
    truth, prediction : ndarray, shape (segments, m, m)
        Matrices, [sink, source].

    Returns
    -------
    Changes
        Subjects without a cell of `FEWEST_DIFFERENCES` differences are left out.
    """
    numbered = segments.reset_index(drop=True)
    ordered = numbered.assign(place=places_in_session(numbered)).sort_values(["subject", "place"])
    per_recording = ordered.groupby(["subject", "phase", "recording"]).size()
    within = ["recording"] if (per_recording > 1).any() else []
    pairs = off_diagonal(truth), off_diagonal(prediction)
    found: dict[str, list[float]] = {}
    for (subject, _), cell in ordered.groupby(["subject", "phase"], sort=True):
        runs = [run.index.to_numpy() for _, run in cell.groupby(within)] if within else [cell.index]
        true, estimated = (
            np.concatenate([np.diff(values[run], axis=0) for run in runs]) for values in pairs
        )
        if len(true) < FEWEST_DIFFERENCES:
            continue
        true, estimated = true - true.mean(axis=0), estimated - estimated.mean(axis=0)
        if is_rounding(float(np.sum(estimated**2)), off_diagonal(prediction)):
            estimated = np.zeros_like(estimated)
        sums = found.setdefault(str(subject), [0.0, 0.0])
        sums[0] += float(np.sum(true * estimated))
        sums[1] += float(np.sum(estimated**2))
    sums_of_all = np.array(list(found.values())).reshape(-1, 2)
    return Changes(tuple(found), sums_of_all[:, 0], sums_of_all[:, 1])
