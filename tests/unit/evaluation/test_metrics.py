"""Metrics against independent packages and closed forms."""

import numpy as np
import pytest
from eeg2emg.evaluation.metrics import (
    METRICS,
    mean_absolute_error,
    mean_entry_r,
    mean_squared_error,
    off_diagonal,
    pearson_r,
    r_squared,
    root_mean_squared_error,
    squared_error_by_group,
    weighted_r_squared,
)


@pytest.fixture
def pair():
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(40, 3, 3)) + 5 * rng.normal(size=(3, 3))
    return truth, 0.8 * truth + rng.normal(size=truth.shape)


def test_pooled_metrics_agree_with_scikit_learn_and_scipy(pair):
    from scipy.stats import pearsonr
    from sklearn import metrics

    flat = [a.ravel() for a in pair]
    assert r_squared(*pair) == pytest.approx(metrics.r2_score(*flat))
    assert mean_squared_error(*pair) == pytest.approx(metrics.mean_squared_error(*flat))
    assert root_mean_squared_error(*pair) == pytest.approx(metrics.root_mean_squared_error(*flat))
    assert mean_absolute_error(*pair) == pytest.approx(metrics.mean_absolute_error(*flat))
    assert pearson_r(*pair) == pytest.approx(pearsonr(*flat)[0])


def test_weighted_r_squared_agrees_with_scikit_learn(pair):
    from sklearn.metrics import r2_score

    flat = [off_diagonal(a) for a in pair]
    expected = r2_score(*flat, multioutput="variance_weighted")
    assert weighted_r_squared(*pair) == pytest.approx(expected)


def test_mean_entry_r_agrees_with_numpy(pair):
    truth, prediction = (off_diagonal(a) for a in pair)
    each = [np.corrcoef(truth[:, e], prediction[:, e])[0, 1] for e in range(6)]
    assert mean_entry_r(*pair) == pytest.approx(np.mean(each))


@pytest.mark.parametrize("name", METRICS)
def test_perfect_prediction(pair, name):
    expected = 0 if name in {"mse", "mae", "rmse"} else 1
    assert METRICS[name](pair[0], pair[0]) == pytest.approx(expected)


def test_entry_means_alone_make_pooled_metrics_large(pair):
    """Why pooled R2 and r are no evidence: they reward knowing how the entries differ."""
    truth = pair[0]
    means = np.broadcast_to(truth.mean(axis=0), truth.shape)
    assert r_squared(truth, means) > 0.9
    assert pearson_r(truth, means) > 0.9
    assert weighted_r_squared(truth, means) == pytest.approx(0)
    assert np.isnan(mean_entry_r(truth, means))


def test_constant_prediction_has_no_correlation():
    truth = np.random.default_rng(0).normal(size=(5, 2, 2))
    assert np.isnan(pearson_r(truth, np.full(truth.shape, 0.1 + 0.2)))
    assert np.isnan(r_squared(np.ones((5, 2, 2)), truth))


def test_diagonal_does_not_count(pair):
    truth, prediction = pair
    changed = prediction + 100 * np.eye(3)
    for metric in (weighted_r_squared, mean_entry_r):
        assert metric(truth, changed) == metric(truth, prediction)


def test_errors_by_group_add_up(pair):
    truth, prediction = pair
    groups = np.arange(40) % 3
    errors = squared_error_by_group(truth, prediction, groups, 4)
    assert errors.sum() == pytest.approx(np.sum(off_diagonal(truth - prediction) ** 2))
    assert errors[3] == 0
    own = groups == 1
    assert errors[1] == pytest.approx(np.sum(off_diagonal(truth - prediction)[own] ** 2))
