"""What two places say of one fact is compared: every fact, in every format, of EEG and of EMG."""

import json
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.recordings.reading import read_recording
from eeg2emg.recordings.stated_filters import filters_of_sidecar

EEG = ("Fp1", "Fp2", "C3", "C4", "O1", "O2")
MUSCLES = ("BSH", "DEL")
FORMATS = (".vhdr", ".edf", ".bdf", ".set")


def read(path):
    return read_recording(path, eeg_channels=EEG, emg_channels=MUSCLES)


def findings_of(recording):
    return [found for file in recording.statements for found in file.findings]


def findings(path):
    return findings_of(read(path))


def differing(found):
    return [(one.fact, one.about) for one in found if one.differs]


def the(found, fact, about="EEG file"):
    (only,) = [one for one in found if (one.fact, one.about) == (fact, about)]
    return only


def said(finding):
    return {statement.place: finding.words(statement) for statement in finding.statements}


def file_of(path, device):
    """Give the data file of a device."""
    if device == "EEG file":
        return path
    name = path.name.replace("_eeg.", "_emg.")
    return path.parent.parent / "emg" / name


def beside(path, ending):
    return path.with_name(f"{path.stem.rpartition('_')[0]}_{ending}")


def state(path, **facts):
    sidecar = path.with_suffix(".json")
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | facts))


def rewrite_column(path, column, change):
    """Change the cells of a column of channels.tsv: `change` gets a name and the cell."""
    table = beside(path, "channels.tsv")
    header, *rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    k = header.index(column)
    for row in rows:
        row[k] = change(row[0], row[k])
    table.write_text("\n".join("\t".join(row) for row in [header, *rows]) + "\n", "utf-8")


@pytest.mark.parametrize("two_files", [False, True], ids=["one file", "two files"])
@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_differs_where_all_agree(stated, ending, two_files):
    path = stated(ending, two_files=two_files)
    found = findings(path)
    assert [one.describe() for one in found if one.differs] == []
    devices = ["EEG file", "EMG file"] if two_files else ["EEG file"]
    for device in devices:
        assert said(the(found, "sampling rate", device)) == {
            "header": "500 Hz", f"{device[:3].lower()}.json": "500 Hz", "channels.tsv": "500 Hz",
        }  # fmt: skip
        assert the(found, "unit", device).used == "µV"
    assert {one.about for one in found} == set(devices)


DIFFERING = {
    "rate": ("sampling rate", {"SamplingFrequency": 512}, "500 Hz", "512 Hz"),
    "rate by a thousandth": ("sampling rate", {"SamplingFrequency": 499.5}, "500 Hz", "499.5 Hz"),
    "duration": ("duration", {"RecordingDuration": 4.9}, "4 s", "4.9 s"),
    "miscellaneous channels": (
        "number of miscellaneous channels", {"MiscChannelCount": 1}, "0", "1",
    ),
    "trigger channels": ("number of trigger channels", {"TriggerChannelCount": 2}, "0", "2"),
    "ECG channels": ("number of ECG channels", {"ECGChannelCount": 1}, "0", "1"),
    "pauses": (
        "type of recording", {"RecordingType": "discontinuous"}, "continuous", "discontinuous",
    ),
}  # fmt: skip


@pytest.mark.parametrize("device", ["EEG file", "EMG file"])
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("case", DIFFERING.values(), ids=DIFFERING)
def test_another_statement_of_the_sidecar_is_found_and_not_used(stated, ending, device, case):
    fact, facts, used, told = case
    path = stated(ending, two_files=True)
    before = read(path)
    state(file_of(path, device), **facts)
    after = read(path)
    found = findings_of(after)
    assert differing(found) == [(fact, device)]
    finding = the(found, fact, device)
    assert (finding.used, said(finding)[f"{device[:3].lower()}.json"]) == (used, told)
    assert finding.consequence
    assert (after.rate_hz, after.emg_rate_hz) == (before.rate_hz, before.emg_rate_hz)
    np.testing.assert_array_equal(after.emg_v, before.emg_v)


AGREEING = {
    "rate within parts in a million": ("sampling rate", {"SamplingFrequency": 500.02}),
    "duration of whole seconds": ("duration", {"RecordingDuration": 4.4}),
}


@pytest.mark.parametrize(("fact", "facts"), AGREEING.values(), ids=AGREEING)
def test_rounding_is_told_as_within_tolerance(stated, fact, facts):
    path = stated()
    state(path, **facts)
    found = findings(path)
    assert differing(found) == []
    assert the(found, fact).verdict == "within tolerance"


