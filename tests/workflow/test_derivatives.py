"""The run as a BIDS derivative dataset: valid, and with the values of the run."""

import json

import mne_bids
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from making.bids_validator import asked_validator, errors_in

RECORDING = "sub-02_task-arm_run-02"


@pytest.fixture(scope="module")
def derivatives(copy_finished):
    """The derivative dataset of the finished run."""
    copy = copy_finished("derivatives")
    copy.snakemake("derivatives", "--cores", 2, "--configfile", "tiny.yaml")
    return copy.folder / "results" / "tiny" / "bids-derivatives"


def test_one_job_makes_it_of_a_finished_run(finished):
    planned = finished.planned_rules(
        "derivatives", "--configfile", "tiny.yaml", "--forcerun", "write_derivatives"
    )
    assert planned == {"write_derivatives": 1, "derivatives": 1}


def test_recordings_are_made_on_request(checkout):
    asked = ("derivatives", "--configfile", "tiny.yaml")
    assert "export_recording" not in checkout.planned_rules(*asked)
    planned = checkout.planned_rules(*asked, "--config", "derivatives={recordings: true}")
    assert planned["export_recording"] == planned["clean_recording"] == 12


def test_it_is_valid(derivatives):
    assert errors_in(derivatives) == []


def test_the_simulated_recordings_are_valid(finished):
    bids = finished.folder / "results" / "tiny" / "bids"
    assert errors_in(bids) == []
    assert len(asked_validator(bids)["summary"]["subjects"]) == 4


def test_it_says_where_it_comes_from(derivatives):
    about = json.loads((derivatives / "dataset_description.json").read_text(encoding="utf-8"))
    assert about["DatasetType"] == "derivative"
    assert about["GeneratedBy"][0]["Name"] == "eeg2emg"
    origin = derivatives / about["DatasetLinks"]["source"]
    assert (origin / "dataset_description.json").is_file()
    for path in derivatives.rglob("*_relmat.json"):
        (source,) = json.loads(path.read_text(encoding="utf-8"))["Sources"]
        assert (origin / source.removeprefix("bids:source:")).is_file()
    assert str(derivatives.parent) not in (derivatives / "dataset_description.json").read_text()


def test_matrices_are_those_of_the_run(finished, derivatives):
    path = finished.folder / "results" / "tiny" / "connectivity" / f"{RECORDING}.nc"
    with xr.open_datatree(path, engine="netcdf4") as tree:
        for kind, measure, label in (
            ("eeg", "granger", "granger"),
            ("eeg", "pli", "pli"),
            ("emg", "granger_raw", "emgGrangerRaw"),
        ):
            given = tree[f"{kind}/connectivity"].sel(measure=measure)
            file = derivatives / "sub-02" / "eeg" / f"{RECORDING}_desc-{label}_relmat.tsv"
            read = pd.read_csv(file, sep="\t")
            channels = list(given["source"].to_numpy())
            values = read[channels].to_numpy().reshape(given.shape)
            assert np.array_equal(values, given.to_numpy())
            assert list(read["sink"][: len(channels)]) == list(given["sink"].to_numpy())


def test_who_was_left_out_is_named_and_has_no_folder(finished, derivatives):
    people = pd.read_csv(derivatives / "participants.tsv", sep="\t")["participant_id"]
    folders = sorted(path.name for path in derivatives.glob("sub-*"))
    assert list(people) == folders
    assert len(folders) == 3
    (noisy,) = {f"sub-0{k}" for k in range(1, 5)} - set(folders)
    assert f"- {noisy}_task-arm_run-01: EMG in activity" in (derivatives / "README").read_text()


@pytest.mark.ci
def test_cleaned_recordings_are_in_it_on_request(copy_finished):
    other = copy_finished("recordings")
    (other.folder / "more.yaml").write_text(yaml.safe_dump({"derivatives": {"recordings": True}}))
    other.snakemake("--cores", 2, "--configfile", "tiny.yaml", "more.yaml", "--", "derivatives")
    root = other.folder / "results" / "tiny" / "bids-derivatives"
    assert errors_in(root) == []
    assert not (other.folder / "results/tiny/derivatives/exported" / RECORDING).exists()
    assert len(list(root.rglob("*_desc-cleaned_eeg.vhdr"))) == 9
    path = mne_bids.BIDSPath(
        *("02", None, "arm"), run="02", description="cleaned", suffix="eeg", datatype="eeg",
        extension=".vhdr", root=root,
    )  # fmt: skip
    raw = mne_bids.read_raw_bids(path, verbose="error")
    assert raw.info["sfreq"] == 250
    assert set(raw.annotations.description) == {"rest", "activity"}
    assert len(raw.annotations) == 4
