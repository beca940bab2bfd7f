"""Expected targets: the best estimate that the brain's state allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import hermite_e

from eeg2emg.files.atomic import atomic_path
from eeg2emg.files.reading import reading
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.cortex import subject_cortex
from eeg2emg.simulation.coupling import coupling_share, log_changes, muscle_graph
from eeg2emg.simulation.muscles import draw_coupling_noise, draw_couplings, subject_muscles
from eeg2emg.simulation.truth import EmgLaw

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from eeg2emg.simulation.settings import SimulationSettings
    from eeg2emg.simulation.truth_file import BrainStates

FIRST_NEW_PERSON = 10_000
"""People from this number on belong to no cohort: further draws from the law of people."""
NEW_PEOPLE = 64
"""How many of them stand for the law of people."""
GROUPS = 8
"""Groups of draws that are left out in turn, for the error of what is drawn."""

_DEGREE = 3  # of the polynomial in the state that takes up what the couplings leave
_CHEAP_DRAWS = 4096  # of couplings alone, per segment
_CROWD = 1024
_RIDGE = 1e-6


@dataclass(frozen=True)
class Expected:
    """Expected targets of segments.

    Attributes
    ----------
    mean : ndarray, shape (segments, muscles, muscles)
        E[target | brain state, phase, ...], [sink, source].
    without : ndarray, shape (`GROUPS`, segments, muscles, muscles)
        The same without each group of draws in turn, for the jackknife error of what is computed
        from `mean`.
    """

    mean: NDArray[np.floating]
    without: NDArray[np.floating]


def expected_targets(
    settings: SimulationSettings,
    subject_index: int,
    z: NDArray[np.floating],
    phases: Sequence[str],
    *,
    draws: int = 256,
    conditional: bool = False,
) -> Expected:
    """Estimate E[target | brain state, person, phase].

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
        Draws of the target per phase; 16 at least are made.
    conditional : bool
        Conditional instead of pairwise Granger causality.

    Returns
    -------
    Expected
        Of what `eeg2emg.simulation.truth.draw_targets` draws.
    """
    return _expected(settings, [subject_index], 1, z, phases, draws=draws, conditional=conditional)


def expected_targets_of_new_people(
    settings: SimulationSettings,
    z: NDArray[np.floating],
    phases: Sequence[str],
    *,
    people: int = NEW_PEOPLE,
    draws: int = 32,
    conditional: bool = False,
) -> Expected:
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
        People of no cohort.
    draws : int
        Draws of the target per phase of each of them.
    conditional : bool
        Conditional instead of pairwise Granger causality.

    Returns
    -------
    Expected
        What can be said of somebody of whom nothing else is known.
    """
    numbers = list(range(FIRST_NEW_PERSON, FIRST_NEW_PERSON + people))
    crowd = max(people, _CROWD)
    return _expected(settings, numbers, crowd, z, phases, draws=draws, conditional=conditional)


