"""A dataset full of mistakes goes through the real workflow: each is named, the rest is used."""

import csv
import json
import re
import shutil

import numpy as np
import pytest
import xarray as xr
import yaml

pytestmark = pytest.mark.ci

SOUND = [
    f"sub-{subject}_task-arm_run-{run}" for subject in ("01", "02") for run in ("01", "02", "03")
]
MODEL = "sub-01_task-arm_run-01"
ENDINGS = (
    *("eeg.vhdr", "eeg.eeg", "eeg.vmrk", "eeg.json"),
    *("channels.tsv", "events.tsv", "events.json"),
)


def read_table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def cut(file, share):
    file.write_bytes(file.read_bytes()[: round(share * file.stat().st_size)])


def replaced(file, old, new):
    content = file.read_bytes()
    assert old.encode() in content
    file.write_bytes(content.replace(old.encode(), new.encode()))


def samples(change):
    """Make a damage of the samples: (time, channels) whole steps of 0.1 uV."""

    def damage(stem):
        header = file_of(stem, "_eeg.vhdr").read_text(encoding="utf-8")
        n_channels = int(re.search(r"NumberOfChannels=(\d+)", header)[1])
        file = file_of(stem, "_eeg.eeg")
        x = np.fromfile(file, dtype="<i2").reshape(-1, n_channels)
        change(x)
        x.tofile(file)

    return damage


def file_of(stem, ending):
    return stem.with_name(stem.name + ending)


def stand_still(x):
    x[2000:4000] = x[2000]


def flat(x):
    x[:, 19] = 0


def clipped(x):
    np.clip(x[:, 20], -50, 50, out=x[:, 20])


def is_text(stem):
    for ending in ("_eeg.eeg", "_eeg.vmrk", "_eeg.vhdr"):
        file_of(stem, ending).unlink()
    file_of(stem, "_eeg.edf").write_text("time,Fp1,Fp2\n0,1,2\n")


DAMAGES = {
    "11": (lambda stem: cut(file_of(stem, "_eeg.eeg"), 0.4), "the file holds 9.6 s, but"),
    "12": (lambda stem: cut(file_of(stem, "_eeg.vhdr"), 0.0), "the file is empty"),
    "13": (
        lambda stem: replaced(file_of(stem, "_eeg.vhdr"), "SamplingInterval", "Interval"),
        "cannot be read",
    ),
    "14": (is_text, "not a file of the format EDF"),
    "15": (
        lambda stem: file_of(stem, "_events.tsv").write_text(
            "onset\tduration\ttrial_type\n0\t6\tRuhe\n"
        ),
        "no event of the phases 'rest', 'activity'",
    ),
    "16": (
        lambda stem: file_of(stem, "_events.tsv").write_text(
            "onset\tduration\ttrial_type\n900\t6\trest\n"
        ),
        "_events.tsv, line 2: the onset 900 s lies outside the recording",
    ),
    "17": (
        lambda stem: [
            replaced(file_of(stem, ending), "TRIA", "SOL")
            for ending in ("_eeg.vhdr", "_channels.tsv")
        ],
        "channel 'TRIA' not found",
    ),
    "18": (lambda stem: replaced(file_of(stem, "_eeg.vhdr"), "µV", "V"), "volts were microvolts"),
    "19": (samples(flat), "bad EMG channels: BSH (flat for 100% of the time)"),
    "20": (samples(clipped), "bad EMG channels: TRIO (clipped"),
    "21": (samples(stand_still), "of the samples are dropped"),
    "22": (lambda stem: None, "the reader crashed on this file (signal SIGABRT)"),
}
# A reader that ends the interpreter when it opens one of the recordings.
TRAP = """
import os, sys

def trap(event, arguments):
    if event == "open" and "run-22_eeg" in str(arguments[0]):
        os.abort()

if __name__ == "__main__":
    sys.addaudithook(trap)
"""


