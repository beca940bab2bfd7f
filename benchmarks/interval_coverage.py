"""Count how often the interval over subjects misses a known skill, under laws it does not assume.

    python benchmarks/interval_coverage.py [--studies 10000]

A study draws the errors of the rival of each subject (gamma, shape 4) and what the model gains, a
share of these errors that varies around 0.1 between subjects with a standard deviation of 0.3. The
share is normal, Student's t with 3 degrees of freedom, or lognormal with its tail to either side.
Printed is a table in Markdown: the share of intervals (95 %) that lie wholly above the truth, and
wholly below it; 2.5 % each is nominal. Beside them the same of the interval by Student's t
(Fieller's), which assumes normal gains, in the same studies.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from eeg2emg.evaluation.intervals import ratio_interval

if TYPE_CHECKING:
    from collections.abc import Callable

SKILL, SPREAD, SEED = 0.1, 0.3, 1
"""The truth, the standard deviation of the subjects' skills, and the seed of the studies."""

SUBJECTS = (6, 10, 20)


def _lognormal(sigma: float, sign: int) -> Callable[[np.random.Generator, int], np.ndarray]:
    square = np.exp(sigma**2)

    def draw(rng: np.random.Generator, size: int) -> np.ndarray:
        return sign * (rng.lognormal(0, sigma, size) / np.sqrt(square) - 1) / np.sqrt(square - 1)

    return draw


LAWS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "normal": lambda rng, size: rng.normal(size=size),
    "heavy tails (t, 3 degrees of freedom)": lambda rng, size: rng.standard_t(3, size) / np.sqrt(3),
    "some gain much (lognormal, skewness 1.7)": _lognormal(0.5, 1),
    "some lose much (the same, mirrored)": _lognormal(0.5, -1),
    "few gain very much (lognormal, skewness 6.2)": _lognormal(1, 1),
    "few lose very much (the same, mirrored)": _lognormal(1, -1),
}
"""What varies between subjects, with mean 0 and variance 1."""


def misses(law: str, subjects: int, studies: int) -> np.ndarray:
    """Share of intervals above and below the truth: of this project, then by Student's t."""
    rng = np.random.default_rng(SEED)
    limit = student.ppf(0.975, subjects - 1)
    counts = np.zeros(4)
    for _ in range(studies):
        errors = rng.gamma(4, size=subjects)
        gains = errors * (SKILL + SPREAD * LAWS[law](rng, subjects))
        low, high = ratio_interval(gains, errors, seed=SEED)
        rest = gains - SKILL * errors
        t = np.sqrt(subjects) * rest.mean() / rest.std(ddof=1)
        counts += [low > SKILL, high < SKILL, t > limit, t < -limit]
    return counts / studies


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--studies", type=int, default=10_000)
    studies = parser.parse_args().studies
    print("| skill of the subjects | subjects | above | below | above, by t | below, by t |")
    print("|---|---:|---:|---:|---:|---:|")
    for law in LAWS:
        for subjects in SUBJECTS:
            cells = " | ".join(f"{100 * share:.1f} %" for share in misses(law, subjects, studies))
            print(f"| {law} | {subjects} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
