"""Log-Euclidean coherency: closed forms, invariances, and what it makes of lost dimensions."""

import numpy as np
import pytest
from eeg2emg.connectivity.eeg import eeg_signals, estimate_eeg
from eeg2emg.connectivity.log_coherency import (
    SHRINKAGE,
    cross_spectral_matrix,
    log_euclidean_coherency,
)
from eeg2emg.connectivity.packing import packed, reordered
from eeg2emg.connectivity.settings import EegSettings
from eeg2emg.connectivity.windows import window_spectra
from eeg2emg.errors import ConfigurationError, EstimationError
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import logm
from scipy.signal import csd, lfilter

RATE_HZ = 250.0
WINDOW_S = 2.0
BANDS = ((1.0, 4.0), (4.0, 8.0), (8.0, 13.0), (13.0, 20.0), (20.0, 30.0), (30.0, 45.0))
SETTINGS = EegSettings(measures=("log_coherency",), planes_per_band=True, pli_bands=BANDS)


def planes(x, **changes):
    """Planes of signals by band, shape (bands, n, n)."""
    own = EegSettings(**{**vars(SETTINGS), **changes})
    return np.stack(list(estimate_eeg(x, own, diagnostics=False).planes.values()))


def unpacked(plane):
    """Hermitian matrix of a packed one, written down anew from the documentation."""
    n = len(plane)
    matrix = np.zeros((n, n), dtype=complex)
    for i in range(n):
        for j in range(n):
            if i <= j:
                matrix[i, j] += plane[i, j]
                matrix[j, i] += plane[i, j] * (i != j)
            else:
                matrix[i, j] += 1j * plane[i, j]
                matrix[j, i] -= 1j * plane[i, j]
    return matrix


def mixed(n_channels, seed, n_samples=5000, sources=None):
    """Coloured sources that reach all channels, with delays among them."""
    rng = np.random.default_rng(seed)
    count = n_channels if sources is None else sources
    x = lfilter([1], [1, -0.9], rng.standard_normal((count, n_samples)))
    x[1:, 3:] += 0.5 * x[:-1, :-3]
    return rng.standard_normal((n_channels, count)) @ x


def coherency_matrix(n, seed, rank=None):
    """A random coherency matrix of a given rank."""
    rng = np.random.default_rng(seed)
    root = rng.standard_normal((n, rank or n)) + 1j * rng.standard_normal((n, rank or n))
    root /= np.linalg.norm(root, axis=1, keepdims=True)
    return root @ root.conj().T


sizes = st.integers(2, 6)
seeds = st.integers(0, 2**32 - 1)


class TestLogarithm:
    @given(sizes, seeds)
    @settings(max_examples=25, deadline=None)
    def test_it_is_the_matrix_logarithm_of_the_shrunk_coherency(self, n, seed):
        coherency = coherency_matrix(n, seed)
        expected = logm((1 - SHRINKAGE) * coherency + SHRINKAGE * np.eye(n))
        np.testing.assert_allclose(log_euclidean_coherency(coherency), expected, atol=1e-9)

    @pytest.mark.parametrize("coherency", [0.6, -0.6, 0.6j, 0.3 - 0.4j])
    def test_of_two_channels_it_has_a_closed_form(self, coherency):
        """Eigenvalues of a pair are 1 + r and 1 - r, and the phase is kept."""
        r = (1 - SHRINKAGE) * abs(coherency)
        half_sum, half_difference = np.log(1 - r**2) / 2, np.arctanh(r)
        found = log_euclidean_coherency(np.array([[1, coherency], [np.conj(coherency), 1]]))
        np.testing.assert_allclose(np.diag(found), half_sum, atol=1e-12)
        assert found[0, 1] == pytest.approx(half_difference * coherency / abs(coherency))

    @given(sizes, seeds)
    @settings(max_examples=10, deadline=None)
    def test_many_matrices_at_once_give_what_each_gives(self, n, seed):
        matrices = np.stack([coherency_matrix(n, seed + k) for k in range(6)]).reshape(2, 3, n, n)
        together = log_euclidean_coherency(matrices)
        for place in np.ndindex(2, 3):
            alone = log_euclidean_coherency(matrices[place])
            np.testing.assert_allclose(together[place], alone, atol=1e-12)

    @given(sizes, seeds, st.integers(1, 3))
    @settings(max_examples=25, deadline=None)
    def test_lost_dimensions_have_the_logarithm_of_the_shrinkage(self, n, seed, rank):
        coherency = coherency_matrix(n, seed, rank=min(rank, n))
        found = log_euclidean_coherency(coherency)
        assert np.isfinite(found).all()
        values = np.linalg.eigvalsh(found)
        lost = n - min(rank, n)
        np.testing.assert_allclose(values[:lost], np.log(SHRINKAGE), atol=1e-9)
        assert (values[lost:] > np.log(SHRINKAGE) + 1e-9).all()

    def test_channels_with_nothing_in_common_give_zero(self):
        power = np.diag([1e-12, 1.0, 1e6]).astype(complex)
        np.testing.assert_array_equal(log_euclidean_coherency(power), 0)


