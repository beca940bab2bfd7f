"""Group of people: corticomuscular coherence in each phase against rest, by band and frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eeg2emg.corticomuscular.clusters import cluster_p_values, electrode_adjacency
from eeg2emg.corticomuscular.table import PAIR, flags_of
from eeg2emg.corticomuscular.thresholds import analytic_threshold
from eeg2emg.evaluation.intervals import (
    MIN_SUBJECTS,
    ratio_interval,
    sign_flip_test,
    why_no_interval,
)
from eeg2emg.seeds import derive_seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.corticomuscular.estimates import PersonCoherence

GROUP_COLUMNS = (
    *(*PAIR, "phase", "rest", "people", "coherence", "coherence_at_rest"),
    *("difference", "low", "high", "p", "p_cluster", "p_cluster_surrogates"),
    *("phase_slope", "phase_slope_p", "granger_contrast", "granger_contrast_p"),
    *("flagged", "reason"),
)
SPECTRA_COLUMNS = (
    *("phase", "electrode", "muscle", "frequency_hz", "people", "coherence", "low", "high"),
    *("of_surrogates", "threshold", "p_cluster"),
)


class _Group(NamedTuple):
    """People who have a phase and, where there is one to compare with, rest."""

    people: list[PersonCoherence]
    phase: str
    rest: str

    def values(self, name: str, phase: str) -> np.ndarray:
        """Give values of one phase, shape (people, n_bands, n_electrodes, n_muscles)."""
        return np.array([one.values[name][one.phases.index(phase)] for one in self.people])

    def excess(self, phase: str) -> np.ndarray:
        """Give the mean coherence of each band less that of surrogates."""
        return self.values("mean_coherence", phase) - self.values("mean_of_surrogates", phase)

    def z_spectra(self, phase: str) -> np.ndarray:
        """Give Fisher's z of the root of coherence, less that of its surrogates."""
        found = []
        for one in self.people:
            at = one.phases.index(phase)
            kept = _contiguous(one)
            of_pair = np.arctanh(np.sqrt(np.minimum(one.spectra["coherence"][at][kept], 0.999999)))
            chance = np.arctanh(np.sqrt(one.spectra["of_surrogates"][at][kept]))
            # The mean root of a coherence without relation is that of an exponential variable.
            found.append(of_pair - np.sqrt(np.pi) / 2 * chance)
        return np.array(found)

    def cluster_p(self, *, against_rest: bool, seed: int) -> np.ndarray | None:
        """Test clusters, shape (n_frequencies, n_electrodes, n_muscles); None with few people."""
        if len(self.people) < MIN_SUBJECTS:
            return None
        values = self.z_spectra(self.phase)
        if against_rest:
            values = values - self.z_spectra(self.rest)
        return cluster_p_values(
            values,
            electrode_adjacency(self.people[0].electrodes),
            two_sided=against_rest,
            seed=derive_seed(seed, "corticomuscular", "against rest" if against_rest else "chance"),
        )


def _contiguous(person: PersonCoherence) -> np.ndarray:
    """Tell which frequencies lie between the edges of the bands, without those about lines."""
    low, high = person.bands_hz.min(), person.bands_hz.max()
    return (person.frequencies_hz >= low - 1e-9) & (person.frequencies_hz <= high + 1e-9)


def _groups(people: Sequence[PersonCoherence], phases: Sequence[str]) -> list[_Group]:
    """Gather the people of each phase but the first; of the only one, where there is one."""
    rest, active = phases[0], list(phases[1:]) or list(phases[:1])
    found = []
    for phase in active:
        wanted = {phase, rest}
        group = [one for one in people if wanted <= set(one.phases) and _has_surrogates(one)]
        if group:
            found.append(_Group(group, phase, rest))
    return found


