"""Limits of skill where the brain's state is known: the ceiling, and what can be learned from it.

Both are of simulated cohorts. The *ceiling* knows the laws of the simulation; nobody can learn all
of them from a few people. The *learnable limit* is what the kernel ridge of the evaluation learns
from the same people and divisions if it is given the true state of the brain in place of the EEG.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.evaluation.metrics import skill
from eeg2emg.evaluation.selection import choose_rival
from eeg2emg.learning.catalogue import RIVALS
from eeg2emg.learning.model_fits import fit_model
from eeg2emg.learning.rivals import fit_rivals
from eeg2emg.splitting.catalogue import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.simulation.expectation import Expected
    from eeg2emg.splitting.catalogue import Scheme

COLUMNS = (
    "scheme",
    "model",
    "skill",
    "ceiling",
    "ceiling_error",
    "share_of_ceiling",
    "learnable",
    "share_of_learnable",
    "reliability",
    "reason",
)

LEARNER = "kernel ridge"
"""The regression that the learnable limit is of."""


@dataclass(frozen=True)
class Ceiling:
    """The highest skill that anything could reach which knows the brain's state and the past.

    Attributes
    ----------
    found : float
        Skill of the expected targets and what past ones add, over the same rival as every model.
    error : float
        Its standard error from the draws of the expected targets, by the jackknife.
    """

    found: float
    error: float

    @property
    def skill(self) -> float:
        """At least 0: the rival can be had without knowing the brain."""
        return max(self.found, 0.0) if np.isfinite(self.found) else self.found


_UNKNOWN = Ceiling(float("nan"), float("nan"))


def expected_with_past(
    expected: np.ndarray, dataset: ConnectivityDataset, part: np.ndarray, scheme: Scheme
) -> dict[str, np.ndarray]:
    """Add to expected targets what each rival makes of the differences from them.

    What the brain's state leaves open of a muscle network is partly known from other segments: the
    level of the person, which the pipeline's estimates may shift against the simulation's laws, and
    the slow drift of the muscles' own state. The rivals tell from the residuals of training
    segments what they would tell from targets, without EEG.

    Parameters
    ----------
    expected : ndarray, shape (segments, estimates, m, m)
        E[target | brain state, phase, what the scheme reveals of the subject], estimated from all
        draws and from some. What a rival has to choose it chooses for all estimates together.
    dataset : ConnectivityDataset
        The cohort.
    part : ndarray of str, shape (segments,)
        Part of each segment in this fold.
    scheme : Scheme
        Whether only earlier segments may tell something about a segment, and whether rivals are
        fitted again on training and validation segments.

    Returns
    -------
    dict of str to ndarray, shape (segments, estimates, m, m)
        By rival; without those that the fold cannot carry, as where the subject is new.
    """
    residual = dataset.targets[:, None] - expected
    found = fit_rivals(residual, dataset.segments, part, causal=scheme.causal, refits=scheme.refits)
    return {name: expected + prediction for name, prediction in found.predictions.items()}


def ceiling_skill(
    table: SchemeTable, dataset: ConnectivityDataset, expected: Mapping[str, Expected]
) -> Ceiling:
    """Compute the skill of the ceiling on the tested segments of a scheme.

    Parameters
    ----------
    table : SchemeTable
        Truth, and the rivals' predictions.
    dataset : ConnectivityDataset
        The cohort.
    expected : dict of str to Expected
        ``known``: given the person; ``new``: over the law of people. The scheme decides which.

    Returns
    -------
    Ceiling
        In each fold with the rival of the residuals that is best on validation segments. It is
        chosen with all draws, and kept where some are left out.
    """
    scheme = SCHEMES[table.scheme]
    source = expected["known" if scheme.knows_subjects else "new"]
    estimates = np.stack([source.mean, *source.without], axis=1)
    shape = (len(table.rows), *estimates.shape[1:])
    models = {name: np.full(shape, np.nan) for name in RIVALS}
    for rows, places, part in _folds(table, dataset):
        found = expected_with_past(estimates, dataset, part, scheme)
        for name, values in found.items():
            models[name][rows] = values[places]
    with_all = {name: values[:, 0] for name, values in models.items()}
    chosen = choose_rival(replace(table, models=with_all)).by_fold
    prediction = np.full(shape, np.nan)
    for fold, rows in table.rows.groupby("fold", sort=True).indices.items():
        if str(fold) in chosen:
            prediction[rows] = models[chosen[str(fold)]][rows]
    whole, *without = (_skill(values, table) for values in np.moveaxis(prediction, 1, 0))
    spread = np.var(without) * (len(without) - 1)
    return Ceiling(whole, float(np.sqrt(spread)))


def learnable_skill(table: SchemeTable, dataset: ConnectivityDataset, states: np.ndarray) -> float:
    """Compute what the kernel ridge learns from the true state of the brain.

    Parameters
    ----------
    table : SchemeTable
        Truth, and the rivals' predictions.
    dataset : ConnectivityDataset
        The cohort.
    states : ndarray, shape (segments, k)
        The true state, which takes the place of the features of the EEG and is handled like them.

    Returns
    -------
    float
        Skill on the tested segments of the scheme.
    """
    scheme = SCHEMES[table.scheme]
    prediction = np.full(table.truth.shape, np.nan)
    for rows, places, part in _folds(table, dataset):
        fit = fit_model(
            LEARNER,
            states,
            dataset.targets,
            dataset.segments,
            part,
            adapted=scheme.adapted,
            refits=scheme.refits,
        )
        prediction[rows] = fit.prediction[places]
    return _skill(prediction, table)


def _folds(
    table: SchemeTable, dataset: ConnectivityDataset
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give of every fold its rows of the table and of the dataset, and the part of all segments."""
    for rows in table.rows.groupby("fold", sort=True).indices.values():
        places = dataset.rows(table.rows["segment"].iloc[rows])
        part = np.full(len(dataset.segments), "unused", dtype=object)
        part[places] = table.rows["part"].iloc[rows]
        yield rows, places, part


