"""What a case is: a recording with something about it, and what the workflow shall make of it."""

import json
import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest
from making.foreign_files import write_brainvision

EEG, EMG = ("Fp1", "T7", "Cz", "O2"), ("BSH", "TRIA")
NAMES = [*EEG, *EMG]
RATE_HZ, SECONDS = 250, 24
HALVES = ((0.0, 12.0, "rest"), (12.0, 12.0, "activity"))
WHOLE = {"rest": 4, "activity": 4}  # segments of 3 s
CASES = {}


@dataclass(frozen=True)
class Expected:
    """What shall come out: used or left out, what is said, and which numbers.

    Attributes
    ----------
    used : bool
        Whether the recording is used.
    says : str
        Pattern that a note (if it is used) or the reason (if it is not) contains; empty for a
        recording of which nothing of the kind is to be said.
    phases : dict of str to int
        Segments of each phase, if it is used.
    like : str or None
        The case whose amplitudes, channel by channel, it has; None where they differ.
    tolerance : float
        How far the amplitudes may be apart, relative to them.
    bad : tuple of str
        EEG channels that are bad.
    """

    used: bool = True
    says: str = ""
    phases: dict = field(default_factory=lambda: WHOLE)
    like: str | None = "Clean"
    tolerance: float = 2e-3
    bad: tuple = ()

    def differences(self, found, others):
        """List in words how what came out differs from it."""
        if found.used != self.used:
            return [f"{'used' if found.used else 'left out'}: {found.said[:300]}"]
        wrong = []
        if self.says and not re.search(self.says, found.said):
            wrong.append(f"says {found.said[:300]!r}, not {self.says!r}")
        if not self.used:
            return wrong
        if found.phases != self.phases:
            wrong.append(f"segments {found.phases}, not {self.phases}")
        if found.bad != self.bad:
            wrong.append(f"bad channels {found.bad}, not {self.bad}")
        if self.like is not None:
            model = others[self.like].amplitudes
            wrong += [
                f"{name} has {found.amplitudes.get(name, np.nan):.4g} uV, not {amplitude:.4g}"
                for name, amplitude in model.items()
                if not abs(found.amplitudes.get(name, np.nan) / amplitude - 1) <= self.tolerance
            ]
        return wrong

    def __str__(self):
        words = "used" if self.used else "left out"
        return f"{words}, says {self.says!r}" if self.says else words


def used(says="", **facts):
    """Expect a recording to be used."""
    return Expected(says=says, **facts)


def left_out(says):
    """Expect a recording to be left out with a reason."""
    return Expected(used=False, says=says)


@dataclass(frozen=True)
class Case:
    """A recording by its name (a subject's label), what kind of fault it has, and its writer.

    Attributes
    ----------
    source : {"bids", "import"}
        Whether it is a recording of a BIDS dataset, or a file that is imported.
    lacking : str
        Why the expectation is not met yet; empty where it is.
    """

    name: str
    family: str
    source: str
    write: object
    expected: Expected
    lacking: str = ""


def cases(source):
    """List the names of the cases of a source, as parameters of a test."""
    return [
        pytest.param(one.name, marks=pytest.mark.xfail(reason=one.lacking, strict=True))
        if one.lacking
        else one.name
        for one in CASES.values()
        if one.source == source
    ]


def case(name, family, expected, source, lacking=""):
    """Add a case: decorates its writer."""

    def added(write):
        assert name.isalnum(), name
        assert name not in CASES, name
        CASES[name] = Case(name, family, source, write, expected, lacking)
        return write

    return added


