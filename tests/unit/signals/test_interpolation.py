"""Interpolation to a higher rate: what an electrode offset or a drift must not do to a signal."""

import numpy as np
import pytest
from eeg2emg.signals.interpolation import interpolated

FACTORS = [4.0, 2.0, 8.0, 1000 / 512, 1000 / 999.5, 256.0, 4.00004]


def make_noise(n, seed=0):
    return 20e-6 * np.random.default_rng(seed).standard_normal(n)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("offset_v", [2e-3, -0.3, 1.0])
def test_an_offset_comes_out_as_it_went_in(factor, offset_v):
    x = make_noise(600)
    with_offset = interpolated(x + offset_v, factor)
    np.testing.assert_allclose(with_offset - offset_v, interpolated(x, factor), atol=1e-12)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_steady_drift_comes_out_as_it_went_in(factor):
    x, drift_v = make_noise(600), 1e-2
    result = interpolated(x + np.linspace(0, drift_v, x.size), factor)
    drift = drift_v * np.arange(result.size) / (x.size - 1) / factor
    np.testing.assert_allclose(result - drift, interpolated(x, factor), atol=2e-5 * drift_v)


@pytest.mark.parametrize("factor", [4.0, 8.0, 1000 / 512])
def test_a_slow_wave_is_right_up_to_the_ends(factor):
    rate_hz, hz = 250.0, 6.0
    x = np.sin(2 * np.pi * hz * np.arange(500) / rate_hz + 0.4)
    result = interpolated(x, factor)
    t = np.arange(result.size) / (rate_hz * factor)
    inside = t <= 499 / rate_hz
    error = np.abs(result - np.sin(2 * np.pi * hz * t + 0.4))[inside]
    assert error.max() < 0.004  # as in the middle


@pytest.mark.parametrize("at", [0, 1, 300, 598, 599])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_sample_that_is_missing_costs_its_neighbours_alone(at, value):
    x = make_noise(600) + 0.1
    whole = interpolated(x, 4.0)
    x[at] = value
    result = interpolated(x, 4.0)
    lost = ~np.isfinite(result)
    distance = np.abs(np.arange(result.size) / 4 - at)
    assert lost.any()
    assert distance[lost].max() <= 21
    np.testing.assert_allclose(result[~lost & (distance > 40)], whole[~lost & (distance > 40)],
                               atol=1e-6)  # fmt: skip


@pytest.mark.parametrize("x", [[], [3.0], [3.0, 3.0], [np.nan, np.nan, np.nan]])
def test_what_is_short_or_empty_keeps_its_length(x):
    assert interpolated(np.array(x), 4.0).size == 4 * len(x)


def test_the_same_rate_leaves_every_sample_as_it_is():
    x = make_noise(600)
    assert np.array_equal(interpolated(x, 1.0), x)
