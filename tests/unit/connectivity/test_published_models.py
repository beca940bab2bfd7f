"""Models from the literature: every directed measure finds their links and their direction."""

import numpy as np
import pytest
from eeg2emg.connectivity import (
    conditional_granger_of_model,
    directed_transfer_function,
    fit_mvar,
    granger_causality,
    spectral_radius,
)
from eeg2emg.connectivity.state_space import pairwise_granger_of_model
from eeg2emg.connectivity.transfer_function import (
    partial_directed_coherence,
    spectral_coefficients,
)

ROOT2 = np.sqrt(2)
# (sink, source, lag): coefficient, channels counted from 1 as printed
BACCALA_2001 = {
    (1, 1, 1): 0.95 * ROOT2, (1, 1, 2): -0.9025,
    (2, 1, 2): 0.5,
    (3, 1, 3): -0.4,
    (4, 1, 2): -0.5, (4, 4, 1): 0.25 * ROOT2, (4, 5, 1): 0.25 * ROOT2,
    (5, 4, 1): -0.25 * ROOT2, (5, 5, 1): 0.25 * ROOT2,
}  # fmt: skip
SCHELTER_2009 = {
    (1, 1, 1): 0.9, (1, 2, 2): 0.3,
    (2, 2, 1): 1.3, (2, 2, 2): -0.8,
    (3, 1, 2): 0.3, (3, 2, 1): 0.6,
    (4, 4, 3): -0.7, (4, 1, 3): -0.7, (4, 5, 3): 0.3,
    (5, 5, 1): 1.0, (5, 5, 2): -0.4, (5, 4, 2): 0.3,
}  # fmt: skip
# X = 1, Y = 2, Z = 3; Y drives Z and Z drives X
DING_2006 = {
    (1, 1, 1): 0.8, (1, 1, 2): -0.5, (1, 3, 1): 0.4,
    (2, 2, 1): 0.9, (2, 2, 2): -0.8,
    (3, 3, 1): 0.5, (3, 3, 2): -0.2, (3, 2, 1): 0.5,
}  # fmt: skip
MODELS = {
    "Baccala and Sameshima 2001": (BACCALA_2001, np.ones(5)),
    "Schelter 2009": (SCHELTER_2009, np.ones(5)),
    "Ding 2006": (DING_2006, np.array([0.3, 1.0, 0.2])),
}


def coefficients_of(equations):
    order = max(lag for _, _, lag in equations)
    n = max(sink for sink, _, _ in equations)
    coefficients = np.zeros((order, n, n))
    for (sink, source, lag), value in equations.items():
        coefficients[lag - 1, sink - 1, source - 1] = value
    return coefficients


def simulate(coefficients, variances, n_samples, seed=0):
    rng = np.random.default_rng(seed)
    order, n, _ = coefficients.shape
    x = rng.standard_normal((n_samples + 500, n)) * np.sqrt(variances)
    for t in range(order, len(x)):
        for k in range(order):
            x[t] += coefficients[k] @ x[t - 1 - k]
    return x[500:].T.copy()


@pytest.fixture(params=MODELS, scope="module")
def model(request):
    equations, variances = MODELS[request.param]
    coefficients = coefficients_of(equations)
    links = np.any(coefficients != 0, axis=0)
    np.fill_diagonal(links, False)
    return coefficients, variances, links


def reachable(links):
    reached = links.copy()
    for _ in links:
        reached |= (reached.astype(int) @ links.astype(int)) > 0
    np.fill_diagonal(reached, False)
    return reached


def test_models_are_stable(model):
    assert spectral_radius(model[0]) < 1


def test_population_conditional_granger_is_zero_exactly_where_there_is_no_link(model):
    coefficients, variances, links = model
    matrix = conditional_granger_of_model(coefficients, np.diag(variances))
    off_diagonal = ~np.eye(len(links), dtype=bool)
    assert matrix[links].min() > 1e-2
    assert matrix[~links & off_diagonal].max() < 1e-10


def test_population_pdc_is_zero_exactly_where_there_is_no_link(model):
    coefficients, _, links = model
    spectral = spectral_coefficients(coefficients, np.linspace(1, 45, 12), 100.0)
    matrix = partial_directed_coherence(spectral).mean(axis=0)
    off_diagonal = ~np.eye(len(links), dtype=bool)
    assert matrix[links].min() > 1e-3
    assert matrix[~links & off_diagonal].max() == 0.0


def test_population_dtf_is_zero_exactly_where_no_path_leads(model):
    coefficients, _, links = model
    matrix = directed_transfer_function(coefficients, np.linspace(1, 45, 12), 100.0).mean(axis=0)
    paths = reachable(links)
    off_diagonal = ~np.eye(len(links), dtype=bool)
    assert matrix[paths].min() > 1e-4
    assert matrix[~paths & off_diagonal].max() < 1e-20


@pytest.mark.parametrize("method", ["least_squares", "state_space"])
def test_estimated_conditional_granger_separates_links_from_the_rest(model, method):
    coefficients, variances, links = model
    x = simulate(coefficients, variances, 5000)
    matrix = granger_causality(x, len(coefficients), conditional=True, method=method)
    off_diagonal = ~np.eye(len(links), dtype=bool)
    assert matrix[links].min() > 3 * matrix[~links & off_diagonal].max()


def test_estimated_values_approach_those_of_the_population(model):
    coefficients, variances, links = model
    x = simulate(coefficients, variances, 20_000)
    conditional = granger_causality(x, 15, conditional=True)
    np.testing.assert_allclose(
        conditional[links],
        conditional_granger_of_model(coefficients, np.diag(variances))[links],
        rtol=0.15,
    )
    pairwise = pairwise_granger_of_model(coefficients, np.diag(variances))
    strong = pairwise > 0.05
    np.testing.assert_allclose(granger_causality(x, 25)[strong], pairwise[strong], rtol=0.15)


def test_fitted_coefficients_are_the_published_ones(model):
    coefficients, variances, _ = model
    own = fit_mvar(simulate(coefficients, variances, 20_000), len(coefficients))
    np.testing.assert_allclose(own.coefficients, coefficients, atol=0.06)
    np.testing.assert_allclose(np.diagonal(own.noise_covariance), variances, rtol=0.06)


def test_ding_sequential_driving_is_seen_pairwise_and_gone_given_the_mediator():
    """Y drives X by way of Z only (Ding, Chen and Bressler 2006)."""
    coefficients = coefficients_of(DING_2006)
    noise = np.diag([0.3, 1.0, 0.2])
    assert pairwise_granger_of_model(coefficients, noise)[0, 1] > 0.1
    assert conditional_granger_of_model(coefficients, noise)[0, 1] < 1e-12


def test_ding_bivariate_example_has_no_influence_from_y_to_x():
    """X(t) = 0.9 X(t-1) - 0.5 X(t-2); Y is driven by X, with correlated noise."""
    coefficients = np.array([[[0.9, 0.0], [0.16, 0.8]], [[-0.5, 0.0], [-0.2, -0.5]]])
    noise = np.array([[1.0, 0.4], [0.4, 0.7]])
    matrix = conditional_granger_of_model(coefficients, noise)
    assert matrix[0, 1] < 1e-12
    assert 0.01 < matrix[1, 0] < 0.1
    # Of two channels, pairwise and conditional are the same
    np.testing.assert_allclose(pairwise_granger_of_model(coefficients, noise), matrix, atol=1e-10)
