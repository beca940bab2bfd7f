"""Coherence against closed forms, scipy, mne-connectivity and spectral-connectivity."""

import numpy as np
import pytest
from eeg2emg.connectivity import coherence_spectrum, coherency_spectrum
from eeg2emg.connectivity.coherence import imaginary_part, squared_magnitude, zero_lag_share
from eeg2emg.connectivity.cross_check import agreement, cross_check
from eeg2emg.connectivity.multitaper import multitaper_coherency
from eeg2emg.errors import ConfigurationError, EstimationError

RATE_HZ = 100.0


def delayed_pair(n_samples=20_000, delay=2, noise=1.0, seed=0):
    """Channel 1 is channel 0 `delay` samples later, with noise."""
    rng = np.random.default_rng(seed)
    source = rng.standard_normal(n_samples + delay)
    later = source[:n_samples] + noise * rng.standard_normal(n_samples)
    return np.stack([source[delay:], later])


@pytest.mark.parametrize(("n_samples", "window_s"), [(3000, 2.0), (3001, 1.01), (2500, 0.5)])
def test_welch_is_that_of_scipy(n_samples, window_s):
    from scipy.signal import coherence

    x = delayed_pair(n_samples)
    length = round(window_s * RATE_HZ)
    frequencies, reference = coherence(x[0], x[1], RATE_HZ, nperseg=length)
    own_frequencies, own = coherence_spectrum(x, RATE_HZ, window_s=window_s)
    np.testing.assert_allclose(own_frequencies, frequencies)
    # At 0 Hz the mean is removed: what is left is rounding
    np.testing.assert_allclose(own[1:, 0, 1], reference[1:], atol=1e-10)


def test_welch_coherency_has_the_phase_of_scipy_csd():
    from scipy.signal import csd

    x = delayed_pair()
    _, cross = csd(x[1], x[0], RATE_HZ, nperseg=200)  # conj(first) * second
    frequencies, own = coherency_spectrum(x, RATE_HZ)
    middle = (frequencies > 2) & (frequencies < 40)
    np.testing.assert_allclose(np.angle(own[middle, 0, 1]), np.angle(cross[middle]), atol=1e-9)


@pytest.mark.parametrize("estimator", ["welch", "multitaper"])
@pytest.mark.parametrize("noise", [0.5, 1.0, 2.0])
def test_delayed_copy_in_noise_has_its_closed_form(estimator, noise):
    frequencies, own = coherence_spectrum(
        delayed_pair(60_000, noise=noise), RATE_HZ, estimator=estimator
    )
    middle = (frequencies > 2) & (frequencies < 48)
    assert own[middle, 0, 1].mean() == pytest.approx(1 / (1 + noise**2), abs=0.01)


@pytest.mark.parametrize("estimator", ["welch", "multitaper"])
def test_phase_falls_where_the_row_follows_the_column(estimator):
    delay = 2
    frequencies, own = coherency_spectrum(
        delayed_pair(60_000, delay=delay, noise=0.3), RATE_HZ, estimator=estimator, band=(2, 20)
    )
    expected = -2 * np.pi * frequencies * delay / RATE_HZ
    np.testing.assert_allclose(np.angle(own[:, 1, 0]), expected, atol=0.06)
    np.testing.assert_allclose(own[:, 0, 1], own[:, 1, 0].conj(), atol=1e-12)


