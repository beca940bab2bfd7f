"""A cohort of matrices whose truth is known, small enough to train on."""

import numpy as np
import pandas as pd
import pytest
from eeg2emg.dataset import ConnectivityDataset


@pytest.fixture(scope="session")
def make_cohort():
    """Give a function that draws a cohort: targets = offsets of the cell + coupling to the EEG."""
    return draw_cohort


def draw_cohort(
    *,
    subjects=4,
    recordings=5,
    segments=4,
    channels=13,
    muscles=3,
    coupling=0.8,
    offsets=0.5,
    noise=0.1,
    phases=("rest", "activity"),
    seed=0,
):
    rng = np.random.default_rng(seed)
    factors = 3
    brain = rng.normal(size=(factors, channels, channels))
    muscle = rng.normal(size=(factors, muscles, muscles))
    rows, features, targets = [], [], []
    for s in range(subjects):
        offset = rng.normal(scale=offsets, size=(len(phases), muscles, muscles))
        for r in range(recordings):
            for i in range(segments):
                phase = i % len(phases)
                z, u = rng.normal(size=(2, factors))
                w = coupling * z + np.sqrt(1 - coupling**2) * u
                mixed = np.tensordot(z, brain, 1) + 0.3 * rng.normal(size=(channels, channels))
                symmetric = np.tanh(0.1 * (mixed + mixed.T))
                np.fill_diagonal(symmetric, 1.0)
                directed = np.exp(0.3 * mixed - 3)
                np.fill_diagonal(directed, 0.0)
                features.append(np.stack([symmetric, directed], axis=-1))
                target = 5 + phase + offset[phase] + np.tensordot(w, muscle, 1)
                target += noise * rng.normal(size=(muscles, muscles))
                np.fill_diagonal(target, 0.0)
                targets.append(target)
                rows.append(
                    {
                        "segment": f"sub-{s:02}_run-{r:02}_{i:03}",
                        "subject": f"sub-{s:02}",
                        "recording": f"sub-{s:02}_run-{r:02}",
                        "phase": phases[phase],
                        "cycle": i // len(phases),
                        "onset_s": 60.0 * i,
                        "emg_amplitude_v": 1e-5 * (1 + 6 * phase) * np.exp(0.1 * rng.normal()),
                    }
                )
    return ConnectivityDataset(
        features=np.array(features),
        targets=np.array(targets),
        planes=("correlation", "granger"),
        eeg_channels=tuple(f"E{k}" for k in range(channels)),
        emg_channels=tuple(f"M{k}" for k in range(muscles)),
        segments=pd.DataFrame(rows),
        target_name="granger_raw",
        simulated=True,
    )
