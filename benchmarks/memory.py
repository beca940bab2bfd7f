"""Largest resident memory of each step on two big recordings, each step in a process of its own.

An hour of 64 channels at 1 kHz and ten minutes of 128 channels at 5 kHz, both with six of EMG, are
made in a temporary folder (1.3 GB). Fitting the ICA of 128 channels takes a quarter of an hour:
`--without-ica` leaves it out, and bad channels are interpolated only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

CASES = {"an hour": (64, 1000, 3600), "ten minutes, fast": (128, 5000, 600)}
STEPS = ("check_quality", "fit_ica", "clean_recording", "estimate_connectivity")
EMG = tuple(f"EMG{number}" for number in range(1, 7))
PHASES = {"rest": ["rest"], "activity": ["activity"]}
STEM = "sub-01_task-arm"
CHUNK_S = 10
SEGMENT_S = 60


def electrodes(n: int) -> list[str]:
    """Name electrodes of the 10-05 system, without the older names of the same places."""
    import mne

    names = mne.channels.make_standard_montage("colin27_1005").ch_names
    other_names = {"T3", "T4", "T5", "T6", "A1", "A2", "M1", "M2"}
    return [name for name in names if name not in other_names][:n]


def write_recording(root: Path, n: int, rate_hz: int, seconds: int) -> Path:
    """Write a BrainVision recording of mixed pink sources, chunk by chunk; gives its header."""
    folder = root / "sub-01" / "eeg"
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    mixing = 0.5 + rng.standard_normal((n, n)) / np.sqrt(n)
    samples = CHUNK_S * rate_hz
    fall = np.maximum(np.fft.rfftfreq(samples, 1 / rate_hz), 1.0)
    with (folder / f"{STEM}_eeg.eeg").open("wb") as file:
        for start_s in range(0, seconds, CHUNK_S):
            sources = np.fft.irfft(np.fft.rfft(rng.laplace(size=(n, samples))) / fall, samples)
            sources /= sources.std(axis=1, keepdims=True)
            loud_uv = 60.0 if start_s // SEGMENT_S % 2 else 8.0
            eeg_uv = 12 * mixing @ sources + 0.5 * rng.standard_normal((n, samples))
            emg_uv = loud_uv * rng.standard_normal((len(EMG), samples))
            steps = np.round(10 * np.concatenate([eeg_uv, emg_uv]))
            np.clip(steps, -32767, 32767).astype("<i2").T.tofile(file)
    names = [*electrodes(n), *EMG]
    (folder / f"{STEM}_eeg.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\n"
        f"DataFile={STEM}_eeg.eeg\n\n[Marker Infos]\nMk1=New Segment,,1,1,0\n"
    )
    header = folder / f"{STEM}_eeg.vhdr"
    header.write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\n"
        f"DataFile={STEM}_eeg.eeg\nMarkerFile={STEM}_eeg.vmrk\nDataFormat=BINARY\n"
        f"DataOrientation=MULTIPLEXED\nNumberOfChannels={len(names)}\n"
        f"SamplingInterval={1e6 / rate_hz:g}\n\n[Binary Infos]\nBinaryFormat=INT_16\n\n"
        "[Channel Infos]\n"
        + "".join(f"Ch{number}={name},,0.1,µV\n" for number, name in enumerate(names, 1)),
        encoding="utf-8",
    )
    kinds = ["EEG"] * n + ["EMG"] * len(EMG)
    (folder / f"{STEM}_channels.tsv").write_text(
        "name\ttype\tunits\n"
        + "".join(f"{name}\t{kind}\tµV\n" for name, kind in zip(names, kinds, strict=True)),
        encoding="utf-8",
    )
    (folder / f"{STEM}_events.tsv").write_text(
        "onset\tduration\ttrial_type\n"
        + "".join(
            f"{onset}\t{SEGMENT_S}\t{list(PHASES)[onset // SEGMENT_S % 2]}\n"
            for onset in range(0, seconds, SEGMENT_S)
        )
    )
    (folder / f"{STEM}_eeg.json").write_text(
        json.dumps({"SamplingFrequency": rate_hz, "PowerLineFrequency": 50})
    )
    (root / "dataset_description.json").write_text('{"Name": "big", "BIDSVersion": "1.9.0"}')
    (root / "channels.json").write_text(json.dumps(names[:n]))
    return header


def run_step(root: Path, step: str, *, ica: bool, segments: int) -> None:
    """Do what the rule of this name does, with the library's own functions."""
    from eeg2emg.cleaning.cleaning_settings import CleaningSettings
    from eeg2emg.cleaning.ica_solution import read_ica, write_ica
    from eeg2emg.cleaning.recording import clean_to_file
    from eeg2emg.cleaning.subject_ica import fit_subject_ica
    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.quality.subjects import judge_subject

    channels = json.loads((root / "channels.json").read_text())
    if step == "check_quality":
        from eeg2emg.quality.inspection import inspect_recording

        header = root / "sub-01" / "eeg" / f"{STEM}_eeg.vhdr"
        options = {"phases": PHASES, "length_s": SEGMENT_S, "analysis_rate_hz": 250.0}
        found = inspect_recording(header, eeg_channels=channels, emg_channels=EMG, **options)
        if found.reasons:
            sys.exit("; ".join(found.reasons))
        found.write(root / "quality.json")
        return
    quality = RecordingQuality.read(root / "quality.json")
    subject = judge_subject("01", [quality])
    if step == "fit_ica":
        by_name = {quality.recording: quality}
        solution = fit_subject_ica(subject, by_name, eeg_channels=channels, enabled=ica, seed=1)
        write_ica(root / "ica.nc", solution)
    elif step == "clean_recording":
        settings = CleaningSettings(eeg_channels=channels, emg_channels=EMG)
        solution = read_ica(root / "ica.nc")
        _, left_out = clean_to_file(root / "cleaned.nc", quality, subject, solution, settings)
        if left_out:
            sys.exit(left_out)
    else:
        _estimate(root / "cleaned.nc", segments)