@pytest.mark.parametrize("nothing", ["n/a", None, "", [], "unknown"])
def test_a_sidecar_that_says_nothing_is_no_place(stated, nothing):
    path = stated()
    state(path, SamplingFrequency=nothing, RecordingDuration=nothing, RecordingType=nothing)
    found = findings(path)
    assert list(said(the(found, "sampling rate"))) == ["header", "channels.tsv"]
    assert the(found, "duration").verdict == "one place only"
    assert differing(found) == []


@pytest.mark.parametrize("device", ["EEG file", "EMG file"])
@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    "case",
    [("sampling_frequency", "1000", "sampling rate", "500 Hz"), ("units", "mV", "unit", "µV")],
)
def test_another_statement_of_the_channel_table_is_found_and_not_used(stated, ending, device, case):
    column, cell, fact, used = case
    path = stated(ending, two_files=True)
    before = read(path)
    file = file_of(path, device)
    one = {"EEG file": "C3", "EMG file": "DEL"}[device]
    rewrite_column(file, column, lambda name, old: cell if name == one else old)
    after = read(path)
    found = findings_of(after)
    assert differing(found) == [(fact, device)]
    finding = the(found, fact, device)
    assert finding.used == used
    (other,) = [statement for statement in finding.statements if statement.channels == one]
    assert finding.words(other) == {"1000": "1000 Hz", "mV": "mV"}[cell]
    np.testing.assert_array_equal(after.eeg_v, before.eeg_v)


@pytest.mark.parametrize("unit", ["µV", "\u03bcV", "uV", "UV", "microV", "microvolts", "n/a", "au"])
def test_spellings_of_one_unit_agree(stated, unit):
    path = stated()
    rewrite_column(path, "units", lambda *_: unit)
    assert differing(findings(path)) == []


@pytest.mark.parametrize("ending", FORMATS)
def test_a_count_is_that_of_the_channel_table(stated, ending):
    path = stated(ending)
    state(path, EEGChannelCount=32)
    finding = the(findings(path), "number of EEG channels")
    assert said(finding) == {"channels.tsv": "6", "eeg.json": "32"}
    assert (finding.differs, finding.used) == (True, "6")


@pytest.mark.parametrize("ending", [".edf", ".bdf"])
def test_channels_of_a_lower_rate_in_one_file_are_told(stated, ending):
    path = stated(ending, slow=MUSCLES)
    file = read(path).statements[0]
    assert file.own_rates_hz == {"BSH": 125.0, "DEL": 125.0}
    finding = the(file.findings, "rate of single channels")
    assert {one.said: one.channels for one in finding.statements} == {
        500.0: "Fp1, Fp2, C3, C4, O1 and 1 more", 125.0: "BSH, DEL",
    }  # fmt: skip
    assert finding.used == "500 Hz, to which the reader interpolates BSH, DEL"


def test_a_header_that_counts_other_samples_is_told(stated):
    path = stated()
    header = path.read_text("utf-8")
    assert "DataPoints" not in header
    path.write_text(header.replace("[Common Infos]", "[Common Infos]\nDataPoints=2100"), "utf-8")
    finding = the(findings(path), "number of samples")
    assert (finding.differs, said(finding)) == (True, {"samples": "2000", "header": "2100"})


@pytest.mark.parametrize(("xmax", "differs"), [(3.998, False), (4.0, False), (9.0, True)])
def test_the_last_time_of_eeglab_is_compared_with_its_samples(stated, xmax, differs):
    finding = the(findings(stated(".set", xmax=xmax)), "number of samples")
    assert (finding.differs, finding.used) == (differs, "2000")


@pytest.mark.parametrize(("counted", "differs"), [(2000, False), (1000, True)])
def test_the_samples_beside_a_header_of_eeglab_are_counted(stated, counted, differs):
    path = stated(".set", seconds=4.0)
    x_v = np.zeros((len(EEG) + len(MUSCLES), 2000)) + np.sin(np.arange(2000)) * 2e-5
    beside_it = path.with_suffix(".fdt")
    beside_it.write_bytes((x_v * 1e6).T.astype("<f4").tobytes())
    from scipy.io import loadmat, savemat

    content = loadmat(path, variable_names=["EEG"])["EEG"]
    content["data"][0, 0] = beside_it.name
    content["pnts"][0, 0] = counted
    content["xmax"][0, 0] = (counted - 1) / 500
    savemat(path, {"EEG": content}, appendmat=False)
    state(path, RecordingDuration="n/a")
    finding = the(findings(path), "samples beside the header")
    assert finding.differs is differs
    assert [one.said for one in finding.statements] == [counted, 2000]


