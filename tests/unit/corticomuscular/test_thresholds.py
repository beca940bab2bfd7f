"""Thresholds of coherence: how often unrelated signals pass them."""

import numpy as np
import pytest
from eeg2emg.corticomuscular.coherence import coherence_of, independent_averages, pooled, pooled_sum
from eeg2emg.corticomuscular.thresholds import (
    SurrogateCoherence,
    amplitude_factor,
    analytic_threshold,
    exchanged_order,
    surrogate_coherence,
)
from making.corticomuscular import SETTINGS, follows, noise, segments_of

BANDS = SETTINGS.rows_of_bands()


def unrelated(eeg, seed):
    return noise(seed, 2, eeg.shape[1])


def coherence(segments):
    return coherence_of(pooled_sum([segment.sums for segment in segments]))


def averages_of(segments):
    return independent_averages([count for one in segments for count in one.windows])


def spectra_of(segments):
    return [segment.spectra for segment in segments]


class TestAnalytic:
    def test_it_is_the_closed_form(self):
        assert analytic_threshold(101, 0.05) == pytest.approx(1 - 0.05**0.01)
        assert analytic_threshold(1.0, 0.05) == 1
        assert analytic_threshold(101, 0.05, 16) > analytic_threshold(101, 0.05)

    def test_at_one_frequency_unrelated_signals_pass_it_as_often_as_it_says(self):
        segments = segments_of(unrelated, n_electrodes=40, seconds=20)
        threshold = analytic_threshold(averages_of(segments), 0.05)
        # 80 pairs at every third of 31 frequencies, which are independent of each other
        assert np.mean(coherence(segments)[::3] > threshold) == pytest.approx(0.05, abs=0.02)

    def test_the_largest_of_a_band_passes_it_no_more_often(self):
        segments = segments_of(unrelated, n_electrodes=100, seconds=10)
        inside = BANDS[0]
        peaks = coherence(segments)[inside].max(axis=0)
        rate = np.mean(peaks > analytic_threshold(averages_of(segments), 0.05, len(inside)))
        # Neighbouring frequencies are not independent: at most the level, and not far below.
        assert 0.01 < rate < 0.065


class TestSurrogates:
    def test_unrelated_signals_have_p_values_that_are_uniform(self):
        found = []
        for seed in range(6):
            segments = segments_of(unrelated, n_electrodes=12, seconds=8, seed=seed)
            made = surrogate_coherence(spectra_of(segments), BANDS, surrogates=39, seed=seed)
            peaks = np.array([coherence(segments)[rows].max(axis=0) for rows in BANDS])
            found.append(made.p_values(peaks))
        p = np.ravel(found)
        assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.03)
        assert np.mean(p <= 0.5) == pytest.approx(0.5, abs=0.08)

    def test_a_relation_is_found_where_it_is_and_nowhere_else(self):
        segments = segments_of(lambda eeg, seed: follows(eeg, seed, share=0.1))
        made = surrogate_coherence(spectra_of(segments), BANDS, surrogates=99, seed=1)
        peaks = np.array([coherence(segments)[rows].max(axis=0) for rows in BANDS])
        assert np.all(made.corrected_p_values(peaks)[:, 0, 0] == 0.01)
        assert np.all(made.corrected_p_values(peaks)[:, 1:] > 0.05)
        assert np.all(peaks[:, 0, 0] > made.threshold(0.05)[:, 0, 0])

    def test_their_mean_is_what_unrelated_windows_give(self):
        segments = segments_of(lambda eeg, seed: follows(eeg, seed, share=0.3))
        made = surrogate_coherence(spectra_of(segments), BANDS, surrogates=60, seed=1)
        assert made.mean.mean() == pytest.approx(1 / averages_of(segments), rel=0.15)

    def test_the_chunks_of_frequencies_do_not_matter(self, monkeypatch):
        segments = spectra_of(segments_of(unrelated, seconds=6))
        whole = surrogate_coherence(segments, BANDS, surrogates=5, seed=1)
        monkeypatch.setattr("eeg2emg.corticomuscular.thresholds.MEMORY_BYTES", 1)
        pieces = surrogate_coherence(segments, BANDS, surrogates=5, seed=1)
        np.testing.assert_allclose(whole.mean, pieces.mean, rtol=1e-4)
        np.testing.assert_allclose(whole.peaks, pieces.peaks, rtol=1e-4)

    def test_four_segments_are_too_few(self):
        segments = spectra_of(segments_of(unrelated, count=4, seconds=6))
        assert surrogate_coherence(segments, BANDS, surrogates=5, seed=1) is None

    def test_segments_of_unequal_length_are_exchanged_too(self):
        long = segments_of(unrelated, count=3, seconds=12)
        short = segments_of(unrelated, count=3, seconds=6, seed=1)
        made = surrogate_coherence(spectra_of(long + short), BANDS, surrogates=9, seed=1)
        assert np.isfinite(made.mean).all()
        assert made.mean.max() < 1

    @pytest.mark.parametrize("count", [2, 5, 30])
    def test_no_segment_keeps_its_own_muscle(self, count):
        rng = np.random.default_rng(0)
        for _ in range(50):
            order = exchanged_order(count, rng)
            assert sorted(order) == list(range(count))
            assert not np.any(order == np.arange(count))

    def test_correction_is_by_the_largest_of_all(self):
        peaks = np.zeros((19, 2, 1, 2))
        peaks[:, 1, 0, 1] = np.linspace(0.1, 0.2, 19)
        made = SurrogateCoherence(np.zeros((1, 1, 2)), peaks)
        observed = np.full((2, 1, 2), 0.15)
        assert made.p_values(observed)[0, 0, 0] == 1 / 20
        assert np.all(made.corrected_p_values(observed) == made.p_values(observed)[1, 0, 1])


class TestAmplitude:
    def test_unrelated_amplitudes_have_a_factor_of_one(self):
        segments = segments_of(unrelated)
        assert amplitude_factor(spectra_of(segments)).mean() == pytest.approx(1, abs=0.05)

    def test_common_bursts_pass_the_plain_threshold_and_not_that_of_their_amplitudes(self):
        def in_bursts(n):
            loud = np.full(n, 0.1)
            loud[1_000:1_500] = 3.0
            return loud

        plain, matched = [], []
        for seed in range(4):
            segments = []
            for part in segments_of(unrelated, count=6, n_electrodes=10, seed=seed):
                weights = np.interp(
                    np.arange(part.spectra.n_windows) * 125 + 125,
                    np.arange(5_000),
                    in_bursts(5_000),
                )
                spectra = type(part.spectra)(part.spectra.eeg * weights, part.spectra.emg * weights)
                segments.append(part._replace(spectra=spectra, sums=pooled(spectra)))
            found, averages = coherence(segments), averages_of(segments)
            factor = amplitude_factor(spectra_of(segments))
            plain.append(np.mean(found > analytic_threshold(averages, 0.05)))
            matched.append(np.mean(found > analytic_threshold(averages / factor, 0.05)))
        assert np.mean(plain) > 0.4
        assert np.mean(matched) < 0.09
