"""Cohorts by name and number: without coupling under a nuisance, and with coupling under a law."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eeg2emg.catalogues import resolve
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.settings import SimulationSettings
from eeg2emg.studies.nuisances import NUISANCES

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset

STUDY_SETTINGS = SimulationSettings(
    subjects=10, recordings=10, segments=10, noisy_subjects=0, wobble=0.15, wobble_s=60.0
)
"""Cohorts of matrices: ten people with a hundred segments each. Couplings that waver by 0.5 within
twelve stretches of a segment waver by 0.15 on average; one stretch takes a fifth of the time."""


def uncoupled_cohort(
    nuisance: str, number: int, *, settings: SimulationSettings = STUDY_SETTINGS
) -> ConnectivityDataset:
    """Draw a cohort of matrices without coupling (k = 0) under a nuisance.

    Parameters
    ----------
    nuisance : str
        Its name in `eeg2emg.studies.nuisances.NUISANCES`; one that acts on matrices.
    number : int
        The cohort's number: same number, same cohort.
    settings : SimulationSettings
        The knobs; seed and coupling are replaced.

    Returns
    -------
    ConnectivityDataset
    """
    entry = NUISANCES[nuisance]
    if entry.acts_on != "matrices":
        raise ValueError(f"{nuisance} acts on {entry.acts_on}, not on matrices")
    own = uncoupled_settings(nuisance, number, settings=settings)
    return resolve(entry.function)(own, entry.strength)


def uncoupled_settings(
    nuisance: str, number: int, *, settings: SimulationSettings
) -> SimulationSettings:
    """Give the settings of a cohort without coupling under a nuisance, of matrices or signals."""
    seed = derive_seed(settings.seed, "uncoupled", nuisance, number)
    return replace(settings, coupling=0.0, seed=seed)


def coupled_cohort(
    law: str, number: int, *, settings: SimulationSettings = STUDY_SETTINGS
) -> ConnectivityDataset:
    """Draw a cohort of matrices with the coupling that the settings name, under a law.

    Parameters
    ----------
    law : str
        Its name in `eeg2emg.simulation.laws.LAWS`.
    number : int
        The cohort's number: same number, same cohort.
    settings : SimulationSettings
        The knobs; seed and law are replaced.

    Returns
    -------
    ConnectivityDataset
    """
    return draw_matrices(cohort_settings(law, number, settings=settings))


def cohort_settings(
    law: str, number: int, *, settings: SimulationSettings = STUDY_SETTINGS
) -> SimulationSettings:
    """Give the settings that `coupled_cohort` draws with: what its ceiling needs."""
    seed = derive_seed(settings.seed, "coupled", law, number)
    return replace(settings, law=law, seed=seed)
