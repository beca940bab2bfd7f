"""One dataset from the files of all recordings that are not left out."""

import numpy as np
import pytest
from eeg2emg.cohort.assembling import assemble
from eeg2emg.cohort.exclusions import Exclusion
from eeg2emg.connectivity.file import (
    SEGMENT_COLUMNS,
    ChannelAmplitudes,
    ConnectivityContents,
    ConnectivityGroup,
    read_connectivity,
    write_connectivity,
)
from eeg2emg.errors import NotEstimableError


def file(name, count=2):
    """A recording whose matrices hold its number."""
    columns = {key: [kind()] * count for key, kind in SEGMENT_COLUMNS.items()}
    columns |= {"recording": [name] * count, "segment": [f"{name}_{k}" for k in range(count)]}
    values = np.full((count, 1, 2, 2), float(name))
    return ConnectivityContents(
        segments=columns,
        groups={"eeg": ConnectivityGroup(("correlation",), ("Cz", "Pz"), values)},
        attributes={
            "recording": name, "subject": "01", "left_out": "", "eeg_rate_hz": 250.0,
            "eeg_order": 5, "emg_rate_hz": 1000.0, "emg_order": 20, "halves_lengthening": 2.0,
            "simulated": 1,
        },
    )  # fmt: skip


def joined(files, exclusions=()):
    return assemble(files, exclusions, name="lab", listed_in="results/lab/exclusions.tsv")


def test_the_segments_of_all_recordings_follow_one_another():
    dataset = joined([file("1"), file("2", 3)])
    assert dataset.segments["segment"] == ["1_0", "1_1", "2_0", "2_1", "2_2"]
    assert dataset.groups["eeg"].values[:, 0, 0, 0].tolist() == [1, 1, 2, 2, 2]
    assert dataset.groups["eeg"].channels == ("Cz", "Pz")


def test_amplitudes_follow_one_another_as_the_segments_do():
    files = [
        file(name, count)._replace(
            amplitudes={"high": ChannelAmplitudes(("Cz", "Pz"), np.full((count, 2), float(name)))}
        )
        for name, count in (("1", 2), ("2", 3))
    ]
    files[1].amplitudes["high"].values[:] = np.nan
    dataset = joined(files)
    assert dataset.amplitudes["high"].channels == ("Cz", "Pz")
    assert np.isnan(dataset.amplitudes["high"].values[:, 0]).tolist() == [False] * 2 + [True] * 3
    assert joined([file("1")]).amplitudes == {}


def test_times_of_acquisition_become_a_column_where_there_are_any(tmp_path):
    files, times = [file("1", 1), file("2", 2)], {"2": "2020-01-01T10:00:00", "1": None}
    dataset = assemble(files, (), name="lab", listed_in="exclusions.tsv", acquired=times)
    write_connectivity(tmp_path / "dataset.nc", **dataset._asdict())
    segments = read_connectivity(tmp_path / "dataset.nc").segments
    assert segments["acquired"] == ["", "2020-01-01T10:00:00", "2020-01-01T10:00:00"]
    unknown = assemble(files, (), name="lab", listed_in="x", acquired=dict.fromkeys("12"))
    assert "acquired" not in unknown.segments


def test_a_recording_that_is_left_out_is_not_in_it():
    exclusions = [Exclusion("recording", "1", "a copy"), Exclusion("segment", "2", "unstable")]
    dataset = joined([file("1"), file("2"), file("3")], exclusions)
    assert dataset.segments["recording"] == ["2", "2", "3", "3"]


def test_what_belongs_to_one_recording_is_not_said_of_the_dataset(tmp_path):
    write_connectivity(tmp_path / "dataset.nc", **joined([file("1")])._asdict())
    attributes = read_connectivity(tmp_path / "dataset.nc").attributes
    assert attributes == {
        "name": "lab", "eeg_rate_hz": 250.0, "eeg_order": 5, "emg_rate_hz": 1000.0,
        "emg_order": 20, "halves_lengthening": 2.0, "simulated": 1,
    }  # fmt: skip


def test_where_nothing_is_left_the_commonest_reasons_are_told():
    exclusions = [Exclusion("recording", name, "flat") for name in "12"]
    with pytest.raises(NotEstimableError) as caught:
        joined([file("1"), file("2")], exclusions)
    assert "None of the 2 recordings can be used" in str(caught.value)
    assert "the commonest reasons are: flat (2 times)" in str(caught.value)
    assert "listed in results/lab/exclusions.tsv" in str(caught.value)