def _skill(prediction: np.ndarray, table: SchemeTable) -> float:
    test, rival = table.tested, choose_rival(table).prediction
    return skill(table.truth[test], prediction[test], rival[test])


def shares_of_limits(
    metrics: pd.DataFrame,
    *,
    reliability: float,
    ceilings: Mapping[str, Ceiling],
    learnable: Mapping[str, float],
    reasons: Mapping[str, str],
) -> pd.DataFrame:
    """Set each model's skill beside what could be reached.

    Parameters
    ----------
    metrics : DataFrame
        As from `eeg2emg.evaluation.judgement.evaluate`.
    reliability : float
        How well the target agrees with itself within a segment; NaN where it is not known. It is
        the same in every row, and no limit (`eeg2emg.evaluation.reliability`).
    ceilings : dict of str to Ceiling
        By scheme; empty where they are not known.
    learnable : dict of str to float
        Learnable limits by scheme; empty where they are not known.
    reasons : dict of str to str
        Why ``ceiling``, ``learnable limit`` or ``reliability`` is not known.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per scheme and model with a skill on test segments. A skill that
        is not above 0 is no share of anything, nor is there a share of a limit which is not.
    """
    rows = metrics[
        (metrics["part"] == "test")
        & (metrics["metric"] == "skill")
        & (metrics["status"] == "estimated")
    ]
    unknown = [f"no {what}: {why}" for what, why in reasons.items() if why]
    records = []
    for row in rows.itertuples():
        ceiling = ceilings.get(row.scheme, _UNKNOWN)
        learned = learnable.get(row.scheme, float("nan"))
        why = [*unknown]
        if ceiling.found < 0:
            why.append(
                f"the rival is the ceiling in {row.scheme}: with the state of the brain the skill "
                f"would be {ceiling.found:.3f}"
            )
        records.append(
            (
                row.scheme,
                row.model,
                row.value,
                ceiling.skill,
                ceiling.error,
                _share(row.value, ceiling.skill),
                learned,
                _share(row.value, learned),
                reliability,
                "; ".join(why),
            )
        )
    return pd.DataFrame(records, columns=list(COLUMNS))


def _share(value: float, limit: float) -> float:
    return value / limit if value > 0 and limit > 0 else float("nan")
