"""The figures of the recovery of a cohort's known truth, or the reason why there are none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eeg2emg.figures.clean_twin import (
    artefact_reduction_figure,
    eeg_recovery_figure,
    recovery_by_length_figure,
)
from eeg2emg.figures.recovery import recovery_scatter
from eeg2emg.figures.style import not_estimable_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure


def recovery_figures(
    tables: Mapping[str, pd.DataFrame], phases: Sequence[str]
) -> dict[str, tuple[Figure, pd.DataFrame]]:
    """Draw the tables of recovery.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``recovery``, ``recovery_length``, ``recovery_eeg`` and ``artefact_reduction``.
    phases : sequence of str
        The configured phases, the resting one first.

    Returns
    -------
    dict of str to (Figure, DataFrame)
        Under the same names.
    """
    drawings: dict[str, Callable[[pd.DataFrame], tuple[Figure, pd.DataFrame]]] = {
        "recovery": partial(recovery_scatter, phase_order=phases),
        "recovery_length": partial(recovery_by_length_figure, phase_order=phases),
        "recovery_eeg": eeg_recovery_figure,
        "artefact_reduction": artefact_reduction_figure,
    }
    reason = "Every compared recording was left out."
    return {
        name: not_estimable_figure(name.replace("_", " "), reason, simulated=True)
        if tables[name].empty
        else draw(tables[name])
        for name, draw in drawings.items()
    }
