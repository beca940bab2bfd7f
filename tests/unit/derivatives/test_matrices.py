"""Matrices as tables of BIDS: what goes in comes out, and the description fits the values."""

import json

import numpy as np
import pandas as pd
import pytest
from eeg2emg.connectivity.catalogue import MEASURES, TARGETS
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.derivatives.matrices import write_matrices

RECORDING = "sub-01_ses-a_task-arm_run-02"
SETTINGS = {"eeg": {"conditional": False, "order": 12}, "emg": {"conditional": False}}
EEG, EMG = ("Fp1", "NA", "Öz"), ("BSH", "DEL")
PHASES = ["rest", "hold it", "rest"]


def connectivity(folder, *, eeg=("correlation", "granger"), count=3, values=None):
    rng = np.random.default_rng(3)
    shape = (count, len(eeg), len(EEG), len(EEG))
    drawn = rng.uniform(0.1, 0.9, shape) if values is None else values
    write_connectivity(
        folder / "x.nc",
        segments={
            "segment": [f"{RECORDING}_seg-{k}" for k in range(count)],
            "subject": ["01"] * count,
            "recording": [RECORDING] * count,
            "phase": PHASES[:count],
            "cycle": [0] * count,
            "onset_s": [6.25 * k for k in range(count)],
            "emg_amplitude_v": [1e-5] * count,
        },
        groups={
            "eeg": (eeg, EEG, drawn),
            "emg": (["granger_raw"], EMG, rng.normal(size=(count, 1, 2, 2))),
            "eeg_muscle": (["correlation"], EEG, rng.normal(size=(count, 1, 3, 3))),
        },
        attributes={"recording": RECORDING, "left_out": "" if count else "too short"},
    )
    return read_connectivity(folder / "x.nc")


def written(folder, contents, **settings):
    chosen = {name: one | settings for name, one in SETTINGS.items()}
    count = write_matrices(folder, contents, source="bids:source:x", settings=chosen)
    return count, folder / "sub-01" / "ses-a" / "eeg" / RECORDING


def table(path):
    return pd.read_csv(path, sep="\t", na_values=["n/a"], keep_default_na=False)


def test_all_segments_come_back_to_the_last_bit(tmp_path):
    contents = connectivity(tmp_path)
    count, stem = written(tmp_path, contents)
    assert count == 3
    for number, measure in enumerate(("correlation", "granger")):
        read = table(f"{stem}_desc-{measure}_relmat.tsv")
        assert list(read.columns) == ["segment", "phase", "onset", "sink", *EEG]
        values = read[list(EEG)].to_numpy().reshape(3, 3, 3)
        assert np.array_equal(values, contents.groups["eeg"].values[:, number])
        assert list(read["sink"][:3]) == list(EEG)
        assert list(read["phase"][::3]) == PHASES
        assert list(read["onset"][::3]) == [0.0, 6.25, 12.5]
    emg = table(f"{stem}_desc-emgGrangerRaw_relmat.tsv")
    values = emg[list(EMG)].to_numpy().reshape(3, 2, 2)
    assert np.array_equal(values, contents.groups["emg"].values[:, 0])


def test_the_mean_of_a_phase_is_one_square_matrix(tmp_path):
    contents = connectivity(tmp_path)
    _, stem = written(tmp_path, contents)
    for phase, label in (("rest", "Rest"), ("hold it", "HoldIt")):
        read = table(f"{stem}_desc-granger{label}_relmat.tsv")
        chosen = [one == phase for one in PHASES]
        mean = contents.groups["eeg"].values[chosen, 1].mean(axis=0)
        assert list(read.columns) == ["sink", *EEG]
        np.testing.assert_allclose(read[list(EEG)].to_numpy(), mean, rtol=1e-15)


def test_controls_and_packed_matrices_are_not_written(tmp_path):
    _, stem = written(tmp_path, connectivity(tmp_path))
    names = {path.name.removeprefix(f"{RECORDING}_desc-") for path in stem.parent.iterdir()}
    plain = {"correlation", "granger", "emgGrangerRaw"}
    assert names == {
        *(f"{name}{phase}_relmat.{ending}" for name in plain for phase in ("", "Rest", "HoldIt")
          for ending in ("tsv", "json")),
        *("eeg_nodeindices.tsv", "emg_nodeindices.tsv"),
    }  # fmt: skip


def test_a_matrix_that_was_not_estimated_has_no_value_in_place_of_a_number(tmp_path):
    values = np.full((3, 1, 3, 3), 0.5)
    values[0] = np.nan
    _, stem = written(tmp_path, connectivity(tmp_path, eeg=("pli",), values=values))
    assert table(f"{stem}_desc-pli_relmat.tsv")[list(EEG)].isna().sum().sum() == 9
    assert table(f"{stem}_desc-pliRest_relmat.tsv")[list(EEG)].isna().all(axis=None)
    assert (table(f"{stem}_desc-pliHoldIt_relmat.tsv")[list(EEG)] == 0.5).all(axis=None)


def test_a_measure_without_any_value_and_a_recording_without_segments_have_no_file(tmp_path):
    none = connectivity(tmp_path, eeg=("pli",), values=np.full((3, 1, 3, 3), np.nan))
    count, stem = written(tmp_path, none)
    assert count == 1
    assert not list(stem.parent.glob("*pli*"))
    assert written(tmp_path / "other", connectivity(tmp_path, count=0))[0] == 0
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("measure", [name for name, one in MEASURES.items() if not one.packed])
def test_the_description_says_what_the_catalogue_says(measure, tmp_path):
    _, stem = written(tmp_path, connectivity(tmp_path, eeg=(measure,)))
    (path,) = [p for p in stem.parent.glob("*.json") if "emg" not in p.name and "Rest" not in p.name
               and "HoldIt" not in p.name]  # fmt: skip
    about, entry = json.loads(path.read_text(encoding="utf-8")), MEASURES[measure]
    assert about["RelationshipMeasure"] == entry.title
    assert about["MeasureDescription"] == entry.definition
    assert about["Directed"] is entry.directed
    assert about["EstimationSettings"]["order"] == 12
    assert about["NodeFiles"] == [f"bids::sub-01/ses-a/eeg/{RECORDING}_desc-eeg_nodeindices.tsv"]
    assert "channel j (source) on channel i (sink)" in about["Orientation"]


def test_conditional_granger_causality_is_called_so(tmp_path):
    _, stem = written(tmp_path, connectivity(tmp_path), conditional=True)
    about = json.loads((stem.parent / f"{stem.name}_desc-granger_relmat.json").read_text())
    assert about["MeasureDescription"].startswith("Conditional")
    about = json.loads((stem.parent / f"{stem.name}_desc-emgGrangerRaw_relmat.json").read_text())
    assert about["Directed"] is not TARGETS["granger_raw"].symmetric


@pytest.mark.parametrize(
    ("diagonal", "least", "expected"),
    [(1.0, 0.1, (False, True)), (0.0, -0.2, (False, False)), (0.4, 0.1, (True, True))],
)
def test_diagonal_and_signs_are_those_of_the_values(diagonal, least, expected, tmp_path):
    values = np.full((3, 1, 3, 3), least)
    values[:, :, range(3), range(3)] = diagonal
    _, stem = written(tmp_path, connectivity(tmp_path, eeg=("correlation",), values=values))
    about = json.loads((stem.parent / f"{stem.name}_desc-correlation_relmat.json").read_text())
    assert (about["ValidDiagonal"], about["NonNegative"]) == expected