@pytest.fixture(scope="module")
def lab(make_checkout, tiny):
    """A checkout beside a dataset of two sound people, and one whose recordings are all faulty."""
    checkout = make_checkout("lab")
    wanted = ["bids/dataset_description.json", "bids/participants.tsv"] + [
        f"bids/{name[:6]}/eeg/{name}_{ending}" for name in SOUND for ending in ENDINGS
    ]
    checkout.snakemake(
        *("--cores", 2, "--configfile", "tiny.yaml", "--"),
        *(f"results/tiny/{file}" for file in wanted),
    )
    dataset = checkout.folder.parent / "Größe 測定" / "my data"
    shutil.copytree(checkout.folder / "results" / "tiny" / "bids", dataset)
    for run, (damage, _) in DAMAGES.items():
        stem = dataset / "sub-09" / "eeg" / f"sub-09_task-arm_run-{run}"
        stem.parent.mkdir(parents=True, exist_ok=True)
        for ending in ENDINGS:
            content = (dataset / "sub-01" / "eeg" / f"{MODEL}_{ending}").read_bytes()
            if ending in ("eeg.vhdr", "eeg.vmrk"):
                content = content.replace(MODEL.encode(), stem.name.encode())
            file_of(stem, f"_{ending}").write_bytes(content)
        damage(stem)
    copy = dataset / "sub-02" / "eeg" / "sub-02_task-arm_run-09"
    for ending in ENDINGS:
        content = (dataset / "sub-01" / "eeg" / f"{MODEL}_{ending}").read_bytes()
        file_of(copy, f"_{ending}").write_bytes(content.replace(MODEL.encode(), copy.name.encode()))
    options = {**tiny, "name": "lab", "input": "bids", "dataset": str(dataset)}
    text = yaml.safe_dump(options, allow_unicode=True)
    (checkout.folder / "lab.yaml").write_text(text, encoding="utf-8")
    return checkout


def test_every_mistake_is_named_and_all_others_finish(lab):
    child = lab.folder / "scripts" / "eeg2emg" / "recordings" / "child_process.py"
    beginning = "from __future__ import annotations\n"
    child.write_text(child.read_text().replace(beginning, beginning + TRAP, 1))
    wanted = ("dataset", "results/lab/tables/quality.csv")
    lab.snakemake("--cores", 2, "--configfile", "lab.yaml", "--", *wanted)
    results = lab.folder / "results" / "lab"
    rows = read_table(results / "exclusions.tsv")
    reasons = {row["name"]: row["reason"] for row in rows if row["level"] == "recording"}
    assert sorted(reasons) == sorted(
        [*(f"sub-09_task-arm_run-{run}" for run in DAMAGES), "sub-02_task-arm_run-09"]
    )
    for run, (_, message) in DAMAGES.items():
        assert message in reasons[f"sub-09_task-arm_run-{run}"]
    assert f"its EEG is that of {MODEL}" in reasons["sub-02_task-arm_run-09"]
    subjects = {row["name"]: row["reason"] for row in rows if row["level"] == "subject"}
    assert list(subjects) == ["sub-09"]
    with xr.open_dataset(results / "dataset.nc", engine="netcdf4") as contents:
        assert sorted(set(contents["recording"].values)) == SOUND
        assert contents.sizes["segment"] == 4 * len(SOUND)
    with (results / "tables" / "quality.csv").open(encoding="utf-8") as stream:
        told = {row["recording"]: row for row in csv.DictReader(stream)}
    assert [name for name, row in told.items() if row["used"] == "1"] == SOUND
    assert {name: row["reason"] for name, row in told.items() if row["reason"]} == reasons


