"""Granger causality of given models: closed forms, and two ways that share no step."""

import numpy as np
import pytest
from eeg2emg.connectivity import conditional_granger_of_model
from eeg2emg.connectivity.stability import companion
from eeg2emg.connectivity.state_space import (
    innovations_covariance,
    pairwise_granger_of_model,
    solve_riccati,
)
from eeg2emg.errors import EstimationError
from scipy.linalg import solve_discrete_are, solve_discrete_lyapunov


def random_model(n, order, seed, radius=0.8):
    """A stable model with dense coefficients, correlated noise and a given spectral radius."""
    rng = np.random.default_rng(seed)
    coefficients = rng.standard_normal((order, n, n)) / n
    now = np.abs(np.linalg.eigvals(companion(coefficients))).max()
    coefficients *= (radius / now) ** np.arange(1, order + 1)[:, None, None]
    factor = np.eye(n) + 0.4 * rng.standard_normal((n, n))
    return coefficients, factor @ factor.T


def by_long_regression(coefficients, noise, observed, lags=120):
    """Error covariance of the observed channels from a regression on `lags` lags.

    Autocovariances by the Lyapunov equation, then one Toeplitz system: no Riccati equation.
    """
    n = coefficients.shape[1]
    matrix = companion(coefficients)
    q = np.zeros_like(matrix)
    q[:n, :n] = noise
    state = solve_discrete_lyapunov(matrix, q)
    covariances, power = [], np.eye(len(matrix))
    for _ in range(lags + 1):
        covariances.append((power @ state)[:n, :n][np.ix_(observed, observed)])
        power = matrix @ power
    m = len(observed)
    past = np.block(
        [
            [covariances[b - a] if b >= a else covariances[a - b].T for b in range(lags)]
            for a in range(lags)
        ]
    )
    present = np.hstack(covariances[1:])
    return covariances[0] - present @ np.linalg.solve(past, present.T).reshape(lags * m, m)


@pytest.mark.parametrize(("c", "q", "r"), [(0.5, 1.0, 1.0), (2.0, 0.3, 0.1), (0.01, 1.0, 1.0)])
def test_white_source_has_its_closed_form(c, q, r):
    """x0(t) = c x1(t-1) + e0, x1 = e1: F = ln((r + c^2 q) / r)."""
    coefficients, noise = np.array([[[0.0, c], [0.0, 0.0]]]), np.diag([r, q])
    expected = np.array([[0.0, np.log((r + c**2 * q) / r)], [0.0, 0.0]])
    np.testing.assert_allclose(
        conditional_granger_of_model(coefficients, noise), expected, atol=1e-14
    )
    np.testing.assert_allclose(pairwise_granger_of_model(coefficients, noise), expected, atol=1e-14)


