"""Correlation, also of band-limited signals, and what every measure asks of its input."""

import numpy as np
import pytest
from eeg2emg.connectivity import band_correlation, correlation
from eeg2emg.connectivity.channels import scale_channels, standardise
from eeg2emg.connectivity.spectra import analytic_signal, band_bins, fourier
from eeg2emg.errors import ConfigurationError, EstimationError


def mixed_noise(n_channels=5, n_samples=1000, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n_channels, n_channels)) @ rng.standard_normal(
        (n_channels, n_samples)
    )


def test_agrees_with_numpy():
    x = mixed_noise() + 100.0
    np.testing.assert_allclose(correlation(x), np.corrcoef(x), atol=1e-12)


def test_diagonal_is_exactly_one_and_matrix_exactly_symmetric():
    matrix = correlation(mixed_noise())
    assert np.array_equal(np.diagonal(matrix), np.ones(5))
    assert np.array_equal(matrix, matrix.T)


def test_opposite_channel_has_correlation_minus_one():
    x = mixed_noise(2)
    x[1] = -3 * x[0] + 5
    np.testing.assert_allclose(correlation(x)[0, 1], -1.0, atol=1e-12)


@pytest.mark.parametrize("n_samples", [1000, 1001, 997])
def test_band_correlation_equals_correlation_of_band_passed_signals(n_samples):
    x = mixed_noise(n_samples=n_samples)
    spectrum = np.fft.rfft(x)
    frequencies = np.fft.rfftfreq(n_samples, 1 / 100.0)
    spectrum[:, (frequencies < 8) | (frequencies > 13)] = 0
    passed = np.fft.irfft(spectrum, n=n_samples)
    np.testing.assert_allclose(band_correlation(x, 100.0, (8, 13)), np.corrcoef(passed), atol=1e-12)


def test_band_correlation_is_blind_to_what_lies_outside_the_band():
    rng = np.random.default_rng(1)
    t = np.arange(2000) / 200
    x = rng.standard_normal((2, 2000)) * 0.1 + np.sin(2 * np.pi * 10 * t)
    loud = x + 50 * np.sin(2 * np.pi * 60 * t + np.array([[0.0], [1.0]]))
    np.testing.assert_allclose(
        band_correlation(loud, 200.0, (8, 13)), band_correlation(x, 200.0, (8, 13)), atol=1e-6
    )


def test_shared_factor_apart_the_analytic_signal_is_that_of_hilbert():
    from scipy.signal import hilbert

    x = mixed_noise(3, 600)
    bins = band_bins(600, 100.0, (8, 13))
    spectrum = np.fft.rfft(x)
    keep = np.zeros(spectrum.shape[1], dtype=bool)
    keep[bins] = True
    reference = hilbert(np.fft.irfft(spectrum * keep, n=600))
    fast = analytic_signal(fourier(x), bins, 600)
    np.testing.assert_allclose(
        fast[0] * fast[1].conj(), reference[0] * reference[1].conj() / 4, atol=1e-10
    )
    turn = np.exp(2j * np.pi * bins.start * np.arange(600) / 600)
    np.testing.assert_allclose(2 * fast * turn, reference, atol=1e-10)


def test_band_includes_both_edges():
    assert band_bins(1000, 250.0, (1, 45)) == slice(4, 181)


@pytest.mark.parametrize("band", [(10, 10), (20, 10), (-1, 10), (10, 60)])
def test_impossible_band_is_refused(band):
    with pytest.raises(ConfigurationError, match="not possible at 100 Hz"):
        band_correlation(mixed_noise(), 100.0, band)


def test_band_without_a_frequency_is_refused():
    with pytest.raises(EstimationError, match=r"no frequency in 10\.1-10\.2 Hz"):
        band_correlation(mixed_noise(n_samples=100), 100.0, (10.1, 10.2))


def test_constant_channel_is_named():
    x = mixed_noise()
    x[3] = 7.1
    with pytest.raises(EstimationError, match=r"channel 3 \(counted from 0\): constant"):
        correlation(x)
    with pytest.raises(EstimationError, match="Cz: constant"):
        standardise(x, ["C3", "C4", "Fz", "Cz", "Pz"])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_value_that_is_not_finite_is_refused(value):
    x = mixed_noise()
    x[2, 10] = value
    with pytest.raises(EstimationError, match=r"channel 2 .* not finite"):
        correlation(x)


def test_constant_channel_with_rounding_is_refused():
    x = mixed_noise()
    x[0] = 1e6 + 1e-6 * x[1]
    with pytest.raises(EstimationError, match="constant"):
        correlation(x)


def test_single_sample_is_refused():
    with pytest.raises(EstimationError, match="1 samples long"):
        correlation(np.ones((3, 1)))


def test_wrong_number_of_dimensions_is_a_programming_error():
    with pytest.raises(ValueError, match="n_channels, n_samples"):
        correlation(np.ones(10))
    with pytest.raises(TypeError, match="real"):
        correlation(np.ones((2, 10), dtype=complex))


def test_standardising_leaves_the_input_alone_and_survives_tiny_units():
    x = mixed_noise() * 1e-200
    before = x.copy()
    z, scale = scale_channels(x)
    assert np.array_equal(x, before)
    np.testing.assert_allclose(z.std(axis=1), 1.0)
    np.testing.assert_allclose(z.mean(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(z * scale[:, None], x - x.mean(axis=1, keepdims=True), rtol=1e-9)


def test_integer_storage_is_accepted():
    x = np.round(mixed_noise() * 100).astype(np.int16)
    np.testing.assert_allclose(correlation(x), np.corrcoef(x), atol=1e-12)