class TestPacking:
    @given(sizes, seeds)
    @settings(max_examples=25, deadline=None)
    def test_nothing_is_lost(self, n, seed):
        matrix = coherency_matrix(n, seed)
        np.testing.assert_allclose(unpacked(packed(matrix)), matrix, atol=1e-15)

    def test_real_parts_are_on_and_above_the_diagonal_and_imaginary_ones_below(self):
        matrix = np.array([[1, 2 + 3j], [2 - 3j, 4]])
        np.testing.assert_array_equal(packed(matrix), [[1, 2], [-3, 4]])


class TestSpectrum:
    @pytest.mark.parametrize("band", BANDS)
    def test_it_is_that_of_scipy(self, band):
        x = mixed(4, 1, n_samples=5120)
        frequencies_hz, spectra = window_spectra(x, RATE_HZ, WINDOW_S)
        own = cross_spectral_matrix(spectra, frequencies_hz, RATE_HZ, band)
        theirs = np.empty_like(own)
        length = round(RATE_HZ * WINDOW_S)
        for i in range(4):
            for j in range(4):
                hz, density = csd(
                    x[j], x[i], RATE_HZ, "hann", nperseg=length, noverlap=0, detrend=False
                )
                theirs[i, j] = density[(hz >= band[0]) & (hz <= band[1])].mean()
        # A density is twice the mean square over the rate and the power of the taper.
        taper = np.sum(np.hanning(length + 1)[:-1] ** 2)
        np.testing.assert_allclose(own * 2 / (RATE_HZ * taper), theirs, rtol=1e-10)

    def test_the_planes_of_a_segment_are_made_of_it(self):
        x = mixed(4, 1, n_samples=5120)
        frequencies_hz, spectra = window_spectra(
            x - x.mean(axis=1, keepdims=True), RATE_HZ, WINDOW_S
        )
        for band, plane in zip(BANDS, planes(x), strict=True):
            own = cross_spectral_matrix(spectra, frequencies_hz, RATE_HZ, band)
            power = np.sqrt(np.diag(own).real)
            coherency = own / np.outer(power, power)
            expected = logm((1 - SHRINKAGE) * coherency + SHRINKAGE * np.eye(4))
            np.testing.assert_allclose(unpacked(plane), expected, atol=1e-9)


