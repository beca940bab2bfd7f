"""Cohorts of the benchmark, by number: simulated signals, under each law in turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eeg2emg.seeds import derive_seed
from eeg2emg.studies.cohorts import cohort_settings
from eeg2emg.studies.laws_in_turn import law_of
from eeg2emg.studies.signal_cohorts import SIGNAL_SETTINGS

if TYPE_CHECKING:
    from eeg2emg.simulation.settings import SimulationSettings


def benchmark_settings(
    number: int, *, coupling: float, seed: int, subjects: int, recordings: int
) -> SimulationSettings:
    """Give the settings of a cohort of the benchmark.

    Parameters
    ----------
    number : int
        The cohort's number, from 1; it decides the law too (`law_of`).
    coupling : float
        k.
    seed : int
        The one seed. No other study draws the same cohorts from it.
    subjects, recordings : int
        People, and recordings of each.

    Returns
    -------
    SimulationSettings
        For `eeg2emg.studies.signal_cohorts.write_signal_cohort`.
    """
    settings = replace(
        SIGNAL_SETTINGS,
        subjects=subjects,
        recordings=recordings,
        coupling=coupling,
        seed=derive_seed(seed, "benchmark"),
    )
    return cohort_settings(law_of(number), number, settings=settings)