@dataclass(frozen=True)
class Found:
    """What the workflow made of a case."""

    used: bool
    said: str
    phases: dict
    bad: tuple
    amplitudes: dict

    @classmethod
    def of(cls, quality, imported=()):
        """Read it off the quality of the recording, and the notes of its import."""
        said = [*quality["notes"], *imported] if quality["usable"] else quality["reasons"]
        said += [json.dumps(one) for one in quality["findings"] if one["verdict"] == "differ"]
        said += ["bridged " + "=".join(pair) for pair in quality["bridged_pairs"]]
        phases = [segment["phase"] for segment in quality["segments"]]
        return cls(
            used=quality["usable"],
            said="; ".join(said),
            phases={phase: phases.count(phase) for phase in dict.fromkeys(phases)},
            bad=tuple(quality["bad_eeg_channels"]),
            amplitudes={
                name: 1e6 * (values["amplitude_v"] or 0.0)
                for channels in (quality["eeg"], quality["emg"])
                for name, values in channels.items()
            },
        )


@cache
def clean_uv(rate_hz=RATE_HZ, seed=0):
    """EEG of smooth sources and EMG that is louder in the second half, shape (6, samples)."""
    rng = np.random.default_rng(seed)
    samples = SECONDS * rate_hz
    # The same sines at every rate, far below half of each.
    t = np.arange(samples) / rate_hz
    hz = rng.uniform(2.0, 30.0, 160)
    phases = rng.uniform(0.0, 2 * np.pi, 160)
    mixing = rng.standard_normal((len(EEG), 160)) + 0.8 * rng.standard_normal(160)
    eeg = (mixing / hz) @ np.sin(2 * np.pi * hz[:, None] * t + phases[:, None])
    hz = rng.uniform(25.0, 100.0, 400)
    mixing = rng.standard_normal((len(EMG), 400))
    emg = mixing @ np.sin(2 * np.pi * hz[:, None] * t + rng.uniform(0, 6, (400, 1)))
    emg *= np.where(t < SECONDS / 2, 0.5, 4.0)
    x = np.concatenate([20.0 * eeg / eeg.std(), 15.0 * emg / emg.std()])
    x += 0.3 * rng.standard_normal(x.shape)  # of sines alone no model could be estimated
    x.setflags(write=False)
    return x


@dataclass
class BidsRecording:
    """The place of one recording in a BIDS dataset, and how its files are written."""

    root: object
    subject: str

    @property
    def folder(self):
        return self.root / f"sub-{self.subject}" / "eeg"

    def file(self, ending, kind="eeg"):
        """Place a file by what follows the entities, such as ``eeg.vhdr``."""
        return self.folder.parent / kind / f"sub-{self.subject}_task-arm_{ending}"

    def write_tables(self, *, names=NAMES, events=HALVES, types=None, units="µV", **fields):
        """Write channels.tsv, events.tsv and eeg.json."""
        kinds = types or ["EMG" if name in EMG else "EEG" for name in names]
        rows = ["name\ttype\tunits"]
        rows += [f"{name}\t{kind}\t{units}" for name, kind in zip(names, kinds, strict=True)]
        self.file("channels.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.write_events(*(f"{a}\t{b}\t{c}" for a, b, c in events))
        said = {"TaskName": "arm", "SamplingFrequency": RATE_HZ, "PowerLineFrequency": 50} | fields
        self.file("eeg.json").write_text(json.dumps(said), encoding="utf-8")

    def write_events(self, *lines, header="onset\tduration\ttrial_type"):
        """Write events.tsv."""
        text = "\n".join([header, *lines]) + "\n"
        self.file("events.tsv").write_text(text, encoding="utf-8")

    def write(self, x=None, *, names=NAMES, **options):
        """Write a BrainVision recording with all of its sidecars; the clean one by default."""
        vhdr = {key: options.pop(key) for key in ("fmt", "resolution") if key in options}
        self.folder.mkdir(parents=True)
        markers = options.pop("markers", [])
        write_brainvision(
            self.file("eeg.vhdr"), clean_uv() if x is None else x, names,
            rate_hz=RATE_HZ, events=markers, **vhdr,
        )  # fmt: skip
        self.write_tables(names=names, **options)

    def change(self, ending, old, new, encoding="utf-8"):
        """Put one text for another in a file."""
        content = self.file(ending).read_bytes()
        assert old.encode(encoding) in content, old
        self.file(ending).write_bytes(content.replace(old.encode(encoding), new.encode(encoding)))
