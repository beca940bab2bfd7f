"""The dataset in memory: what it reads beside features and targets, and how segments are chosen."""

from dataclasses import fields, replace

import numpy as np
import pytest
from eeg2emg.cohort.dataset import Planes, load_dataset
from eeg2emg.connectivity.file import LOG_COHERENCY, read_connectivity, write_connectivity
from eeg2emg.controls.shifted_models import without_lines
from eeg2emg.errors import EstimationError

NAMES = ("log_coherency 4-8 Hz", "log_coherency 8-13 Hz")


@pytest.fixture
def cohort(make_cohort):
    """A cohort with a log-Euclidean coherency that tells the segments apart."""
    dataset = make_cohort(channels=4)
    count = len(dataset.segments)
    values = np.random.default_rng(0).standard_normal((count, 4, 4, 2))
    values[:, 0, 0, 0] = np.arange(count)
    return replace(dataset, log_coherency=Planes(values, NAMES))


def write(path, dataset, **changes):
    """Write a dataset as a file, in the opposite order."""
    further = dataset.log_coherency.features
    groups = {
        "eeg": (dataset.planes, dataset.eeg_channels, np.moveaxis(dataset.features, -1, 1)),
        "emg": ((dataset.target_name,), dataset.emg_channels, dataset.targets[:, None]),
        LOG_COHERENCY: (NAMES, dataset.eeg_channels, np.moveaxis(further, -1, 1)),
    } | changes
    write_connectivity(
        path,
        segments={name: column.to_list()[::-1] for name, column in dataset.segments.items()},
        groups={
            name: (*words, values[::-1])
            for name, (*words, values) in groups.items()
            if values is not None
        },
        attributes={"simulated": True},
    )


def test_the_log_euclidean_coherency_is_read_in_the_order_of_the_segments(tmp_path, cohort):
    write(tmp_path / "x.nc", cohort)
    read = load_dataset(tmp_path / "x.nc")
    assert read.log_coherency.names == NAMES
    np.testing.assert_array_equal(read.log_coherency.features, cohort.log_coherency.features)
    np.testing.assert_array_equal(read.features, cohort.features)
    assert read.log_coherency.features.flags.c_contiguous


def test_a_file_without_it_has_none(tmp_path, cohort):
    write(tmp_path / "x.nc", cohort, **{LOG_COHERENCY: (None,)})
    assert load_dataset(tmp_path / "x.nc").log_coherency is None


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_one_that_is_not_finite_is_refused_with_its_segment(tmp_path, cohort, value):
    values = cohort.log_coherency.features.copy()
    values[3, 1, 2, 1] = value
    write(tmp_path / "x.nc", replace(cohort, log_coherency=Planes(values, NAMES)))
    name = cohort.segments["segment"][3]
    with pytest.raises(EstimationError, match=f"{name} has a log-Euclidean coherency that is not"):
        load_dataset(tmp_path / "x.nc")


def test_one_of_another_shape_is_refused(cohort):
    with pytest.raises(ValueError, match="log_coherency has shape"):
        replace(cohort, log_coherency=Planes(cohort.log_coherency.features[1:], NAMES))


@pytest.mark.parametrize("kind", ["numbers", "truth values"])
def test_what_belongs_to_a_segment_is_chosen_with_it(cohort, kind):
    """Every field with one row per segment: a new one must be chosen too."""
    rows = np.array([7, 2, 5])
    if kind == "truth values":
        rows = np.isin(np.arange(len(cohort.segments)), rows)
    chosen = cohort.of_rows(rows)
    expected = cohort.segments["segment"].to_numpy()[rows]
    assert list(chosen.segments["segment"]) == list(expected)
    assert list(chosen.segments.index) == [0, 1, 2]
    whole = len(cohort.segments)
    for field in fields(cohort):
        before, after = (getattr(each, field.name) for each in (cohort, chosen))
        before, after = (each[0] if isinstance(each, Planes) else each for each in (before, after))
        if isinstance(before, np.ndarray) and len(before) == whole:
            np.testing.assert_array_equal(after, before[rows], err_msg=field.name)
    assert chosen.log_coherency.names == NAMES


def test_one_without_it_can_be_chosen_from(make_cohort):
    assert make_cohort().of_rows(np.array([0, 1])).log_coherency is None


def test_lines_in_time_are_taken_from_it_too(cohort):
    """Its first entry is nothing but a line in time."""
    left = without_lines(cohort).log_coherency
    assert left.names == NAMES
    np.testing.assert_allclose(left.features[:, 0, 0, 0], 0, atol=1e-9)
    assert np.std(left.features[:, 1, 1, 1]) > 0.5


def test_the_file_says_what_a_packed_matrix_holds(tmp_path, cohort):
    import netCDF4

    write(tmp_path / "x.nc", cohort)
    with netCDF4.Dataset(tmp_path / "x.nc") as file:
        said = {name: group["connectivity"].description for name, group in file.groups.items()}
    assert "real part" in said.pop(LOG_COHERENCY)
    assert set(said.values()) == {"[sink, source]: the influence of the source on the sink"}
    assert read_connectivity(tmp_path / "x.nc").groups[LOG_COHERENCY].measures == NAMES
