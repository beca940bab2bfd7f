"""The laws behind the simulation: spectra, coupled processes, and their Granger causality."""

import numpy as np
import pytest
from eeg2emg.connectivity import conditional_granger_of_model
from eeg2emg.simulation.autoregression import (
    autocovariance,
    frequency_grid,
    granger_of_autocovariance,
)
from eeg2emg.simulation.coupled_process import cross_spectrum, propagate
from eeg2emg.simulation.coupling import Graph, step_course
from eeg2emg.simulation.responses import one_state_each
from eeg2emg.simulation.spectra import coloured_noise, one_over_f, stulen_de_luca, unit_variance
from scipy.linalg import solve_discrete_lyapunov
from scipy.signal import welch


def graph(edges, n, delays):
    sources, sinks = np.array(edges).T
    return Graph(
        n_nodes=n,
        sinks=sinks,
        sources=sources,
        delay_samples=np.array(delays),
        base=np.ones(len(edges)),
        loadings=np.zeros((len(edges), 1)),
        limit=0.9,
    )


CHAIN = graph([(0, 1), (1, 2), (2, 0)], 3, [3, 5, 4])


def test_stulen_de_luca_has_its_published_form():
    f = np.array([10.0, 80.0, 300.0])
    low, high = 60.0, 120.0
    published = high**4 * f**2 / ((f**2 + low**2) * (f**2 + high**2) ** 2)
    ours = stulen_de_luca(f, low, high, floor=0.0)
    np.testing.assert_allclose(ours / ours[1], published / published[1], rtol=1e-12)
    grid = np.linspace(0, 500, 5001)
    assert stulen_de_luca(grid, low, high, floor=0.0).max() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("exponent", [1.0, 1.5, 2.0])
def test_one_over_f_falls_with_its_exponent(exponent):
    f = np.geomspace(10, 100, 20)
    slope = np.polyfit(np.log(f), np.log(one_over_f(f, exponent)), 1)[0]
    assert slope == pytest.approx(-exponent, abs=0.01)


def test_coloured_noise_has_the_asked_spectrum_and_unit_variance():
    power = unit_variance(lambda f: stulen_de_luca(f, 60.0, 120.0), 1000.0)
    x = coloured_noise(np.random.default_rng(0), power, 3, 200_000, 1000.0)
    np.testing.assert_allclose(x.var(axis=1), 1.0, atol=0.03)
    f, density = welch(x, 1000.0, nperseg=1000)
    inner = (f > 20) & (f < 450)
    np.testing.assert_allclose(density.mean(0)[inner] * 500.0, power(f[inner]), rtol=0.15)
    assert np.abs(np.corrcoef(x) - np.eye(3)).max() < 0.02


def test_propagation_solves_the_equation_step_by_step():
    rng = np.random.default_rng(1)
    own = rng.standard_normal((3, 400)).astype(np.float32)
    courses = rng.uniform(0.1, 0.7, (3, 400)).astype(np.float32)
    expected = own.astype(float)
    for t in range(400):
        for edge in range(3):
            delay = CHAIN.delay_samples[edge]
            if t >= delay:
                expected[CHAIN.sinks[edge], t] += (
                    courses[edge, t] * expected[CHAIN.sources[edge], t - delay]
                )
    np.testing.assert_allclose(propagate(own, CHAIN, lambda e: courses[e]), expected, atol=1e-3)


def test_unstable_couplings_are_a_programming_error():
    own = np.ones((3, 4000), np.float32)
    with pytest.raises(ValueError, match="unstable"):
        propagate(own, CHAIN, lambda _: np.full(4000, 1.5, np.float32))


