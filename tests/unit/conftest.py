"""What tests are made of: signals and recordings of known parts, and cohorts of matrices."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.dataset import ConnectivityDataset
from eeg2emg.recordings.channel_names import TEN_TWENTY

MUSCLES = ("BSH", "DEL", "TRIA")


def pink(rng, n, samples, rate_hz):
    """Noise of a 1/f amplitude spectrum above 1 Hz, unit variance, shape (n, samples)."""
    spectrum = np.fft.rfft(rng.standard_normal((n, samples)))
    spectrum /= np.maximum(np.fft.rfftfreq(samples, 1 / rate_hz), 1.0)
    x = np.fft.irfft(spectrum, samples)
    return x / x.std(axis=1, keepdims=True)


@cache
def positions_m():
    """Electrode positions of the 10-20 system, shape (19, 3)."""
    import mne

    places = mne.channels.make_standard_montage("colin27_1020").get_positions()["ch_pos"]
    return np.array([places[name] for name in TEN_TWENTY])


def spread(name, width_m=0.07):
    """How a source below the electrode `name` is seen by all electrodes, shape (19,)."""
    distance = np.linalg.norm(positions_m() - positions_m()[TEN_TWENTY.index(name)], axis=1)
    return np.exp(-((distance / width_m) ** 2))


@dataclass
class Signals:
    """EEG of known parts, and EMG; volts."""

    rate_hz: float
    brain_v: np.ndarray
    emg_v: np.ndarray
    artefacts_v: dict = field(default_factory=dict)

    @property
    def eeg_v(self):
        return self.brain_v + sum(self.artefacts_v.values())


def make_signals(*, seconds=60.0, rate_hz=500.0, seed=0, artefacts=(), rest_s=None):
    """Smooth brain sources, the artefacts asked for, and EMG louder after `rest_s`."""
    rng = np.random.default_rng(seed)
    samples = round(seconds * rate_hz)
    time = np.arange(samples) / rate_hz
    # Below every electrode but the frontal pole, where a source would pass for the eyes.
    maps = np.array([spread(name) for name in TEN_TWENTY[2:]]).T
    sources = pink(rng, 17, samples, rate_hz) * rng.uniform(0.7, 1.4, (17, 1))
    sources *= np.exp(0.4 * pink(rng, 17, samples, 1.0))  # waxing and waning: not Gaussian
    brain = maps @ sources + 0.05 * pink(rng, 19, samples, rate_hz)
    brain *= 12e-6 / brain.std(axis=1).mean()
    found = {}
    if "blinks" in artefacts:
        blink = np.zeros(samples)
        for onset in np.cumsum(rng.uniform(2.0, 4.0, round(seconds))):
            blink += np.exp(-(((time - onset) / 0.1) ** 2))
        found["blinks"] = 120e-6 * np.outer(spread("Fp1", 0.08) + spread("Fp2", 0.08), blink)
    for name, side in (("muscle left", "T7"), ("muscle right", "T8"), ("muscle back", "O1")):
        if name in artefacts:
            bursts = 0.2 + 2.0 * (np.sin(2 * np.pi * time / 7.0 + seed) > 0.4)
            course = np.diff(rng.standard_normal(samples + 1)) * bursts
            found[name] = 15e-6 * np.outer(spread(side, 0.03), course)
    if "line" in artefacts:
        found["line"] = 2e-6 * np.outer(rng.uniform(0.5, 1.5, 19), np.sin(2 * np.pi * 50.0 * time))
    rest_s = seconds / 2 if rest_s is None else rest_s
    loudness = np.where(time < rest_s, 8e-6, 60e-6)
    emg = np.diff(rng.standard_normal((len(MUSCLES), samples + 1)), axis=1) * loudness / 1.4
    return Signals(rate_hz, brain, emg, found)


def write_recording(
    root,
    signals,
    *,
    subject="01",
    task="arm",
    run="01",
    events=None,
    eeg_names=TEN_TWENTY,
    emg_names=MUSCLES,
    bad=(),
    line_freq_hz=50.0,
    extra=None,
):
    """Write one BrainVision recording, half rest and half activity; gives the header's path."""
    import pybv

    half_s = signals.eeg_v.shape[1] / signals.rate_hz / 2
    events = events or ((0.0, half_s, "rest"), (half_s, half_s, "activity"))
    extra = extra or {}
    folder = Path(root) / f"sub-{subject}" / "eeg"
    folder.mkdir(parents=True, exist_ok=True)
    (Path(root) / "dataset_description.json").write_text(
        json.dumps({"Name": "made by a test", "BIDSVersion": "1.9.0", "DatasetType": "raw"})
    )
    stem = f"sub-{subject}_task-{task}_run-{run}"
    names = [*eeg_names, *emg_names, *extra]
    kinds = ["EEG"] * len(eeg_names) + ["EMG"] * len(emg_names) + [k.upper() for k in extra]
    data = np.concatenate([signals.eeg_v, signals.emg_v[: len(emg_names)], *extra.values()])
    pybv.write_brainvision(
        data=data,
        sfreq=signals.rate_hz,
        ch_names=names,
        fname_base=f"{stem}_eeg",
        folder_out=folder,
        fmt="binary_float32",
        resolution=0.1,
        unit="µV",
        overwrite=True,
    )
    rows = ["name\ttype\tunits\tstatus"] + [
        f"{name}\t{kind}\tµV\t{'bad' if name in bad else 'good'}"
        for name, kind in zip(names, kinds, strict=True)
    ]
    (folder / f"{stem}_channels.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rows = ["onset\tduration\ttrial_type"] + [f"{o}\t{d}\t{name}" for o, d, name in events]
    (folder / f"{stem}_events.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    sidecar = {"TaskName": task, "SamplingFrequency": signals.rate_hz}
    sidecar |= {"RecordingDuration": signals.eeg_v.shape[1] / signals.rate_hz}
    sidecar |= {"PowerLineFrequency": line_freq_hz}
    (folder / f"{stem}_eeg.json").write_text(json.dumps(sidecar))
    return folder / f"{stem}_eeg.vhdr"


@pytest.fixture(scope="session")
def signals():
    """Give `make_signals`."""
    return make_signals


@pytest.fixture(scope="session")
def write():
    """Give `write_recording`."""
    return write_recording


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
