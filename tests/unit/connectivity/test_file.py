"""The file of matrices: what goes in comes out, bytes depend on the contents alone."""

import numpy as np
import pytest
from eeg2emg.cohort.dataset import load_amplitudes, load_dataset, load_planes
from eeg2emg.connectivity.file import read_connectivity, write_connectivity
from eeg2emg.errors import (
    ConfigurationError,
    EstimationError,
    NotEstimableError,
    OwnFileError,
)

EMG = ["granger_raw", "granger_envelope"]


def contents(count=4, seed=0):
    rng = np.random.default_rng(seed)
    segments = {
        "segment": [f"s{k}" for k in range(count)],
        "subject": ["sub-02", "sub-02", "sub-01", "sub-01"][:count],
        "recording": ["b", "a", "c", "c"][:count],
        "phase": ["rest", "activity"] * (count // 2),
        "cycle": list(range(count)),
        "onset_s": [0.0, 0.0, 60.0, 0.0][:count],
        "emg_amplitude_v": [1e-5] * count,
        "spectral_radius": [0.9] * count,
    }
    groups = {
        "eeg": (["correlation", "dtf", "pli"], ["C3", "C4"], rng.normal(size=(count, 3, 2, 2))),
        "emg": (EMG, ["BSH", "µTRI", "DEL"], rng.normal(size=(count, 2, 3, 3))),
    }
    return {
        "segments": segments,
        "groups": groups,
        "attributes": {"simulated": True, "name": "test", "order": 12, "bands_hz": [1.0, 45.0]},
    }


@pytest.mark.parametrize("count", [4, 0])
def test_round_trip(tmp_path, count):
    given = contents(count)
    write_connectivity(tmp_path / "x.nc", **given)
    read = read_connectivity(tmp_path / "x.nc")
    assert read.segments == given["segments"]
    for name, (measures, channels, values) in given["groups"].items():
        assert read.groups[name].measures == tuple(measures)
        assert read.groups[name].channels == tuple(channels)
        assert np.array_equal(read.groups[name].values, values)
    assert read.attributes == {**given["attributes"], "simulated": 1}


@pytest.mark.parametrize("count", [4, 0])
def test_equal_contents_give_equal_bytes(tmp_path, count):
    for name in ("a.nc", "b.nc"):
        write_connectivity(tmp_path / name, **contents(count))
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_xarray_sees_named_dimensions(tmp_path):
    import xarray as xr

    given = contents()
    write_connectivity(tmp_path / "x.nc", **given)
    with xr.open_datatree(tmp_path / "x.nc", engine="netcdf4") as tree:
        emg = tree["emg"]["connectivity"]
        assert emg.dims == ("segment", "measure", "sink", "source")
        chosen = emg.sel(measure="granger_raw", sink="BSH", source="DEL")
        assert chosen.to_numpy() == pytest.approx(given["groups"]["emg"][2][:, 0, 0, 2])
        assert tree.coords["phase"].to_numpy().tolist() == given["segments"]["phase"]


def test_wrong_shape_is_refused(tmp_path):
    given = contents()
    given["groups"]["emg"] = (EMG, ["BSH", "TRI"], given["groups"]["emg"][2])
    with pytest.raises(ValueError, match="group 'emg'"):
        write_connectivity(tmp_path / "x.nc", **given)
    assert not list(tmp_path.iterdir())


def amplitudes(count=4):
    return {"eeg_high": (["C3", "C4"], np.random.default_rng(1).uniform(size=(count, 2)))}


@pytest.mark.parametrize("count", [4, 0])
def test_amplitudes_stand_beside_matrices(tmp_path, count):
    given, beside = contents(count), amplitudes(count)
    for name in ("a.nc", "b.nc"):
        write_connectivity(tmp_path / name, **given, amplitudes=beside)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()
    read = read_connectivity(tmp_path / "a.nc")
    assert set(read.groups) == {"eeg", "emg"}
    assert read.amplitudes["eeg_high"].channels == ("C3", "C4")
    assert np.array_equal(read.amplitudes["eeg_high"].values, beside["eeg_high"][1])
    write_connectivity(tmp_path / "c.nc", **read._asdict())
    again = read_connectivity(tmp_path / "c.nc").amplitudes["eeg_high"]
    assert np.array_equal(again.values, beside["eeg_high"][1])


def test_amplitudes_of_another_shape_are_refused(tmp_path):
    with pytest.raises(ValueError, match="group 'eeg_high'"):
        write_connectivity(tmp_path / "x.nc", **contents(4), amplitudes=amplitudes(3))
    assert not list(tmp_path.iterdir())


def test_amplitudes_stand_in_the_order_of_the_dataset(tmp_path):
    given = contents()
    beside = amplitudes()
    write_connectivity(tmp_path / "x.nc", **given, amplitudes=beside)
    dataset = load_dataset(tmp_path / "x.nc")
    found = load_amplitudes(tmp_path / "x.nc", dataset, "eeg_high")
    assert np.array_equal(found, beside["eeg_high"][1][::-1])
    assert load_amplitudes(tmp_path / "x.nc", dataset, "none") is None


def test_missing_column_is_refused(tmp_path):
    given = contents()
    del given["segments"]["phase"]
    with pytest.raises(ValueError, match="no column phase"):
        write_connectivity(tmp_path / "x.nc", **given)


def test_missing_and_foreign_files_are_named(tmp_path):
    with pytest.raises(OwnFileError, match=r"no file .*none\.nc of connectivity matrices"):
        read_connectivity(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("no netCDF")
    with pytest.raises(OwnFileError, match=r"text\.nc is damaged: it is no file of connectivity"):
        read_connectivity(tmp_path / "text.nc")


class TestLoadDataset:
    def test_sorted_by_subject_recording_and_onset(self, tmp_path):
        given = contents()
        write_connectivity(tmp_path / "x.nc", **given)
        dataset = load_dataset(tmp_path / "x.nc", target="granger_envelope")
        assert dataset.segments["segment"].tolist() == ["s3", "s2", "s1", "s0"]
        assert np.array_equal(dataset.targets, given["groups"]["emg"][2][::-1, 1])
        eeg = given["groups"]["eeg"][2]
        assert dataset.features[0, 1, 0, 2] == eeg[3, 2, 1, 0]
        assert dataset.simulated
        assert dataset.planes == ("correlation", "dtf", "pli")

    def test_rows_and_cells(self, tmp_path):
        write_connectivity(tmp_path / "x.nc", **contents())
        dataset = load_dataset(tmp_path / "x.nc")
        assert dataset.rows(["s0", "s3"]).tolist() == [3, 0]
        with pytest.raises(ValueError, match="'s9' is not in the dataset"):
            dataset.rows(["s0", "s9"])
        assert dataset.cells.tolist() == [0, 1, 2, 3]

    def test_unknown_target_names_those_that_exist(self, tmp_path):
        write_connectivity(tmp_path / "x.nc", **contents())
        with pytest.raises(ConfigurationError, match="granger_raw, granger_envelope"):
            load_dataset(tmp_path / "x.nc", target="coherence")

    def test_not_finite_value_is_named(self, tmp_path):
        given = contents()
        given["groups"]["eeg"][2][1, 0, 0, 1] = np.nan
        write_connectivity(tmp_path / "x.nc", **given)
        with pytest.raises(EstimationError, match="Segment s1 has a feature"):
            load_dataset(tmp_path / "x.nc")

    def test_empty_cohort(self, tmp_path):
        write_connectivity(tmp_path / "x.nc", **contents(0))
        with pytest.raises(NotEstimableError, match="no segments"):
            load_dataset(tmp_path / "x.nc")


def test_further_planes_stand_in_the_order_of_the_dataset(tmp_path):
    given = contents()
    names, channels, values = given["groups"]["eeg"]
    part = (["coherence"], channels, values[:, 1:2].copy())
    part[2][0] = np.nan
    given["groups"]["eeg_muscle"] = part
    write_connectivity(tmp_path / "x.nc", **given)
    dataset = load_dataset(tmp_path / "x.nc")
    assert dataset.segments["segment"].tolist() != given["segments"]["segment"]
    found = load_planes(tmp_path / "x.nc", dataset, ["eeg_muscle", "eeg_below_30_hz"])
    assert list(found) == ["eeg_muscle"]
    assert found["eeg_muscle"].names == ("coherence",)
    missing = (dataset.segments["segment"] == given["segments"]["segment"][0]).to_numpy()
    features = found["eeg_muscle"].features
    assert np.isnan(features[missing]).all()
    expected = dataset.features[~missing][..., [names.index("dtf")]]
    assert np.array_equal(features[~missing], expected)
