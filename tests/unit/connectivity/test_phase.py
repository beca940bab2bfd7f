"""Phase lag indices against closed forms, the plain definition and spectral-connectivity."""

import numpy as np
import pytest
from eeg2emg.connectivity import (
    debiased_weighted_phase_lag_index_squared,
    phase_lag_index,
    weighted_phase_lag_index,
)
from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.multitaper import multitaper_phase_lag_index
from eeg2emg.connectivity.phase import BLOCK, debiased_wpli2_of_windows, phase_lag_index_of
from eeg2emg.errors import EstimationError
from scipy.signal import hilbert
from scipy.signal.windows import hann

RATE_HZ = 100.0
ALPHA = (8.0, 13.0)


def plain_analytic(x, band, rate_hz=RATE_HZ):
    spectrum = np.fft.rfft(x)
    frequencies = np.fft.rfftfreq(x.shape[1], 1 / rate_hz)
    spectrum[:, (frequencies < band[0] - 1e-9) | (frequencies > band[1] + 1e-9)] = 0
    return hilbert(np.fft.irfft(spectrum, n=x.shape[1]))


def lagged_noise(n_channels=4, n_samples=3000, lag=2, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n_channels, n_samples))
    x[1:, lag:] += x[:-1, :-lag]
    return x


@pytest.mark.parametrize("n_samples", [BLOCK - 1, BLOCK, 3000, 3001])
def test_pli_is_the_mean_sign_by_definition(n_samples):
    x = lagged_noise(n_samples=n_samples)
    z = plain_analytic(x, ALPHA)
    expected = np.abs(np.sign((z[:, None] * z[None].conj()).imag).mean(axis=2))
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(phase_lag_index(x, RATE_HZ, ALPHA), expected, atol=1e-12)


def test_weighted_pli_is_its_definition():
    x = lagged_noise()
    z = plain_analytic(x, ALPHA)
    s = (z[:, None] * z[None].conj()).imag
    with np.errstate(invalid="ignore"):
        expected = np.abs(s.sum(axis=2)) / np.abs(s).sum(axis=2)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(weighted_phase_lag_index(x, RATE_HZ, ALPHA), expected, atol=1e-9)


def test_debiased_wpli2_is_the_mean_over_pairs_of_windows_apart():
    """Pairs of windows take the place of the pairs of trials of Vinck 2011, equation 26."""
    x = lagged_noise(2, 1050)
    windows = standardise(x)[:, :1000].reshape(2, 10, 100) * hann(100, sym=False)
    ratios = []
    for k in range(8, 14):
        z = np.fft.rfft(windows)[:, :, k]
        s = (z[0] * z[1].conj()).imag
        pairs = [(s[v] * s[w]) for v in range(10) for w in range(10) if abs(v - w) >= 3]
        ratios.append(sum(pairs) / sum(map(abs, pairs)))
    own = debiased_weighted_phase_lag_index_squared(x, RATE_HZ, ALPHA, window_s=1.0)
    assert own[0, 1] == pytest.approx(np.mean(ratios), abs=1e-12)
    assert own[0, 1] == own[1, 0]
    assert own[0, 0] == 0


def test_debiased_wpli2_over_trials_is_that_of_mne():
    """Where all pairs count, as they do for trials."""
    from mne_connectivity import spectral_connectivity_epochs

    trials = lagged_noise(3, 2000).reshape(3, 20, 100).swapaxes(0, 1) * hann(100, sym=False)
    theirs = spectral_connectivity_epochs(
        trials, method="wpli2_debiased", mode="fourier", sfreq=RATE_HZ, fmin=8, fmax=13, verbose=40
    )
    z = np.fft.rfft(trials * hann(100))[:, :, 8:14].transpose(2, 0, 1)
    own = debiased_wpli2_of_windows(z, apart=1)
    expected = theirs.get_data("dense").mean(axis=2)
    np.testing.assert_allclose(np.tril(own, -1), np.tril(expected, -1), atol=0.02)


