"""Measure what a refit on training and validation segments gains, for models and for rivals.

    python benchmarks/refit_gains.py [--scheme blocked] [--cohorts 3]

Cohorts of matrices: 10 people, 10 recordings of 10 segments, with coupling 0.8 and without. Printed
is a table in Markdown, means over cohorts: the share of the squared error on tested segments that
the refit takes away, and the skill over the rival that validation segments choose, before the
refit and after it (of both).
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.evaluation.metrics import off_diagonal
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning import model_predictions
from eeg2emg.learning.catalogue import REGRESSIONS
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.splitting.catalogue import SCHEMES
from eeg2emg.splitting.schemes import make_split

COUPLINGS = (0.8, 0.0)

SHOWN = ("cell mean", "shrunken cell mean", "time-smoothed cell mean", "rival", *REGRESSIONS)


def errors(coupling: float, number: int, scheme: str, *, refits: bool) -> pd.Series:
    """Squared errors on the tested segments of one cohort, by model; NaN where not estimable."""
    settings = SimulationSettings(
        subjects=10, recordings=10, segments=10, coupling=coupling, seed=number
    )
    dataset = draw_matrices(settings)
    split = make_split(dataset.segments, scheme, seed=1)
    entry = replace(SCHEMES[scheme], refits=refits)
    with patch.object(model_predictions, "SCHEMES", {scheme: entry}):
        predictions = model_predictions.fit_models(dataset, split, scheme)
    table = gather(dataset, scheme, split, [predictions])
    models = table.models | {"rival": choose_rival(table).prediction}
    test = table.tested
    found = {
        name: np.sum(off_diagonal(table.truth[test] - models[name][test]) ** 2) for name in SHOWN
    }
    return pd.Series(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scheme", default="blocked", choices=list(SCHEMES))
    parser.add_argument("--cohorts", type=int, default=3)
    options = parser.parse_args()
    print("| k | model | error less by | skill before | skill after |\n|---:|---|---:|---:|---:|")
    for coupling in COUPLINGS:
        rows = []
        for number in range(1, options.cohorts + 1):
            before, after = (
                errors(coupling, number, options.scheme, refits=refits) for refits in (False, True)
            )
            gain, skills = 1 - after / before, [1 - e / e["rival"] for e in (before, after)]
            rows.append(pd.concat([gain, *skills], axis=1))
        for model, (gain, before, after) in (sum(rows) / len(rows)).iterrows():
            print(f"| {coupling:g} | {model} | {gain:.1%} | {before:.3f} | {after:.3f} |")


if __name__ == "__main__":
    main()
