"""What is kept of the components for the report: spectra and a stretch of their courses."""

import numpy as np
import pytest
from eeg2emg.cleaning.component_signals import STRETCH_S, component_signals

RATE_HZ = 250.0
CHANNELS = ("Fp1", "Cz", "O1")
MIXING = np.array([[4.0, 0.1, 0.0], [1.0, 0.2, -3.0], [0.0, -2.0, 1.0]]) * 1e-6


def made(sources, *, lengths=None, removed=(), rate_hz=RATE_HZ):
    return component_signals(
        sources,
        MIXING,
        rate_hz,
        channels=CHANNELS,
        lengths=lengths or [sources.shape[1]],
        removed=removed,
    )


@pytest.fixture(scope="module")
def rhythms():
    """Sines of 10, 20 and 40 Hz and unit variance, for a minute."""
    time_s = np.arange(round(60 * RATE_HZ)) / RATE_HZ
    return np.sqrt(2) * np.sin(2 * np.pi * np.outer([10.0, 20.0, 40.0], time_s))


def test_each_is_shown_at_the_electrode_where_it_is_strongest(rhythms):
    found = made(rhythms)
    assert found.sites == ("Fp1", "O1", "Cz")
    # With the sign that it has there, in volts.
    np.testing.assert_allclose(
        found.courses_v[1, 20:-20], -2e-6 * rhythms[1, : 6 * 250 : 2][20:-20], atol=2e-8
    )


def test_spectra_have_the_peaks_of_the_rhythms(rhythms):
    found = made(rhythms)
    assert found.frequencies_hz[[0, -1]].tolist() == [1.0, 100.0]
    peaks = found.frequencies_hz[found.spectra.argmax(axis=1)]
    np.testing.assert_array_equal(peaks, [10.0, 20.0, 40.0])


def test_the_density_of_white_noise_is_its_variance_over_half_the_rate():
    found = made(np.random.default_rng(0).standard_normal((3, 150_000)))
    expected = np.array([4.0, 2.0, 3.0]) ** 2 * 1e-12 / (RATE_HZ / 2)
    np.testing.assert_allclose(found.spectra.mean(axis=1), expected, rtol=0.03)


def test_the_stretch_is_where_the_removed_ones_are_largest_within_one_piece():
    rng = np.random.default_rng(0)
    sources = rng.standard_normal((3, 15_000))
    lengths = [4000, 4000, 7000]
    sources[0, 12_000:12_400] *= 20.0
    sources[1, 2000:2500] *= 50.0  # larger, but kept
    found = made(sources, lengths=lengths, removed=(0,))
    begin = found.onset_s * RATE_HZ
    assert begin <= 12_000
    assert begin + STRETCH_S * RATE_HZ >= 12_400
    assert begin >= 8000
    assert found.rate_hz == 125.0
    assert found.courses_v.shape == (3, 750)


def test_where_nothing_is_removed_the_beginning_is_shown(rhythms):
    assert made(rhythms).onset_s == 0.0


def test_pieces_shorter_than_the_stretch_are_shown_whole():
    sources = np.random.default_rng(0).standard_normal((3, 1000))
    found = made(sources, lengths=[500, 500], removed=(1,))
    assert found.courses_v.shape == (3, 250)


def test_a_slow_recording_keeps_its_rate_and_its_band():
    sources = np.random.default_rng(0).standard_normal((3, 1600))
    found = made(sources, rate_hz=160.0)
    assert found.rate_hz == 160.0
    assert found.frequencies_hz[-1] == 72.0


@pytest.mark.parametrize("length", [250, 400, 500])
def test_no_window_of_a_spectrum_reaches_across_two_pieces(length):
    """Where one piece ends another of another time begins: that step is in none of them."""
    pieces = 40
    time_s = np.arange(length * pieces) / RATE_HZ
    tones = np.sin(2 * np.pi * np.outer([10.0, 20.0, 40.0], time_s))
    levels = np.repeat(np.random.default_rng(0).standard_normal(pieces), length)
    apart = made(tones + 100.0 * levels, lengths=[length] * pieces)
    still = made(tones, lengths=[length] * pieces)
    np.testing.assert_allclose(apart.spectra, still.spectra, rtol=1e-4, atol=1e-22)
