"""Table of significance: the share of links that pass, by measure and phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.connectivity.significance_file import P_VALUES, significant_shares

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eeg2emg.connectivity.significance_file import SignificanceContents

COLUMNS = ("signal", "measure", "phase", "segments", *(f"share_{name}" for name in P_VALUES))


def analysed_files(
    files: Sequence[SignificanceContents], recordings: Collection[str]
) -> list[SignificanceContents]:
    """Keep the files of recordings that are in the cohort and of which a segment was tested."""
    return [
        file for file in files if file.segments and file.attributes["recording"] in set(recordings)
    ]


def significance_table(files: Sequence[SignificanceContents]) -> pd.DataFrame:
    """Tabulate the shares of significant links over the segments of all recordings.

    Parameters
    ----------
    files : sequence of SignificanceContents
        As from `analysed_files`; may be empty.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per kind of signal, measure and phase.
    """
    rows = []
    phases = [phase for file in files for phase in file.phases]
    for signal, first in files[0].groups.items() if files else ():
        p_values = np.concatenate([file.groups[signal].p_values for file in files])
        shares = significant_shares(p_values, phases, float(str(files[0].attributes["alpha"])))
        for phase, by_correction in zip(sorted(set(phases)), shares, strict=True):
            for measure, found in zip(first.measures, by_correction.T, strict=True):
                values = np.round(found, 6).tolist()
                rows.append((signal, measure, phase, phases.count(phase), *values))
    return pd.DataFrame(rows, columns=list(COLUMNS))