def group_table(
    people: Sequence[PersonCoherence],
    phases: Sequence[str],
    *,
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    """Compare each phase with rest over people.

    Parameters
    ----------
    people : sequence of PersonCoherence
        As from `analysed_people`.
    phases : sequence of str
        The configured phases; the first is rest.
    confidence : float
        Level of the intervals.
    seed : int
        Seed of the cohort.

    Returns
    -------
    DataFrame
        Columns `GROUP_COLUMNS`, one row per phase but the first, electrode, muscle and band (of a
        cohort of one phase, that one; then there is no difference). Coherence is the mean of the
        band less that of surrogates, so that another number of windows makes no difference.
    """
    parts = [
        _group_rows(group, confidence=confidence, seed=seed) for group in _groups(people, phases)
    ]
    if not parts:
        return pd.DataFrame(columns=list(GROUP_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(GROUP_COLUMNS)]


def _has_surrogates(person: PersonCoherence) -> bool:
    return bool(np.isfinite(person.values["mean_of_surrogates"]).all())


def _group_rows(group: _Group, *, confidence: float, seed: int) -> pd.DataFrame:
    first, count = group.people[0], len(group.people)
    active, resting = group.excess(group.phase), group.excess(group.rest)
    difference = active - resting
    shape = difference.shape[1:]
    band, electrode, muscle = np.indices(shape).reshape(3, -1)
    rows = pd.DataFrame(
        {
            "electrode": np.array(first.electrodes, dtype=object)[electrode],
            "muscle": np.array(first.muscles, dtype=object)[muscle],
            "low_hz": first.bands_hz[band, 0],
            "high_hz": first.bands_hz[band, 1],
            "phase": group.phase,
            "rest": group.rest,
            "people": count,
            "coherence": active.mean(axis=0).ravel(),
            "coherence_at_rest": resting.mean(axis=0).ravel(),
            "difference": difference.mean(axis=0).ravel(),
            "flagged": _flagged(group, 1 - confidence).ravel(),
            "reason": why_no_interval(count, confidence),
        }
    )
    rows = rows.assign(**dict.fromkeys(("low", "high", "p"), np.nan))
    differs = group.phase != group.rest
    if differs:
        rows = rows.assign(**_tested(difference, confidence, seed))
    else:
        rows = rows.assign(difference=np.nan, coherence_at_rest=np.nan)
    for name in ("phase_slope", "granger_contrast"):
        values = group.values(name, group.phase)
        tested = _tested(values, confidence, seed)
        rows = rows.assign(**{name: values.mean(axis=0).ravel(), f"{name}_p": tested["p"]})
    return rows.assign(**_clusters(group, differs=differs, seed=seed))


def _flagged(group: _Group, alpha: float) -> np.ndarray:
    """Count the people in whom a pair is flagged in the phase."""
    flags = [flags_of(one, alpha)[one.phases.index(group.phase)] for one in group.people]
    return np.sum([own != "" for own in flags], axis=0)


def _tested(values: np.ndarray, confidence: float, seed: int) -> dict[str, np.ndarray]:
    """Test means over people by sign flips, two-sided, with the interval that agrees with it."""
    columns = values.reshape(len(values), -1).T
    ones = np.ones(len(values))
    seed = derive_seed(seed, "corticomuscular", "flips")
    low, high, p = np.full((3, len(columns)), np.nan)
    if len(values) >= MIN_SUBJECTS:
        for k, own in enumerate(columns):
            if np.isfinite(own).all():
                low[k], high[k] = ratio_interval(own, ones, seed=seed, confidence=confidence)
                sides = sign_flip_test(own, seed=seed), sign_flip_test(-own, seed=seed)
                p[k] = min(2 * min(sides), 1.0)
    return {"low": low, "high": high, "p": p}


def _clusters(group: _Group, *, differs: bool, seed: int) -> dict[str, np.ndarray]:
    """Give each pair and band the smallest p of the clusters that reach into it."""
    first = group.people[0]
    count = int(np.prod(first.values["coherence"].shape[1:]))
    found = {name: np.full(count, np.nan) for name in ("p_cluster", "p_cluster_surrogates")}
    frequencies_hz = first.frequencies_hz[_contiguous(first)]
    for name in found:
        against_rest = name == "p_cluster"
        if against_rest and not differs:
            continue
        p = group.cluster_p(against_rest=against_rest, seed=seed)
        if p is not None:
            found[name] = np.ravel(
                [
                    p[(frequencies_hz >= low - 1e-9) & (frequencies_hz <= high + 1e-9)].min(axis=0)
                    for low, high in first.bands_hz
                ]
            )
    return found


def spectra_table(
    people: Sequence[PersonCoherence],
    phases: Sequence[str],
    *,
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    """Tabulate the mean spectra of coherence over people.

    Parameters
    ----------
    people, phases, confidence, seed
        As for `group_table`.

    Returns
    -------
    DataFrame
        Columns `SPECTRA_COLUMNS`, one row per phase, electrode, muscle and frequency; the mean of
        surrogates is what as many windows give by chance, the threshold that of one person (the
        mean over people) at one frequency. `p_cluster` is that against rest, in rows of the others.
    """
    parts = []
    for place, group in enumerate(_groups(people, phases)):
        differs = group.phase != group.rest
        p = group.cluster_p(against_rest=True, seed=seed) if differs else None
        parts.append(_spectra_rows(group, group.phase, confidence, seed, p))
        if differs and not place:
            parts.append(_spectra_rows(group, group.rest, confidence, seed, None))
    if not parts:
        return pd.DataFrame(columns=list(SPECTRA_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(SPECTRA_COLUMNS)]


def _spectra_rows(
    group: _Group, phase: str, confidence: float, seed: int, p: np.ndarray | None
) -> pd.DataFrame:
    first = group.people[0]
    kept = _contiguous(first)
    places = [(one, one.phases.index(phase)) for one in group.people]
    values = np.array([one.spectra["coherence"][at][kept] for one, at in places])
    chance = np.array([one.spectra["of_surrogates"][at][kept] for one, at in places])
    averages = np.array([one.averages[at] for one, at in places])
    frequency, electrode, muscle = np.indices(values.shape[1:]).reshape(3, -1)
    tested = _tested(values, confidence, seed)
    return pd.DataFrame(
        {
            "phase": phase,
            "electrode": np.array(first.electrodes, dtype=object)[electrode],
            "muscle": np.array(first.muscles, dtype=object)[muscle],
            "frequency_hz": first.frequencies_hz[kept][frequency],
            "people": len(group.people),
            "coherence": values.mean(axis=0).ravel(),
            "low": tested["low"],
            "high": tested["high"],
            "of_surrogates": chance.mean(axis=0).ravel(),
            "threshold": analytic_threshold(averages, round(1 - confidence, 12)).mean(),
            "p_cluster": np.nan if p is None else p.ravel(),
        }
    )
