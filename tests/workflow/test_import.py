"""Recordings of other formats, named in a table, go through the real workflow."""

import csv
import json

import numpy as np
import pytest
import xarray as xr
import yaml

NAMES = ["sub-01_task-arm_run-01", "sub-01_task-arm_run-02"]
ENDINGS = ("eeg.vhdr", "eeg.eeg", "eeg.vmrk", "eeg.json", "channels.tsv", "events.tsv")


def read_table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.fixture(scope="module")
def lab(make_checkout, tiny):
    """Two simulated recordings, as MATLAB and as text, and one file that is no recording."""
    import mne
    from scipy.io import savemat

    checkout = make_checkout("import")
    checkout.snakemake(
        *("--cores", 2, "--configfile", "tiny.yaml", "--"),
        *(f"results/tiny/bids/sub-01/eeg/{name}_{ending}" for name in NAMES for ending in ENDINGS),
    )
    folder = checkout.folder / "results" / "tiny" / "bids" / "sub-01" / "eeg"
    files = checkout.folder.parent / "meine Aufnahmen"
    files.mkdir()
    raws = [
        mne.io.read_raw_brainvision(folder / f"{name}_eeg.vhdr", preload=True, verbose="error")
        for name in NAMES
    ]
    names = raws[0].ch_names
    kinds = {row["name"]: row["type"] for row in read_table(folder / f"{NAMES[0]}_channels.tsv")}
    eeg = [row for row, name in enumerate(names) if kinds[name] == "EEG"]
    emg = [row for row, name in enumerate(names) if kinds[name] == "EMG"]
    events = read_table(folder / f"{NAMES[0]}_events.tsv")
    x = raws[0].get_data()
    content = {
        "eeg": 1e6 * x[eeg],
        "eeg_names": np.array([names[row] for row in eeg], dtype=object),
        "eeg_rate_hz": 500.0,
        "eeg_units": "uV",
        "emg": 1e3 * x[emg],
        "emg_names": np.array([names[row] for row in emg], dtype=object),
        "emg_rate_hz": 500.0,
        "emg_units": "mV",
        "events_onset_s": [float(row["onset"]) for row in events],
        "events_duration_s": [float(row["duration"]) for row in events],
        "events_name": np.array([row["trial_type"] for row in events], dtype=object),
    }
    savemat(files / "monday.mat", content)
    np.savetxt(
        files / "tuesday.csv", 1e6 * raws[1].get_data().T, "%.3f", ",",
        header=",".join(f"EEG {name}-Ref" if kinds[name] == "EEG" else name for name in names),
        comments="",
    )  # fmt: skip
    (files / "broken.acq").write_bytes(b"nothing of the kind" * 99)
    (files / "recordings.tsv").write_text(
        "file\tsubject\tphase\trate_hz\tunit\n"
        "monday.mat\t07\t\t\t\n"
        "tuesday.csv\t07\trest\t500\tuV\n"
        "broken.acq\t07\t\t\t\n",
        encoding="utf-8",
    )
    options = {
        **tiny,
        "name": "lab",
        "input": "import",
        "import_table": str(files / "recordings.tsv"),
        # A recording of rest alone has no louder phase to compare with.
        "subject_quality": {"min_usable_share": 0.3},
    }
    (checkout.folder / "lab.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    checkout.snakemake("--cores", 2, "--configfile", "lab.yaml", "--", "dataset")
    return checkout


def test_what_can_be_read_is_analysed(lab):
    with xr.open_dataset(lab.folder / "results/lab/dataset.nc", engine="netcdf4") as contents:
        found = list(zip(contents["recording"].values, contents["phase"].values, strict=True))
    first, second = "sub-07_task-arm_run-01", "sub-07_task-arm_run-02"
    assert found == [
        *((first, phase) for phase in ("rest", "activity", "rest", "activity")),
        *((second, "rest") for _ in range(4)),
    ]


def test_what_cannot_be_read_is_left_out_with_the_reason(lab):
    (row,) = read_table(lab.folder / "results/lab/exclusions.tsv")
    assert row["name"] == "sub-07_task-arm_run-03"
    assert "broken.acq: cannot be read as .acq" in row["reason"]
    assert "export it again" in row["reason"]


def test_what_became_of_each_channel_is_kept(lab):
    folder = lab.folder / "results/lab/bids/sourcedata/imports/sub-07"
    record = json.loads((folder / "sub-07_task-arm_run-02.json").read_text(encoding="utf-8"))
    assert record["file"].endswith("meine Aufnahmen/tuesday.csv")
    assert record["matched"]["Fp1"] == "EEG Fp1-Ref"
    assert set(record["units"].values()) == {"uV"}


def test_the_same_signals_give_the_same_matrices(lab):
    """The MATLAB file holds the simulated recording, so its connectivity is the same."""
    lab.snakemake(
        "--cores",
        2,
        "--configfile",
        "tiny.yaml",
        "--",
        "results/tiny/quality/recordings/sub-01_task-arm_run-01.json",
    )
    qualities = [
        json.loads((lab.folder / "results" / name).read_text(encoding="utf-8"))
        for name in (
            "tiny/quality/recordings/sub-01_task-arm_run-01.json",
            "lab/quality/recordings/sub-07_task-arm_run-01.json",
        )
    ]
    assert qualities[0]["segments"] == qualities[1]["segments"]
    for channel, checks in qualities[0]["eeg"].items():
        for check, value in checks.items():
            assert qualities[1]["eeg"][channel][check] == pytest.approx(value, rel=1e-3, abs=1e-6)


def test_a_second_run_has_nothing_to_do(lab):
    printed = lab.snakemake("--cores", 2, "--configfile", "lab.yaml", "--", "dataset")
    assert "Nothing to be done" in printed


def test_a_mistake_in_the_table_stops_before_any_work(lab):
    table = lab.folder / "wrong.tsv"
    table.write_text("file\tsubject\nnowhere.acq\t01\n", encoding="utf-8")
    printed = lab.snakemake(
        *("-n", "--configfile", "lab.yaml", "--config", "import_table=wrong.tsv"),
        expect_success=False,
    )
    assert "eeg2emg: wrong.tsv, line 2: the file 'nowhere.acq' does not exist" in printed
    assert "Traceback" not in printed


@pytest.mark.ci
def test_a_real_biopac_file_and_two_without_its_channels(real_data, make_checkout):
    """The file has two segments of 4 s, the second appended: no sample may lie across."""
    checkout = make_checkout("acq")
    folder = real_data / "acq"
    names = ("r42_test.acq", "r35_test.acq", "physio-4.4.0-c.acq")
    lines = [f"{folder / name}\t{number:02d}\trest" for number, name in enumerate(names, start=1)]
    (checkout.folder / "recordings.tsv").write_text(
        "\n".join(["file\tsubject\tphase", *lines]) + "\n", encoding="utf-8"
    )
    options = {
        "name": "acq",
        "input": "import",
        "import_table": "recordings.tsv",
        "line_hz": 60,
        "channels": {"eeg": ["ECG (.05 - 150 Hz)", "CH4 Input"], "emg": []},
        "segments": {"length_s": 3},
        # Two sensors that have nothing in common are no EEG; they are taken for it here.
        "quality": {"max_noise_ratio": 9, "min_correlation": 0},
        "ica": {"enabled": False},
        "connectivity": {
            "mvar_rank": 2,
            "measures": ["correlation", "granger"],
        },
    }
    (checkout.folder / "acq.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    checkout.snakemake("--cores", 2, "--configfile", "acq.yaml", "--", "dataset")
    results = checkout.folder / "results" / "acq"
    with xr.open_dataset(results / "dataset.nc", engine="netcdf4") as contents:
        assert contents["onset_s"].values.tolist() == [0.0, 3.881]
    rows = [row for row in read_table(results / "exclusions.tsv") if row["level"] == "recording"]
    assert [row["name"][:6] for row in rows] == ["sub-02", "sub-03"]
    assert "'Analog input-1', 'Analog input-2'" in rows[0]["reason"]
