"""Tables of controls: all controls of a scheme, each with its skill, and edge by edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eeg2emg.controls.control_edges import control_edges
from eeg2emg.controls.eeg_subsets import subsets_of_dataset
from eeg2emg.controls.empty_features import fit_controls
from eeg2emg.controls.subset_fits import fit_each_subset
from eeg2emg.evaluation.selection import choose_rival
from eeg2emg.names.controls import LIMIT_HZ

if TYPE_CHECKING:
    import numpy as np

    from eeg2emg.cohort.dataset import ConnectivityDataset, Planes
    from eeg2emg.evaluation.selection import SchemeTable


class Controls(NamedTuple):
    """All controls of a scheme.

    Attributes
    ----------
    table : DataFrame
        Columns `eeg2emg.controls.empty_features.COLUMNS`.
    edges : DataFrame
        Columns `eeg2emg.controls.control_edges.COLUMNS`, from the same fits.
    """

    table: pd.DataFrame
    edges: pd.DataFrame


def fit_all_controls(
    dataset: ConnectivityDataset,
    table: SchemeTable,
    planes: dict[str, Planes],
    high_v: np.ndarray | None = None,
    *,
    limit_hz: float = LIMIT_HZ,
    head_v: np.ndarray | None = None,
    seed: int,
    repeats: int,
    confidence: float,
) -> Controls:
    """Fit the controls from empty features and those from subsets of the EEG.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    table : SchemeTable
        Rows, truth and rivals of one scheme.
    planes : dict of str to Planes
        Matrices of the subsets of the EEG (`eeg2emg.cohort.dataset.load_planes`).
    high_v : ndarray, shape (segments, n), or None
        Amplitude of each EEG channel above `limit_hz`, in volts; None where nobody asked for it.
    limit_hz : float
        That limit.
    head_v : ndarray, shape (segments, k), or None
        Amplitude of each muscle of the head, in volts; None where none were recorded.
    seed : int
        The cohort's seed.
    repeats : int
        How often the EEG is shuffled.
    confidence : float
        Level of the intervals over subjects.

    Returns
    -------
    Controls
    """
    rival = choose_rival(table).prediction
    fits = fit_each_subset(
        dataset,
        table,
        rival,
        subsets_of_dataset(dataset, planes, high_v, limit_hz, head_v),
        seed=seed,
        confidence=confidence,
    )
    empty = fit_controls(dataset, table, rival, seed=seed, repeats=repeats)
    return Controls(
        pd.concat([empty, fits.table], ignore_index=True),
        control_edges(fits, dataset.emg_channels, seed=seed, confidence=confidence),
    )
