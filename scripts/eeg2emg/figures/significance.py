"""Matrices of significance: in which share of the segments each link is significant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.significance_file import P_VALUES
from eeg2emg.errors import NotEstimableError
from eeg2emg.figures.matrices import means_by_phase, paged_matrices

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from eeg2emg.connectivity.significance_file import SignificanceContents

TITLES = {
    "eeg": "Brain network, significant links",
    "emg": "Muscle network, significant links, and its controls",
}


def significance_figures(
    files: Sequence[SignificanceContents],
    phases: Sequence[str],
    *,
    correction: str,
    simulated: bool,
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw one figure per kind of signal, phases side by side.

    Parameters
    ----------
    files : sequence of SignificanceContents
        Of the recordings of the cohort.
    phases : sequence of str
        The configured phases, the resting one first.
    correction : str
        Which p-values are shown (`eeg2emg.connectivity.significance_file.P_VALUES`).
    simulated : bool
        Whether the recordings were simulated.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        ``eeg_significance`` and, where there is EMG, ``emg_significance``.

    Raises
    ------
    NotEstimableError
        If no segment was tested.
    """
    if not files:
        raise NotEstimableError(
            "No segment was tested", "every recording was left out", "read exclusions.tsv"
        )
    first = files[0]
    alpha = float(str(first.attributes["alpha"]))
    labels = [phase for file in files for phase in file.phases]
    drawn: dict[str, tuple[Figure, pd.DataFrame]] = {}
    for signal, group in first.groups.items():
        p_values = np.concatenate(
            [file.groups[signal].p_values[:, P_VALUES.index(correction)] for file in files]
        )
        shares = means_by_phase((p_values <= alpha).astype(float), labels)
        drawn |= paged_matrices(
            f"{signal}_significance",
            {phase: shares[phase] for phase in phases if phase in labels},
            group.measures,
            group.channels,
            title=TITLES[signal],
            simulated=simulated,
            share_of="segments",
        )
    return drawn
