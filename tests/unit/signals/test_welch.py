"""Welch's power spectra of signals that come in blocks."""

import numpy as np
import pytest
from eeg2emg.signals.welch import WelchAverage, median_density
from scipy.signal import welch

RATE_HZ = 100.0


def spectrum(x, window, blocks=(0,)):
    average = WelchAverage(RATE_HZ, window)
    for start, stop in zip(blocks, [*blocks[1:], x.shape[1]], strict=True):
        average.add(x[:, start:stop])
    return average.result()


@pytest.mark.parametrize("window", [16, 17, 64, 257])
@pytest.mark.parametrize("blocks", [(0,), (0, 100, 390), (0, 5, 6, 11)])
def test_it_is_that_of_scipy_whatever_the_window_and_the_blocks(window, blocks):
    x = np.random.default_rng(1).standard_normal((3, 1000)) * [[1e-5], [1.0], [10.0]] + 3
    frequencies, density = spectrum(x, window, blocks)
    expected = welch(x, RATE_HZ, nperseg=window)
    np.testing.assert_allclose(frequencies, expected[0])
    np.testing.assert_allclose(density, expected[1], rtol=1e-9, atol=1e-12 * expected[1].max())


@pytest.mark.parametrize("samples", [1, 2, 15])
def test_what_is_shorter_than_a_window_is_one_window(samples):
    x = np.random.default_rng(2).standard_normal((2, samples))
    with np.errstate(invalid="ignore", divide="ignore"):
        frequencies, density = spectrum(x, 16)
        expected = welch(x, RATE_HZ, nperseg=samples)
    np.testing.assert_allclose(frequencies, expected[0])
    if samples > 1:
        np.testing.assert_allclose(density, expected[1], atol=1e-15)


def test_a_sine_has_its_power_at_its_frequency():
    x = np.sin(2 * np.pi * 12.5 * np.arange(1600) / RATE_HZ)[None]
    frequencies, density = spectrum(x, 160)
    assert frequencies[density[0].argmax()] == 12.5
    assert density[0].sum() * frequencies[1] == pytest.approx(0.5)


@pytest.mark.parametrize(("samples", "window"), [(1000, 100), (1001, 250), (250, 250), (777, 77)])
def test_median_density_is_that_of_scipy(samples, window):
    x = np.random.default_rng(samples).standard_normal((3, samples)) + 5.0
    frequencies, density = median_density(x, 250.0, window)
    expected = welch(x, 250.0, nperseg=window, average="median")
    np.testing.assert_allclose(frequencies, expected[0])
    np.testing.assert_allclose(density, expected[1], rtol=1e-9, atol=1e-12 * expected[1].max())