def test_two_channels_of_one_name_in_a_header_are_named(stated):
    path = stated(".vhdr")
    path.write_text(path.read_text("utf-8").replace("=C3,", "=C4,"), "utf-8")
    with pytest.raises(RecordingError, match="more than one channel is named 'C4'"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_header_in_utf_16_is_called_that(stated, encoding):
    path = stated(".vhdr")
    path.write_bytes(("\ufeff" * (len(encoding) > 6) + path.read_text("utf-8")).encode(encoding))
    with pytest.raises(RecordingError, match=r"_eeg.vhdr: text in UTF-16.*save it again as UTF-8"):
        read(path)


@pytest.mark.parametrize(("listed", "differs"), [("Cz", False), ("linked mastoids", True)])
def test_the_reference_is_told_and_changes_nothing(stated, listed, differs):
    path = stated()
    rewrite_column(path, "reference", lambda *_: listed)
    finding = the(findings(path), "reference")
    assert (finding.differs, finding.used) == (differs, "as recorded")


# Filters.


@pytest.mark.parametrize("ending", [".edf", ".bdf"])
def test_filters_of_a_header_are_read(stated, ending):
    file = read(stated(ending, prefilter="HP:0.5Hz LP:30Hz")).statements[0]
    own = [one for one in file.filters if one.statement.place == "header"]
    assert [(one.kind, one.about, one.statement.said) for one in own] == [
        ("high-pass", "", 0.5), ("low-pass", "", 30.0),
    ]  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
def test_a_header_without_filters_states_none(stated, ending):
    file = read(stated(ending)).statements[0]
    assert [one for one in file.filters if one.statement.place == "header"] == []
    assert {(one.kind, one.about, one.statement.said) for one in file.filters} == {
        ("high-pass", "EEG", 0.1), ("low-pass", "EEG", 250.0),
        ("high-pass", "EMG", 0.1), ("low-pass", "EMG", 250.0),
    }  # fmt: skip


SIDECAR_FILTERS = {
    "of BIDS's own example": (
        {"Anti-aliasing filter": {"half-amplitude cutoff (Hz)": 500, "Roll-off": "6dB/Octave"}},
        [("low-pass", 500.0)],
    ),
    "number": ({"Low-pass": 40}, [("low-pass", 40.0)]),
    "text": ({"highpass": "0.1 Hz"}, [("high-pass", 0.1)]),
    "band": (
        {"Bandpass": {"cutoff": [1, 70], "order": 4}},
        [("high-pass", 1.0), ("low-pass", 70.0)],
    ),
    "band by edges": (
        {"band-pass FIR": {"low edge (Hz)": 0.5, "high edge (Hz)": 45, "transition width (Hz)": 2}},
        [("high-pass", 0.5), ("low-pass", 45.0)],
    ),
    "notch": ({"Notch": {"frequency": 50}}, []),
    "spatial": ({"SSS": {"frame": "head", "badlimit": 7}}, []),
    "not stated": ("n/a", []),
    "a list": ([{"Low-pass": 40}, "other"], [("low-pass", 40.0)]),
    "order alone": ({"Low-pass": {"order": 4}}, []),
}  # fmt: skip


@pytest.mark.parametrize(("filters", "expected"), SIDECAR_FILTERS.values(), ids=SIDECAR_FILTERS)
@pytest.mark.parametrize("key", ["SoftwareFilters", "HardwareFilters"])
def test_filters_of_a_sidecar_are_understood_where_they_have_a_frequency(key, filters, expected):
    found = filters_of_sidecar({key: filters}, "x_eeg.json", "eeg.json")
    assert [(one.kind, one.statement.said) for one in found] == expected
    assert {one.statement.place for one in found} <= {f"eeg.json ({key})"}


@pytest.mark.parametrize(
    ("name", "about"),
    [("Low-pass", ""), ("EMG low-pass", "EMG"), ("low-pass of the EEG", "EEG"), ("EEG/EMG LP", "")],
)
def test_a_filter_of_a_sidecar_is_that_of_the_signal_it_names(name, about):
    (found,) = filters_of_sidecar({"SoftwareFilters": {name: 40}}, "x_eeg.json", "eeg.json")
    assert found.about == about


# Marks.


def write_events(path, rows, header="onset\tduration\ttrial_type"):
    lines = [header, *("\t".join(map(str, row)) for row in rows)]
    beside(path, "events.tsv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("ending", [".vhdr", ".set"])
@pytest.mark.parametrize(
    ("markers", "onsets", "differs"),
    [
        ((0.5, 2.0), (0.5, 2.0), False),
        ((0.5, 1.0, 2.0), (0.5, 2.0), False),  # a table may leave markers out
        ((0.5, 2.0), (0.5, 2.001), False),
        ((0.5, 2.0), (0.5, 2.1), True),
        ((0.5,), (0.5, 2.0), True),
    ],
)
def test_events_of_the_table_lie_at_markers_of_the_file(stated, ending, markers, onsets, differs):
    path = stated(ending, markers=markers)
    write_events(path, [(onset, 0.5, "rest") for onset in onsets])
    finding = the(findings(path), "events")
    assert (finding.differs, finding.used) == (differs, "those of events.tsv")
    assert said(finding)["events.tsv"] == f"{len(onsets)} events"
    assert ("1 of the 2" in said(finding)["markers in the file"]) is differs


def test_markers_count_where_there_is_no_table(stated):
    path = stated(markers=(0.5, 2.0))
    beside(path, "events.tsv").unlink()
    finding = the(findings(path), "events")
    assert (finding.verdict, finding.used) == ("one place only", "those of the file")


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        ((250, 1000), "agree"),
        ((251, 1001), "agree"),  # counted from 1
        ((125, 500), "differ"),  # those of half the rate
        (("n/a", 1000), "agree"),
        (("n/a", "n/a"), None),
    ],
)
def test_samples_of_events_are_compared_with_their_onsets(stated, samples, verdict):
    path = stated()
    rows = [(0.5, 0, "rest", samples[0]), (2, 0, "activity", samples[1])]
    write_events(path, rows, "onset\tduration\ttrial_type\tsample")
    found = [one for one in findings(path) if one.fact == "onsets of events"]
    assert [one.verdict for one in found] == ([verdict] if verdict else [])
    assert [event[0] for event in read(path).events] == [0.5, 2.0]


