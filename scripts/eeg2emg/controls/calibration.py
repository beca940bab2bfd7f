"""Calibration: the evaluation judges many small cohorts without coupling, and must find nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.controls.calibration_networks import small_network_predictions, small_trainers
from eeg2emg.controls.shifted_models import pairing_null
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.selection import gather
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eeg2emg.learning.trainer import Trainer
    from eeg2emg.simulation.settings import SimulationSettings

SUBJECTS, RECORDINGS, SEGMENTS, FEW_SHOT_SEGMENTS = 8, 6, 4, 4
"""Size of a cohort; recordings are per subject, segments per recording."""

COLUMNS = ("cohort", "scheme", "model", "skill", "low", "high", "p", "null_p")
SHIFTS = 19
"""Shifted pairings of the null: the smallest p-value is 1 / 20."""

NULL_LEVELS = (0.05, 0.1, 0.25, 0.5)
"""Where the distribution of the null's p-values is compared with the uniform one."""

SURE = 0.99
"""Probability with which counts stay below their bound if the level is kept."""


def judge_cohorts(
    settings: SimulationSettings,
    numbers: Iterable[int],
    *,
    schemes: Sequence[str],
    confidence: float = 0.95,
) -> Iterator[pd.DataFrame]:
    """Draw cohorts without coupling (k = 0), and evaluate each like any other.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs; size, coupling and seed are replaced.
    numbers : iterable of int
        Numbers of the cohorts, which their seeds are derived from.
    schemes : sequence of str
        Schemes in which they are judged.
    confidence : float
        Level of the intervals.

    Yields
    ------
    DataFrame
        One per cohort, columns `COLUMNS`, one row per scheme and model that sees EEG: linear and
        kernel models, the networks of `eeg2emg.controls.calibration_networks`, and what is chosen
        among them; ``null_p`` in the scheme of the primary analysis for linear and kernel models
        and for the primary model, which is chosen among them.
    """
    trainers: list[Trainer] = []
    for number in numbers:
        seed = derive_seed(settings.seed, "calibration", number)
        dataset = draw_matrices(_small(settings, seed))
        splits = {
            scheme: make_split(
                dataset.segments, scheme, seed=seed, few_shot_segments=FEW_SHOT_SEGMENTS
            )
            for scheme in schemes
        }
        # All cohorts have the same size, so that what TensorFlow compiles serves for all.
        trainers = trainers or small_trainers(dataset)
        predictions = [
            *(fit_models(dataset, split, scheme) for scheme, split in splits.items()),
            *small_network_predictions(dataset, splits, trainers, seed=seed),
        ]
        metrics = evaluate(dataset, splits, predictions, seed=seed, confidence=confidence).metrics
        rows = metrics[
            (metrics["metric"] == "skill")
            & (metrics["part"] == "test")
            & ~metrics["model"].isin(RIVALS)
        ].rename(columns={"value": "skill"})
        null_p = {}
        if PRIMARY_SCHEME in splits:
            table = gather(dataset, PRIMARY_SCHEME, splits[PRIMARY_SCHEME], predictions)
            null = pairing_null(dataset, table, shifts=SHIFTS, seed=seed)
            null_p = dict(zip(null["model"], null["p"], strict=True))
        primary = rows["scheme"] == PRIMARY_SCHEME
        found = rows.assign(cohort=number, null_p=rows["model"].map(null_p).where(primary))
        yield found[list(COLUMNS)].reset_index(drop=True)


def _small(settings: SimulationSettings, seed: int) -> SimulationSettings:
    """Make the settings of one small cohort without coupling."""
    return replace(
        settings,
        subjects=SUBJECTS,
        noisy_subjects=0,
        recordings=RECORDINGS,
        segments=SEGMENTS,
        coupling=0.0,
        seed=seed,
    )


def summarise_calibration(cohorts: pd.DataFrame, *, confidence: float) -> pd.DataFrame:
    """Count how often the evaluation claims a skill that is not there.

    Parameters
    ----------
    cohorts : DataFrame
        Rows of `judge_cohorts` for many cohorts.
    confidence : float
        Level of the intervals; (1 - confidence) / 2 of them may lie above 0.

    Returns
    -------
    DataFrame
        One row per check, scheme and model: check ("interval above 0", "null p <= 0.05" and so
        on), cohorts, found (share), nominal, bound (the share below which it stays with a
        probability of `SURE` where the nominal one is kept), kept.
    """
    from scipy.stats import binom

    records = []
    for (scheme, model), own in cohorts.groupby(["scheme", "model"], sort=False):
        checks = [("interval above 0", (own["low"] > 0).to_numpy(), round((1 - confidence) / 2, 6))]
        p = own["null_p"].dropna().to_numpy()
        if len(p):
            # All of them can occur: p is a multiple of 1 / 20.
            checks += [(f"null p <= {level:g}", p <= level + 1e-9, level) for level in NULL_LEVELS]
        for check, hits, nominal in checks:
            bound = binom.ppf(SURE, len(hits), nominal) / len(hits)
            share = float(np.mean(hits))
            records.append(
                (check, scheme, model, len(hits), share, nominal, bound, bool(share <= bound))
            )
    columns = ["check", "scheme", "model", "cohorts", "found", "nominal", "bound", "kept"]
    return pd.DataFrame(records, columns=columns)
