"""Recordings with faults go through the real workflow: the same numbers, a note, or a reason."""

import csv
import re

import numpy as np
import pytest
import xarray as xr
from faults.bids_cases import UNUSED
from faults.cases import CASES, cases


def judge(name, everything, record_property):
    case, came_out = CASES[name], everything[name]
    differences = case.expected.differences(came_out, everything)
    said = f"as expected: {came_out.said}" if came_out.said else "as expected"
    words = re.sub(r"/(?:[^/;]*/)+", "", "; ".join(differences) or said)  # without folders
    came_out_in_words = f"NOT YET: {words}" if case.lacking else words
    record_property("fault", [case.family, name, str(case.expected), came_out_in_words])
    assert not differences, "\n".join([f"{name} ({case.family})", *differences])


@pytest.mark.parametrize("name", cases("bids"))
def test_a_recording_of_a_dataset(name, of_bids, record_property):
    judge(name, of_bids[1], record_property)


@pytest.mark.parametrize("name", cases("import"))
def test_a_file_of_another_format(name, of_import, of_bids, record_property):
    judge(name, of_bids[1] | of_import[1], record_property)


def test_what_kills_the_reader_from_outside_fails_the_run_and_a_second_one_repairs_it(of_bids):
    (code, printed), (again, printed_again), _ = of_bids[0]
    assert code != 0
    assert "sub-Killed_task-arm_eeg.vhdr" in printed
    assert "was killed, as a machine does that is out of memory" in " ".join(printed.split())
    assert printed.count("Error in rule") == 1
    assert again == 0, printed_again[-3000:]
    assert "1 of 1 steps (100%) done" in printed_again


def test_no_file_stops_the_others(of_import):
    ((code, printed),) = of_import[0]
    assert code == 0, printed[-3000:]


def test_what_is_left_out_of_the_cohort_is_listed(of_bids, checkout):
    code, printed = of_bids[0][-1]
    assert code == 0, printed[-3000:]
    with (checkout.folder / "results/faults/exclusions.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    files = {row["name"]: row["reason"] for row in rows if row["level"] == "file"}
    assert sorted(files) == sorted(f"sub-Clean/{name}" for name in UNUSED)
    for name, reason in UNUSED.items():
        assert reason in files[f"sub-Clean/{name}"]
    recordings = {row["name"]: row["reason"] for row in rows if row["level"] == "recording"}
    assert list(recordings) == ["sub-BadMuscle_task-arm", "sub-OtherOrder_task-arm"]
    assert "marked as bad in the dataset" in recordings["sub-BadMuscle_task-arm"]
    assert "its EEG is that of sub-Clean_task-arm" in recordings["sub-OtherOrder_task-arm"]


def matrices(checkout, run, recording):
    file = checkout.folder / "results" / run / "connectivity" / f"{recording}.nc"
    with xr.open_datatree(file, engine="netcdf4") as tree:
        return {name: tree[f"{name}/connectivity"].load().values for name in ("eeg", "emg")}


@pytest.mark.parametrize("name", ["OtherOrder", "Vectorized"])
def test_the_form_of_a_recording_does_not_change_its_matrices(of_bids, checkout, name):
    one, other = (matrices(checkout, "faults", f"sub-{each}_task-arm") for each in ("Clean", name))
    for group, values in one.items():
        assert np.isfinite(values).any()
        assert np.array_equal(values, other[group], equal_nan=True)


def test_electrode_offsets_do_not_change_the_matrices(of_import, checkout):
    one, other = (
        matrices(checkout, "imported", f"sub-{name}_task-arm_run-01")
        for name in ("MatTwoRates", "MatOffsets")
    )
    for group, values in one.items():
        np.testing.assert_allclose(other[group], values, rtol=1e-3, atol=1e-4)