def test_squared_coh_of_mne_connectivity_is_the_same_within_its_window():
    """Their ``coh`` is the modulus, not its square."""
    from mne_connectivity import spectral_connectivity_epochs

    rng = np.random.default_rng(3)
    x = rng.standard_normal((3, 12_000))
    x[1, 2:] += 0.8 * x[0, :-2]
    windows = x.reshape(3, -1, 200).transpose(1, 0, 2)
    theirs = spectral_connectivity_epochs(
        windows, method="coh", mode="fourier", sfreq=RATE_HZ, fmin=2, fmax=45, verbose="error"
    )
    modulus = theirs.get_data("dense")[1, 0]
    # Their Fourier mode: symmetric Hann windows, no overlap. Rebuild that from the definition
    spectra = np.fft.rfft((windows - windows.mean(2, keepdims=True)) * np.hanning(200))[..., 4:91]
    cross = (spectra[:, 1] * spectra[:, 0].conj()).mean(0)
    power = (np.abs(spectra) ** 2).mean(0)
    np.testing.assert_allclose(modulus**2, np.abs(cross) ** 2 / (power[0] * power[1]), atol=1e-6)
    frequencies, own = coherence_spectrum(x, RATE_HZ)
    inside = (frequencies >= 2) & (frequencies <= 45)
    assert own[inside, 1, 0].mean() == pytest.approx((modulus**2).mean(), abs=0.02)
    assert abs(own[inside, 1, 0].mean() - modulus.mean()) > 0.1


def test_multitaper_equals_its_definition():
    """Slepian tapers of half-overlapping windows, summed by hand."""
    from scipy.signal.windows import dpss

    x = delayed_pair(2000)
    frequencies, own = multitaper_coherency(x, RATE_HZ, 2.0, None)
    tapers = dpss(200, 2.0, 3)
    cross = 0
    for start in range(0, 2000 - 199, 100):
        window = x[:, start : start + 200]
        window = window - window.mean(axis=1, keepdims=True)
        spectra = np.fft.rfft(tapers[:, None] * window)
        cross = cross + np.einsum("tif,tjf->fij", spectra, spectra.conj())
    power = np.einsum("fii->fi", cross).real
    expected = cross / np.sqrt(power[:, :, None] * power[:, None, :])
    np.testing.assert_allclose(frequencies, np.fft.rfftfreq(200, 1 / RATE_HZ))
    np.testing.assert_allclose(own[1:-1], expected[1:-1], atol=1e-10)


def test_multitaper_in_parts_is_the_same_as_at_once(monkeypatch):
    x = np.vstack([delayed_pair(2000), delayed_pair(2000, seed=1)])
    whole = multitaper_coherency(x, RATE_HZ, 2.0, (1, 45))[1]
    monkeypatch.setattr("eeg2emg.connectivity.multitaper.MEMORY_BYTES", 1)
    assert np.array_equal(multitaper_coherency(x, RATE_HZ, 2.0, (1, 45))[1], whole)


@pytest.mark.parametrize("estimator", ["welch", "multitaper"])
def test_diagonal_is_one_and_nothing_is_nan(estimator):
    x = delayed_pair(3000)
    _, own = coherence_spectrum(x, RATE_HZ, estimator=estimator)
    assert np.all(own[:, [0, 1], [0, 1]] == 1.0)
    assert np.all((own >= 0) & (own <= 1))
    assert np.array_equal(own, own.swapaxes(1, 2))


def test_instantaneous_mixing_is_real():
    rng = np.random.default_rng(4)
    x = np.array([[1.0, 0.7], [0.7, 1.0]]) @ rng.standard_normal((2, 60_000))
    _, coherency = coherency_spectrum(x, RATE_HZ, band=(1, 45))
    total = squared_magnitude(coherency)[:, 0, 1].mean()
    assert total > 0.8
    assert zero_lag_share(coherency)[:, 0, 1].mean() > 0.99 * total
    assert imaginary_part(coherency)[:, 0, 1].mean() < 0.05
    assert np.all(imaginary_part(coherency)[:, [0, 1], [0, 1]] == 0)


def test_relation_without_delay_is_invisible_to_the_imaginary_part():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((2, 20_000))
    x[1] += x[0]
    coherency = coherency_spectrum(x, 100.0, window_s=1.0)[1]
    assert imaginary_part(coherency).mean(axis=0)[0, 1] < 0.06
    assert squared_magnitude(coherency).mean(axis=0)[0, 1] > 0.4


