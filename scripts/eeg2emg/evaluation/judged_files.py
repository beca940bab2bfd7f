"""Judgement of what a study made beside the main flow, from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.cohort.dataset import load_dataset
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.learning.predictions import read_predictions
from eeg2emg.splitting.files import read_splits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eeg2emg.evaluation.judgement import Judgement


def judgement_of_files(
    dataset: str,
    splits: Sequence[str],
    about: Sequence[str],
    predictions: Iterable[str],
    *,
    target: str,
    primary: Sequence[str],
    seed: int,
    confidence: float,
) -> Judgement:
    """Judge all models of some files as the main flow judges its own.

    Parameters
    ----------
    dataset : str
        ``dataset.nc`` of the study.
    splits, about : sequence of str
        Its divisions, and what is known of them.
    predictions : iterable of str
        Those of its networks, rivals and regressions.
    target : str
        Which EMG connectivity is estimated.
    primary, seed, confidence
        As of `eeg2emg.evaluation.judgement.evaluate`.

    Returns
    -------
    Judgement
        As of that function.
    """
    return evaluate(
        load_dataset(dataset, target=target),
        read_splits(splits, about),
        [read_predictions(path) for path in predictions],
        primary=primary,
        seed=seed,
        confidence=confidence,
    )