class TestSegments:
    @given(seeds)
    @settings(max_examples=10, deadline=None)
    def test_amplitude_unit_and_offset_of_a_channel_change_nothing(self, seed):
        x = mixed(5, seed)
        rng = np.random.default_rng(seed)
        gains = 10 ** rng.uniform(-6, 6, (5, 1))
        changed = planes(gains * x + gains * rng.uniform(-10, 10, (5, 1)))
        np.testing.assert_allclose(changed, planes(x), atol=1e-7)

    @given(seeds, st.permutations(range(5)))
    @settings(max_examples=10, deadline=None)
    def test_another_order_of_the_channels_is_another_order_of_rows_and_columns(self, seed, order):
        x = mixed(5, seed)
        for plain, permuted in zip(planes(x), planes(x[order]), strict=True):
            expected = unpacked(plain)[np.ix_(order, order)]
            np.testing.assert_allclose(unpacked(permuted), expected, atol=1e-9)

    @given(seeds)
    @settings(max_examples=10, deadline=None)
    def test_polarity_of_a_channel_turns_its_signs(self, seed):
        x = mixed(4, seed)
        signs = np.array([1, -1, 1, 1])
        for plain, turned in zip(planes(x), planes(signs[:, None] * x), strict=True):
            np.testing.assert_allclose(turned, np.outer(signs, signs) * plain, atol=1e-9)

    @pytest.mark.parametrize("delay", [1, 2])
    def test_who_leads_has_the_positive_imaginary_part_in_its_row(self, delay):
        """The phase is the delay, as long as it is less than half a period."""
        rng = np.random.default_rng(2)
        leader = rng.standard_normal(75000)
        x = 0.5 * rng.standard_normal((3, 75000))
        x[2] += leader
        x[0, delay:] += leader[:-delay]
        for band, plane in zip(BANDS, planes(x), strict=True):
            assert plane[2, 0] > 0
            phase = 2 * np.pi * np.mean(band) * delay / RATE_HZ
            assert np.arctan2(plane[2, 0], plane[0, 2]) == pytest.approx(phase, abs=0.06)
        for plane in planes(x[::-1]):
            # The same pair in the other order: the leader is channel 0 now.
            assert plane[2, 0] < 0

    def test_white_noise_tends_to_zero(self):
        rng = np.random.default_rng(3)
        sizes = [
            np.sqrt(np.mean(planes(rng.standard_normal((6, round(RATE_HZ * seconds)))) ** 2))
            for seconds in (20, 320)
        ]
        assert sizes[1] < 0.05
        assert sizes[1] < 0.35 * sizes[0]

    def test_lost_dimensions_give_finite_values(self):
        x = mixed(8, 4, sources=5)
        copied = mixed(4, 5)[[0, 1, 2, 3, 0]]
        referenced = mixed(6, 6) - mixed(6, 6).mean(axis=0)
        for signal in (x, copied, referenced):
            found = planes(signal)
            assert np.isfinite(found).all()
            for plane in found:
                lowest = np.linalg.eigvalsh(unpacked(plane)).min()
                assert lowest == pytest.approx(np.log(SHRINKAGE), abs=1e-4)

    def test_without_planes_per_band_it_is_the_mean_of_the_logarithms(self):
        x = mixed(4, 7)
        (mean,) = planes(x, planes_per_band=False)
        np.testing.assert_allclose(mean, planes(x).mean(axis=0), atol=1e-12)

    def test_a_segment_of_one_window_is_refused(self):
        with pytest.raises(EstimationError, match="shorter than two windows of 2 s"):
            planes(mixed(4, 8, n_samples=999))

    def test_a_band_beyond_the_rate_is_refused(self):
        with pytest.raises(ConfigurationError, match="100-130 Hz is not possible at 250 Hz"):
            planes(mixed(4, 8), pli_bands=((100, 130),))

    def test_the_windows_are_transformed_once_for_all_bands(self, monkeypatch):
        from eeg2emg.connectivity import segment
        from eeg2emg.connectivity.eeg import planes_of_signals

        calls = []
        monkeypatch.setattr(
            segment, "window_spectra", lambda *given: calls.append(given) or window_spectra(*given)
        )
        planes_of_signals(eeg_signals(mixed(4, 9), SETTINGS), SETTINGS)
        assert len(calls) == 1


def test_channels_of_packed_matrices_come_in_another_order():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(4, 5, 5)) + 1j * rng.normal(size=(4, 5, 5))
    hermitian = z + z.conj().swapaxes(1, 2)
    order = np.array([3, 0, 4, 1, 2])
    expected = packed(hermitian[:, order[:, None], order])
    np.testing.assert_array_equal(reordered(packed(hermitian), order), expected)