def test_quarter_period_delay_is_imaginary():
    rng = np.random.default_rng(5)
    t = np.arange(20_000) / RATE_HZ
    x = np.stack([np.sin(2 * np.pi * 10 * t), np.cos(2 * np.pi * 10 * t)])
    x += 0.01 * rng.standard_normal(x.shape)
    _, coherency = coherency_spectrum(x, RATE_HZ, band=(10, 10.4))
    assert imaginary_part(coherency)[0, 0, 1] > 0.999
    assert zero_lag_share(coherency)[0, 0, 1] < 1e-3


def test_squared_parts_add_up_to_the_squared_magnitude():
    _, c = coherency_spectrum(delayed_pair(4000), RATE_HZ, band=(1, 45))
    np.testing.assert_allclose(
        (zero_lag_share(c) + imaginary_part(c) ** 2)[:, 0, 1],
        squared_magnitude(c)[:, 0, 1],
        atol=1e-12,
    )


def test_unrelated_channels_have_the_bias_of_the_number_of_windows():
    """About 1 / (effective number of windows), which makes equal lengths a necessity."""
    rng = np.random.default_rng(6)
    short, long = (
        coherence_spectrum(rng.standard_normal((2, n)), RATE_HZ)[1][5:90, 0, 1].mean()
        for n in (2000, 20_000)
    )
    assert 4 < short / long < 25


def test_single_window_is_refused():
    with pytest.raises(EstimationError, match="coherence of a single window is always 1"):
        coherence_spectrum(delayed_pair(300), RATE_HZ, window_s=2.0)


def test_window_of_a_few_samples_is_refused():
    with pytest.raises(ConfigurationError, match="has 2 samples"):
        coherence_spectrum(delayed_pair(300), RATE_HZ, window_s=0.02)


def test_band_between_two_frequencies_is_refused():
    with pytest.raises(ConfigurationError, match="No frequency of the spectrum"):
        coherency_spectrum(delayed_pair(1000), RATE_HZ, band=(10.1, 10.2))


def test_unknown_estimator_is_refused_with_the_allowed_ones():
    with pytest.raises(ConfigurationError, match="Allowed are welch, multitaper"):
        coherence_spectrum(delayed_pair(1000), RATE_HZ, estimator="fourier")


class TestCrossCheck:
    """Own estimates against those of spectral-connectivity."""

    @pytest.fixture(scope="class")
    @staticmethod
    def signals():
        rng = np.random.default_rng(7)
        x = rng.standard_normal((6, 15_000))
        for j in range(5):
            x[j + 1, 3:] += 0.3 * (j + 1) * x[j, :-3]
        return x

    def test_both_measures_agree_on_a_minute_of_coupled_channels(self, signals):
        result = cross_check(signals, 250.0)
        assert set(result) == {"coherence", "pli"}
        assert result["coherence"].correlation > 0.999
        assert result["coherence"].max_difference < 0.03
        assert result["pli"].correlation > 0.98
        assert result["pli"].max_difference < 0.08

    def test_a_fault_in_the_own_estimator_shows(self, signals, monkeypatch):
        """Windows of one channel taken backwards would pass unseen by the own tests of symmetry."""
        import eeg2emg.connectivity.coherence as module

        honest = module.welch_coherency
        monkeypatch.setattr(
            module,
            "welch_coherency",
            lambda x, *rest: honest(np.vstack([x[0][:1, ::-1], x[0][1:]]), *rest),
        )
        assert cross_check(signals, 250.0)["coherence"].max_difference > 0.05

    def test_agreement_of_known_matrices(self):
        own = np.array([[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]])
        result = agreement(own, own - 0.05)
        assert result.correlation == pytest.approx(1.0)
        assert result.max_difference == pytest.approx(0.05)
        assert result.mean_difference == pytest.approx(0.05)

    def test_two_channels_have_no_correlation_of_entries(self):
        assert np.isnan(agreement(np.eye(2), np.eye(2)).correlation)
