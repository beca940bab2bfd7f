"""Nuisances that act on drawn connectivity (`eeg2emg.studies.nuisances` defines them).

Each function draws a cohort with the coupling that the settings name. What it adds is decided by
the order of the segments and by random numbers of its own, never by states of brain or muscles: at
k = 0 features and targets are independent of each other, given the nuisance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.cohort.cycles import order_in_time
from eeg2emg.cohort.simulated_matrices import draw_matrices
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.settings import REST

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.simulation.settings import SimulationSettings

TIME_CONSTANT = 0.25
"""Of the saturating trend, as a share of the session."""

PERIODS = 2
"""Of the wave, over the session."""

STEP_BETWEEN = (0.2, 0.8)
"""When the sudden step comes, as shares of the session."""

OTHER_RATIO_EVERY = 4
"""One person in so many has the phases the other way round."""

NOISE_CORRELATION = 0.8
"""Between the logarithms of a person's noise in features and in targets."""


def drifting(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Draw a cohort whose states drift, `strength` being the share of their variance."""
    return draw_matrices(replace(settings, drift=strength))


def trend(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a line from -`strength` to `strength` over the session."""
    return _changed(settings, lambda own, _: strength * _line(len(own)))


def trend_of_either_sign(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a line that rises in some people and falls in others."""
    return _changed(settings, lambda own, rng: strength * rng.choice([-1.0, 1.0]) * _line(len(own)))


def saturating_trend(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a course that rises from -`strength` to `strength`, fast at first."""

    def course(own: pd.DataFrame, _: np.random.Generator) -> NDArray[np.floating]:
        passed = (_line(len(own)) + 1.0) / 2.0
        rise = np.expm1(-passed / TIME_CONSTANT) / np.expm1(-1.0 / TIME_CONSTANT)
        return strength * (2.0 * rise - 1.0)

    return _changed(settings, course)


def turning_trend(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a course that falls from `strength` to -`strength`, and rises again."""
    return _changed(settings, lambda own, _: strength * (2.0 * np.abs(_line(len(own))) - 1.0))


def trend_in_activity(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a line, but at rest nothing."""
    return _changed(
        settings,
        lambda own, _: strength * _line(len(own)) * (own["phase"] != REST).to_numpy(),
    )


def trend_within_recordings(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a line over each recording."""
    return _changed(
        settings,
        lambda own, _: np.concatenate(
            [
                strength * _line(len(group))
                for _, group in own.groupby("recording", sort=False, observed=True)
            ]
        ),
    )


def trend_of_edges(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add a line to each person's entries with weights of their own."""
    return _changed_by_entry(settings, strength, lambda own: _line(len(own)))


def wave(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add two periods of a sine over the session."""

    def course(own: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.floating]:
        turns = PERIODS * (_line(len(own)) + 1.0) / 2.0
        return strength * np.sin(2.0 * np.pi * (turns + rng.random()))

    return _changed(settings, course)


def wandering_level(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add one slow random course with a standard deviation of `strength`."""

    def course(own: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.floating]:
        drawn, rho = rng.standard_normal(len(own)), settings.drift_rho
        for t in range(1, len(drawn)):
            drawn[t] = rho * drawn[t - 1] + np.sqrt(1.0 - rho**2) * drawn[t]
        return strength * drawn

    return _changed(settings, course)


def sudden_step(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Add -`strength` before, and `strength` after a moment of each person's own."""

    def course(own: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.floating]:
        moment = len(own) * rng.uniform(*STEP_BETWEEN)
        return np.where(np.arange(len(own)) < moment, -strength, strength)

    return _changed(settings, course)


def two_sessions(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Name the halves of the recordings as sessions that differ by twice `strength`."""
    return _in_sessions(
        _changed(
            settings,
            lambda own, _: np.where(_session(own, settings) == 1, -strength, strength),
        ),
        settings,
    )


def electrodes_placed_anew(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Change each entry by an amount of its own (normal, `strength`) in the second session."""
    changed = _changed_by_entry(settings, strength, lambda own: _session(own, settings) - 1.0)
    return _in_sessions(changed, settings)


def _session(segments: pd.DataFrame, settings: SimulationSettings) -> NDArray[np.int_]:
    """Give the session of each segment: 1 for the first half of the recordings, 2 after it."""
    run = segments["recording"].str.extract(r"run-(\d+)", expand=False).astype(int)
    return np.where(run <= (settings.recordings + 1) // 2, 1, 2)


def _in_sessions(dataset: ConnectivityDataset, settings: SimulationSettings) -> ConnectivityDataset:
    """Name the sessions in segments and recordings."""
    segments = dataset.segments
    number = _session(segments, settings)
    named = {
        column: [
            text.replace("_task-", f"_ses-{which:02d}_task-")
            for text, which in zip(segments[column], number, strict=True)
        ]
        for column in ("segment", "recording")
    }
    return replace(dataset, segments=segments.assign(**named))


def unequal_phases(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Keep segments of a longer cohort so that `strength` of them belong to the commoner phase.

    Rest is the commoner one but in one person of `OTHER_RATIO_EVERY`. A person keeps as many
    segments as the settings name; which segments of the rarer phase are left is drawn over the
    session, so that recordings differ.
    """
    wanted = settings.recordings * settings.segments
    common = round(strength * wanted)
    # As long as the commoner phase needs, in whole turns of the phases.
    turns = -(-common // settings.recordings)
    longer = draw_matrices(replace(settings, segments=turns * len(settings.phases)))
    kept = []
    for person, (rows, own, rng) in enumerate(_people(longer, settings)):
        rest = (own["phase"] == REST).to_numpy()
        often = ~rest if person % OTHER_RATIO_EVERY == OTHER_RATIO_EVERY - 1 else rest
        for which, count in ((often, common), (~often, wanted - common)):
            kept.append(rows[rng.choice(np.flatnonzero(which), count, replace=False)])
    order = np.sort(np.concatenate(kept))
    return longer.of_rows(order)


def differing_noise(settings: SimulationSettings, strength: float) -> ConnectivityDataset:
    """Multiply each person's sampling errors by exp(`strength` x), x standard normal."""
    rng = np.random.default_rng(derive_seed(settings.seed, "differing noise"))
    drawn = rng.standard_normal((settings.subjects, 2))
    rho = NOISE_CORRELATION
    drawn[:, 1] = rho * drawn[:, 0] + np.sqrt(1.0 - rho**2) * drawn[:, 1]
    return draw_matrices(settings, np.exp(strength * drawn))


def _line(count: int) -> NDArray[np.floating]:
    """Rise from -1 to 1; a single value is 0."""
    return np.linspace(-1.0, 1.0, count) if count > 1 else np.zeros(count)


def _changed(
    settings: SimulationSettings,
    course: Callable[[pd.DataFrame, np.random.Generator], NDArray[np.floating]],
) -> ConnectivityDataset:
    """Multiply all features and targets of each person's segments, in time, by exp(course)."""
    dataset = draw_matrices(settings)
    factor = np.empty(len(dataset.segments))
    for rows, own, rng in _people(dataset, settings):
        factor[rows] = np.exp(course(own, rng))
    return replace(
        dataset,
        features=dataset.features * factor[:, None, None, None],
        targets=dataset.targets * factor[:, None, None],
    )


def _changed_by_entry(
    settings: SimulationSettings,
    strength: float,
    course: Callable[[pd.DataFrame], NDArray[np.floating]],
) -> ConnectivityDataset:
    """Multiply each entry by exp(weight x course), its weight of each person normal, `strength`."""
    dataset = draw_matrices(settings)
    features, targets = dataset.features.copy(), dataset.targets.copy()
    for rows, own, rng in _people(dataset, settings):
        for values in (features, targets):
            weights = strength * rng.standard_normal(values.shape[1:])
            values[rows] *= np.exp(np.multiply.outer(course(own), weights))
    return replace(dataset, features=features, targets=targets)


def _people(
    dataset: ConnectivityDataset, settings: SimulationSettings
) -> list[tuple[NDArray[np.int_], pd.DataFrame, np.random.Generator]]:
    """Give each person's rows in the order of time, their segments, and random numbers."""
    found = []
    for subject, unordered in dataset.segments.groupby("subject", sort=True):
        own = order_in_time(unordered)
        rng = np.random.default_rng(derive_seed(settings.seed, "nuisance", subject))
        found.append((own.index.to_numpy(), own, rng))
    return found
