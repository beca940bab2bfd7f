"""Trends over a session: taking them away, and telling whether EEG and EMG share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.cycles import places_in_session
from eeg2emg.evaluation.intervals import MIN_SUBJECTS, flip_patterns
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.learning.features import vectorise
from eeg2emg.learning.groups import groups_of
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset

COLUMNS = ("signal", "share", "p", "n_subjects", "status", "reason")
"""Columns of the table of trends. ``share`` is the part of the variance within cells that straight
lines in time explain, beyond what they explain of noise; ``p``: whether people change alike."""

EEG, EMG = "EEG", "EMG"


def lines_removed(values: np.ndarray, segments: pd.DataFrame) -> np.ndarray:
    """Take from every entry the straight line in time that fits it best, cell by cell.

    Parameters
    ----------
    values : ndarray, shape (segments, ...)
        Features or targets.
    segments : DataFrame
        Columns subject, recording, phase, onset_s; rows as in `values`.

    Returns
    -------
    ndarray, shape (segments, ...)
        What least squares leave: mean 0 and no slope in any cell. Of a cell with two segments at
        most nothing is left.
    """
    left, _ = _lines(values.reshape(len(values), -1), segments)
    return left.reshape(values.shape)


def shared_trend(dataset: ConnectivityDataset, *, seed: int) -> pd.DataFrame:
    """Measure how far EEG and EMG change over the session, and whether people change alike.

    Every entry is scaled to unit variance within cells. Subjects' slopes, with all entries and
    phases side by side, are tested against sign flips of whole subjects: the statistic is the
    length of their sum. What is common to people is what a model may take for knowledge about the
    muscles, and what a new person shares.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    seed : int
        The cohort's seed.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, a row for EEG and one for EMG.
    """
    rows = []
    for signal, values in (
        (EEG, vectorise(dataset.features, dataset.planes)),
        (EMG, off_diagonal(dataset.targets)),
    ):
        left, slopes = _lines(values, dataset.segments)
        whole = _without_means(values, dataset.segments)
        spread = np.sqrt(np.mean(whole**2, axis=0))
        varies = spread > 1e-12 * np.abs(values).max(axis=0)
        if not varies.any():
            rows.append((signal, np.nan, np.nan, 0, "not estimable", "nothing varies within cells"))
            continue
        cells = len(slopes)
        per_entry = np.sum(left[:, varies] ** 2, axis=0) / np.sum(whole[:, varies] ** 2, axis=0)
        # A line explains one of the degrees of freedom of noise in each cell.
        degrees = len(values) - cells
        share = 1 - float(np.mean(per_entry)) * degrees / max(degrees - cells, 1)
        of_subject = _by_subject(slopes, dataset.segments, spread, varies)
        count = len(of_subject)
        if count < MIN_SUBJECTS:
            reason = f"no test with {count} subjects ({MIN_SUBJECTS} are needed)"
            rows.append((signal, share, np.nan, count, "estimated", reason))
            continue
        # Scaled to length 1, so that nobody's trend outweighs those of the others.
        length = np.linalg.norm(of_subject, axis=1, keepdims=True)
        directions = np.divide(of_subject, length, out=np.zeros_like(of_subject), where=length > 0)
        signs = 1 - 2 * flip_patterns(count, derive_seed(seed, "shared trend"))
        alike = np.linalg.norm(signs @ directions, axis=1)
        p = float(np.mean(alike >= alike[0] - 1e-9))
        rows.append((signal, share, p, count, "estimated", ""))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _lines(values: np.ndarray, segments: pd.DataFrame) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Take lines from values (segments, d), and give the slope of each cell that has one."""
    place, cell = places_in_session(segments), groups_of(segments).cell
    left, slopes = np.zeros_like(values), {}
    for number in np.unique(cell):
        rows = np.flatnonzero(cell == number)
        time = place[rows] - place[rows].mean()
        own = values[rows] - values[rows].mean(axis=0)
        power = float(time @ time)
        if len(rows) < 3 or power <= 0:
            continue
        slopes[int(number)] = time @ own / power
        left[rows] = own - np.outer(time, slopes[int(number)])
    return left, slopes


def _without_means(values: np.ndarray, segments: pd.DataFrame) -> np.ndarray:
    cell = groups_of(segments).cell
    left = np.zeros_like(values)
    for number in np.unique(cell):
        rows = np.flatnonzero(cell == number)
        if len(rows) >= 3:
            left[rows] = values[rows] - values[rows].mean(axis=0)
    return left


def _by_subject(
    slopes: dict[int, np.ndarray], segments: pd.DataFrame, spread: np.ndarray, varies: np.ndarray
) -> np.ndarray:
    """Put the slopes of a subject's phases side by side, for subjects that have all of them."""
    groups = groups_of(segments)
    phases = len(np.unique(groups.phase))
    found = []
    for subject in np.unique(groups.subject):
        cells = np.unique(groups.cell[groups.subject == subject])
        if len(cells) == phases and all(int(cell) in slopes for cell in cells):
            own = [(slopes[int(cell)][varies] / spread[varies]) for cell in cells]
            found.append(np.concatenate(own))
    return np.array(found)