def _estimate(path: Path, segments: int) -> None:
    from dataclasses import replace

    from eeg2emg.cleaning.cleaned_file import open_cleaned
    from eeg2emg.cleaning.segment_sources import estimate_segments
    from eeg2emg.connectivity.segment_result import estimate_segment
    from eeg2emg.connectivity.settings import EegSettings, EmgSettings

    eeg = EegSettings(rate_hz=250.0)
    with open_cleaned(path) as recording:
        emg = EmgSettings(rate_hz=recording.emg_rate_hz)
        some = replace(recording, segments=recording.segments[:segments])
        estimate_segments(some, eeg, lambda source: estimate_segment(source, eeg, emg, {}))


def peak_mb(root: Path, step: str, *, ica: bool = True, segments: int = 2) -> float:
    """Give the largest resident memory of a step in MB, in a process of its own."""
    how = [str(root), "--step", step, "--segments", str(segments)]
    done = subprocess.run(
        [sys.executable, __file__, *how, *([] if ica else ["--without-ica"])],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{step}: {done.stderr}")
    return float(done.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where to work; else a temporary one")
    parser.add_argument("--step", choices=STEPS, help="do one step on a folder that is there")
    parser.add_argument("--segments", type=int, default=2, help="segments that are estimated")
    parser.add_argument("--without-ica", action="store_true")
    given = parser.parse_args()
    ica = not given.without_ica
    if given.step:
        run_step(given.folder, given.step, ica=ica, segments=given.segments)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    print("| recording | " + " | ".join(STEPS) + " |")
    print("|---" + "|--:" * len(STEPS) + "|")
    for name, (n, rate_hz, seconds) in CASES.items():
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            root = Path(folder)
            write_recording(root, n, rate_hz, seconds)
            found = [peak_mb(root, step, ica=ica, segments=given.segments) for step in STEPS]
            print(f"| {name} | " + " | ".join(f"{mb:.0f} MB" for mb in found) + " |", flush=True)


if __name__ == "__main__":
    main()
