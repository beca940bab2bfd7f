"""Importance finds what a model uses, within cells, by whole cycles."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.cohort.cycles import permute_cycles
from eeg2emg.errors import NotEstimableError
from eeg2emg.importance.permutation import (
    edge_names,
    matrix_inputs,
    permutation_importance,
    vector_inputs,
)
from eeg2emg.learning.features import vectorise
from eeg2emg.names.features import CONNECTIVITY

REPEATS = {"measure": 3, "channel": 3, "edge": 2}


@pytest.fixture
def planted(make_cohort):
    """Targets that are one entry of one measure, and the function that knows it."""
    dataset = make_cohort(subjects=6, muscles=2)
    shape = dataset.targets.shape

    def predict(features):
        return np.broadcast_to(features[:, 4, 7, 1][:, None, None], (len(features), *shape[1:]))

    return replace(dataset, targets=predict(dataset.features).copy()), predict


def run(dataset, predict, **options):
    """Permute what a function of matrices uses."""
    rows = np.arange(len(dataset.segments))
    shape = dataset.features.shape[1:]
    rival = np.broadcast_to(dataset.targets.mean(axis=0), dataset.targets.shape)
    table = permutation_importance(
        lambda values: predict(values.reshape(-1, *shape)),
        matrix_inputs(dataset, rows),
        dataset,
        rows,
        rival,
        seed=1,
        **{"repeats": REPEATS, **options},
    )
    return table.set_index(["kind", "name"])


def test_only_what_is_used_is_important(planted):
    table = run(*planted)
    used = {("measure", "granger"), ("channel", "E4"), ("channel", "E7"), ("edge", "E4-E7")}
    assert set(table.index[table["importance"] > 0]) == used
    assert (table.drop(index=list(used))["importance"] == 0).all()
    assert (table.loc[list(used), "low"] > 0).all()


def test_both_directions_of_a_pair_count_and_the_diagonal_is_no_edge(make_cohort):
    dataset = make_cohort(subjects=6, muscles=2)

    def predict(features):
        used = features[:, 7, 4, 1] + features[:, 3, 3, 0] * 5
        return np.broadcast_to(used[:, None, None], (len(features), 2, 2))

    varied = dataset.features.copy()
    varied[:, 3, 3, 0] = np.random.default_rng(0).normal(size=len(varied))
    dataset = replace(dataset, features=varied, targets=predict(varied).copy())
    table = run(dataset, predict)
    edges = table.loc["edge", "importance"]
    assert edges.index[edges > 0].tolist() == ["E4-E7"]
    assert table.loc[("channel", "E3"), "importance"] > 0


def test_every_measure_channel_and_pair_is_listed(planted):
    dataset, predict = planted
    names = [*dataset.planes, *dataset.eeg_channels, *edge_names(dataset.eeg_channels)]
    table = run(dataset, predict)
    assert table.index.get_level_values("name").tolist() == names
    assert (table.loc["edge", "repeats"] == REPEATS["edge"]).all()
    n = len(dataset.eeg_channels)
    assert len(table.loc["edge"]) == n * (n - 1) // 2
    assert set(run(dataset, predict, repeats={"edge": 1}).index.get_level_values(0)) == {"edge"}


def test_pairs_are_named_in_the_order_of_the_channels():
    assert edge_names(["C3", "Cz", "C4"]) == ["C3-Cz", "C3-C4", "Cz-C4"]


def test_vectors_and_matrices_are_exchanged_alike(planted):
    """A model of vectors that reads the planted entry gives the same table as one of matrices."""
    dataset, predict = planted
    rows = np.arange(len(dataset.segments))
    inputs = vector_inputs(dataset, rows, [CONNECTIVITY])
    assert np.array_equal(inputs.values, vectorise(dataset.features, dataset.planes))
    (column,) = np.flatnonzero((inputs.entries == (4, 7, 1)).all(axis=1))

    def of_vectors(values):
        entry = np.exp(values[:, column]) - 1e-4
        return np.broadcast_to(entry[:, None, None], (len(values), 2, 2))

    rival = np.broadcast_to(dataset.targets.mean(axis=0), dataset.targets.shape)
    table = permutation_importance(
        of_vectors, inputs, dataset, rows, rival, seed=1, repeats=REPEATS
    ).set_index(["kind", "name"])
    expected = run(dataset, predict)
    for column in ("importance", "low", "high"):
        assert table[column].to_numpy() == pytest.approx(expected[column].to_numpy(), abs=1e-9)


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


def test_a_constant_target_leaves_no_skill_to_lose(make_cohort):
    dataset = make_cohort(subjects=6)
    constant = replace(dataset, targets=np.full_like(dataset.targets, 0.25))
    with pytest.raises(NotEstimableError, match="no skill to lose"):
        run(constant, lambda x: np.zeros((len(x), 3, 3)))


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
