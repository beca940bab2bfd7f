"""The same signals in each format that can be imported, and what is said of files that cannot."""

import inspect
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from eeg2emg.catalogues import resolve
from eeg2emg.errors import ConfigurationError, OwnFileError, RecordingError
from eeg2emg.importing import catalogue
from eeg2emg.importing.bids_files import write_dataset, write_unreadable
from eeg2emg.importing.catalogue import FORMATS, endings, format_of
from eeg2emg.importing.conversion import convert_recording
from eeg2emg.importing.isolated_import import import_isolated
from eeg2emg.importing.outcome import ImportOutcome
from eeg2emg.importing.readers import read_foreign
from eeg2emg.importing.table import read_import_table
from eeg2emg.importing.units import volts_per_unit
from eeg2emg.recordings.reading import read_recording
from making.foreign_files import (
    EEG,
    EMG,
    NAMES,
    RATE_HZ,
    write_brainvision,
    write_edf,
    write_eeglab,
    write_matlab,
    write_text,
)

NAME = "sub-01_task-arm_run-01"


def make_uv(seconds=8.0, rate_hz=RATE_HZ, n=5, seed=0):
    """Smooth signals in microvolts, shape (n, samples)."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    hz = np.random.default_rng(seed).uniform(3.0, 30.0, (n, 3))
    return 20.0 * np.sin(2 * np.pi * hz[:, :, None] * t).sum(axis=1)


WRITERS = {
    "a.csv": write_text,
    "semicolons.csv": lambda path, x: write_text(path, x, divider=";"),
    "tabs.tsv": lambda path, x: write_text(path, x, divider="\t"),
    "a.mat": write_matlab,
    "a.vhdr": write_brainvision,
    "a.set": write_eeglab,
    "a.edf": write_edf,
    "a.bdf": write_edf,
}


def convert(path, root, **options):
    chosen = {"eeg_channels": EEG, "emg_channels": EMG, "line_hz": 50.0, "task": "arm"} | options
    write_dataset(root, ["sub-01"])
    folder = root / "sub-01" / "eeg"
    return convert_recording(str(path), name=NAME, folder=str(folder), **chosen)


def read_back(root, **options):
    chosen = {"eeg_channels": EEG, "emg_channels": EMG} | options
    return read_recording(root / "sub-01" / "eeg" / f"{NAME}_eeg.vhdr", **chosen)


@pytest.mark.parametrize("file", WRITERS)
def test_the_same_signals_come_out_of_every_format(tmp_path, file):
    x = make_uv()
    path = WRITERS[file](tmp_path / file, x)
    ascii_only = file.endswith((".edf", ".bdf"))
    emg = ("BSH", "Groesse") if ascii_only else EMG
    convert(path, tmp_path / "bids", emg_channels=emg, phase="rest")
    recording = read_back(tmp_path / "bids", emg_channels=emg)
    atol_uv = 0.01 if file.endswith(".edf") else 2e-4
    np.testing.assert_allclose(1e6 * recording.eeg_v, x[:3], atol=atol_uv)
    np.testing.assert_allclose(1e6 * recording.emg_v, x[3:], atol=atol_uv)
    assert recording.rate_hz == RATE_HZ
    assert recording.line_freq_hz == 50.0
    assert recording.events == ((0.0, 8.0, "rest"),)


@pytest.mark.parametrize(
    ("file", "events"),
    [
        ("a.mat", ((0.0, 4.0, "rest"), (4.0, 4.0, "hold"))),
        ("a.vhdr", ((4.0, 0.005, "S  7"),)),
        ("a.set", ((4.0, 0.0, "hold"),)),
    ],
)
def test_events_come_from_the_file_where_the_table_names_no_phase(tmp_path, file, events):
    convert(WRITERS[file](tmp_path / file, make_uv()), tmp_path / "bids")
    found = read_back(tmp_path / "bids").events
    assert [(round(a, 3), round(b, 3), " ".join(c.split())) for a, b, c in found] == [
        (a, b, " ".join(c.split())) for a, b, c in events
    ]


def biopac_file(monkeypatch, channels, markers=()):
    """Put a file as bioread gives it in the place of a real one."""
    import bioread

    data = SimpleNamespace(
        samples_per_second=1000.0,
        channels=[
            SimpleNamespace(name=name, units=unit, samples_per_second=rate, data=x)
            for name, unit, rate, x in channels
        ],
        event_markers=[SimpleNamespace(sample_index=i, text=t, type=k) for i, t, k in markers],
    )
    monkeypatch.setattr(bioread, "read", lambda path: data)
    return Path("a.acq")


def test_biopac_rates_units_names_and_markers(tmp_path, monkeypatch):
    fast, slow = make_uv(rate_hz=1000.0, n=2), make_uv(rate_hz=250.0, n=2)
    path = biopac_file(
        monkeypatch,
        [
            ("Fp1", "mV", 250.0, 1e-3 * slow[0]),
            ("Cz", "microvolts", 250.0, slow[1]),
            ("EMG", "Volts", 1000.0, 1e-6 * fast[0]),
            ("EMG", "µV", 1000.0, fast[1]),
            ("EDA", "microsiemens", 1000.0, fast[0]),
            ("EKG - ERS100C", "mV", 1000.0, fast[0]),
        ],
        [(0, "Segment 1", "Append"), (2000, "hold", None), (5000, "Segment 2", "Append")],
    )
    outcome = convert(path, tmp_path, eeg_channels=("Fp1", "Cz"), emg_channels=("EMG-1", "EMG-2"))
    recording = read_back(tmp_path, eeg_channels=("Fp1", "Cz"), emg_channels=("EMG-2", "EMG-1"))
    np.testing.assert_allclose(1e6 * recording.emg_v, fast[::-1], atol=1e-3)
    expected = make_uv(rate_hz=1000.0, n=2)  # the same sines at the higher rate
    # At the ends, and where a segment was appended, nothing tells how it goes on.
    inner = np.r_[500:4990, 5010:7500]
    np.testing.assert_allclose(1e6 * recording.eeg_v[:, inner], expected[:, inner], atol=0.2)
    assert recording.auxiliary_types == ("ecg",)
    assert recording.events == ((2.0, 0.0, "hold"),)
    assert recording.bad_spans == ((5.0, 0.0),)
    assert outcome.notes == [
        "2 channels are named 'EMG'; they are now EMG-1, EMG-2",
        "channels recorded at 250 Hz were interpolated to 1000 Hz",
    ]
    assert outcome.rates_hz["Fp1"] == 250.0


UNUSABLE = {
    "has no samples": (np.zeros(0), 1000.0),
    "is not a row of numbers": (np.zeros((4, 2000)), 1000.0),
    "has a sampling rate of 0 Hz": (np.zeros(8000), 0.0),
    "lasts 5.000 s": (np.zeros(5000), 1000.0),
}


@pytest.mark.parametrize("reason", UNUSABLE)
@pytest.mark.parametrize("name", ["EDA", "ECG", "Cz"])
def test_only_a_channel_that_is_wanted_can_cost_the_recording(tmp_path, monkeypatch, name, reason):
    x, (samples, rate_hz) = make_uv(rate_hz=1000.0, n=2), UNUSABLE[reason]
    channels = [("Fp1", "uV", 1000.0, x[0]), ("EMG", "uV", 1000.0, x[1])]
    path = biopac_file(monkeypatch, [*channels, (name, "uV", rate_hz, samples)])
    wanted = {"eeg_channels": ("Fp1", "Cz")[: 1 + (name == "Cz")], "emg_channels": ("EMG",)}
    if name == "Cz":
        with pytest.raises(RecordingError, match=f"channel 'Cz' {reason}"):
            convert(path, tmp_path, **wanted)
        return
    notes = convert(path, tmp_path, **wanted).notes
    assert read_back(tmp_path, **wanted).auxiliary_types == ()
    assert [reason in note for note in notes] == [True] * (name == "ECG")


def test_edf_of_mixed_rates_is_brought_to_the_highest(tmp_path):
    fast, slow = make_uv(rate_hz=400.0), make_uv(rate_hz=200.0)
    rates = [200, 200, 200, 400, 400]
    path = write_edf(tmp_path / "a.edf", [*slow[:3], *fast[3:]], rates=rates)
    convert(path, tmp_path, emg_channels=("BSH", "Groesse"), phase="rest")
    recording = read_back(tmp_path, emg_channels=("BSH", "Groesse"))
    assert recording.rate_hz == 400.0
    np.testing.assert_allclose(1e6 * recording.emg_v, fast[3:], atol=0.01)


@pytest.mark.parametrize(("eeg_hz", "emg_hz"), [(250.0, 1000.0), (1000.0, 250.0)])
def test_electrode_offsets_do_not_ring_where_two_rates_are_made_one(tmp_path, eeg_hz, emg_hz):
    eeg, emg = make_uv(rate_hz=eeg_hz, n=3), make_uv(rate_hz=emg_hz, n=2, seed=1)
    offsets = np.array([2000.0, -2000.0, 500.0, -1500.0, 1000.0])[:, None]
    found = []
    for added in (0.0 * offsets, offsets):
        content = {
            "eeg": eeg + added[:3], "eeg_rate_hz": eeg_hz, "emg_rate_hz": emg_hz,
            "emg": 1e-3 * (emg + added[3:]).T,
        }  # fmt: skip
        path = write_matlab(tmp_path / "a.mat", make_uv(), **content)
        convert(path, tmp_path)
        recording = read_back(tmp_path)
        found.append(1e6 * np.vstack([recording.eeg_v, recording.emg_v]) - added)
    np.testing.assert_allclose(found[1], found[0], atol=2e-3)  # written in single precision


def test_edf_of_mixed_rates_states_the_rate_of_each_channel(tmp_path):
    fast, slow = make_uv(rate_hz=400.0), make_uv(rate_hz=200.0)
    path = write_edf(tmp_path / "a.edf", [*slow[:3], *fast[3:]], rates=[200, 200, 200, 400, 400])
    outcome = convert(path, tmp_path, emg_channels=("BSH", "Groesse"), phase="rest")
    rates_hz = dict(zip((*EEG, "BSH", "Groesse"), [200.0] * 3 + [400.0] * 2, strict=True))
    assert outcome.rates_hz == rates_hz
    table = (tmp_path / "sub-01" / "eeg" / f"{NAME}_channels.tsv").read_text(encoding="utf-8")
    for name, rate_hz in rates_hz.items():
        assert re.search(rf"^{name}\t.*\trecorded at {rate_hz:g} Hz$", table, re.MULTILINE)
    assert "channels recorded at 200 Hz were interpolated to 400 Hz" in outcome.notes


REPEATED = ["Fp1", "EMG", "EMG", "EMG-1", "EMG"]
NUMBERED = ["Fp1", "EMG-2", "EMG-3", "EMG-1", "EMG-4"]
WITH_NAMES = {
    "a.csv": lambda path, x, names: write_text(path, x, header=[f"{name} (uV)" for name in names]),
    "a.mat": lambda path, x, names: write_matlab(
        path, x, eeg=None, emg=None, data=x, rate_hz=RATE_HZ, units="uV",
        names=np.array(names, dtype=object),
    ),
    "a.vhdr": lambda path, x, names: write_brainvision(path, x, names=names),
    "a.set": lambda path, x, names: write_eeglab(path, x, names=names),
    "a.edf": lambda path, x, names: write_edf(path, x, names=names),
    "a.bdf": lambda path, x, names: write_edf(path, x, names=names),
}  # fmt: skip


@pytest.mark.parametrize("file", WITH_NAMES)
@pytest.mark.parametrize(
    ("own", "names"),
    [
        (["Fp1", "EMG", "EMG", "O2", "EMG"], ["Fp1", "EMG-1", "EMG-2", "O2", "EMG-3"]),
        (REPEATED, NUMBERED),
        (["Fp1", "EMG-0", "EMG-1", "O2", "EMG-7"], ["Fp1", "EMG-0", "EMG-1", "O2", "EMG-7"]),
    ],
)
def test_names_that_repeat_are_numbered_alike_in_every_format(tmp_path, file, own, names):
    x = make_uv()
    recording = read_foreign(WITH_NAMES[file](tmp_path / file, x, own))
    assert [channel.name for channel in recording.channels] == names
    for channel, row in zip(recording.channels, x, strict=True):
        factor = 1.0 if channel.in_volts else volts_per_unit(channel.unit)
        np.testing.assert_allclose(1e6 * factor * channel.samples, row, atol=0.01)
    numbered = [note for note in recording.notes if "channels are named 'EMG'" in note]
    assert len(numbered) == (own != names)


SPELLED = {"uv": 1e-6, "UV": 1e-6, "nV": 1e-9, "mV": 1e-3, "V": 1.0, "uV": 1e-6, "MicroVolts": 1e-6}


def with_numbers_in(folder, file, unit):
    """Write a file whose header states a unit, and whose numbers are those of `make_uv`."""
    path, x = folder / file, make_uv()
    if file == "a.csv":
        return write_text(path, x, header=[f"{name} ({unit})" for name in NAMES])
    if file == "a.mat":
        return write_matlab(path, x, emg=x[3:], eeg_units=unit, emg_units=unit)
    if file == "a.vhdr":
        return with_unit(path, f",{unit}")
    return write_edf(path, x, unit=unit)


@pytest.mark.parametrize(
    ("file", "unit"),
    [
        (file, unit)
        for file in ("a.csv", "a.mat", "a.vhdr", "a.edf", "a.bdf")
        for unit in SPELLED
        if len(unit) <= 8 or not file.endswith("df")  # so many letters are there in EDF
    ],
)
def test_the_unit_of_the_file_is_applied_once_however_it_is_spelled(tmp_path, file, unit):
    path = with_numbers_in(tmp_path, file, unit)
    names = (*EEG, "BSH")
    ascii_emg = {"emg_channels": ("BSH",)}
    found = []
    for stated in (None, {1e-6: "uV", 1e-3: "mV", 1e-9: "nV", 1.0: "V"}[SPELLED[unit]]):
        outcome = convert(path, tmp_path / "bids", unit=stated, **ascii_emg)
        recording = read_back(tmp_path / "bids", units_check=False, **ascii_emg)
        found.append(recording.eeg_v)
        assert outcome.units == dict.fromkeys(names, unit)
    np.testing.assert_allclose(found[0] / SPELLED[unit], make_uv()[:3], atol=0.01)
    assert np.array_equal(found[0], found[1])
    other = "mV" if SPELLED[unit] != 1e-3 else "uV"
    with pytest.raises(RecordingError, match=f"is in {unit}, but the import table says {other}"):
        convert(path, tmp_path / "bids", unit=other, **ascii_emg)


@pytest.mark.parametrize("file", ["a.csv", "a.mat", "a.vhdr", "a.edf", "a.bdf"])
@pytest.mark.parametrize("unit", ["MV", "mv", "?V"])
def test_an_ambiguous_unit_is_decided_by_the_table_alone(tmp_path, file, unit):
    path = with_numbers_in(tmp_path, file, unit)
    with pytest.raises(RecordingError, match=f"'Fp1' is ambiguous: '{re.escape(unit)}'"):
        convert(path, tmp_path / "bids", emg_channels=("BSH",))
    for told, factor in (("uV", 1e-6), ("mV", 1e-3)):
        outcome = convert(path, tmp_path / "bids", emg_channels=("BSH",), unit=told)
        assert outcome.units == dict.fromkeys((*EEG, "BSH"), told)
        recording = read_back(tmp_path / "bids", emg_channels=("BSH",), units_check=False)
        np.testing.assert_allclose(recording.eeg_v / factor, make_uv()[:3], atol=0.01)


@pytest.mark.parametrize("file", ["a.mat", "a.vhdr", "a.edf"])
def test_a_unit_that_is_not_available_is_not_stated(tmp_path, file):
    path = with_numbers_in(tmp_path, file, "n/a")
    with pytest.raises(RecordingError, match="the unit of channel 'Fp1' is unknown"):
        convert(path, tmp_path / "bids", emg_channels=("BSH",))
    convert(path, tmp_path / "bids", emg_channels=("BSH",), unit="uV")
    recording = read_back(tmp_path / "bids", emg_channels=("BSH",))
    np.testing.assert_allclose(1e6 * recording.eeg_v, make_uv()[:3], atol=0.01)


def test_the_table_may_repeat_the_unit_that_is_convention(tmp_path):
    path = write_eeglab(tmp_path / "a.set", make_uv())
    convert(path, tmp_path, unit="uV")
    np.testing.assert_allclose(1e6 * read_back(tmp_path).eeg_v, make_uv()[:3], atol=1e-3)
    with pytest.raises(RecordingError, match="is in µV, but the import table says V"):
        convert(path, tmp_path, unit="V")


STRANGE = {
    "epochs": ({"eeg": np.zeros((3, 800, 2))}, "'eeg' is an array of 3 x 800 x 2; signals have"),
    "epochs of both": (
        {"eeg": np.zeros((3, 1600, 2)), "emg": np.zeros((2, 1600, 2))},
        "'eeg' is an array of 3 x 1600 x 2",
    ),
    "complex numbers": ({"eeg": 1j * make_uv()[:3]}, "'eeg' holds complex numbers"),
    "a text": ({"eeg": "EEG.mat"}, "'eeg' holds no numbers"),
    "a structure": ({"eeg": {"Fp1": 1.0}}, "'eeg' holds no numbers"),
    "nothing": ({"eeg": np.zeros((3, 0))}, "'eeg' is an array of 0, but 3 channels"),
    "a rate in words": ({"eeg_rate_hz": "fast"}, "'eeg_rate_hz' is not one number"),
    "two rates": ({"eeg_rate_hz": [200.0, 250.0]}, "'eeg_rate_hz' is not one number"),
    "no rate": ({"eeg_rate_hz": []}, "'eeg_rate_hz' is not one number"),
    "an infinite rate": ({"eeg_rate_hz": np.inf}, "channel 'Fp1' has a sampling rate of inf Hz"),
    "onsets in words": ({"events_onset_s": "start"}, "'events_onset_s' holds no real numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", STRANGE)
def test_strange_contents_leave_out_that_recording_with_the_reason(tmp_path, case):
    content, message = STRANGE[case]
    path = write_matlab(tmp_path / "a.mat", make_uv(), **content)
    with pytest.raises(RecordingError, match=f"a.mat: {message}"):
        convert(path, tmp_path / "bids")


@pytest.mark.parametrize(
    "content",
    [
        {"eeg": make_uv()[:3].T},
        {"eeg_rate_hz": [RATE_HZ] * 3},
        {"eeg_names": np.array([EEG], dtype=object)},
        {"eeg": np.array([*make_uv()[:3], None], dtype=object)[:3]},  # a cell array of channels
    ],
)
def test_the_same_content_in_another_form_is_read(tmp_path, content):
    convert(write_matlab(tmp_path / "a.mat", make_uv(), **content), tmp_path)
    np.testing.assert_allclose(1e6 * read_back(tmp_path).eeg_v, make_uv()[:3], atol=1e-3)


def test_a_cell_of_matlab_without_content_states_nothing(tmp_path):
    units = np.array(["uV", "", "uV"], dtype=object)
    with pytest.raises(RecordingError, match="the unit of channel 'Cz' is unknown"):
        convert(write_matlab(tmp_path / "a.mat", make_uv(), eeg_units=units), tmp_path / "bids")
    convert(write_matlab(tmp_path / "a.mat", make_uv(), events_name=units[:2]), tmp_path / "bids")
    assert [name for _, _, name in read_back(tmp_path / "bids").events] == ["uV", "unnamed"]


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300, -1e200])
def test_samples_that_no_amplifier_measures_are_missing(tmp_path, value):
    x = make_uv()
    x[1, 100] = value
    outcome = convert(write_matlab(tmp_path / "a.mat", x), tmp_path)
    assert "infinite samples were written as NaN" in outcome.notes
    assert np.argwhere(np.isnan(read_back(tmp_path).eeg_v)).tolist() == [[1, 100]]


# Damaged MATLAB files can crash the interpreter, which is why files are imported in another one.
@pytest.mark.parametrize("file", ["a.vhdr", "a.edf", "a.bdf", "a.csv"])
def test_a_damaged_file_is_left_out_or_read_but_never_ends_the_job(tmp_path, file):
    whole = WRITERS[file](tmp_path / file, make_uv()).read_bytes()
    path, rng = tmp_path / file, np.random.default_rng(0)
    refused = []
    for trial in range(24):
        damaged = bytearray(whole)
        at = int(rng.integers(0, min(len(whole), 1500)))
        if trial % 3 == 0:
            del damaged[at:]
        elif trial % 3 == 1:
            del damaged[at : at + 9]
        else:
            damaged[at : at + 3] = b"9e9"
        path.write_bytes(damaged)
        try:
            convert(path, tmp_path / "bids", emg_channels=("BSH",))
        except RecordingError as error:
            refused.append(str(error))
    assert refused
    assert all(str(path) in message for message in refused)


MARKS = ["BAD_movement", "bad", "EDGE boundary", "boundary"]


@pytest.mark.parametrize("phase", [None, "rest"])
@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_bad_signals_count_whether_or_not_the_table_names_the_phase(tmp_path, phase, mark):
    content = {
        "events_onset_s": [1.0, 3.0], "events_duration_s": [1.0, 2.0],
        "events_name": np.array(["trigger", mark], dtype=object),
    }  # fmt: skip
    outcome = convert(write_matlab(tmp_path / "a.mat", make_uv(), **content), tmp_path, phase=phase)
    recording = read_back(tmp_path)
    assert recording.bad_spans == ((3.0, 0.0 if mark == "boundary" else 2.0),)
    if phase is None:
        assert recording.events == ((1.0, 1.0, "trigger"),)
    else:
        assert recording.events == ((0.0, 8.0, "rest"),)
        assert outcome.notes == [
            "1 events of the file gave way to 'rest', which the import table names: 'trigger'"
        ]


def test_events_that_a_reader_omits_are_told(tmp_path):
    path = write_brainvision(tmp_path / "a.vhdr", make_uv())
    markers = path.with_suffix(".vmrk")
    text = markers.read_text(encoding="utf-8")
    markers.write_text(text.replace(",801,", ",999999,"), encoding="utf-8")
    assert any("Omitted 1 annotation" in note for note in convert(path, tmp_path).notes)


@pytest.mark.parametrize("ending", [".mat", ".set"])
@pytest.mark.parametrize("before", [b"", b"MATLAB 7.3 MAT-file".ljust(512), b"x" * 512])
def test_version_7_3_of_matlab_is_refused_with_the_way_out(tmp_path, ending, before):
    path = tmp_path / f"a{ending}"
    path.write_bytes(before + b"\x89HDF\r\n\x1a\n" + bytes(900))
    remedy = {".mat": "save(name, '-v7')", ".set": "pop_saveset(EEG, 'filename', name, 'version'"}
    with pytest.raises(RecordingError, match=r"a MATLAB file of version 7\.3") as caught:
        read_foreign(path)
    assert remedy[ending] in str(caught.value)


def changed_set(path, **changes):
    from scipy.io import loadmat, savemat

    content = loadmat(write_eeglab(path, make_uv()), simplify_cells=True)["EEG"]
    savemat(path, {"EEG": content | changes}, appendmat=False)
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trials": 2.0, "pnts": 800.0, "data": np.zeros((5, 800, 2))}, "the file holds epochs"),
        ({"data": 1j * make_uv()}, "cannot be read as .set. ComplexWarning"),
        ({"data": "a.fdt"}, r"cannot be read as .set. FileNotFoundError: .*a\.fdt"),
        ({"srate": 0.0}, "cannot be read as .set"),
    ],
)
def test_an_eeglab_file_that_is_no_continuous_recording_is_refused(tmp_path, changes, message):
    with pytest.raises(RecordingError, match=rf"a\.set: {message}"):
        read_foreign(changed_set(tmp_path / "a.set", **changes))


@pytest.mark.parametrize("kind", ["boundary", -99])
def test_pauses_of_eeglab_are_boundaries_by_word_or_number(tmp_path, kind):
    kinds = [("type", object), ("latency", object), ("duration", object)]
    events = np.array([(kind, 801.0, 300.0), (7, 1000.0, 1.0), (7, 9000.0, 1.0)], dtype=kinds)
    outcome = convert(changed_set(tmp_path / "a.set", event=events), tmp_path)
    assert read_back(tmp_path).bad_spans == ((4.0, 0.0),)
    assert any("Omitted 1 annotation" in note for note in outcome.notes)


def test_the_file_that_is_missing_is_named(tmp_path):
    path = write_brainvision(tmp_path / "a.vhdr", make_uv())
    path.with_suffix(".eeg").unlink()
    with pytest.raises(RecordingError, match=r"a\.vhdr: a\.eeg is missing"):
        read_foreign(path)


def test_samples_that_were_cut_off_are_told(tmp_path):
    path = write_brainvision(tmp_path / "a.vhdr", make_uv())
    samples = path.with_suffix(".eeg")
    samples.write_bytes(samples.read_bytes()[:-7])
    told = "the file ends within a sample, as one does that was cut off"
    assert told in read_foreign(path).notes
    header = path.read_text(encoding="utf-8").replace(
        "[Common Infos]", "[Common Infos]\nDataPoints=1600"
    )
    path.write_text(header, encoding="utf-8")
    with pytest.raises(RecordingError, match="the header counts 1600 samples, the file holds 1599"):
        read_foreign(path)


def changed_line(path, number, line):
    lines = path.read_text(encoding="utf-8").splitlines()
    if line is None:
        del lines[number - 1]
    else:
        lines[number - 1] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


CANNOT = {
    "unit of a text unknown": (
        lambda folder: write_text(folder / "a.csv", make_uv(), header=NAMES),
        {},
        ("<data>/a.csv: the unit of channel 'Fp1' is unknown; the file does not state it; write V, "
        "mV or uV into the column unit of the import table."),
    ),
    "unit of an EDF unknown": (
        lambda folder: write_edf(folder / "a.edf", make_uv(), unit=""),
        {"emg_channels": ("BSH",)},
        ("<data>/a.edf: the unit of channel 'Fp1' is unknown; the file does not state it; write V, "
        "mV or uV into the column unit of the import table."),
    ),
    "unit is no voltage": (
        lambda folder: write_matlab(folder / "a.mat", make_uv(), eeg_units="mmHg"),
        {},
        ("<data>/a.mat: channel 'Fp1' is in 'mmHg', which is no voltage. EEG and EMG are voltages; "
        "name another channel in the configuration."),
    ),
    "unit of the table contradicts": (
        lambda folder: write_text(folder / "a.csv", make_uv()),
        {"unit": "mV"},
        ("<data>/a.csv: channel 'Fp1' is in uV, but the import table says mV; one of the two is "
        "wrong; leave the cell unit empty where the file states the unit."),
    ),
    "rate unknown": (
        lambda folder: write_text(folder / "a.csv", make_uv(), time=False),
        {},
        ("<data>/a.csv: the sampling rate is unknown; the columns are 'Fp1 (uV)', 'Cz (uV)', "
        "'O2 (uV)', 'BSH (uV)', 'Größe (uV)'; add a column time (in seconds), or write the rate "
        "into the column rate_hz of the import table."),
    ),
    "samples dropped": (
        lambda folder: changed_line(write_text(folder / "a.csv", make_uv()), 500, None),
        {},
        ("<data>/a.csv, line 500: the time goes from 2.485 to 2.495 s; samples are 0.005 s apart: "
        "some were dropped or stand twice (1 such places); export the recording again, or import "
        "the stretches before and after as two files."),
    ),
    "no number": (
        lambda folder: changed_line(
            write_text(folder / "a.csv", make_uv()), 9, "0.035,1,2,3,overload,5"
        ),
        {},
        ("<data>/a.csv, line 9: 'overload' in column 'BSH (uV)' is not a number; correct the cell; "
        "leave it empty where a sample is missing."),
    ),
    "EMG shorter than the EEG": (
        lambda folder: write_matlab(folder / "a.mat", make_uv(), emg=make_uv()[3:, :1000]),
        {},
        ("<data>/a.mat: channel 'BSH' lasts 5.000 s, channel 'Fp1' 8.000 s; channels of one "
        "recording must show the same time; export them over a common stretch, or correct the "
        "rate of one of them."),
    ),
    "no signals in a MATLAB file": (
        lambda folder: write_matlab(folder / "a.mat", make_uv(), eeg=None, emg=None, signal=1.0),
        {},
        ("<data>/a.mat: no variable 'data', 'eeg' or 'emg'; the file has 'eeg_names', "
        "'eeg_rate_hz', 'eeg_units', 'emg_names', 'emg_rate_hz', 'emg_units', "
        "'events_duration_s', 'events_name', 'events_onset_s', 'signal'; name the array of the "
        "signals so (docs/importing.md lists all names)."),
    ),
    "missing channel": (
        lambda folder: write_text(folder / "a.csv", make_uv()),
        {"eeg_channels": ("Fp1", "O1")},
        ("<data>/a.csv: channel 'O1' not found; the nearest names are 'O2'; the file has 'Fp1', "
        "'Cz', 'O2', 'BSH', 'Größe'; correct the channel names in the configuration or in "
        "channels.tsv, or leave the channel out of the configured montage."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CANNOT)
def test_a_file_that_cannot_be_imported_is_answered_by_one_message(tmp_path, case):
    write, options, message = CANNOT[case]
    path = write(tmp_path)
    with pytest.raises(RecordingError) as caught:
        convert(path, tmp_path / "bids", **options)
    assert str(caught.value).replace(str(tmp_path), "<data>") == message


@pytest.mark.parametrize("ending", [item for item in endings() if item not in (".tsv", ".txt")])
def test_a_file_of_another_kind_is_named(tmp_path, ending):
    path = tmp_path / f"a{ending}"
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(RecordingError, match=rf"a\{ending}: cannot be read as \{ending}"):
        read_foreign(path)


def with_unit(path, unit):
    """Write BrainVision whose header gives its channels another unit, or none."""
    header = write_brainvision(path, make_uv()).read_text(encoding="utf-8")
    path.write_text(header.replace(",µV", unit), encoding="utf-8")
    return path


@pytest.mark.parametrize("unit", ["", ","])
def test_brainvision_without_a_unit_means_microvolts(tmp_path, unit):
    recording = read_foreign(with_unit(tmp_path / "a.vhdr", unit))
    assert {(channel.unit, channel.in_volts) for channel in recording.channels} == {("µV", True)}
    np.testing.assert_allclose(1e6 * recording.channels[0].samples, make_uv()[0], atol=0.01)


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (",n/a", "the unit of channel 'Fp1' is unknown"),
        (",uS", "channel 'Fp1' is in 'uS', which is no voltage"),
    ],
)
def test_a_unit_that_nobody_knows_is_not_taken_for_volts(tmp_path, unit, message):
    path = with_unit(tmp_path / "a.vhdr", unit)
    with pytest.raises(RecordingError, match=message):
        convert(path, tmp_path / "bids")


def test_a_file_of_an_unknown_format_is_refused_with_the_list(tmp_path):
    with pytest.raises(RecordingError) as caught:
        read_foreign(tmp_path / "a.cnt")
    assert str(caught.value).endswith(
        "a.cnt: the format '.cnt' cannot be imported; formats are .acq, .edf, .bdf, .vhdr, .set, "
        ".mat, .csv, .tsv, .txt; export the recording in one of them."
    )


def test_what_the_file_does_not_state_may_stand_in_the_table(tmp_path):
    x = make_uv()
    path = write_text(tmp_path / "a.csv", x, header=NAMES, time=False)
    convert(path, tmp_path, rate_hz=RATE_HZ, unit="uV", phase="rest")
    np.testing.assert_allclose(1e6 * read_back(tmp_path).eeg_v, x[:3], atol=1e-3)


def test_what_was_done_comes_back_from_its_file(tmp_path):
    outcome = convert(write_text(tmp_path / "a.csv", make_uv()), tmp_path / "bids", phase="rest")
    outcome.write(tmp_path / "outcome.json")
    assert ImportOutcome.read(tmp_path / "outcome.json") == outcome
    assert outcome.units == dict.fromkeys(NAMES, "uV")
    assert not outcome.reason
    (tmp_path / "outcome.json").write_text('{"file": ')
    with pytest.raises(OwnFileError, match=r"outcome\.json is damaged"):
        ImportOutcome.read(tmp_path / "outcome.json")


def test_a_file_that_cannot_be_read_leaves_its_reason_in_a_recording_of_no_samples(tmp_path):
    (tmp_path / "a.acq").write_bytes(b"nothing of the kind" * 99)
    folder = tmp_path / "bids" / "sub-01" / "eeg"
    outcome = import_isolated(
        str(tmp_path / "a.acq"), name=NAME, folder=folder, task="arm", line_hz=50.0,
        eeg_channels=EEG, emg_channels=EMG,
    )  # fmt: skip
    assert "a.acq: cannot be read as .acq" in outcome.reason
    assert (folder / f"{NAME}_eeg.vhdr").read_bytes() == b""


def test_a_child_process_imports_what_this_one_would(tmp_path):
    path = write_text(tmp_path / "a.csv", make_uv())
    chosen = {
        "name": NAME, "task": "arm", "line_hz": 50.0, "eeg_channels": EEG, "emg_channels": EMG,
    }  # fmt: skip
    there = import_isolated(str(path), folder=tmp_path / "there", **chosen)
    here = convert_recording(str(path), folder=str(tmp_path / "here"), **chosen)
    assert there == here
    for ending in ("_eeg.eeg", "_channels.tsv", "_events.tsv", "_eeg.json"):
        own = (tmp_path / "there" / f"{NAME}{ending}").read_bytes()
        assert own == (tmp_path / "here" / f"{NAME}{ending}").read_bytes()


def test_a_recording_that_could_not_be_imported_leaves_its_reason(tmp_path):
    write_dataset(tmp_path, ["sub-01"])
    write_unreadable(tmp_path / "sub-01" / "eeg", NAME, task="arm", reason="a.acq: broken")
    with pytest.raises(RecordingError, match="the file is empty"):
        read_back(tmp_path)
    assert "a.acq: broken" in (tmp_path / "sub-01" / "eeg" / f"{NAME}_eeg.json").read_text()


# The catalogue of formats

DOCS = Path(__file__).parents[3] / "docs" / "importing.md"


def files_of(entry):
    """Files of these tests in a format; that of Biopac needs recordings of a laboratory."""
    return [file for file in WRITERS if Path(file).suffix in entry.endings]


def test_every_format_but_that_of_biopac_is_written_and_read_by_these_tests():
    assert [name for name, entry in FORMATS.items() if not files_of(entry)] == ["acqknowledge"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_reader_takes_a_path_and_a_rate(name):
    given = list(inspect.signature(resolve(FORMATS[name].read)).parameters.values())
    assert [item.name.lstrip("_") for item in given] == ["path", "rate_hz"]
    assert given[1].default is None


def test_no_ending_belongs_to_two_formats():
    assert len(endings()) == len(set(endings()))
    assert all(ending == ending.lower() for ending in endings())
    assert format_of(Path("A.EDF")) is FORMATS["edf"]
    assert format_of(Path("a.cnt")) is None
    assert format_of(Path("edf")) is None


@pytest.mark.parametrize("name", [name for name, entry in FORMATS.items() if files_of(entry)])
def test_what_a_format_is_said_to_state_is_in_its_files(tmp_path, name):
    entry = FORMATS[name]
    for file in files_of(entry):
        path = WRITERS[file](tmp_path / file, make_uv())
        for rate_hz in (None, 77.0):  # what the file states is not overruled
            recording = read_foreign(path, rate_hz=rate_hz)
            assert {channel.rate_hz for channel in recording.channels} == {RATE_HZ}
        assert all(volts_per_unit(channel.unit) for channel in recording.channels)
        if not entry.has_events:
            assert recording.events == ()


SILENT = {  # files that state neither a rate nor a unit, as far as their format lets them
    "edf": lambda folder: write_edf(folder / "a.edf", make_uv(), unit=""),
    "matlab": lambda folder: write_matlab(
        folder / "a.mat", make_uv(),
        eeg_rate_hz=None, emg_rate_hz=None, eeg_units=None, emg_units=None,
    ),
    "text": lambda folder: write_text(folder / "a.csv", make_uv(), header=NAMES, time=False),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_what_a_file_leaves_out_is_asked_of_the_table(tmp_path, name):
    entry, path = FORMATS[name], SILENT[name](tmp_path)
    assert not entry.states_unit
    if not entry.states_rate:
        with pytest.raises(RecordingError, match=r"rate.*column rate_hz of the import table"):
            read_foreign(path)
    recording = read_foreign(path, rate_hz=RATE_HZ)
    assert {channel.rate_hz for channel in recording.channels} == {RATE_HZ}
    assert {channel.unit for channel in recording.channels} == {None}


def test_every_format_that_may_leave_something_out_is_tried():
    silent = [name for name, entry in FORMATS.items() if not entry.states_unit]
    assert silent == ["acqknowledge", *SILENT]
    assert all(name in SILENT for name, entry in FORMATS.items() if not entry.states_rate)


@pytest.mark.parametrize("name", FORMATS)
def test_the_documentation_has_a_line_for_every_format(name):
    entry = FORMATS[name]
    (line,) = [
        line
        for line in DOCS.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| {', '.join(f'`{ending}`' for ending in entry.endings)} ")
    ]
    kind, _, rate, unit, events = [cell.strip() for cell in line.strip("|").split("|")]
    assert f"({entry.title}" in kind
    assert ("or the table" in rate) == (not entry.states_rate)
    assert ("or the table" in unit) == (not entry.states_unit)
    assert events.startswith("none") == (not entry.has_events)


def test_the_documentation_has_no_further_lines():
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    shown = [line for line in lines if re.match(r"\| `\.\w+`", line)]
    assert len(shown) == len(FORMATS)


def test_the_catalogue_is_read_without_anything_heavy():
    code = (
        f"import sys; sys.path.insert(0, {str(Path(catalogue.__file__).parents[2])!r});"
        "import eeg2emg.importing.catalogue, eeg2emg.importing.table;"
        "print(sorted({'numpy', 'scipy', 'mne', 'pandas', 'bioread'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


# The table


def write_table(folder, *lines):
    (folder / "a.csv").touch()
    (folder / "b.acq").touch()
    path = folder / "recordings.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_table_names_the_recordings(tmp_path):
    path = write_table(
        tmp_path, "file\tsubject\tphase\trate_hz", "b.acq\t02\trest\t", "a.csv\tsub-01\thold\t500",
        "b.acq\t01\tn/a\t",
    )  # fmt: skip
    rows = read_import_table(path)
    assert list(rows) == [NAME, "sub-01_task-arm_run-02", "sub-02_task-arm_run-01"]
    assert (rows[NAME].phase, rows[NAME].rate_hz) == ("hold", 500.0)
    assert rows["sub-01_task-arm_run-02"].phase is None


def test_folders_may_be_divided_as_on_windows(tmp_path):
    (tmp_path / "p1" / "monday").mkdir(parents=True)
    (tmp_path / "p1" / "monday" / "d.csv").touch()
    rows = read_import_table(write_table(tmp_path, "file\tsubject", r"p1\monday\d.csv" + "\t01"))
    assert rows[NAME].file == tmp_path / "p1" / "monday" / "d.csv"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["file\tsubjct", "a.csv\t01"], "no column 'subject'; the columns are 'file', 'subjct'"),
        (["file\tsubject\tphse", "a.csv\t01\tx"], "unknown column 'phse'.*did you mean 'phase'"),
        (["file\tsubject"], "no line below the header"),
        (["file\tsubject", "a.csv"], "line 2: 1 cells where the header has 2"),
        (["file\tsubject", "a.csv\t"], "line 2: no subject"),
        (["file\tsubject", "c.csv\t01"], "line 2: the file 'c.csv' does not exist"),
        (["file\tsubject", "recordings.tsv\t0-1"], "line 2: the subject '0-1' is no BIDS label"),
        (["file\tsubject\trate_hz", "a.csv\t01\tfast"], "line 2: the rate_hz 'fast' is not a"),
        (
            ["file\tsubject\trun", "a.csv\t01\t1", "b.acq\t01\t1"],
            "line 3: sub-01_task-arm_run-1 is that of line 2 again",
        ),
        (
            ["file\tsubject\ttask\trun", "a.csv\t01\tarm\t1", "b.acq\t01\tArm\t1"],
            "line 3: sub-01_task-Arm_run-1 is that of line 2 again",
        ),
        (
            ["file\tsubject", "a.csv\tA1", "b.acq\ta1"],
            "line 3: the subject 'a1' is 'A1' of line 2 but for its letters' case",
        ),
    ],
)
def test_a_mistake_in_the_table_stops_before_any_work(tmp_path, lines, message):
    with pytest.raises(ConfigurationError, match=message):
        read_import_table(write_table(tmp_path, *lines))


def test_a_format_that_is_unknown_is_refused(tmp_path):
    (tmp_path / "a.cnt").touch()
    path = write_table(tmp_path, "file\tsubject", "a.cnt\t01")
    with pytest.raises(
        ConfigurationError, match=r"the format '.cnt' of 'a.cnt' cannot be imported"
    ):
        read_import_table(path)


# Real files


@pytest.fixture
def acq(real_data):
    return real_data / "acq"


def test_a_real_biopac_file_with_emg(acq, tmp_path):
    names = {"eeg_channels": ("ECG (.05 - 150 Hz)",), "emg_channels": ("EMG (30 - 500 Hz)",)}
    outcome = convert(acq / "r42_test.acq", tmp_path, **names)
    recording = read_back(tmp_path, **names)
    assert recording.rate_hz == 1000.0
    assert recording.emg_v.shape == (1, 7901)
    assert outcome.units["EMG (30 - 500 Hz)"] == "mV"
    assert recording.bad_spans == ((3.881, 0.0),)  # the second segment was appended
    assert 1e-6 < recording.emg_v.std() < 1e-3


def test_a_real_biopac_file_whose_names_repeat(acq, tmp_path):
    names = {"eeg_channels": ("Analog input-1",), "emg_channels": ("Analog input-2",)}
    outcome = convert(acq / "r35_test.acq", tmp_path, **names, phase="rest")
    assert outcome.notes[0].startswith("2 channels are named 'Analog input'")
    assert read_back(tmp_path, **names, units_check=False).duration_s == 314.86


def test_a_real_compressed_biopac_file_of_mixed_rates(acq, tmp_path):
    names = {"eeg_channels": ("EKG - ERS100C",), "emg_channels": ("RESP - RSP100C",)}
    outcome = convert(acq / "physio-4.4.0-c.acq", tmp_path, **names)
    assert outcome.rates_hz == {"EKG - ERS100C": 1000.0, "RESP - RSP100C": 3.90625}
    with pytest.raises(RecordingError, match="'microsiemens', which is no voltage"):
        convert(
            acq / "physio-4.4.0-c.acq", tmp_path, eeg_channels=("EDA - GSR100C",), emg_channels=()
        )


# What the file says beside what the import table says.


def the(outcome, fact):
    (only,) = [found for found in outcome.findings if found.fact == fact]
    return only


def said(finding):
    return {statement.place: finding.words(statement) for statement in finding.statements}


def muscles_in(name):
    """Give the names of the muscles in a file; EDF writes ASCII alone."""
    return ("BSH", "Groesse") if name.endswith(("edf", "bdf")) else EMG


@pytest.mark.parametrize("name", WRITERS)
def test_a_rate_or_unit_of_the_table_that_the_file_states_too_agrees(tmp_path, name):
    path = WRITERS[name](tmp_path / name, make_uv())
    outcome = convert(path, tmp_path, rate_hz=RATE_HZ, emg_channels=muscles_in(name))
    rate = the(outcome, "sampling rate")
    assert said(rate) == {"header": "200 Hz", "import table": "200 Hz"}
    assert (rate.verdict, rate.used) == ("agree", "200 Hz")
    assert the(outcome, "unit").used
    assert not [found for found in outcome.findings if found.differs]


@pytest.mark.parametrize("name", WRITERS)
def test_a_rate_of_the_table_that_contradicts_the_file_is_refused(tmp_path, name):
    path = WRITERS[name](tmp_path / name, make_uv())
    with pytest.raises(RecordingError, match=r"states a sampling rate of 200 Hz.*table says 500"):
        convert(path, tmp_path, rate_hz=500.0, emg_channels=muscles_in(name))


def test_a_rate_that_the_table_alone_states_is_told_so(tmp_path):
    path = write_text(tmp_path / "a.csv", make_uv(), time=False)
    rate = the(convert(path, tmp_path, rate_hz=RATE_HZ), "sampling rate")
    assert said(rate) == {"import table": "200 Hz"}
    assert rate.verdict == "one place only"


def test_a_unit_that_the_table_alone_states_is_told_so(tmp_path):
    path = write_text(tmp_path / "a.csv", make_uv(), header=NAMES)
    unit = the(convert(path, tmp_path, unit="uV"), "unit")
    assert (said(unit), unit.verdict) == ({"import table": "uV"}, "one place only")


def test_a_phase_of_the_table_decides_over_the_events_of_the_file(tmp_path):
    path = write_matlab(tmp_path / "a.mat", make_uv())
    events = the(convert(path, tmp_path, phase="rest"), "events")
    assert said(events) == {"import table": "'rest' throughout", "header": "2 events"}
    assert (events.differs, events.used) == (True, "'rest' throughout")
    assert "the import table decides" in events.consequence
    assert the(convert(path, tmp_path), "events").used == "those of the file"


def test_findings_come_back_from_the_file_of_the_outcome(tmp_path):
    path = write_matlab(tmp_path / "a.mat", make_uv())
    outcome = convert(path, tmp_path, phase="rest", rate_hz=RATE_HZ)
    outcome.write(tmp_path / "outcome.json")
    assert ImportOutcome.read(tmp_path / "outcome.json") == outcome


@pytest.mark.parametrize("name", ["=EOG", "-ECG", "@eog", "+HEOG"])
def test_a_channel_that_a_spreadsheet_would_run_is_not_taken_along(tmp_path, name):
    """No configured channel is named so; only those that help the cleaning can be."""
    x = make_uv(n=6)
    header = [f"{own} (uV)" for own in (*NAMES, name)]
    file = write_text(tmp_path / "recording.csv", x, header=header)
    outcome = convert_recording(
        str(file), name=NAME, folder=str(tmp_path / "made"), task="arm", eeg_channels=EEG,
        emg_channels=EMG, line_hz=50.0,
    )  # fmt: skip
    assert any(repr(name) in note and "run its name as a formula" in note for note in outcome.notes)
    table = (tmp_path / "made" / f"{NAME}_channels.tsv").read_text(encoding="utf-8")
    assert name not in table
    assert [line.split("\t")[0] for line in table.splitlines()[1:]] == NAMES


def test_a_phase_that_a_spreadsheet_would_run_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("x")
    table = tmp_path / "table.tsv"
    table.write_text("file\tsubject\tphase\na.csv\t01\t=1+1\n")
    with pytest.raises(ConfigurationError, match=r"line 2: the phase '=1\+1' begins with '='"):
        read_import_table(table)


def test_the_variables_of_a_matlab_file_may_be_fields_of_one_structure(tmp_path):
    from scipy.io import loadmat, savemat

    path = write_matlab(tmp_path / "a.mat", make_uv())
    content = loadmat(path, simplify_cells=True)
    own = {name: value for name, value in content.items() if not name.startswith("_")}
    savemat(path, {"recording": own})
    convert(path, tmp_path)
    np.testing.assert_allclose(1e6 * read_back(tmp_path).eeg_v, make_uv()[:3], atol=1e-3)
    savemat(path, {"one": own, "two": own})
    with pytest.raises(RecordingError, match="no variable 'data', 'eeg' or 'emg'"):
        read_foreign(path)


def with_names_of_its_own(path):
    header = path.read_text(encoding="utf-8")
    path.write_text(header.replace("File=a.", "File=$b."), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change", [with_names_of_its_own, lambda path: path.rename(path.with_suffix(".VHDR"))]
)
@pytest.mark.parametrize("names", [NAMES, ["Fp1", "Cz", "O2", "BSH", "BSH"]])
def test_headers_of_brainvision_that_its_reader_does_not_take_are_read(tmp_path, change, names):
    path = change(write_brainvision(tmp_path / "a.vhdr", make_uv(), names=names))
    recording = read_foreign(path)
    for channel, row in zip(recording.channels, make_uv(), strict=True):
        np.testing.assert_allclose(1e6 * channel.samples, row, atol=0.01)
    assert [name for _, _, name in recording.events] == ["S 7"]


@pytest.mark.parametrize("outside", [(9.0, 1.0, "hold"), (np.nan, 1.0, "hold")])
def test_a_phase_outside_the_recording_is_left_to_be_refused(tmp_path, outside):
    """Were it dropped, the phase before it would go on."""
    onset, length, name = outside
    content = {"events_onset_s": [0.0, onset], "events_duration_s": [0.0, length],
               "events_name": np.array(["rest", name], dtype=object)}  # fmt: skip
    convert(write_matlab(tmp_path / "a.mat", make_uv(), **content), tmp_path)
    events = read_back(tmp_path).events
    assert [event[2] for event in events] == ["rest", "hold"]
    assert not 0 <= events[1][0] <= 8.0
