"""Verdicts on many simulated cohorts, and how often they are yes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.dataset import load_amplitudes, load_dataset, load_planes
from eeg2emg.connectivity.file import BELOW_LIMIT, HIGH, MUSCLE
from eeg2emg.seeds import derive_seed
from eeg2emg.studies.cohorts import (
    STUDY_SETTINGS,
    cohort_settings,
    coupled_cohort,
    uncoupled_cohort,
    uncoupled_settings,
)
from eeg2emg.studies.signal_cohorts import SIGNAL_SETTINGS, write_signal_cohort
from eeg2emg.verdict.cohort import judge_cohort
from eeg2emg.verdict.questions import OVER_WRONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eeg2emg.simulation.settings import SimulationSettings
    from eeg2emg.studies.verdict_studies import VerdictStudy
    from eeg2emg.verdict.decision import Verdict

COLUMNS = (
    "study",
    "cohort",
    "outcome",
    "answer",
    "skill",
    "low",
    "base_low",
    "changes_p",
    "null_p",
)
"""Columns of the table of cohorts; NaN where a check was not reached."""


def judge_cohorts(
    study: VerdictStudy, numbers: Iterable[int], *, seed: int, primary: Sequence[str]
) -> Iterator[pd.DataFrame]:
    """Draw cohorts of a study and judge each as the workflow does.

    Parameters
    ----------
    study : VerdictStudy
        One of `eeg2emg.studies.verdict_studies.VERDICT_STUDIES`.
    numbers : iterable of int
        Numbers of the cohorts.
    seed : int
        The one seed.
    primary : sequence of str
        Models of the primary analysis.

    Yields
    ------
    DataFrame
        One row, columns `COLUMNS`.
    """
    for number in numbers:
        own_seed = derive_seed(seed, "verdict", study.name, number)
        judge = _judge_matrices if study.made_of == "matrices" else _judge_signals
        verdict = judge(study, number, seed, own_seed, primary)
        by_name = dict(enumerate(verdict.checks))
        nothing = np.nan
        skill, base, changes = (by_name.get(place) for place in range(3))
        null = next((one for one in verdict.checks if one.name == OVER_WRONG), None)
        row = (
            study.name,
            number,
            verdict.outcome.name,
            verdict.outcome.answer,
            skill.value if skill else nothing,
            skill.low if skill else nothing,
            base.low if base else nothing,
            changes.p if changes else nothing,
            null.p if null else nothing,
        )
        yield pd.DataFrame([row], columns=list(COLUMNS))


def _judge_matrices(
    study: VerdictStudy, number: int, seed: int, own_seed: int, primary: Sequence[str]
) -> Verdict:
    settings = replace(
        STUDY_SETTINGS,
        subjects=study.people,
        recordings=study.recordings,
        coupling=study.coupling,
        seed=seed,
    )
    dataset = (
        uncoupled_cohort(study.nuisance, number, settings=settings)
        if study.nuisance
        else coupled_cohort(study.law, number, settings=settings)
    )
    return judge_cohort(dataset, seed=own_seed, primary=primary)


def _judge_signals(
    study: VerdictStudy, number: int, seed: int, own_seed: int, primary: Sequence[str]
) -> Verdict:
    settings: SimulationSettings = replace(SIGNAL_SETTINGS, coupling=study.coupling, seed=seed)
    own = (
        uncoupled_settings(study.nuisance, number, settings=settings)
        if study.nuisance
        else cohort_settings(study.law, number, settings=settings)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "connectivity.nc"
        write_signal_cohort(path, own, study.nuisance or None)
        dataset = load_dataset(path)
        planes = load_planes(path, dataset, [BELOW_LIMIT, MUSCLE])
        high_v = load_amplitudes(path, dataset, HIGH)
    return judge_cohort(dataset, seed=own_seed, primary=primary, planes=planes, high_v=high_v)