def test_cross_spectrum_is_that_of_the_sample_path():
    rng = np.random.default_rng(2)
    couplings = np.array([0.5, 0.4, 0.3])
    own = rng.standard_normal((3, 300_000)).astype(np.float32)
    x = propagate(own, CHAIN, lambda e: np.full(own.shape[1], couplings[e], np.float32))
    grid = frequency_grid(1000.0, 256)
    law = cross_spectrum(CHAIN, couplings, np.ones((grid.size, 3)), grid, 1000.0)
    lags = autocovariance(law, 10)
    for lag in (0, 3, 5, 8):
        sample = x[:, lag:] @ x[:, : x.shape[1] - lag].T / x.shape[1]
        np.testing.assert_allclose(lags[lag], sample, atol=0.02)


def test_one_delayed_link_between_white_signals_has_its_closed_form():
    link = graph([(0, 1)], 2, [4])
    grid = frequency_grid(1000.0, 256)
    law = cross_spectrum(link, np.array([0.6]), np.ones((grid.size, 2)), grid, 1000.0)
    for conditional in (False, True):
        granger = granger_of_autocovariance(autocovariance(law, 12), 12, conditional=conditional)
        np.testing.assert_allclose(granger, [[0, 0], [np.log(1 + 0.36), 0]], atol=1e-12)


def test_a_chain_is_pairwise_causal_end_to_end_but_not_conditionally():
    chain = graph([(0, 1), (1, 2)], 3, [3, 5])
    grid = frequency_grid(1000.0, 256)
    law = autocovariance(
        cross_spectrum(chain, np.array([0.6, 0.6]), np.ones((grid.size, 3)), grid, 1000.0), 30
    )
    pairwise = granger_of_autocovariance(law, 30)
    conditional = granger_of_autocovariance(law, 30, conditional=True)
    links = np.zeros((3, 3), bool)
    links[1, 0] = links[2, 1] = True
    assert pairwise[2, 0] > 0.05
    assert (conditional[links] > 0.1).all()
    assert np.abs(conditional[~links]).max() < 1e-10


def test_conditional_causality_agrees_with_the_state_space_method():
    rng = np.random.default_rng(3)
    coefficients = np.array([0.2 * rng.standard_normal((3, 3)), 0.1 * rng.standard_normal((3, 3))])
    noise = np.cov(rng.standard_normal((3, 30)))
    companion = np.zeros((6, 6))
    companion[:3, :3], companion[:3, 3:] = coefficients
    companion[3:, :3] = np.eye(3)
    assert np.abs(np.linalg.eigvals(companion)).max() < 0.9
    big = np.zeros((6, 6))
    big[:3, :3] = noise
    state = solve_discrete_lyapunov(companion, big)
    lags = [state[:3, :3]]
    power = np.eye(6)
    for _ in range(60):
        power = power @ companion
        lags.append((power @ state)[:3, :3])
    ours = granger_of_autocovariance(np.array(lags), 60, conditional=True)
    np.testing.assert_allclose(ours, conditional_granger_of_model(coefficients, noise), atol=1e-8)


def test_causality_does_not_depend_on_units():
    grid = frequency_grid(1000.0, 256)
    law = autocovariance(
        cross_spectrum(CHAIN, np.array([0.5, 0.4, 0.3]), np.ones((grid.size, 3)), grid, 1000.0), 20
    )
    scale = np.array([1e-6, 1.0, 1e3])
    for conditional in (False, True):
        np.testing.assert_allclose(
            granger_of_autocovariance(law * scale[:, None] * scale, 20, conditional=conditional),
            granger_of_autocovariance(law, 20, conditional=conditional),
            atol=1e-10,
        )


def test_step_course_holds_its_values_and_ramps_between_them():
    times = np.arange(0, 30, 0.01)
    course = step_course(np.array([1.0, 3.0, 2.0]), np.array([10.0, 20.0]), 1.0, times)
    assert (course[times < 9.4] == 1).all()
    assert course[1000] == pytest.approx(2.0, abs=1e-3)
    assert (course[(times > 10.6) & (times < 19.4)] == 3).all()
    assert np.abs(np.diff(course)).max() < 0.03


def test_each_state_moves_couplings_up_and_down():
    loadings = one_state_each(12, 3)
    assert (np.abs(loadings).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(loadings.sum(axis=0), 0)