def test_where_nothing_is_left_the_reasons_survive_and_one_message_says_so(lab, tmp_path):
    options = yaml.safe_load((lab.folder / "lab.yaml").read_text(encoding="utf-8"))
    shutil.copytree(options["dataset"], tmp_path / "data")
    hopeless = ("11", "12", "19")
    for file in (tmp_path / "data" / "sub-09" / "eeg").iterdir():
        if not any(f"_run-{run}_" in file.name for run in hopeless):
            file.unlink()
    options |= {"name": "none", "dataset": str(tmp_path / "data"), "subjects": ["09"]}
    (lab.folder / "none.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    printed = lab.snakemake(
        *("--cores", 2, "--configfile", "none.yaml", "--", "dataset"), expect_success=False
    )
    assert f"ERROR: None of the {len(hopeless)} recordings can be used" in printed
    assert "listed in results/none/exclusions.tsv" in " ".join(printed.split())
    assert "Traceback" not in printed
    rows = read_table(lab.folder / "results" / "none" / "exclusions.tsv")
    reasons = {row["name"]: row["reason"] for row in rows if row["level"] == "recording"}
    for run in hopeless:
        assert DAMAGES[run][1] in reasons[f"sub-09_task-arm_run-{run}"]


def test_one_person_alone_cannot_carry_what_needs_several(lab):
    options = yaml.safe_load((lab.folder / "lab.yaml").read_text(encoding="utf-8"))
    options |= {"name": "one", "subjects": ["01"]}
    (lab.folder / "one.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    file = "results/one/splits/leave-one-subject-out.json"
    lab.snakemake("--cores", 2, "--configfile", "one.yaml", "--", file)
    about = json.loads((lab.folder / file).read_text(encoding="utf-8"))
    assert about["status"] == "not estimable"
    assert "subject" in about["reason"]


def test_eeg_connectivity_is_made_without_emg_on_request(lab):
    options = yaml.safe_load((lab.folder / "lab.yaml").read_text(encoding="utf-8"))
    options |= {"name": "eeg", "subjects": ["01"], "channels": {"emg": []}}
    (lab.folder / "eeg.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    lab.snakemake("--cores", 2, "--configfile", "eeg.yaml", "--", "eeg_connectivity")
    results = lab.folder / "results" / "eeg"
    with xr.open_datatree(results / "dataset.nc", engine="netcdf4") as tree:
        assert set(tree.children) == {"eeg"}
        assert tree["eeg/connectivity"].sizes["segment"] == 4 * 3
        assert np.isfinite(tree["eeg/connectivity"]).all()
    assert [row["reason"] for row in read_table(results / "exclusions.tsv")] == []
    with (results / "tables" / "quality_channels.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3 * 19
    assert {row["kind"] for row in rows} == {"EEG"}
    assert all(float(row["amplitude_v"]) > 0 for row in rows)
    with (results / "tables" / "quality.csv").open(encoding="utf-8") as stream:
        assert [row["dropped_share"] for row in csv.DictReader(stream)] == ["0.0"] * 3
    assert (results / "figures" / "eeg_connectivity.png").is_file()
    assert not (results / "figures" / "emg.png").exists()


def test_real_eeg_without_emg(real_data, make_checkout):
    """The PhysioNet recordings of one person: 64 channels of EEG, no EMG."""
    checkout = make_checkout("real")
    options = {
        "name": "real",
        "input": "bids",
        "dataset": str(real_data / "eegmmidb"),
        "line_hz": 60,
        "segments": {
            "length_s": 30,
            "phases_from": "task",
            "phases": [{"name": "fist", "labels": ["fistexec"]}],
        },
        "connectivity": {"eeg_rate_hz": 160},
    }
    (checkout.folder / "real.yaml").write_text(yaml.safe_dump(options), encoding="utf-8")
    printed = checkout.snakemake("-n", "--configfile", "real.yaml", expect_success=False)
    assert "eegmmidb: no recording has an EMG channel" in printed
    assert "Traceback" not in printed
    (checkout.folder / "real.yaml").write_text(
        yaml.safe_dump(options | {"channels": {"emg": []}}), encoding="utf-8"
    )
    checkout.snakemake("--cores", 2, "--configfile", "real.yaml", "--", "eeg_connectivity")
    results = checkout.folder / "results" / "real"
    with xr.open_datatree(results / "dataset.nc", engine="netcdf4") as tree:
        assert tree["eeg/connectivity"].sizes["segment"] == 8
        assert tree.attrs["eeg_rate_hz"] == 160.0
