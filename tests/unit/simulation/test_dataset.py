"""The simulated cohort as a BIDS dataset that mne-bids reads."""

import json
from dataclasses import replace

import mne_bids
import netCDF4
import numpy as np
import pytest
from eeg2emg.simulation import (
    SimulationSettings,
    simulate_recording,
    simulate_subject_head,
    write_dataset_files,
    write_recording,
)

SETTINGS = SimulationSettings(
    subjects=2, recordings=2, segments=4, segment_s=5.0, noisy_subjects=0, record_ecg=True
)
NAME = "sub-02_task-arm_run-01"


@pytest.fixture(scope="module")
def head():
    return simulate_subject_head(SETTINGS, 1)


@pytest.fixture(scope="module")
def recording(head):
    return simulate_recording(SETTINGS, 1, 0, head)


@pytest.fixture(scope="module")
def root(tmp_path_factory, recording):
    root = tmp_path_factory.mktemp("bids")
    write_dataset_files(SETTINGS, root)
    write_recording(recording, root, root / "sourcedata" / f"{NAME}_truth.nc")
    return root


@pytest.fixture(scope="module")
def raw(root):
    path = mne_bids.BIDSPath(
        subject="02", task="arm", run="01", datatype="eeg", suffix="eeg", root=root
    )
    return mne_bids.read_raw_bids(path, verbose="error")


def test_mne_bids_reads_signals_in_their_units(raw, recording):
    assert raw.info["sfreq"] == SETTINGS.rate_hz
    assert raw.info["line_freq"] == SETTINGS.line_hz
    eeg = raw.get_data(picks=list(SETTINGS.eeg_channels))
    emg = raw.get_data(picks=list(SETTINGS.emg_channels))
    np.testing.assert_allclose(eeg, recording.eeg_v, atol=0.06e-6)
    np.testing.assert_allclose(emg, recording.emg_v, atol=0.06e-6)


def test_mne_bids_reads_types(raw):
    types = dict(zip(raw.ch_names, raw.get_channel_types(), strict=True))
    assert {types[name] for name in SETTINGS.eeg_channels} == {"eeg"}
    assert {types[name] for name in SETTINGS.emg_channels} == {"emg"}
    assert types["ECG"] == "ecg"
    assert raw.info["bads"] == []


def test_mne_bids_reads_events(raw):
    np.testing.assert_allclose(raw.annotations.onset, [0, 5, 10, 15])
    np.testing.assert_allclose(raw.annotations.duration, 5)
    assert list(raw.annotations.description) == ["rest", "activity"] * 2


def test_mne_bids_reads_the_montage(raw, head):
    positions = raw.get_montage().get_positions()
    assert positions["coord_frame"] == "head"
    found = np.array([positions["ch_pos"][name] for name in SETTINGS.eeg_channels])
    np.testing.assert_allclose(found, head.positions_m, atol=2e-6)


def test_the_dataset_lists_every_person_and_recording(root):
    people = (root / "participants.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in people] == ["participant_id", "sub-01", "sub-02"]
    scans = (root / "sub-01" / "sub-01_scans.tsv").read_text().splitlines()
    assert scans[1:] == [f"eeg/sub-01_task-arm_run-0{run}_eeg.vhdr\tn/a" for run in (1, 2)]


def test_the_dataset_says_that_it_is_simulated(root):
    assert "SIMULATED" in (root / "README").read_text()
    assert "SIMULATED" in json.loads((root / "dataset_description.json").read_text())["Name"]


def test_nothing_tells_who_is_noisy(tmp_path):
    noisy = replace(SETTINGS, noisy_subjects=1)
    write_dataset_files(noisy, tmp_path / "noisy")
    write_dataset_files(SETTINGS, tmp_path / "clean")
    for file in sorted((tmp_path / "clean").rglob("*.*")):
        twin = tmp_path / "noisy" / file.relative_to(tmp_path / "clean")
        assert file.read_bytes() == twin.read_bytes()


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_behind(root, recording, tmp_path):
    write_dataset_files(SETTINGS, tmp_path)
    write_recording(recording, tmp_path, tmp_path / "sourcedata" / f"{NAME}_truth.nc")
    write_recording(recording, tmp_path, tmp_path / "sourcedata" / f"{NAME}_truth.nc")
    first = {p.relative_to(root): p for p in root.rglob("*") if p.is_file()}
    second = {p.relative_to(tmp_path): p for p in tmp_path.rglob("*") if p.is_file()}
    assert set(first) == set(second)
    assert not [name for name in first if name.name.startswith(".")]
    for name, path in first.items():
        if path.suffix != ".nc":
            assert path.read_bytes() == second[name].read_bytes(), name


def test_a_recording_touches_no_shared_file(recording, tmp_path):
    write_recording(recording, tmp_path, tmp_path / "truth.nc")
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {"truth.nc"}
    assert names == {
        f"{NAME}_{end}"
        for end in (
            *("eeg.vhdr", "eeg.vmrk", "eeg.eeg", "eeg.json"),
            *("channels.tsv", "events.tsv", "events.json"),
        )
    }


def test_the_truth_lies_beside_with_named_axes(root, recording):
    with netCDF4.Dataset(root / "sourcedata" / f"{NAME}_truth.nc") as file:
        assert file.simulated == 1
        assert file["emg_target_pairwise"].dimensions == ("segment", "sink", "source")
        assert file["source_coupling"].dimensions == ("segment", "cortical_sink", "cortical_source")
        assert list(file["sink"][:]) == list(SETTINGS.emg_channels)
        assert list(file["phase"][:]) == ["rest", "activity"] * 2
        assert list(file["eeg_channel"][:]) == list(SETTINGS.eeg_channels)
        for name in ("z", "w", "emg_granger_pairwise", "emg_target_conditional", "artefact_gain"):
            np.testing.assert_array_equal(file[name][:], getattr(recording.truth, name))
