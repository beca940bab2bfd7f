"""Simulated cohorts of matrices without signals: the laws of the simulation, and sampling error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eeg2emg.cohort.dataset import ConnectivityDataset
from eeg2emg.connectivity.catalogue import PAPERS_TARGET
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.cortex import subject_cortex
from eeg2emg.simulation.coupling import CORTICAL_SITES, log_changes, state_courses
from eeg2emg.simulation.muscles import draw_couplings, subject_muscles
from eeg2emg.simulation.settings import recording_name, subject_name
from eeg2emg.simulation.truth import EmgLaw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.simulation.settings import SimulationSettings

BRAIN_ERROR = 0.2
"""Sampling error of the brain's couplings: standard deviation of their logarithm."""

MUSCLE_ERROR = 0.1
"""Sampling error of the muscles' Granger causality: standard deviation of its logarithm."""

FLOOR = 0.01
"""What is estimated where there is no coupling, in the unit of couplings."""


def draw_matrices(
    settings: SimulationSettings, error_scale: NDArray[np.floating] | None = None
) -> ConnectivityDataset:
    """Draw the connectivity of a cohort from the laws that its signals would follow.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs; subjects, recordings and segments give the size.
    error_scale : ndarray, shape (subjects, 2), optional
        How much larger the sampling error of each person's brain and muscles is.

    Returns
    -------
    ConnectivityDataset
        Features: one plane, the couplings between the cortical sources. Targets: the muscles'
        pairwise Granger causality of form (b). Both with sampling error. Minutes of signals take
        milliseconds.
    """
    per_person = settings.recordings * settings.segments
    phases = [settings.phase_of(i) for i in range(settings.segments)] * settings.recordings
    names = np.array(phases)
    m, n = len(settings.emg_channels), len(CORTICAL_SITES)
    features, targets, rows = [], [], []
    scale = np.ones((settings.subjects, 2)) if error_scale is None else error_scale
    for person in range(settings.subjects):
        rng = np.random.default_rng(derive_seed(settings.seed, "matrices", person))
        z, w = state_courses(settings, person, per_person)
        cortex, muscles = subject_cortex(settings, person), subject_muscles(settings, person)
        brain = cortex.graph.as_matrix(
            cortex.graph.couplings(log_changes(settings, z, cortex.graph.loadings))
        )
        brain = (brain + FLOOR) * np.exp(
            scale[person, 0] * BRAIN_ERROR * rng.standard_normal(brain.shape)
        )
        features.append(np.where(np.eye(n, dtype=bool), 0.0, brain)[..., None])
        waveform = draw_couplings(settings, muscles, w, phases, rng).waveform
        own = np.empty((per_person, m, m))
        for phase in sorted(set(phases)):
            law = EmgLaw(settings, muscles, cortex.power[2], phase)
            for row in np.flatnonzero(names == phase):
                own[row] = law.target(law.clean_spectrum(waveform[row]), conditional=False)
        targets.append(
            own * np.exp(scale[person, 1] * MUSCLE_ERROR * rng.standard_normal(own.shape))
        )
        rows += _segments_of(settings, person, phases)
    return ConnectivityDataset(
        features=np.concatenate(features),
        targets=np.concatenate(targets),
        planes=("granger",),
        eeg_channels=tuple(CORTICAL_SITES),
        emg_channels=settings.emg_channels,
        segments=pd.DataFrame(rows),
        target_name=PAPERS_TARGET,
        simulated=True,
    )


def _segments_of(
    settings: SimulationSettings, person: int, phases: list[str]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    amplitude_v = {
        phase: 1e-6 * (settings.emg_rest_uv if phase == phases[0] else settings.emg_activity_uv)
        for phase in phases
    }
    for i, phase in enumerate(phases):
        run, place = divmod(i, settings.segments)
        recording = recording_name(settings, person, run)
        rows.append(
            {
                "segment": f"{recording}_seg-{place:03d}",
                "subject": subject_name(person),
                "recording": recording,
                "phase": phase,
                "cycle": place // len(settings.phases),
                "onset_s": settings.segment_s * place,
                "emg_amplitude_v": amplitude_v[phase],
            }
        )
    return rows
