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


# Recordings in every format that is read.


def write_edf(path, x_v, rate_hz, names, marks, *, starts_s=None):
    """Write EDF+ or BDF+ by the ending: records of 1 s, marks as (onset, duration, text).

    With `starts_s` (one per record) the recording is interrupted.
    """
    width, limit = (3, 8388607) if path.suffix == ".bdf" else (2, 32767)
    count, text_bytes = len(names), 120
    kind = "BDF" if width == 3 else "EDF"
    records = x_v.shape[1] // round(rate_hz)
    first = b"\xffBIOSEMI" if width == 3 else b"0".ljust(8)
    columns = [
        (16, [*names, f"{kind} Annotations"]), (80, [""] * (count + 1)),
        (8, ["uV"] * count + [""]), (8, ["-3000"] * count + ["-1"]),
        (8, ["3000"] * count + ["1"]), (8, [str(-limit - 1)] * (count + 1)),
        (8, [str(limit)] * (count + 1)), (80, [""] * (count + 1)),
        (8, [str(round(rate_hz))] * count + [str(text_bytes)]), (32, [""] * (count + 1)),
    ]  # fmt: skip
    header = [
        (80, "X X X X"), (80, "Startdate 01-JAN-2020 X X X"), (8, "01.01.20"), (8, "10.00.00"),
        (8, str(256 * (count + 2))), (44, kind + ("+C" if starts_s is None else "+D")),
        (8, str(records)), (8, "1"), (4, str(count + 1)),
    ]  # fmt: skip
    parts = [first] + [text.ljust(size).encode() for size, text in header]
    parts += [cell.ljust(size).encode() for size, cells in columns for cell in cells]
    digital = np.round((x_v * 1e6 + 3000) / 6000 * (2 * limit + 1) - limit - 1).astype("<i4")
    for record in range(records):
        block = digital[:, record * round(rate_hz) : (record + 1) * round(rate_hz)]
        parts.append(block.copy().view("u1").reshape(-1, 4)[:, :width].tobytes())
        tal = f"+{record if starts_s is None else starts_s[record]}\x14\x14\x00".encode()
        if record == 0:
            tal += b"".join(f"+{o}\x15{d}\x14{text}\x14\x00".encode() for o, d, text in marks)
        parts.append(tal.ljust(text_bytes * width, b"\x00"))
    path.write_bytes(b"".join(parts))


def write_set(path, x_v, rate_hz, names, marks):
    from scipy.io import savemat

    event = np.array(
        [(text, onset * rate_hz + 1, duration * rate_hz) for onset, duration, text in marks],
        dtype=[("type", object), ("latency", object), ("duration", object)],
    )
    places = np.array([(name,) for name in names], dtype=[("labels", object)])
    content = {
        "setname": "x", "nbchan": len(names), "trials": 1, "pnts": x_v.shape[1],
        "srate": rate_hz, "xmin": 0.0, "data": x_v * 1e6, "chanlocs": places, "event": event,
        "epoch": [], "icawinv": [], "icaweights": [], "icasphere": [], "icachansind": [],
    }  # fmt: skip
    savemat(path, {"EEG": content}, appendmat=False)


def write_fif(path, x_v, rate_hz, names, marks):
    import mne

    raw = mne.io.RawArray(x_v, mne.create_info(names, rate_hz, "eeg"), verbose="error")
    onsets, lengths, texts = ([mark[k] for mark in marks] for k in range(3))
    raw.set_annotations(mne.Annotations(onsets, lengths, texts))
    raw.save(path, verbose="error")


def write_vhdr(path, x_v, rate_hz, names, marks):  # the header and the samples are there
    with path.with_suffix(".vmrk").open("a") as file:
        for number, (onset, duration, text) in enumerate(marks, start=1):
            place = round(onset * rate_hz) + 1
            file.write(f"Mk{number}={text},,{place},{round(duration * rate_hz)},0\n")


WRITERS = {
    ".vhdr": write_vhdr, ".edf": write_edf, ".bdf": write_edf, ".set": write_set,
    ".fif": write_fif,
}  # fmt: skip


@pytest.fixture(scope="session")
def as_format():
    """Give a function that turns a recording of `write` into one of another format."""

    def turn(path, ending, signals, *, marks=(), **options):
        if ending.lower() != ".vhdr":
            for file in path.parent.glob("*_eeg.*"):
                if file.suffix != ".json":
                    file.unlink()
            path = path.with_suffix(ending)
        x_v = np.concatenate([signals.eeg_v, signals.emg_v])
        names = [*TEN_TWENTY, *MUSCLES]
        WRITERS[ending.lower()](path, x_v, signals.rate_hz, names, marks, **options)
        return path

    return turn
