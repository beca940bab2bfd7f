"""Laboratories: small datasets of noise, in the formats and with the habits of different people."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from eeg2emg.planning.commands import main
from eeg2emg.planning.inventory import call_for_each
from eeg2emg.planning.merged_options import merged_configuration
from eeg2emg.recordings.channel_names import TEN_TWENTY

ROOT = Path(__file__).parents[3]
OWN = ROOT / "config" / "config.yaml"
MUSCLES = ("biceps", "triceps", "deltoid")
ALTERNATING = tuple((12.0 * k, 12.0, ("rest", "grip")[k % 2]) for k in range(4))


def noise(n, seconds, rate_hz, mains_hz=None):
    x = np.random.default_rng(0).standard_normal((n, round(seconds * rate_hz)))
    if mains_hz:
        x += 5 * np.sin(2 * np.pi * mains_hz * np.arange(x.shape[1]) / rate_hz)
    return 1e-5 * x


def write_vhdr(path, x_v, rate_hz, names):
    import pybv

    pybv.write_brainvision(
        data=x_v, sfreq=rate_hz, ch_names=list(names), fname_base=path.stem,
        folder_out=path.parent, fmt="binary_int16", resolution=0.1, unit="µV",
    )  # fmt: skip


def write_edf(path, x_v, rate_hz, names):
    def fields(width, values):
        return b"".join(str(value).ljust(width)[:width].encode() for value in values)

    n, seconds = len(x_v), int(x_v.shape[1] / rate_hz)
    header = b"0".ljust(8) + fields(80, ["X X X X", "Startdate X X X X"]) + b"01.01.2500.00.00"
    header += fields(8, [256 * (n + 1)]) + fields(44, [""]) + fields(8, [seconds, 1])
    header += fields(4, [n])
    for width, values in (
        (16, names), (80, [""] * n), (8, ["uV"] * n), (8, ["-200"] * n), (8, ["200"] * n),
        (8, ["-32767"] * n), (8, ["32767"] * n), (80, [""] * n), (8, [int(rate_hz)] * n),
        (32, [""] * n),
    ):  # fmt: skip
        header += fields(width, values)
    digital = np.rint(1e6 * x_v / 200 * 32767).astype("<i2")
    blocks = digital.reshape(n, seconds, -1).swapaxes(0, 1)
    path.write_bytes(header + np.ascontiguousarray(blocks).tobytes())


def write_set(path, x_v, rate_hz, names):
    from scipy.io import savemat

    places = np.array(
        [(name, 0.0, 0.0, 0.0) for name in names],
        dtype=[("labels", object), ("X", object), ("Y", object), ("Z", object)],
    )
    eeg = {
        "setname": "x", "nbchan": float(len(x_v)), "trials": 1.0, "pnts": float(x_v.shape[1]),
        "srate": float(rate_hz), "xmin": 0.0, "xmax": x_v.shape[1] / rate_hz, "data": 1e6 * x_v,
        "chanlocs": places, "event": [], "times": np.arange(x_v.shape[1]) / rate_hz, "icawinv": [],
        "icasphere": [], "icaweights": [], "icaact": [], "epoch": [], "ref": "common",
        "history": "",
    }  # fmt: skip
    savemat(path, {"EEG": eeg}, appendmat=False)


WRITERS = {".vhdr": write_vhdr, ".edf": write_edf, ".set": write_set}


@dataclass
class Study:
    """A BIDS dataset that grows by one recording at a time."""

    root: Path

    def add(
        self,
        subject="01",
        run="01",
        *,
        task="arm",
        session=None,
        ending=".vhdr",
        eeg=TEN_TWENTY,
        emg=MUSCLES,
        further=(),
        own_emg=None,
        rate_hz=250.0,
        seconds=48.0,
        events=ALTERNATING,
        column="trial_type",
        channels_table=True,
        line_hz=50.0,
        bad=(),
        lowpass=None,
        mains_hz=None,
    ):
        """Write a recording; `own_emg` is the rate of an EMG in a file of its own."""
        self.root.mkdir(exist_ok=True)
        place = self.root / f"sub-{subject}" / (f"ses-{session}" if session else "")
        entities = [f"sub-{subject}", *([f"ses-{session}"] if session else []), f"task-{task}"]
        stem = "_".join([*entities, *([f"run-{run}"] if run else [])])
        (self.root / "dataset_description.json").write_text(
            json.dumps({"Name": "made by a test", "BIDSVersion": "1.9.0"})
        )
        own = {"EEG": [*eeg, *further], "EMG": [] if own_emg else list(emg)}
        path = self._write(
            place / "eeg",
            f"{stem}_eeg{ending}",
            own,
            rate_hz=rate_hz,
            seconds=seconds,
            line_hz=line_hz,
            mains_hz=mains_hz,
        )
        if channels_table:
            self._table(place / "eeg" / f"{stem}_channels.tsv", own, bad, lowpass)
        if own_emg:
            own = {"EMG": list(emg)}
            self._write(
                place / "emg",
                f"{stem}_emg{ending}",
                own,
                rate_hz=own_emg,
                seconds=seconds,
                line_hz=line_hz,
            )
            self._table(place / "emg" / f"{stem}_channels.tsv", own, bad, None)
        if events is not None:
            rows = [f"onset\tduration\t{column}", *(f"{o}\t{d}\t{name}" for o, d, name in events)]
            path.with_name(f"{stem}_events.tsv").write_text("\n".join(rows) + "\n")
        return path

    @staticmethod
    def _write(folder, name, kinds, *, rate_hz, seconds, line_hz, mains_hz=None):
        folder.mkdir(parents=True, exist_ok=True)
        names = [name for own in kinds.values() for name in own]
        path = folder / name
        WRITERS[path.suffix](path, noise(len(names), seconds, rate_hz, mains_hz), rate_hz, names)
        sidecar = {"TaskName": "x", "SamplingFrequency": rate_hz}
        sidecar |= {} if line_hz is None else {"PowerLineFrequency": line_hz}
        path.with_suffix(".json").write_text(json.dumps(sidecar))
        return path

    @staticmethod
    def _table(path, kinds, bad, lowpass):
        rows = ["name\ttype\tunits\thigh_cutoff\tstatus"]
        rows += [
            f"{name}\t{kind}\tµV\t{lowpass or 'n/a'}\t{'bad' if name in bad else 'good'}"
            for kind, own in kinds.items()
            for name in own
        ]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@dataclass
class Person:
    """Somebody at a terminal, standing in a folder."""

    folder: Path
    capsys: pytest.CaptureFixture

    def say(self, *arguments):
        """Give the exit code and what is printed to both outputs."""
        code = main([str(self.folder), *map(str, arguments)])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def drafts(self, path):
        """Draft a configuration: its text, and its options as they were written."""
        code, _, err = self.say("init", path)
        assert code == 0, err
        (file,) = self.folder.glob("*.yaml")
        text = file.read_text(encoding="utf-8")
        return text, yaml.safe_load(text)

    def answers(self, options, **answers):
        """Validate the options once the questions are answered, as the workflow does."""
        answered = dict(options)
        for key, value in answers.items():
            answered[key] = (answered[key] | value) if isinstance(value, dict) else value
        file = self.folder / "answered.yml"
        file.write_text(yaml.safe_dump(answered), encoding="utf-8")
        return merged_configuration([str(file)], [], own=OWN)


@pytest.fixture
def study(tmp_path):
    """An empty dataset."""
    return Study(tmp_path / "study")


@pytest.fixture
def person(tmp_path, capsys):
    folder = tmp_path / "desk"
    folder.mkdir()
    return Person(folder, capsys)


@pytest.fixture
def in_process(monkeypatch):
    """Recordings are read in this process, which is faster; no reader crashes here."""

    def of_each(target, tasks, **_):
        return call_for_each(target, tasks)

    for module in ("survey", "plan", "import_draft"):
        monkeypatch.setattr(f"eeg2emg.planning.{module}.of_each", of_each)


@pytest.fixture(scope="session")
def writers():
    """By ending, what writes a file: path, samples in volts, rate and names."""
    return WRITERS
