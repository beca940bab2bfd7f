"""Vectors of segments: closed forms, other packages, and no product across a gap."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.signal
from eeg2emg.catalogues import resolve
from eeg2emg.connectivity.blocks import cut_blocks
from eeg2emg.connectivity.eeg import estimate_eeg
from eeg2emg.connectivity.granger import granger_causality
from eeg2emg.connectivity.segment_result import SegmentSource
from eeg2emg.connectivity.settings import EegSettings
from eeg2emg.connectivity.vectors.catalogue import FEATURE_GROUPS, VECTOR_TARGETS
from eeg2emg.connectivity.vectors.eeg_features import imaginary_coherence, log_band_power
from eeg2emg.connectivity.vectors.estimates import (
    estimate_vectors,
    names_of_entries,
    target_vector,
    vectors_of_recording,
)
from eeg2emg.connectivity.vectors.file import read_vectors, write_vectors
from eeg2emg.connectivity.vectors.intermuscular import coherence
from eeg2emg.connectivity.vectors.muscle_spectrum import log_amplitude, log_moments
from eeg2emg.connectivity.vectors.mutual_information import of_envelopes
from eeg2emg.connectivity.vectors.power_spectrum import power_density
from eeg2emg.connectivity.vectors.settings import VectorSettings
from eeg2emg.errors import EstimationError

RATE_HZ = 1000.0
EMG = VectorSettings(rate_hz=RATE_HZ)
EEG = EegSettings()
PLAIN = replace(EMG, rectified=False)


def seconds(count, rate_hz=RATE_HZ):
    return np.arange(round(count * rate_hz)) / rate_hz


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def source_of(rng, *, emg_runs=(), channels=3, length_s=40):
    emg = rng.standard_normal((channels, round(length_s * RATE_HZ)))
    eeg = rng.standard_normal((4, round(length_s * EEG.rate_hz)))
    share = [run / emg.shape[1] for run in emg_runs]
    return SegmentSource(
        *("seg", "01", "rec", "rest"),
        cycle=0,
        onset_s=0.0,
        eeg_v=eeg,
        emg_v=emg,
        emg_before_v=emg,
        muscle_v=None,
        muscle_components=0,
        eeg_channels=("a", "b", "c", "d"),
        emg_channels=tuple("xyz"[:channels]),
        emg_runs=tuple(emg_runs),
        eeg_runs=tuple(round(one * eeg.shape[1]) for one in share),
    )


class TestAmplitude:
    def test_of_a_sine_it_is_that_of_the_sine(self):
        x = 2e-5 * np.sin(2 * np.pi * 80 * seconds(2))[None]
        assert log_amplitude([x], EMG) == pytest.approx([np.log(2e-5 / np.sqrt(2))])

    def test_a_gain_adds_its_logarithm(self, rng):
        x = rng.standard_normal((2, 5000))
        assert log_amplitude([3 * x], EMG) == pytest.approx(log_amplitude([x], EMG) + np.log(3))

    def test_a_silent_muscle_is_refused(self):
        with pytest.raises(EstimationError, match="silent"):
            log_amplitude([np.zeros((1, 100))], EMG)


class TestMoments:
    def test_of_two_tones_they_are_the_middle_and_the_squared_distance(self):
        t = seconds(20)
        x = (np.sin(2 * np.pi * 100 * t) + np.sin(2 * np.pi * 180 * t))[None]
        median, mean, variance = np.exp(log_moments([x], EMG))
        assert mean == pytest.approx(140, abs=0.01)
        assert variance == pytest.approx(40**2, rel=0.01)  # a Hann window spreads half a hertz
        assert 100 < median < 180

    def test_of_white_noise_they_are_those_of_an_even_distribution(self, rng):
        low, high = EMG.whole_band
        found = np.exp(log_moments([rng.standard_normal((1, 400_000))], EMG))
        middle = (low + high) / 2
        assert found == pytest.approx([middle, middle, (high - low) ** 2 / 12], rel=0.02)

    def test_they_do_not_depend_on_the_amplitude(self, rng):
        x = rng.standard_normal((2, 20_000))
        assert log_moments([1e-6 * x], EMG) == pytest.approx(log_moments([x], EMG))

    def test_they_agree_with_the_spectrum_of_scipy(self, rng):
        x = scipy.signal.lfilter([1], [1, -0.6], rng.standard_normal((1, 30_000)))
        frequencies_hz, density = scipy.signal.welch(x[0], RATE_HZ, "hann", 1000)
        inside = (frequencies_hz >= 20) & (frequencies_hz <= 450)
        f, s = frequencies_hz[inside], density[inside] / density[inside].sum()
        mean = f @ s
        _, found_mean, variance = np.exp(log_moments([x], EMG))
        assert found_mean == pytest.approx(mean, rel=1e-9)
        assert variance == pytest.approx(((f - mean) ** 2) @ s, rel=1e-9)


@pytest.mark.parametrize("samples", [4000, 4001, 4999])
def test_the_density_of_one_run_is_that_of_scipy(rng, samples):
    x = rng.standard_normal((2, samples)) + 3
    frequencies_hz, density = power_density(x, 250.0, 2.0)
    expected_hz, expected = scipy.signal.welch(x, 250.0, "hann", 500)
    np.testing.assert_allclose(frequencies_hz, expected_hz)
    np.testing.assert_allclose(density[:, 1:], expected[:, 1:], rtol=1e-9)


class TestIntermuscularCoherence:
    def test_of_a_shared_signal_it_is_the_squared_share_of_its_power(self, rng):
        shared, own = rng.standard_normal((1, 300_000)), rng.standard_normal((2, 300_000))
        found = np.tanh(coherence([shared + np.sqrt(0.5) * own], PLAIN)) ** 2
        assert found == pytest.approx(np.full(3, (1 / 1.5) ** 2), abs=0.02)

    def test_it_agrees_with_scipy_where_spectra_are_flat(self, rng):
        shared, own = rng.standard_normal((1, 200_000)), rng.standard_normal((2, 200_000))
        x = shared + 1.3 * own
        frequencies_hz, expected = scipy.signal.coherence(*x, RATE_HZ, nperseg=1000)
        found = np.tanh(coherence([x], PLAIN)) ** 2
        for value, (low, high) in zip(found, PLAIN.bands, strict=True):
            inside = (frequencies_hz >= low) & (frequencies_hz <= high)
            assert value == pytest.approx(expected[inside].mean(), abs=0.03)

    def test_rectified_emg_shows_the_rhythm_that_modulates_two_carriers(self, rng):
        # Two muscles whose activity is modulated alike at 20 Hz, with carriers of their own above
        # the high-pass: the plain signals share nothing, the rectified ones the rhythm.
        t = seconds(120)
        rhythm = 1 + 0.9 * np.sin(
            2 * np.pi * 20 * t + np.cumsum(0.05 * rng.standard_normal(len(t)))
        )
        sos = scipy.signal.butter(4, 60, "highpass", fs=RATE_HZ, output="sos")
        carriers = scipy.signal.sosfilt(sos, rng.standard_normal((2, len(t))))
        x = rhythm * carriers
        beta_rectified, beta_plain = coherence([x], EMG)[1], coherence([x], PLAIN)[1]
        assert beta_rectified > 2 * beta_plain

    def test_nothing_shared_leaves_no_more_than_the_windows_allow(self, rng):
        found = np.tanh(coherence([rng.standard_normal((2, 60_000))], PLAIN)) ** 2
        assert (found < 0.05).all()


class TestMutualInformation:
    @pytest.mark.parametrize("r", [0.0, 0.5, -0.9])
    def test_of_gaussian_signals_it_is_that_of_their_correlation(self, rng, r):
        x = np.linalg.cholesky([[1, r], [r, 1]]) @ rng.standard_normal((2, 200_000))
        assert of_envelopes([x], EMG)[0] == pytest.approx(-0.5 * np.log(1 - r**2), abs=0.01)

    def test_no_rising_transform_changes_it(self, rng):
        x = np.linalg.cholesky([[1, 0.6], [0.6, 1]]) @ rng.standard_normal((2, 5000))
        assert of_envelopes([np.exp(3 * x)], EMG) == pytest.approx(of_envelopes([x], EMG))

    def test_it_agrees_with_the_nearest_neighbours_of_scikit_learn(self, rng):
        from sklearn.feature_selection import mutual_info_regression

        x = np.linalg.cholesky([[1, 0.7], [0.7, 1]]) @ rng.standard_normal((2, 8000))
        other = mutual_info_regression(x[:1].T, x[1], n_neighbors=5, random_state=0)
        assert of_envelopes([x], EMG) == pytest.approx(other, abs=0.04)


class TestFeatures:
    def test_power_of_a_sine_lies_in_its_band(self):
        x = 1e-5 * np.sin(2 * np.pi * 10 * seconds(60, EEG.rate_hz))[None]
        x = x + 1e-12 * np.random.default_rng(1).standard_normal(x.shape)
        power = np.exp(log_band_power([x], EEG))
        assert power[2] == pytest.approx(1e-10 / 2, rel=0.01)
        assert power[[0, 1, 4]].sum() < 1e-15

    def test_imaginary_coherence_is_that_of_the_planes(self, rng):
        x = rng.standard_normal((3, 10_000))
        own = replace(EEG, measures=("imaginary_coherence",), planes_per_band=True)
        planes = estimate_eeg(x, own, diagnostics=False).planes.values()
        found = imaginary_coherence([x], EEG).reshape(3, len(EEG.pli_bands))
        for band, plane in enumerate(planes):
            np.testing.assert_allclose(found[:, band], plane[np.triu_indices(3, 1)], atol=1e-12)


@pytest.mark.parametrize(
    "entry",
    [one for one in (*VECTOR_TARGETS.values(), *FEATURE_GROUPS.values()) if one.vector],
    ids=lambda entry: entry.name,
)
class TestEveryEntry:
    def settings(self, entry):
        return EMG if entry.name in VECTOR_TARGETS else EEG

    def test_it_names_as_many_entries_as_it_gives(self, entry, rng):
        settings = self.settings(entry)
        values = resolve(entry.vector)([rng.standard_normal((3, 20_000))], settings)
        names = resolve(entry.entries)(("a", "b", "c"), settings)
        assert len(set(names)) == len(names) == len(values)
        assert np.isfinite(values).all()

    def test_no_product_reaches_across_a_gap(self, entry, rng):
        # If one did, the order of the pieces would matter.
        pieces = [rng.standard_normal((3, count)) for count in (7000, 9001, 8002)]
        pieces[1] *= 5
        estimate, settings = resolve(entry.vector), self.settings(entry)
        turned, straight = (estimate(one, settings) for one in (pieces[::-1], pieces))
        if entry.name == "synergies":  # bins of time, whose order is that of the pieces
            turned, straight = np.sort(turned), np.sort(straight)
        np.testing.assert_allclose(turned, straight, rtol=1e-9, atol=1e-12)


class TestSegments:
    @pytest.mark.parametrize("name", list(VECTOR_TARGETS))
    def test_halves_are_of_odd_and_even_blocks(self, name, rng):
        source = source_of(rng)
        found = target_vector(name, source, EMG)
        assert found.halves.shape == (2, len(found.values))
        assert found.lengthening == pytest.approx(2)
        changed = source.emg_v.copy()
        changed[:, 12_000:18_000] *= 3  # within the second block
        other = target_vector(name, replace(source, emg_v=changed), EMG)
        assert not np.allclose(other.halves[1], found.halves[1])
        if VECTOR_TARGETS[name].signals == "raw":
            np.testing.assert_array_equal(other.halves[0], found.halves[0])

    @pytest.mark.parametrize("name", list(VECTOR_TARGETS))
    def test_no_filter_reaches_across_a_gap(self, name, rng):
        source = source_of(rng, emg_runs=(18_000, 22_000))
        first, second = source.emg_v[:, :18_000], source.emg_v[:, 18_000:]
        turned = replace(
            source, emg_v=np.concatenate([second, first], axis=1), emg_runs=(22_000, 18_000)
        )
        found = [target_vector(name, one, EMG).values for one in (turned, source)]
        if name == "synergies":
            found = [np.sort(values) for values in found]
        np.testing.assert_allclose(*found, rtol=1e-9)

    def test_a_segment_shorter_than_two_blocks_has_no_halves(self, rng):
        found = target_vector("amplitude", source_of(rng, length_s=15), EMG)
        assert np.isnan(found.halves).all()
        assert np.isnan(found.lengthening)

    def test_a_file_holds_what_was_written(self, rng, tmp_path):
        sources = {f"seg-{k}": replace(source_of(rng), name=f"seg-{k}") for k in range(2)}
        asked = (["amplitude", "coherence"], ["power"])
        short = replace(sources["seg-1"], emg_v=sources["seg-1"].emg_v[:, :1500])
        channels = short.eeg_channels, short.emg_channels
        names = names_of_entries(*asked, channels, EMG, EEG)
        paths = []
        for name, source in {**sources, "seg-1": short}.items():
            found = {name: estimate_vectors(source, *asked, EMG, EEG)}
            paths.append(tmp_path / f"{name}.nc")
            write_vectors(paths[-1], vectors_of_recording(names, found))
        amplitude, coherent = (read_vectors(paths, name) for name in asked[0])
        assert amplitude.segments == ("seg-0", "seg-1")
        assert amplitude.entries == ("x", "y", "z")
        np.testing.assert_array_equal(
            amplitude.values[0], log_amplitude([sources["seg-0"].emg_v], EMG)
        )
        # What cannot be estimated of a segment concerns no other vector of it.
        assert coherent.segments == ("seg-0",)
        assert "shorter than two windows" in coherent.refused["seg-1"]
        assert read_vectors(paths, "power").values.shape == (2, 20)

    def test_of_one_muscle_there_are_no_pairs_but_an_amplitude(self, rng):
        source = source_of(rng, channels=1)
        found = estimate_vectors(source, list(VECTOR_TARGETS), [], EMG, EEG)
        sizes = {name: len(one.values) for name, one in found.items()}
        assert sizes["coherence"] == sizes["mutual_information"] == 0
        assert sizes["amplitude"] == 1

    def test_a_band_beyond_the_rate_of_a_recording_concerns_its_own_vector_alone(self, rng):
        slow = replace(EMG, rate_hz=80.0, envelope_rate_hz=40.0)
        found = estimate_vectors(source_of(rng), ["amplitude", "coherence"], [], slow, EEG)
        assert "not possible at 80 Hz" in found["coherence"]
        assert len(found["amplitude"].values) == 3

    def test_a_recording_without_segments_has_a_file(self, tmp_path):
        empty = vectors_of_recording({"power": ("a",)}, {})
        write_vectors(tmp_path / "none.nc", empty)
        assert read_vectors([tmp_path / "none.nc"], "power").values.shape == (0, 1)


@pytest.mark.parametrize(
    ("runs", "blocks"),
    [
        ((45,), [(0, 10), (10, 20), (20, 30), (30, 40)]),
        ((9,), []),
        ((12, 25, 8), [(0, 12), (12, 22), (22, 32), (37, 45)]),
        ((12, 25), [(0, 12), (12, 22)]),
    ],
)
def test_blocks_lie_within_runs_and_are_even_in_number(runs, blocks):
    assert [(one.start, one.stop) for one in cut_blocks(runs, 10)] == blocks


def test_gaussian_transfer_entropy_is_half_of_granger_causality(rng):
    # Barnett et al. (2009), doi:10.1103/PhysRevLett.103.238701. Transfer entropy is written with
    # conditional variances, here from the covariance of present and past.
    order, x = 2, rng.standard_normal((2, 20_000))
    for t in range(1, x.shape[1]):
        x[0, t] += 0.5 * x[0, t - 1] + 0.4 * x[1, t - 1]
        x[1, t] += 0.3 * x[1, t - 1]
    lagged = np.concatenate([x[:, order - k : x.shape[1] - k] for k in range(order + 1)])
    covariance = np.cov(lagged - lagged.mean(axis=1, keepdims=True))

    def conditional_variance(present, past):
        inner = covariance[np.ix_(past, past)]
        cross = covariance[present, past]
        return covariance[present, present] - cross @ np.linalg.solve(inner, cross)

    own = [2 * k for k in range(1, order + 1)]
    both = list(range(2, 2 * (order + 1)))
    entropy = 0.5 * np.log(conditional_variance(0, own) / conditional_variance(0, both))
    assert granger_causality(x, order)[0, 1] == pytest.approx(2 * entropy, rel=1e-3)
