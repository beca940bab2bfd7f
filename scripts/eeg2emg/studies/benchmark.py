"""Benchmark: every model on simulated cohorts of several laws, its errors person by person.

What is claimed about models is pooled over these cohorts (`eeg2emg.studies.pooled_skills`), never
taken from one: the order of two models depends on the law, and on who was drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import ALL_MODELS
from eeg2emg.evaluation.metrics import squared_error_by_group
from eeg2emg.evaluation.selection import (
    choices,
    choose_rival,
    gather_estimable,
    why_not_estimable,
)
from eeg2emg.files.tables import empty_text
from eeg2emg.learning.catalogue import KERNEL_RIDGE, RIVALS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.names.models import LAST, PRIMARY_CHOSEN, ModelName
from eeg2emg.seeds import derive_seed
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split
from eeg2emg.studies.laws_in_turn import law_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.evaluation.selection import SchemeTable
    from eeg2emg.learning.predictions import Predictions
    from eeg2emg.learning.recipes import TrainingRecipe

NETWORK_SCHEMES = ("blocked", "leave-one-subject-out-adapted")
"""Schemes of the benchmark in which networks are trained, if any are asked for: one of known people
and one of new ones, since each takes many times longer than all regressions."""

COLUMNS = (
    *("cohort", "law", "scheme", "model", "subject"),
    *("error", "rival_error", "kernel_error", "rival", "n_segments", "reason"),
)
"""Columns of the table of errors. The errors are sums of squares off the diagonal over a person's
tested segments: of the model, of the rival that validation segments chose (``rival`` names it), and
of the kernel ridge. A row without a subject says in ``reason`` why there are no errors."""


def errors_of_cohort(
    dataset: ConnectivityDataset,
    number: int,
    *,
    schemes: Sequence[str],
    seed: int,
    primary: Sequence[str],
    networks: Sequence[TrainingRecipe] = (),
    optimizer: str = "adam",
    few_shot_segments: int = 10,
) -> pd.DataFrame:
    """Fit all models on one cohort as a run does, and sum their errors person by person.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    number : int
        Its number.
    schemes : sequence of str
        Schemes that are evidence.
    seed : int
        The one seed; the cohort's own follows from it and the number.
    primary : sequence of str
        Models of the primary analysis: which of them validation chooses is judged too, in schemes
        in which all of them are fitted.
    networks : sequence of TrainingRecipe
        Networks that are trained in `NETWORK_SCHEMES`.
    optimizer : str
        Of the networks.
    few_shot_segments : int
        Segments per phase that scheme ``few-shot`` knows of a new person.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per scheme, model and person.
    """
    own_seed = derive_seed(seed, "benchmark", number)
    splits = {
        scheme: _split(dataset, scheme, own_seed, few_shot_segments=few_shot_segments)
        for scheme in schemes
    }
    trained = _train(dataset, splits, networks, optimizer, seed=own_seed)
    rows: list[dict[str, object]] = []
    for scheme, split in splits.items():
        models = [fit_models(dataset, split, scheme)] if split.estimable else []
        try:
            table = gather_estimable(dataset, scheme, split, [*models, *trained])
        except NotEstimableError as error:
            rows.append({"scheme": scheme, "model": ALL_MODELS, "reason": str(error)})
            continue
        rows += _errors(table, primary)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.assign(cohort=number, law=law_of(number))
    text = ["subject", "rival", "reason"]
    frame[text] = empty_text(frame[text])
    frame["n_segments"] = frame["n_segments"].fillna(0).astype(int)
    return frame


def _split(
    dataset: ConnectivityDataset, scheme: str, seed: int, *, few_shot_segments: int
) -> Split:
    try:
        return make_split(dataset.segments, scheme, seed=seed, few_shot_segments=few_shot_segments)
    except NotEstimableError as error:
        return Split.not_estimable(str(error))


def _train(
    dataset: ConnectivityDataset,
    splits: Mapping[str, Split],
    networks: Sequence[TrainingRecipe],
    optimizer: str,
    *,
    seed: int,
) -> list[Predictions]:
    if not networks:
        return []
    # TensorFlow takes seconds to load, and most benchmarks train no network.
    from eeg2emg.learning.trained_schemes import train_schemes

    own = {name: splits[name] for name in splits if name in NETWORK_SCHEMES}
    own = {name: split for name, split in own.items() if split.estimable}
    return [
        train_schemes(dataset, own, recipe, optimizer, seed=seed).predictions for recipe in networks
    ]


def _errors(table: SchemeTable, primary: Sequence[str]) -> Iterator[dict[str, object]]:
    models = {
        name: prediction
        for name, prediction in table.models.items()
        if name not in RIVALS and ModelName.parse(name).weights != LAST
    }
    if set(primary) <= set(models):
        chosen = choices(table, primary)[PRIMARY_CHOSEN]
        models[PRIMARY_CHOSEN] = chosen.prediction
    test, rival = table.tested, choose_rival(table)
    subjects, groups = np.unique(table.rows.loc[test, "subject"], return_inverse=True)
    sizes = table.rows[test].groupby("subject")["segment"].nunique()

    def by_person(prediction: np.ndarray) -> np.ndarray:
        return squared_error_by_group(table.truth[test], prediction[test], groups, len(subjects))

    rival_errors, kernel_errors = by_person(rival.prediction), by_person(models[KERNEL_RIDGE])
    for model, prediction in models.items():
        base: dict[str, object] = {"scheme": table.scheme, "model": model}
        errors = by_person(prediction)
        if not np.isfinite(errors).all():
            why = why_not_estimable(table, model) or "Not every tested segment has an estimate."
            yield base | {"reason": why}
            continue
        for k, subject in enumerate(subjects):
            yield base | {
                "subject": str(subject),
                "error": errors[k],
                "rival_error": rival_errors[k],
                "kernel_error": kernel_errors[k],
                "rival": rival.describe(),
                "n_segments": int(sizes[subject]),
            }
