"""Expected targets: the best estimate that the brain's state allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.cortex import subject_cortex
from eeg2emg.simulation.muscles import draw_couplings, subject_muscles
from eeg2emg.simulation.truth import EmgLaw, draw_targets

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from eeg2emg.simulation.settings import SimulationSettings
    from eeg2emg.simulation.truth_file import BrainStates

FIRST_NEW_PERSON = 10_000
"""People from this number on belong to no cohort: further draws from the law of people."""


def expected_targets(
    settings: SimulationSettings,
    subject_index: int,
    z: NDArray[np.floating],
    phases: Sequence[str],
    *,
    draws: int = 64,
    conditional: bool = False,
) -> NDArray[np.floating]:
    """Estimate E[target | brain state, person, phase] by drawing what is not coupled.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    subject_index : int
        The person, from 0.
    z : ndarray, shape (segments, states)
        The brain's coupling states.
    phases : sequence of str
        Phase of each segment.
    draws : int
        Draws per segment.
    conditional : bool
        Conditional instead of pairwise Granger causality.

    Returns
    -------
    ndarray, shape (segments, muscles, muscles)
        Means of `eeg2emg.simulation.draw_targets`, [sink, source].
    """
    return np.array(
        [
            draw_targets(
                settings, subject_index, state, phase, draws=draws, conditional=conditional
            ).mean(axis=0)
            for state, phase in zip(z, phases, strict=True)
        ]
    )


def expected_targets_of_new_people(
    settings: SimulationSettings,
    z: NDArray[np.floating],
    phases: Sequence[str],
    *,
    people: int = 64,
    conditional: bool = False,
) -> NDArray[np.floating]:
    """Estimate E[target | brain state, phase] over the law of people as well.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs.
    z : ndarray, shape (segments, states)
        The brain's coupling states.
    phases : sequence of str
        Phase of each segment.
    people : int
        People of no cohort, each drawn once per segment.
    conditional : bool
        Conditional instead of pairwise Granger causality.

    Returns
    -------
    ndarray, shape (segments, muscles, muscles)
        What can be said of somebody of whom nothing else is known, [sink, source].
    """
    names = np.array(phases)
    total = np.zeros((len(z), len(settings.emg_channels), len(settings.emg_channels)))
    k = settings.coupling
    for person in range(FIRST_NEW_PERSON, FIRST_NEW_PERSON + people):
        muscles = subject_muscles(settings, person)
        beta_power = subject_cortex(settings, person).power[2]
        rng = np.random.default_rng(derive_seed(settings.seed, "new people", person))
        w = k * z + np.sqrt(1.0 - k**2) * rng.standard_normal(z.shape)
        couplings = draw_couplings(settings, muscles, w, list(phases), rng)
        for phase in sorted(set(phases)):
            law = EmgLaw(settings, muscles, beta_power, phase)
            for row in np.flatnonzero(names == phase):
                clean = law.clean_spectrum(couplings.waveform[row])
                total[row] += law.target(clean, conditional=conditional)
    return total / people


def write_expected(
    path: str | os.PathLike[str], states: BrainStates, *, known: np.ndarray, new: np.ndarray
) -> None:
    """Write the expected targets of a subject.

    Parameters
    ----------
    path : path-like
        An ``.npz`` file.
    states : BrainStates
        Of the segments.
    known, new : ndarray, shape (segments, m, m)
        Given the person, and over the law of people.
    """
    with atomic_path(path) as temporary:
        np.savez(
            temporary,
            recording=states.recordings,
            onset_s=states.onsets_s,
            known=known,
            new=new,
        )


def read_expected(
    paths: Iterable[str | os.PathLike[str]], places: Sequence[tuple[str, float]]
) -> dict[str, np.ndarray]:
    """Read the expected targets of some segments of all subjects.

    Parameters
    ----------
    paths : iterable of path-like
        What `write_expected` wrote.
    places : sequence of (str, float)
        Recording and onset in s of each segment.

    Returns
    -------
    dict of str to ndarray, shape (segments, m, m)
        ``known`` and ``new``, NaN where no file has the segment.

    Raises
    ------
    OwnFileError
        If a file is missing or damaged.
    """
    row_of = {place: row for row, place in enumerate(places)}
    found: dict[str, np.ndarray] = {}
    for path in paths:
        with reading(path, "expected targets") as source, np.load(source) as file:
            own_places = zip(map(str, file["recording"]), map(float, file["onset_s"]), strict=True)
            used = {k: row_of[place] for k, place in enumerate(own_places) if place in row_of}
            for kind in ("known", "new"):
                values = file[kind]
                own = found.setdefault(kind, np.full((len(places), *values.shape[1:]), np.nan))
                own[list(used.values())] = values[list(used)]
    return found
