"""Signals of brain and muscles whose relation is known."""

import numpy as np
import pandas as pd
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


def group_rows(electrodes, muscles, *, phases=("activity",), tested=True, bands=((15, 30),)):
    """A table of the group in which C3 (or the first electrode) differs from rest."""
    rows = []
    best = "C3" if "C3" in electrodes else electrodes[0]
    for phase in phases:
        for low, high in bands:
            for electrode in electrodes:
                for muscle in muscles:
                    there = 0.08 if electrode == best and low == 15 else 0.001
                    rows.append(
                        {
                            "electrode": electrode, "muscle": muscle, "low_hz": low,
                            "high_hz": high, "phase": phase, "rest": "rest", "people": 8,
                            "coherence": there, "coherence_at_rest": 0.0005,
                            "difference": there - 0.0005, "low": there - 0.002,
                            "high": there + 0.002, "p": 0.01,
                            "p_cluster": (0.01 if there > 0.01 else 1.0) if tested else np.nan,
                            "p_cluster_surrogates": 0.01 if tested else np.nan,
                            "phase_slope": there, "phase_slope_p": 0.01,
                            "granger_contrast": there / 10, "granger_contrast_p": 0.01,
                            "flagged": 1, "reason": "" if tested else "no interval with 3 subjects",
                        }
                    )  # fmt: skip
    return pd.DataFrame(rows)


def spectra_rows(electrodes, muscles, *, phases=("activity", "rest"), tested=True):
    """Spectra with a peak at 20 Hz in each phase but rest at C3 (or the first electrode)."""
    at_hz = np.arange(8, 46)
    parts = []
    best = "C3" if "C3" in electrodes else electrodes[0]
    for phase in phases:
        for electrode in electrodes:
            peak = (
                0.15 * np.exp(-((at_hz - 20) ** 2) / 20) * (electrode == best and phase != "rest")
            )
            for muscle in muscles:
                rows = pd.DataFrame({"frequency_hz": at_hz, "coherence": 0.002 + peak})
                more = {
                    "low": 0.8 * peak if tested else np.nan,
                    "high": 0.004 + 1.2 * peak if tested else np.nan,
                    "p_cluster": np.where(peak > 0.02, 0.01, 1.0)
                    if tested and phase != "rest"
                    else np.nan,
                    "people": 8,
                    "of_surrogates": 0.002,
                    "threshold": 0.006,
                }
                place = {"phase": phase, "electrode": electrode, "muscle": muscle}
                parts.append(rows.assign(**place, **more))
    return pd.concat(parts, ignore_index=True)


def people_rows():
    """A table of two people, of whom one is coherent, and flagged once."""
    rows = []
    for subject, p, remarks in (("01", 0.005, "no delay"), ("02", 0.9, "")):
        for phase in ("rest", "activity"):
            found = phase == "activity" and p < 0.05
            rows.append(
                {
                    "subject": subject, "phase": phase, "electrode": "C3", "muscle": "BSH",
                    "low_hz": 15, "high_hz": 30, "coherence": 0.2 if found else 0.003,
                    "analytic_threshold": 0.01, "p_corrected": p if found else 1.0,
                    "remarks": remarks if found else "",
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def refused_rows():
    return pd.DataFrame(
        [("03", "sub-03_task-arm_run-01", "EEG and EMG come from two devices")],
        columns=["subject", "name", "reason"],
    )