def rhythms(rng, bandwidth_hz, n_channels=6, rate_hz=100, seconds=60):
    """Independent rhythms of 10 Hz whose power has this width at half its height."""
    n_samples = 2 * seconds * rate_hz  # of which one half is taken: it does not close a circle
    frequencies = np.fft.rfftfreq(n_samples, 1 / rate_hz)
    shape = np.exp(-2 * np.log(2) * ((frequencies - 10) / bandwidth_hz) ** 2)
    noise = rng.normal(size=(2, n_channels, len(frequencies)))
    return np.fft.irfft(shape * (noise[0] + 1j * noise[1]))[:, : n_samples // 2]


@pytest.mark.parametrize("bandwidth_hz", [20.0, 2.4, 0.8, 0.24])
def test_rhythms_without_coupling_have_no_debiased_wpli2(bandwidth_hz):
    rng = np.random.default_rng(4)
    pairs = np.triu_indices(6, 1)
    means = [
        debiased_weighted_phase_lag_index_squared(rhythms(rng, bandwidth_hz), RATE_HZ, ALPHA)[
            pairs
        ].mean()
        for _ in range(80)
    ]
    error = np.std(means) / np.sqrt(len(means))
    assert error < 0.004
    assert abs(np.mean(means)) < 3 * error


@pytest.mark.parametrize("lag_rad", [0.3, np.pi / 2])
def test_coupled_rhythms_have_the_debiased_wpli2_of_their_lag(lag_rad):
    """A rhythm and itself, later: the lag has one sign always, however small it is."""
    rng = np.random.default_rng(5)
    spectrum = np.fft.rfft(rhythms(rng, 0.8, n_channels=1)[0])
    x = np.fft.irfft(np.stack([spectrum, spectrum * np.exp(1j * lag_rad)]))
    assert debiased_weighted_phase_lag_index_squared(x, RATE_HZ, (9, 11))[0, 1] > 0.97
    assert debiased_weighted_phase_lag_index_squared(x[[0, 0]], RATE_HZ, (9, 11))[0, 1] == 0


def test_debiased_wpli2_needs_windows_that_lie_apart():
    x = lagged_noise(2, 799)
    with pytest.raises(EstimationError, match=r"7\.99 s of signal hold 3 windows .* 4 are needed"):
        debiased_weighted_phase_lag_index_squared(x, RATE_HZ, ALPHA)


@pytest.mark.parametrize("phase", [0.2, np.pi / 4, np.pi / 2, 2.5])
def test_gaussian_signals_have_the_closed_form(phase):
    """Signals with complex coherency c: PLI = |Im c| / sqrt(1 - Re^2 c)."""
    rng = np.random.default_rng(1)
    n_samples = 400_000
    common, own, other = (rng.standard_normal(n_samples) for _ in range(3))
    turned = np.fft.rfft(common) * np.exp(1j * phase)
    x = np.stack([common + 0.7 * own, np.fft.irfft(turned, n=n_samples) + 0.7 * other])
    c = np.exp(-1j * phase) / (1 + 0.49)
    expected = np.abs(c.imag) / np.sqrt(1 - c.real**2)
    assert phase_lag_index(x, RATE_HZ, (1, 45))[0, 1] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("gain", [1.0, 3.0, -3.0, 0.37, -1e-6])
def test_multiple_of_a_channel_has_index_zero(gain):
    """Rounding gives the imaginary part a random sign; it must not count."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal((1, 3000))
    x = np.vstack([x, gain * x])
    assert phase_lag_index(x, RATE_HZ, ALPHA)[0, 1] == 0.0
    assert weighted_phase_lag_index(x, RATE_HZ, ALPHA)[0, 1] == 0.0
    assert debiased_weighted_phase_lag_index_squared(x, RATE_HZ, ALPHA)[0, 1] == 0.0


def test_instantaneous_mixture_of_independent_sources_is_near_zero():
    rng = np.random.default_rng(3)
    x = np.array([[1.0, 0.8], [0.6, 1.0]]) @ rng.standard_normal((2, 60_000))
    assert phase_lag_index(x, RATE_HZ, ALPHA)[0, 1] < 0.05


def test_pure_delay_within_half_a_period_has_index_one():
    rng = np.random.default_rng(4)
    source = rng.standard_normal(30_002)
    x = np.stack([source[2:], source[:-2]])
    assert phase_lag_index(x, RATE_HZ, ALPHA)[0, 1] > 0.98


def test_broad_band_cancels_where_narrow_bands_do_not():
    """A delay of 20 ms turns by 180 degrees at 25 Hz and by 360 at 50 Hz."""
    rng = np.random.default_rng(5)
    source = rng.standard_normal(60_005)
    x = np.stack([source[5:], source[:-5]])
    broad = phase_lag_index(x, 250.0, (1, 49))[0, 1]
    narrow = [phase_lag_index(x, 250.0, band)[0, 1] for band in ((1, 4), (4, 8), (8, 13), (30, 45))]
    assert broad < 0.1
    assert min(narrow) > 0.8


def test_short_records_raise_pli_and_wpli_but_not_the_debiased_index():
    rng = np.random.default_rng(6)
    values = {"pli": [], "wpli": [], "debiased": []}
    for _ in range(60):
        x = rng.standard_normal((3, 400))
        pairs = np.triu_indices(3, 1)
        values["pli"] += list(phase_lag_index(x, RATE_HZ, ALPHA)[pairs])
        values["wpli"] += list(weighted_phase_lag_index(x, RATE_HZ, ALPHA)[pairs])
        values["debiased"] += list(
            debiased_weighted_phase_lag_index_squared(x, RATE_HZ, ALPHA, window_s=0.5)[pairs]
        )
    mean = {name: np.mean(v) for name, v in values.items()}
    assert mean["pli"] > 0.08
    assert mean["wpli"] > 0.1
    assert abs(mean["debiased"]) < 3.5 * np.std(values["debiased"]) / np.sqrt(180)


def test_modulus_of_points_without_signal_counts_as_no_lead():
    analytic = np.array([[1 + 1j, 0, 1], [1, 1, 1j]])
    # sin of the difference: +, none, -
    assert phase_lag_index_of(analytic)[0, 1] == 0.0


class TestMultitaper:
    """The index over windows, tapers and frequencies, by spectral-connectivity."""

    def test_is_the_modulus_of_the_mean_sign_by_definition(self):
        from scipy.signal.windows import dpss

        x = lagged_noise(3, 2000)
        tapers = dpss(200, 2.0, 3)
        signs = []
        for start in range(0, 2000 - 199, 100):
            window = x[:, start : start + 200]
            window = window - window.mean(axis=1, keepdims=True)
            z = np.fft.rfft(tapers[:, None] * window)[..., 16:27]
            signs.append(np.sign((z[:, :, None] * z[:, None].conj()).imag))
        expected = np.abs(np.mean(signs, axis=(0, 1, 4)))
        np.fill_diagonal(expected, 0)
        own = multitaper_phase_lag_index(standardise(x), RATE_HZ, 2.0, ALPHA)
        np.testing.assert_allclose(own, expected, atol=1e-12)

    def test_their_sign_does_not_reach_the_matrix(self):
        x = lagged_noise(2, 4000)
        forward = multitaper_phase_lag_index(standardise(x), RATE_HZ, 2.0, ALPHA)
        backward = multitaper_phase_lag_index(standardise(x[::-1]), RATE_HZ, 2.0, ALPHA)
        assert forward[0, 1] > 0.5
        np.testing.assert_allclose(forward, backward, atol=1e-12)

    def test_nineteen_channels_do_not_fail(self):
        """The package raises an IndexError for 19 channels in 19 blocks."""
        x = np.random.default_rng(0).standard_normal((19, 1000))
        index = multitaper_phase_lag_index(standardise(x), RATE_HZ, 1.0, ALPHA)
        assert index.shape == (19, 19)
        assert np.all(np.diagonal(index) == 0)