def test_moving_average_has_its_closed_form():
    """x0(t) = b x1(t-1) + a x1(t-2) + e0 with small e0: alone, x0 is an invertible MA."""
    b, a, r = 1.0, 0.4, 1e-9
    coefficients = np.array([[[0.0, b], [0.0, 0.0]], [[0.0, a], [0.0, 0.0]]])
    # Seen alone x0 is b (e + (a/b) e(t-1)) with innovations of variance b^2: F = ln(b^2 / r)
    own = conditional_granger_of_model(coefficients, np.diag([r, 1.0]))
    assert own[0, 1] == pytest.approx(np.log(b**2 / r), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_conditional_values_of_two_independent_ways_agree(seed):
    coefficients, noise = random_model(4, 3, seed)
    own = conditional_granger_of_model(coefficients, noise)
    for source in range(4):
        others = np.delete(np.arange(4), source)
        reduced = by_long_regression(coefficients, noise, others)
        expected = np.log(np.diagonal(reduced) / np.diagonal(noise)[others])
        np.testing.assert_allclose(own[others, source], expected, atol=1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_pairwise_values_of_two_independent_ways_agree(seed):
    coefficients, noise = random_model(4, 3, seed)
    own = pairwise_granger_of_model(coefficients, noise)
    for i in range(4):
        alone = by_long_regression(coefficients, noise, [i])[0, 0]
        for j in set(range(4)) - {i}:
            pair = by_long_regression(coefficients, noise, [i, j])[0, 0]
            assert own[i, j] == pytest.approx(np.log(alone / pair), abs=1e-8)


def test_variance_seen_alone_is_that_of_kolmogorov():
    """exp of the mean log spectrum: a third way, for single channels."""
    coefficients, noise = random_model(3, 2, 5)
    turns = np.exp(-2j * np.pi * np.outer(np.arange(1024) / 1024, [1, 2]))
    h = np.linalg.inv(np.eye(3) - np.einsum("fk,kij->fij", turns, coefficients))
    spectrum = np.einsum("fij,jk,fik->fi", h, noise, h.conj()).real
    for channel in range(3):
        own = innovations_covariance(coefficients, noise, np.array([channel]))[0, 0]
        assert own == pytest.approx(np.exp(np.log(spectrum[:, channel]).mean()), rel=1e-9)


@pytest.mark.parametrize("radius", [0.5, 0.95, 0.999])
def test_doubling_solves_the_riccati_equation_as_scipy_does(radius):
    rng = np.random.default_rng(0)
    a = rng.standard_normal((6, 6))
    a *= radius / np.abs(np.linalg.eigvals(a)).max()
    c = rng.standard_normal((2, 6))
    q = np.zeros((6, 6))
    q[:2, :2] = np.eye(2)
    own = solve_riccati(a, c.T @ c, q)
    np.testing.assert_allclose(
        own, solve_discrete_are(a.T, c.T, q, np.eye(2)), rtol=1e-6, atol=1e-9
    )


def test_reduced_equation_equals_the_one_with_the_full_state():
    """All n p states, as in Barnett and Seth (2015), against the hidden p of this package."""
    coefficients, noise = random_model(4, 3, 1)
    observed = np.array([0, 2, 3])
    a = companion(coefficients)
    c = coefficients.transpose(1, 0, 2).reshape(4, 12)[observed]
    q = np.zeros((12, 12))
    q[:4, :4] = noise
    s = np.zeros((12, 3))
    s[:4] = noise[:, observed]
    r = noise[np.ix_(observed, observed)]
    error = solve_discrete_are(a.T, c.T, q, r, s=s)
    np.testing.assert_allclose(
        innovations_covariance(coefficients, noise, observed), c @ error @ c.T + r, rtol=1e-8
    )


def test_units_do_not_matter():
    coefficients, noise = random_model(3, 2, 2)
    factors = np.array([1e-6, 1.0, 50.0])
    np.testing.assert_allclose(
        conditional_granger_of_model(
            coefficients * factors[:, None] / factors, noise * np.outer(factors, factors)
        ),
        conditional_granger_of_model(coefficients, noise),
        atol=1e-8,
    )


def test_invertible_filter_of_each_channel_changes_nothing():
    """Granger causality is blind to what each channel does to itself (Barnett and Seth 2011)."""
    coefficients, noise = random_model(2, 2, 3)
    # y_i(t) = x_i(t) - g_i x_i(t-1) has the model A(L) diag(1 / (1 - g L)); check by long expansion
    g = np.array([0.5, -0.4])
    kernel = np.concatenate([np.eye(2)[None], -coefficients])
    expanded = np.zeros((60, 2, 2))
    for lag in range(60):
        for k in range(min(lag, 2) + 1):
            expanded[lag] += kernel[k] * g ** (lag - k)
    np.testing.assert_allclose(
        conditional_granger_of_model(-expanded[1:], noise),
        conditional_granger_of_model(coefficients, noise),
        atol=1e-8,
    )


def test_unstable_model_is_refused():
    coefficients = np.array([[[1.2, 0.0], [0.0, 1.1]]])
    with pytest.raises(EstimationError, match="no stationary solution"):
        conditional_granger_of_model(coefficients, np.eye(2))


def test_singular_noise_is_refused():
    with pytest.raises(EstimationError, match="not positive definite"):
        conditional_granger_of_model(np.zeros((1, 2, 2)), np.ones((2, 2)))


def test_everything_observed_leaves_the_noise():
    coefficients, noise = random_model(3, 2, 4)
    np.testing.assert_array_equal(innovations_covariance(coefficients, noise, np.arange(3)), noise)


def test_single_channel_has_an_empty_answer():
    assert np.array_equal(
        conditional_granger_of_model(np.array([[[0.5]]]), np.eye(1)), np.zeros((1, 1))
    )
