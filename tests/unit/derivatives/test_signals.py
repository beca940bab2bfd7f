"""Cleaned recordings as BrainVision: read back by MNE, and valid with what stands beside them."""

import json
from dataclasses import replace

import mne
import numpy as np
import pandas as pd
import pytest
from eeg2emg.cleaning.cleaned_recording import CleanedRecording
from eeg2emg.derivatives.dataset import address_of_source, write_dataset
from eeg2emg.derivatives.signals import write_signals
from eeg2emg.recordings.segments import Segment
from making.bids_validator import asked_validator, errors_in

NAME = "sub-01_ses-a_task-arm_run-01"
SOURCE = address_of_source(f"sub-01/ses-a/eeg/{NAME}_eeg.vhdr")


@pytest.fixture
def recording():
    rng = np.random.default_rng(0)
    return CleanedRecording(
        name=NAME,
        subject="01",
        eeg_v=1e-5 * rng.standard_normal((3, 130_000)),
        emg_v=1e-4 * rng.standard_normal((2, 260_000)),
        eeg_rate_hz=250.0,
        emg_rate_hz=500.0,
        eeg_channels=("Fp1", "Cz", "Pz"),
        emg_channels=("BSH", "DEL"),
        eeg_rank=2,
        segments=(
            Segment(0, 1.0, 4.0, "rest", 0),
            Segment(1, 5.5, 4.0, "activity", 0, ((5.5, 3.0), (10.0, 1.0))),
        ),
        notes={"interpolated": ["Cz"], "removed_components": 2, "emg": {"label": "none"}},
    )


def write(folder, recording):
    write_signals(folder, recording, line_hz=50, emg_high_pass_hz=20.0, source=SOURCE)
    return folder / "sub-01" / "ses-a" / "eeg"


@pytest.mark.parametrize(("label", "kind"), [("cleaned", "eeg"), ("cleanedEmg", "emg")])
def test_signals_come_back(label, kind, recording, tmp_path):
    path = write(tmp_path, recording) / f"{NAME}_desc-{label}_eeg.vhdr"
    raw = mne.io.read_raw_brainvision(path, verbose="error")
    given_v = getattr(recording, f"{kind}_v")
    assert raw.info["sfreq"] == getattr(recording, f"{kind}_rate_hz")
    assert raw.ch_names == list(getattr(recording, f"{kind}_channels"))
    np.testing.assert_allclose(raw.get_data(), given_v, rtol=1e-6, atol=1e-12)


def test_runs_of_segments_are_events(recording, tmp_path):
    events = pd.read_csv(write(tmp_path, recording) / f"{NAME}_desc-cleaned_events.tsv", sep="\t")
    assert events.to_dict("list") == {
        "onset": [1.0, 5.5, 10.0],
        "duration": [4.0, 3.0, 1.0],
        "trial_type": ["rest", "activity", "activity"],
        "segment": [0, 1, 1],
    }


def test_what_was_done_stands_beside_it(recording, tmp_path):
    folder = write(tmp_path, recording)
    about = json.loads((folder / f"{NAME}_desc-cleaned_eeg.json").read_text(encoding="utf-8"))
    assert about["InterpolatedChannels"] == ["Cz"]
    assert about["RemovedComponents"] == 2
    assert about["SoftwareFilters"]["High-pass"]["cutoff (Hz)"] == 1.0
    assert (about["EEGChannelCount"], about["EMGChannelCount"]) == (3, 0)
    assert about["Sources"] == [SOURCE]
    about = json.loads((folder / f"{NAME}_desc-cleanedEmg_eeg.json").read_text(encoding="utf-8"))
    assert about["SoftwareFilters"]["High-pass"]["cutoff (Hz)"] == 20.0
    assert (about["EEGChannelCount"], about["EMGChannelCount"]) == (0, 2)


def test_nothing_is_written_of_a_recording_that_is_left_out_nor_emg_where_there_is_none(
    recording, tmp_path
):
    write(tmp_path / "a", replace(recording, left_out="too short"))
    assert not (tmp_path / "a").exists()
    without = replace(recording, emg_channels=(), emg_v=np.zeros((0, 0)))
    assert not list(write(tmp_path / "b", without).glob("*Emg*"))


def dataset(folder, recording, **changed):
    write(folder, recording)
    facts = {"name": "x", "simulated": True, "source": "../bids", "people": {"sub-01"}}
    write_dataset(folder, **facts | {"left_out": [("sub-02_task-arm", "it is flat")]} | changed)


def test_the_dataset_is_valid(recording, tmp_path):
    dataset(tmp_path, recording)
    assert errors_in(tmp_path) == []
    seen = asked_validator(tmp_path)["summary"]
    assert seen["subjects"] == ["01"]
    assert seen["tasks"] == ["arm"]
    assert "sub-02_task-arm: it is flat" in (tmp_path / "README").read_text(encoding="utf-8")


def test_the_validator_would_see_a_mistake(recording, tmp_path):
    dataset(tmp_path, recording)
    header = tmp_path / "sub-01" / "ses-a" / "eeg" / f"{NAME}_desc-cleaned_eeg.vhdr"
    header.rename(header.with_name(header.name.replace("desc-cleaned", "cleaned")))
    assert errors_in(tmp_path)


def test_matrices_are_what_the_validator_does_not_know(recording, tmp_path):
    """Where this fails, it has learnt BEP017: then .bidsignore can go."""
    dataset(tmp_path, recording)
    matrix = tmp_path / "sub-01" / "ses-a" / "eeg" / f"{NAME}_desc-granger_relmat.tsv"
    matrix.write_text("sink\tC3\nC3\t0.0\n", encoding="utf-8")
    assert errors_in(tmp_path) == []
    (tmp_path / ".bidsignore").unlink()
    assert {location for _, _, location in errors_in(tmp_path)} == {
        f"/{matrix.relative_to(tmp_path)}"
    }
