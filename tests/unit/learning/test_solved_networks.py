"""Solved networks: a drawn hidden layer, and a head that is a ridge regression."""

import gc
import weakref

import numpy as np
import pytest
from eeg2emg.learning.candidates import Problem
from eeg2emg.learning.components import principal_components
from eeg2emg.learning.gates import BY_GROUP, BY_PHASE, SHARED_ALONE
from eeg2emg.learning.groups import Groups
from eeg2emg.learning.solved_networks import (
    COMPONENTS,
    NORM,
    drawn_layer,
    inputs_of,
    of_all_features,
    of_components,
    of_components_by_phase,
)

FITS = {
    "all features": (of_all_features, BY_GROUP),
    "components by phase": (of_components_by_phase, BY_PHASE),
    "components": (of_components, SHARED_ALONE),
}


def problem_of(*, segments=60, width=90, seed=0):
    """Draw features of three people in two phases; the last third is validated or tested."""
    rng = np.random.default_rng(seed)
    subject, phase = np.arange(segments) % 3, (np.arange(segments) // 3) % 2
    groups = Groups(subject, phase, 2 * subject + phase)
    parts = np.where(np.arange(segments) < 2 * segments // 3, "training", "validation")
    features = rng.standard_normal((segments, width)) * rng.uniform(0.1, 10, width)
    return Problem.of(features, groups, parts)


def norm_of(x):
    return np.sqrt(np.mean(np.sum(x**2, axis=1)))


def gate_vectors(gate, groups):
    """Write a gate as one vector per segment, whose products are its weights."""
    columns = [np.full((len(groups.cell), 1), np.sqrt(gate.shared))]
    for weight, numbers in (
        (gate.phase, groups.phase),
        (gate.subject, groups.subject),
        (gate.cell, groups.cell),
    ):
        columns.append(np.sqrt(weight) * (numbers[:, None] == np.unique(numbers)))
    return np.concatenate(columns, axis=1)


@pytest.mark.parametrize("name", FITS)
class TestSolvedNetwork:
    def test_is_a_ridge_regression_on_inputs_and_hidden_units(self, name):
        """Solved once more for the weights of the head, as it is defined."""
        prepare, gate = FITS[name]
        problem = problem_of()
        y = np.random.default_rng(1).standard_normal((problem.train.sum(), 4))
        candidates = {one.label: one for one in prepare(problem)(y)}
        chosen = candidates["share 0.3, penalty 0.1"]
        inputs = inputs_of(problem, None if name == "all features" else COMPONENTS)
        x = inputs.of(problem.x)
        layer = drawn_layer(x[problem.train], len(chosen.design.layer.biases))
        sides = np.concatenate([np.sqrt(0.7) * x, np.sqrt(0.3) * layer.of(x)], axis=1)
        gates = gate_vectors(gate, problem.groups)
        design = (gates[:, :, None] * sides[:, None, :]).reshape(len(x), -1)
        known = design[problem.train]
        penalty = 0.1 * np.sum(known**2) / len(known)
        dual = np.linalg.solve(known @ known.T + penalty * np.eye(len(known)), y)
        head = known.T @ dual
        np.testing.assert_allclose(
            chosen.compare(problem), design[~problem.train] @ head, rtol=1e-7
        )

    def test_the_heads_of_groups_say_the_same(self, name):
        prepare, gate = FITS[name]
        problem = problem_of()
        y = np.random.default_rng(1).standard_normal((problem.train.sum(), 4))
        chosen = next(one for one in prepare(problem)(y) if one.label == "share 0.6, penalty 1")
        network = chosen.design
        heads = network.heads(chosen.coefficients)
        rows = np.arange(len(problem.x))
        x = network.inputs.of(problem.x)
        sides = np.concatenate([x, network.layer.of(x)], axis=1)
        estimate = sum(
            inside[:, None] * (sides @ heads[group])
            for group, _, inside in gate.memberships(problem.groups, rows)
            if group in heads
        )
        np.testing.assert_allclose(estimate, chosen.of_segments(problem, rows), rtol=1e-8)

    def test_features_in_the_place_of_others_are_read_like_them(self, name):
        problem = problem_of()
        y = np.random.default_rng(1).standard_normal((problem.train.sum(), 4))
        rows = np.array([50, 3, 50])
        for one in FITS[name][0](problem)(y):
            np.testing.assert_allclose(
                one.of_rows(problem.x[rows], rows), one.of_segments(problem, rows), atol=1e-9
            )

    def test_nothing_is_offered_where_features_say_nothing(self, name):
        problem = problem_of()
        still = Problem.of(
            np.zeros_like(problem.x),
            problem.groups,
            np.where(problem.train, "training", "validation"),
        )
        assert list(FITS[name][0](still)(np.ones((still.train.sum(), 1)))) == []

    def test_what_is_made_of_the_features_goes_with_its_last_reference(self, name):
        """Large arrays in a circle of references would stay until Python looks for circles."""
        fit = FITS[name][0](problem_of())
        candidates = list(fit(np.ones((40, 4))))
        candidates[0].compare(problem_of())
        kept = weakref.ref(candidates[0].design)
        gc.disable()
        try:
            del candidates, fit
            assert kept() is None
        finally:
            gc.enable()

    def test_the_same_bits_every_time(self, name):
        y = np.random.default_rng(1).standard_normal((40, 4))
        one, other = (
            [candidate.compare(problem) for candidate in FITS[name][0](problem)(y)]
            for problem in (problem_of(), problem_of())
        )
        assert np.array_equal(one, other)


class TestHiddenLayer:
    def test_inputs_and_units_have_the_same_norm_in_training(self):
        problem = problem_of()
        for components in (None, COMPONENTS, 5):
            x = inputs_of(problem, components).of(problem.x)[problem.train]
            hidden = drawn_layer(x, 200).of(x)
            assert norm_of(x) == pytest.approx(NORM)
            assert norm_of(hidden) == pytest.approx(NORM)
            assert hidden.mean(axis=0) == pytest.approx(np.zeros(200), abs=1e-12)

    def test_the_weights_depend_on_the_widths_alone(self):
        rng = np.random.default_rng(0)
        one, other = (drawn_layer(rng.standard_normal((n, 7)), 30) for n in (20, 50))
        assert np.array_equal(one.weights, other.weights)
        assert np.array_equal(one.biases, other.biases)
        assert np.std(drawn_layer(rng.standard_normal((5, 400)), 500).weights) == pytest.approx(
            1, abs=0.01
        )


class TestComponents:
    def test_agree_with_scikit_learn(self):
        from sklearn.decomposition import PCA

        problem = problem_of(segments=300, width=12)
        known = problem.x[problem.train]
        centred = Problem.of(
            problem.x - known.mean(axis=0),
            problem.groups,
            np.where(problem.train, "training", "validation"),
        )
        found = principal_components(centred, 4) / centred.scale[:, None]
        features = centred.x * centred.scale
        expected = PCA(4, svd_solver="full").fit(features[centred.train]).components_.T
        assert np.abs(np.sum(found * expected, axis=0)) == pytest.approx(np.ones(4))

    def test_of_a_feature_that_never_varies_nothing_is_taken(self):
        problem = problem_of(segments=30, width=12)
        still = problem.x.copy()
        still[:, 3] = 0.0
        parts = np.where(problem.train, "training", "validation")
        found = principal_components(Problem.of(still, problem.groups, parts), 5)
        assert np.isfinite(found).all()
        assert not found[3].any()

    @pytest.mark.parametrize(("segments", "width"), [(30, 90), (300, 12)])
    def test_are_orthonormal_and_of_training_segments(self, segments, width):
        problem = problem_of(segments=segments, width=width)
        found = principal_components(problem, COMPONENTS)
        assert found.shape[1] == min(COMPONENTS, problem.train.sum(), width)
        directions = found / problem.scale[:, None]
        assert directions.T @ directions == pytest.approx(np.eye(found.shape[1]), abs=1e-8)
        changed = problem.x.copy()
        changed[~problem.train] *= 7
        other = Problem(changed, problem.train, problem.compared, problem.groups, problem.scale)
        assert np.array_equal(principal_components(other, COMPONENTS), found)


class TestGates:
    @pytest.mark.parametrize("gate", [BY_GROUP, BY_PHASE, SHARED_ALONE])
    def test_weights_are_products_of_what_segments_share(self, gate):
        groups = problem_of().groups
        rows = np.arange(len(groups.cell))
        vectors = gate_vectors(gate, groups)
        weights = gate.between(groups, rows, rows)
        assert weights == pytest.approx(vectors @ vectors.T)
        assert np.diag(weights) == pytest.approx(gate.of_itself)
        shared = sum(
            weight * np.outer(inside, inside)
            for _, weight, inside in gate.memberships(groups, rows)
        )
        assert weights == pytest.approx(shared)