def test_the_sidecar_of_the_emg_states_a_power_line_frequency_too(stated):
    path = stated(two_files=True)
    state(file_of(path, "EMG file"), PowerLineFrequency=60)
    lines = [one for file in read(path).statements for one in file.line_hz]
    assert [(one.place, one.said) for one in lines] == [("eeg.json", 50.0), ("emg.json", 60.0)]


@pytest.mark.parametrize("device", ["EEG file", "EMG file"])
def test_bad_spans_and_channels_are_told_with_their_place(stated, device):
    path = stated(two_files=True)
    file = file_of(path, device)
    write_events(file, [(0, 2, "rest"), (1, 0.5, "BAD_cough"), (2, 2, "activity")])
    with file.with_suffix(".vmrk").open("a") as markers:
        markers.write("Mk1=BAD_movement,,1501,100,0\n")
    bad = {"EEG file": "C4", "EMG file": "BSH"}[device]
    rewrite_column(file, "status", lambda name, _: "bad" if name == bad else "good")
    found = findings(path)
    spans = the(found, "bad spans and joins", device)
    assert (spans.differs, spans.used) == (True, "2 spans, 0.7 s")
    assert said(spans) == {"markers in the file": "1 span, 0.2 s", "events.tsv": "1 span, 0.5 s"}
    channels = the(found, "bad channels", device)
    assert (channels.verdict, channels.used) == ("one place only", bad)


def test_what_agrees_is_silent_on_marks(stated):
    facts = {found.fact for found in findings(stated())}
    assert facts.isdisjoint({"bad spans and joins", "bad channels"})


def test_a_sidecar_that_is_inherited_is_compared_too(stated):
    path = stated()
    own = path.with_suffix(".json")
    facts = json.loads(own.read_text()) | {"SamplingFrequency": 250}
    own.unlink()
    root = Path(path.parents[2])
    (root / "task-arm_eeg.json").write_text(json.dumps(facts))
    finding = the(findings(path), "sampling rate")
    assert [one.file for one in finding.statements if one.place == "eeg.json"] == [
        "task-arm_eeg.json"
    ]
    assert finding.differs
