"""Count how often the null of other pairings finds what is not there, by the way it pairs anew.

    python benchmarks/null_pairings.py --cohorts 20

Cohorts of matrices without coupling under a nuisance; the kernel ridge, 39 pairings. Printed is the
share of p-values of at most 0.05, which should be 0.05.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parent.parent / "scripts"))

from eeg2emg.controls.shifted_models import MIRRORED, PEOPLE, SHIFTED, WITHOUT_LINES, pairing_null
from eeg2emg.evaluation.selection import gather
from eeg2emg.learning.catalogue import KERNEL_RIDGE
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split
from eeg2emg.studies.cohorts import uncoupled_cohort

NUISANCES = ("none", "stationary drift", "trend 0.15", "trend 0.3", "sudden step", "turning trend")
PAIRINGS = (PEOPLE, SHIFTED, MIRRORED, WITHOUT_LINES)
SHIFTS = 39


def p_values(nuisance: str, number: int) -> list[float]:
    """Give the p of one cohort for each way to shift."""
    dataset = uncoupled_cohort(nuisance, number)
    split = make_split(dataset.segments, PRIMARY_SCHEME, seed=number)
    predictions = fit_models(dataset, split, PRIMARY_SCHEME, regressions=())
    table = gather(dataset, PRIMARY_SCHEME, split, [predictions])
    return [
        pairing_null(
            dataset,
            table,
            primary=(),
            shifts=SHIFTS,
            seed=number,
            models=[KERNEL_RIDGE],
            pairing=pairing,
        )["p"].iloc[0]
        for pairing in PAIRINGS
    ]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohorts", type=int, default=20)
    count = parser.parse_args().cohorts
    print(f"| nuisance | {' | '.join(PAIRINGS)} |")
    for nuisance in NUISANCES:
        p = np.array([p_values(nuisance, number) for number in range(count)])
        shares = np.mean(p <= 0.05 + 1e-9, axis=0)
        print(f"| {nuisance} | {' | '.join(f'{share:.0%}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main()
