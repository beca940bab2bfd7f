"""Signals of brain and muscles whose relation is known."""

import numpy as np
from eeg2emg.corticomuscular.coherence import PairedSignals
from eeg2emg.corticomuscular.person import segment_parts
from eeg2emg.corticomuscular.settings import CoherenceSettings

RATE_HZ = 250.0
SETTINGS = CoherenceSettings(RATE_HZ, 8, 50.0, 1, bands_hz=((15.0, 30.0), (30.0, 45.0)))


def noise(seed, n_channels, n_samples):
    return np.random.default_rng(seed).standard_normal((n_channels, n_samples))


def paired(eeg, emg, *, phase="activity", runs=1):
    return PairedSignals(
        phase, np.array_split(eeg, runs, axis=1), np.array_split(emg, runs, axis=1), RATE_HZ
    )


def follows(eeg, seed, *, share=0.5, delay=3):
    """One muscle that follows the first electrode by `delay` samples, the others do not."""
    emg = noise(seed, 2, eeg.shape[1])
    emg[0] = np.sqrt(share) * np.roll(eeg[0], delay) + np.sqrt(1 - share) * emg[0]
    return emg


def segments_of(make_emg, *, count=8, n_electrodes=3, seconds=20, seed=0, phase="activity"):
    """Make the parts of several segments; `make_emg(eeg, seed)` gives the muscles of each."""
    found = []
    for k in range(count):
        eeg = noise([seed, k, 1], n_electrodes, round(seconds * RATE_HZ))
        found.append(segment_parts(paired(eeg, make_emg(eeg, [seed, k, 2]), phase=phase), SETTINGS))
    return found
