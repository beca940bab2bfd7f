"""Count false and true claims of a family of correlated tests: max-T over sign flips against Holm.

    python benchmarks/corrected_tests.py [--studies 1000]

Each study has ten subjects and 60 models, whose gains have a standard deviation of 1 and correlate
with 0.8 between models; the first so many models gain 0.9 on average, the others nothing. Printed
is a table in Markdown: the share of studies with at least one false claim (a corrected one-sided p
of at most 2.5 % of a model that gains nothing), and the share of the models with a gain that are
found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from statsmodels.stats.multitest import multipletests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.evaluation.families import max_t
from eeg2emg.evaluation.intervals import sign_flip_test

SUBJECTS, MODELS, CORRELATION, GAIN = 10, 60, 0.8, 0.9
LEVEL, SEED = 0.025, 1


def claims(effects: int, studies: int) -> np.ndarray:
    """Share of studies with a false claim and of effects found, by max-T and then by Holm."""
    rng = np.random.default_rng(SEED)
    false, found = np.zeros(2), np.zeros(2)
    for _ in range(studies):
        shared, own = rng.normal(size=SUBJECTS), rng.normal(size=(MODELS, SUBJECTS))
        gains = np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own
        gains[:effects] += GAIN
        alone = [sign_flip_test(one, seed=SEED) for one in gains]
        corrected = max_t(gains, seed=SEED), multipletests(alone, method="holm")[1]
        for k, p in enumerate(corrected):
            false[k] += (p[effects:] <= LEVEL).any()
            found[k] += (p[:effects] <= LEVEL).mean() if effects else np.nan
    return np.array([false[0], found[0], false[1], found[1]]) / studies


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=1000)
    studies = parser.parse_args().studies
    print("| models with a gain | false, max-T | found, max-T | false, Holm | found, Holm |")
    print("|---:|---:|---:|---:|---:|")
    for effects in (0, 20, 60):
        cells = " | ".join(
            "–" if np.isnan(share) else f"{100 * share:.1f} %" for share in claims(effects, studies)
        )
        print(f"| {effects} of {MODELS} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
