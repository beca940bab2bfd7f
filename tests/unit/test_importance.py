"""Importance finds what a model uses, within cells, by whole cycles."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import NotEstimableError
from eeg2emg.importance import permutation_importance, permute_cycles


@pytest.fixture
def planted(make_cohort):
    """Targets that are one entry of one measure, and the function that knows it."""
    dataset = make_cohort(subjects=6, muscles=2)
    shape = dataset.targets.shape

    def predict(features):
        return np.broadcast_to(features[:, 4, 7, 1][:, None, None], (len(features), *shape[1:]))

    return replace(dataset, targets=predict(dataset.features).copy()), predict


def run(dataset, predict, **options):
    segments = dataset.segments["segment"].tolist()
    rival = np.broadcast_to(dataset.targets.mean(axis=0), dataset.targets.shape)
    table = permutation_importance(predict, dataset, segments, rival, seed=1, **options)
    return table.set_index(["kind", "name"])


def test_only_what_is_used_is_important(planted):
    table = run(*planted)
    used = {("measure", "granger"), ("channel", "E4"), ("channel", "E7")}
    assert set(table.index[table["importance"] > 0]) == used
    assert (table.drop(index=list(used))["importance"] == 0).all()
    assert (table.loc[list(used), "low"] > 0).all()


def test_every_measure_and_channel_is_listed(planted):
    dataset, predict = planted
    names = [*dataset.planes, *dataset.eeg_channels]
    assert run(dataset, predict).index.get_level_values("name").tolist() == names


def test_who_the_subject_is_does_not_count(make_cohort):
    """A model that knows nothing but the subject loses nothing, since cells keep their own."""
    dataset = make_cohort(subjects=6, offsets=3.0)
    features = dataset.features.copy()
    features[..., 0] = dataset.cells[:, None, None]

    def predict(x):
        return np.broadcast_to(x[:, :1, :1, 0], (len(x), 3, 3))

    table = run(replace(dataset, features=features), predict)
    assert (table["importance"] == 0).all()


def test_fewer_than_six_subjects_have_no_interval(make_cohort):
    dataset = make_cohort(subjects=4)
    table = run(dataset, lambda x: np.zeros((len(x), 3, 3)))
    assert table[["low", "high"]].isna().all(axis=None)


def test_one_cycle_cannot_be_exchanged(make_cohort):
    dataset = make_cohort(recordings=1, segments=2)
    with pytest.raises(NotEstimableError, match="two tested cycles"):
        run(dataset, lambda x: np.zeros((len(x), 3, 3)))


def test_equal_seeds_give_equal_tables(planted):
    assert run(*planted).equals(run(*planted))


def test_cycles_stay_whole_and_in_their_cell():
    cells = np.repeat([0, 1, 0, 1], 6)
    cycles = np.repeat(np.arange(8), 3)
    order = permute_cycles(cells, cycles, np.random.default_rng(1))
    assert sorted(order) == list(range(24))
    assert (order != np.arange(24)).any()
    assert np.array_equal(cells[order], cells)
    runs = cycles[order].reshape(-1, 3)
    assert (runs == runs[:, :1]).all()
    assert (np.diff(order.reshape(-1, 3), axis=1) == 1).all()