def _expected(
    settings: SimulationSettings,
    people: Sequence[int],
    crowd: int,
    z: NDArray[np.floating],
    phases: Sequence[str],
    *,
    draws: int,
    conditional: bool,
) -> Expected:
    r"""Draw targets at states of the muscles, and carry their mean to the states of the brain.

    A target is nearly a polynomial of the means and products of the couplings within the segment,
    and couplings cost next to nothing to draw (a control variate). What that leaves is fitted by
    Hermite polynomials of the muscles' state w: as :math:`w = k z + \sqrt{1 - k^2} u` with
    independent normal z and u, :math:`E[He_d(w) | z] = k^d He_d(z)`.
    Both hold under every law (`eeg2emg.simulation.laws`): w is normal under each of them, what a
    law changes comes after it, and the couplings are drawn by the law itself, for the control
    variate too.

    `people` are drawn in full; of a `crowd`, which begins with them, the couplings alone.
    """
    names, n = np.array(phases), len(settings.emg_channels)
    draws = max(draws, -(-2 * GROUPS // len(people)))
    bases = np.array([muscle_graph(settings, people[0] + number).base for number in range(crowd)])
    found = np.zeros((1 + GROUPS, len(z), n, n))
    for phase in sorted(set(phases)):
        rows = np.flatnonzero(names == phase)
        seed = derive_seed(settings.seed, "expected targets", people[0], len(people), phase)
        rng = np.random.default_rng(seed)
        w, features, targets = _drawn(settings, people, phase, draws, rng, conditional=conditional)
        of_crowd = _mean_features(settings, bases, phase, z[rows], seed + 1)
        degrees, at_w = _hermite(w)
        at_z = settings.coupling**degrees * _hermite(z[rows])[1]
        group = np.arange(len(w)) * GROUPS // len(w)  # of people, where there are several
        for left_out in range(-1, GROUPS):
            used = group != left_out
            effect = _regressed(features[used], targets[used])
            rest = _regressed(at_w[used], targets[used] - features[used] @ effect)
            found[left_out + 1, rows] = (of_crowd @ effect + at_z @ rest).reshape(-1, n, n)
    return Expected(found[0], found[1:])


def _drawn(
    settings: SimulationSettings,
    people: Sequence[int],
    phase: str,
    draws: int,
    rng: np.random.Generator,
    *,
    conditional: bool,
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    """Draw states of the muscles, the features of their couplings and the targets, by person."""
    states, features, targets = [], [], []
    for person in people:
        muscles = subject_muscles(settings, person)
        law = EmgLaw(settings, muscles, subject_cortex(settings, person).power[2], phase)
        w = rng.standard_normal((draws, settings.states))
        waveform = draw_couplings(settings, muscles, w, [phase] * draws, rng).waveform
        states.append(w)
        features.append(_features(waveform))
        targets += [
            law.target(law.clean_spectrum(item), conditional=conditional).ravel()
            for item in waveform
        ]
    return np.concatenate(states), np.concatenate(features), np.array(targets)


def _mean_features(
    settings: SimulationSettings,
    bases: NDArray[np.floating],
    phase: str,
    z: NDArray[np.floating],
    seed: int,
) -> NDArray[np.floating]:
    """Average the features of many draws of the couplings, given each state (rows) of the brain."""
    # The same random numbers for all segments: an error that they share is no difference.
    rng = np.random.default_rng(seed)
    graph = muscle_graph(settings, 0)
    k, draws = settings.coupling, max(len(bases), _CHEAP_DRAWS)
    crowd = replace(graph, base=bases[np.arange(draws) % len(bases), None, :])
    of_muscles = np.sqrt(1.0 - k**2) * rng.standard_normal((draws, settings.states))
    noise = draw_coupling_noise(settings, draws, graph.sinks.size, rng)
    share = coupling_share(settings, [phase])
    found = []
    for state in z:
        change = log_changes(settings, k * state + of_muscles, graph.loadings)[:, None, :]
        found.append(_mean_of_features(crowd.couplings(change + noise, share)))
    return np.array(found)


def _mean_of_features(waveform: NDArray[np.floating]) -> NDArray[np.floating]:
    """Average the columns of `_features`, which are too many to be made for so many draws."""
    draws, stretches, edges = waveform.shape
    one, other = np.triu_indices(edges)
    every = waveform.reshape(-1, edges)
    mean = waveform.mean(axis=1)
    products = every.T @ every / (draws * stretches)
    of_means = mean.T @ mean / draws
    return np.concatenate(
        [np.ones(1), mean.mean(axis=0), products[one, other], of_means[one, other]]
    )


def _features(waveform: NDArray[np.floating]) -> NDArray[np.floating]:
    """Means and mean products of couplings (draws, stretches, edges), and products of the means."""
    mean = waveform.mean(axis=1)
    one, other = np.triu_indices(waveform.shape[2])
    products = np.swapaxes(waveform, 1, 2) @ waveform / waveform.shape[1]
    return np.hstack(
        [np.ones((len(mean), 1)), mean, products[:, one, other], mean[:, one] * mean[:, other]]
    )


def _hermite(x: NDArray[np.floating]) -> tuple[NDArray[np.int64], NDArray[np.floating]]:
    """Hermite polynomials of several variables (rows, states): their degrees, and their values."""
    every = product(range(_DEGREE + 1), repeat=x.shape[1])
    powers = sorted((item for item in every if sum(item) <= _DEGREE), key=sum)
    values = hermite_e.hermevander(x, _DEGREE)  # (rows, states, degrees)
    columns = [values[:, np.arange(x.shape[1]), item].prod(axis=1) for item in powers]
    return np.array([sum(item) for item in powers]), np.column_stack(columns)


def _regressed(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
    """Regress y on the columns of x, which come by their weight: a third of the rows at most."""
    used = max(1, min(x.shape[1], len(x) // 3))
    scale = np.sqrt(np.mean(x[:, :used] ** 2, axis=0))
    scale[scale == 0] = 1.0
    scaled = x[:, :used] / scale
    # The ridge is for columns that say the same.
    gram = scaled.T @ scaled + _RIDGE * len(x) * np.eye(used)
    effect = np.zeros((x.shape[1], y.shape[1]))
    effect[:used] = np.linalg.solve(gram, scaled.T @ y) / scale[:, None]
    return effect


def write_expected(
    path: str | os.PathLike[str], states: BrainStates, kind: str, expected: Expected
) -> None:
    """Write the expected targets of segments.

    Parameters
    ----------
    path : path-like
        An ``.npz`` file.
    states : BrainStates
        Of the segments.
    kind : {"known", "new"}
        Given the person, or over the law of people.
    expected : Expected
        The targets.
    """
    with atomic_path(path) as temporary:
        np.savez(
            temporary,
            kind=kind,
            recording=states.recordings,
            onset_s=states.onsets_s,
            mean=expected.mean,
            without=expected.without,
        )


def read_expected(
    paths: Iterable[str | os.PathLike[str]], places: Sequence[tuple[str, float]]
) -> dict[str, Expected]:
    """Read the expected targets of some segments of all subjects.

    Parameters
    ----------
    paths : iterable of path-like
        What `write_expected` wrote.
    places : sequence of (str, float)
        Recording and onset in s of each segment.

    Returns
    -------
    dict of str to Expected
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
            values = np.concatenate([file["mean"][None], file["without"]])
            shape = (len(values), len(places), *values.shape[2:])
            own = found.setdefault(str(file["kind"]), np.full(shape, np.nan))
            own[:, list(used.values())] = values[:, list(used)]
    return {kind: Expected(values[0], values[1:]) for kind, values in found.items()}
