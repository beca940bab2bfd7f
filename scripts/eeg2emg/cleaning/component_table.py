"""Table of the independent components of a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eeg2emg.cleaning.ica_solution import IcaSolution

COLUMNS = (
    *("unit", "component", "label", "highest_score", "explained_variance"),
    *("removed", "reason"),
)
"""Columns of the table; the scores of each kind follow them."""

NO_ARTEFACT_SCORES = ("iclabel_brain", "iclabel_other")


def component_table(solutions: Mapping[str, IcaSolution]) -> pd.DataFrame:
    """Tabulate the components of each decomposition.

    Parameters
    ----------
    solutions : dict of str to IcaSolution
        By the subject or the recording that was decomposed.

    Returns
    -------
    DataFrame
        One row per component: `COLUMNS`, then ``score_<kind>`` of each kind that was judged
        anywhere. ``highest_score`` is the highest as an artefact. A decomposition that was left
        out has one row with the reason. Cells without a value are empty.
    """
    # Of many digits: whoever prints fewer must not round what was rounded before.
    rows = [row for unit, solution in solutions.items() for row in _rows(unit, solution)]
    columns = dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)])
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def _rows(unit: str, solution: IcaSolution) -> list[dict[str, Any]]:
    if solution.left_out:
        return [{"unit": unit, "removed": 0, "reason": solution.left_out}]
    return [
        {
            "unit": unit,
            "component": component,
            "label": label,
            "highest_score": f"{_highest(solution, component):.6g}",
            "explained_variance": f"{solution.explained_variance[component]:.6g}",
            "removed": int(component in solution.removed),
            "reason": solution.reasons[component],
            **{
                f"score_{kind}": f"{scores[component]:.6g}"
                if np.isfinite(scores[component])
                else ""
                for kind, scores in solution.scores.items()
            },
        }
        for component, label in enumerate(solution.labels)
    ]


def _highest(solution: IcaSolution, component: int) -> float:
    """Find the highest score as an artefact, of those that were judged."""
    judged = [
        float(scores[component])
        for kind, scores in solution.scores.items()
        if kind not in NO_ARTEFACT_SCORES and np.isfinite(scores[component])
    ]
    return max(judged, default=0.0)
