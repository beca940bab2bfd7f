"""The verdict on a cohort of matrices, in one call: what studies of many cohorts repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.controls.eeg_subsets import subsets_of_dataset
from eeg2emg.controls.shifted_models import pairing_null
from eeg2emg.controls.subset_fits import fit_subsets
from eeg2emg.controls.trends import shared_trend
from eeg2emg.errors import NotEstimableError
from eeg2emg.evaluation.judgement import evaluate
from eeg2emg.evaluation.selection import choose_rival, gather
from eeg2emg.learning.catalogue import PRIMARY_MODELS
from eeg2emg.learning.model_predictions import fit_models
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME
from eeg2emg.splitting.schemes import make_split
from eeg2emg.splitting.split import Split
from eeg2emg.verdict.decision import decide
from eeg2emg.verdict.evidence import evidence_of_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from eeg2emg.cohort.dataset import ConnectivityDataset, Planes
    from eeg2emg.verdict.decision import Verdict

SHIFTS = 99
"""Shifted pairings of the null."""


def judge_cohort(
    dataset: ConnectivityDataset,
    *,
    seed: int,
    primary: Sequence[str] = PRIMARY_MODELS,
    shifts: int = SHIFTS,
    confidence: float = 0.95,
    planes: dict[str, Planes] | None = None,
    high_v: np.ndarray | None = None,
    head_v: np.ndarray | None = None,
    whole: bool = False,
) -> Verdict:
    """Judge whether the EEG of a cohort tells about its muscles, as the workflow does.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.
    seed : int
        The cohort's seed.
    primary : sequence of str
        Regressions among which the primary analysis chooses on validation segments.
    shifts : int
        Shifted pairings of the null; at least 39, so that its p can reach 0.025.
    confidence : float
        Level of the intervals.
    planes : dict of str to Planes, optional
        Matrices of parts of the EEG, for the controls (`eeg2emg.cohort.dataset.load_planes`).
    high_v : ndarray, shape (segments, n), optional
        Amplitude of each channel at high frequencies, in volts, for a control.
    head_v : ndarray, shape (segments, k), optional
        Amplitude of each muscle of the head, in volts, for a control.
    whole : bool
        Whether null and controls are computed also where the verdict cannot be yes any more.

    Returns
    -------
    Verdict
        The same outcome whether `whole` or not.
    """
    try:
        split = make_split(dataset.segments, PRIMARY_SCHEME, seed=seed)
    except NotEstimableError as error:
        split = Split.not_estimable(str(error))
    predictions = (
        [fit_models(dataset, split, PRIMARY_SCHEME, regressions=primary)] if split.estimable else []
    )
    metrics = evaluate(
        dataset,
        {PRIMARY_SCHEME: split},
        predictions,
        primary=primary,
        seed=seed,
        confidence=confidence,
        plain=False,
    ).metrics
    trends = shared_trend(dataset, seed=seed)
    verdict = decide(evidence_of_tables(metrics, trends, None, None), confidence=confidence)
    if verdict.reason or not (whole or verdict.is_yes):
        return verdict
    table = gather(dataset, PRIMARY_SCHEME, split, predictions)
    null = pairing_null(
        dataset, table, primary=primary, shifts=shifts, seed=seed, models=tuple(primary)
    )
    rival = choose_rival(table).prediction
    subsets = subsets_of_dataset(dataset, planes or {}, high_v, head_v=head_v)
    controls = fit_subsets(dataset, table, rival, subsets, seed=seed, confidence=confidence)
    return decide(evidence_of_tables(metrics, trends, null, controls), confidence=confidence)
