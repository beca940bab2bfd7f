"""The network of edges: its formula, and that the order of the channels means nothing to it."""

from dataclasses import replace

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.learning.edge_network import edge_weight_shapes
from eeg2emg.learning.network import build_network, glorot_weights, weight_shapes
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.training import network_predictor, train_folds
from eeg2emg.splitting.schemes import make_split

EDGES = RECIPES["edges"].recipe
N, PLANES, OUTPUTS, FILTERS = 6, 2, 9, (3, 4, 5)
SHAPES = edge_weight_shapes(N, PLANES, OUTPUTS, FILTERS)


@pytest.fixture
def weights():
    rng = np.random.default_rng(1)
    return [rng.normal(size=shape).astype(np.float32) for shape in SHAPES]


@pytest.fixture
def matrices():
    return np.random.default_rng(2).normal(size=(3, N, N, PLANES)).astype(np.float32)


def apply(weights, matrices):
    model = build_network(SHAPES, N)
    model.set_weights(weights)
    return model(matrices).numpy()


def by_loops(weights, x):
    """The formula of the module, edge by edge."""
    r1, c1, b1, r2, c2, b2, w3, b3, w4, b4 = weights
    edges = np.zeros((N, N, FILTERS[0]))
    for i in range(N):
        for j in range(N):
            into = sum(x[i, k] @ r1[k] for k in range(N))
            out = sum(x[k, j] @ c1[k] for k in range(N))
            edges[i, j] = np.maximum(into + out + b1, 0)
    nodes = np.zeros((N, FILTERS[1]))
    for i in range(N):
        total = sum(edges[i, k] @ r2[k] + edges[k, i] @ c2[k] for k in range(N))
        nodes[i] = np.maximum(total + b2, 0)
    return np.maximum(nodes.ravel() @ w3 + b3, 0) @ w4 + b4


def test_it_is_the_formula(weights, matrices):
    outputs = apply(weights, matrices)
    for x, y in zip(matrices, outputs, strict=True):
        assert y == pytest.approx(by_loops(weights, x), rel=1e-3, abs=1e-3)


def test_another_order_of_the_channels_is_another_order_of_the_weights(weights, matrices):
    order = np.random.default_rng(3).permutation(N)
    moved = [w[order] if w.ndim == 3 else w for w in weights]
    moved[6] = weights[6].reshape(N, FILTERS[1], -1)[order].reshape(weights[6].shape)
    turned = apply(moved, matrices[:, order][:, :, order])
    assert turned == pytest.approx(apply(weights, matrices), rel=1e-3, abs=1e-3)


def test_direction_matters(weights, matrices):
    turned = apply(weights, matrices.swapaxes(1, 2))
    assert np.abs(turned - apply(weights, matrices)).max() > 1


def test_few_channels_are_enough():
    shapes = weight_shapes(4, 5, 36, EDGES)
    assert build_network(shapes, 4).output_shape == (None, 36)


def test_initial_weights_are_glorot():
    for shape, w in zip(SHAPES, glorot_weights(SHAPES, np.random.default_rng(0)), strict=True):
        assert w.shape == shape
        if len(shape) == 1:
            assert not w.any()
        else:
            field = np.prod(shape[:-2])
            assert np.abs(w).max() <= np.sqrt(6 / (field * (shape[-2] + shape[-1])))


@pytest.mark.parametrize("filters", [(8,), (8, 0, 8), (8, 8, 8, 8)])
def test_nonsense_is_refused(filters):
    with pytest.raises(ConfigurationError, match="three positive numbers"):
        replace(EDGES, edge_filters=filters)


def test_it_learns_a_row_and_column_sum(make_cohort):
    """Each muscle edge follows the sum of one channel's edges; the network finds it."""
    dataset = make_cohort(recordings=40)
    rng = np.random.default_rng(4)
    features = rng.normal(size=dataset.features.shape)
    drive = features[:, 3, :, 0].sum(axis=1) + features[:, :, 5, 1].sum(axis=1)
    targets = 0.1 * drive[:, None, None] * np.ones(dataset.targets.shape[1:])
    planted = replace(dataset, features=features, targets=targets)
    split = make_split(dataset.segments, "blocked", seed=1)
    recipe = replace(EDGES, edge_filters=(4, 8, 8), members=1)
    result = train_folds(planted, split, recipe, "adam", seed=1)
    test = (result.rows["part"] == "test").to_numpy()
    truth = targets[dataset.rows(result.rows["segment"])][test]
    error = np.mean((result.predictions["best"][test] - truth) ** 2)
    assert error < 0.3 * truth.var()


def test_weights_can_be_applied_again(make_cohort):
    dataset = make_cohort(recordings=4)
    split = make_split(dataset.segments, "blocked", seed=1)
    recipe = replace(EDGES, edge_filters=(2, 3, 4), members=1, max_epochs=2, residuals=False)
    result = train_folds(dataset, split, recipe, "adam", seed=1)
    rows = dataset.rows(result.rows["segment"])
    predict = network_predictor(result.weights, "all", "best")
    assert np.array_equal(predict(dataset.features[rows]), result.predictions["best"])
