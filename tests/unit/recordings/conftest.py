"""Recordings whose headers say what a test wants them to say, in each format that is read."""

import json

import numpy as np
import pytest

RATE_HZ = 500
EEG = ("Fp1", "Fp2", "C3", "C4", "O1", "O2")
MUSCLES = ("BSH", "DEL")


def signals_v(names, seconds=4.0, seed=0):
    rng = np.random.default_rng(seed)
    x_v = np.cumsum(rng.standard_normal((len(names), round(seconds * RATE_HZ))), axis=1)
    return 5e-6 * (x_v - x_v.mean(axis=1, keepdims=True)) / x_v.std(axis=1, keepdims=True) * 4


def write_edf(path, x_v, names, *, prefilter="", slow=(), unit="uV"):
    """Write EDF or BDF of records of 1 s; channels in `slow` keep every fourth sample."""
    width, top = (3, 2**23 - 1) if path.suffix == ".bdf" else (2, 2**15 - 1)
    count, rates = len(names), [RATE_HZ // 4 if name in slow else RATE_HZ for name in names]
    records = x_v.shape[1] // RATE_HZ
    first = b"\xffBIOSEMI" if width == 3 else b"0".ljust(8)
    fixed = [
        (80, "X X X X"), (80, "Startdate 01-JAN-2020 X X X"), (8, "01.01.20"), (8, "10.00.00"),
        (8, 256 * (count + 1)), (44, "24BIT" if width == 3 else ""), (8, records), (8, 1),
        (4, count),
    ]  # fmt: skip
    of_channels = [
        (16, names), (80, [""] * count), (8, [unit] * count), (8, [-3000] * count),
        (8, [3000] * count), (8, [-top] * count), (8, [top] * count), (80, [prefilter] * count),
        (8, rates), (32, [""] * count),
    ]  # fmt: skip
    parts = [first] + [str(text).ljust(size).encode() for size, text in fixed]
    parts += [str(cell).ljust(size).encode() for size, cells in of_channels for cell in cells]
    digital = np.round(x_v * 1e6 / 3000 * top).astype("<i4")
    for record in range(records):
        for row, rate in zip(digital, rates, strict=True):
            own = row[record * RATE_HZ : (record + 1) * RATE_HZ : RATE_HZ // rate]
            parts.append(own.copy().view("u1").reshape(-1, 4)[:, :width].tobytes())
    path.write_bytes(b"".join(parts))


def write_vhdr(path, x_v, names, *, markers=(), comment=""):
    import pybv

    events = [
        {"onset": round(onset * RATE_HZ), "duration": 1, "description": k + 1, "type": "Stimulus"}
        for k, onset in enumerate(markers)
    ]
    pybv.write_brainvision(
        data=x_v, sfreq=RATE_HZ, ch_names=list(names), fname_base=path.stem,
        folder_out=path.parent, fmt="binary_float32", resolution=0.1, unit="µV", overwrite=True,
        events=events or None,
    )  # fmt: skip
    if comment:
        path.write_text(path.read_text("utf-8") + comment, encoding="utf-8")


def write_set(path, x_v, names, *, markers=(), xmax=None):
    from scipy.io import savemat

    places = np.array([(name,) for name in names], dtype=[("labels", object)])
    event = np.array(
        [("marker", onset * RATE_HZ + 1, 0) for onset in markers],
        dtype=[("type", object), ("latency", object), ("duration", object)],
    )
    last_s = (x_v.shape[1] - 1) / RATE_HZ
    content = {
        "setname": "x", "nbchan": len(names), "trials": 1, "pnts": x_v.shape[1],
        "srate": float(RATE_HZ), "xmin": 0.0, "xmax": last_s if xmax is None else xmax,
        "data": x_v * 1e6, "chanlocs": places, "event": event if markers else [], "epoch": [],
        "icawinv": [], "icaweights": [], "icasphere": [], "icachansind": [],
    }  # fmt: skip
    savemat(path, {"EEG": content}, appendmat=False)


WRITERS = {".vhdr": write_vhdr, ".edf": write_edf, ".bdf": write_edf, ".set": write_set}


def write_tables(path, names, kinds, seconds):
    """Write sidecars that agree with the file in all that they state."""
    stem, kind = path.stem.rpartition("_")[0], path.stem.rpartition("_")[2]
    rows = ["name\ttype\tunits\tsampling_frequency\tlow_cutoff\thigh_cutoff\treference\tstatus"]
    rows += [
        f"{name}\t{what}\tµV\t{RATE_HZ}\t0.1\t{RATE_HZ / 2}\tCz\tgood"
        for name, what in zip(names, kinds, strict=True)
    ]
    path.with_name(f"{stem}_channels.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    events = f"onset\tduration\ttrial_type\n0\t{seconds / 2}\trest\n{seconds / 2}\t{seconds / 2}"
    path.with_name(f"{stem}_events.tsv").write_text(f"{events}\tactivity\n")
    sidecar = {
        "TaskName": "arm", "SamplingFrequency": RATE_HZ, "PowerLineFrequency": 50,
        "RecordingDuration": seconds, "RecordingType": "continuous", "SoftwareFilters": "n/a",
        "EEGChannelCount": kinds.count("EEG"), "EMGChannelCount": kinds.count("EMG"),
        "EOGChannelCount": 0, "ECGChannelCount": 0, "MiscChannelCount": 0,
        "TriggerChannelCount": 0, f"{kind.upper()}Reference": "Cz",
    }  # fmt: skip
    path.with_name(f"{stem}_{kind}.json").write_text(json.dumps(sidecar))


@pytest.fixture
def stated(tmp_path):
    """Give a function that writes a recording in a format; gives the path of its EEG."""

    def write(ending=".vhdr", *, two_files=False, seconds=4.0, emg_options=None, **options):
        (tmp_path / "dataset_description.json").write_text(
            json.dumps({"Name": "made by a test", "BIDSVersion": "1.9.0"})
        )
        files = {"eeg": (*EEG, *(() if two_files else MUSCLES))}
        if two_files:
            files["emg"] = MUSCLES
        for kind, names in files.items():
            folder = tmp_path / "sub-01" / kind
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"sub-01_task-arm_run-01_{kind}{ending}"
            chosen = options if kind == "eeg" else (emg_options or {})
            WRITERS[ending](path, signals_v(names, seconds), names, **chosen)
            write_tables(path, names, ["EMG" if n in MUSCLES else "EEG" for n in names], seconds)
        return tmp_path / "sub-01" / "eeg" / f"sub-01_task-arm_run-01_eeg{ending}"

    return write
