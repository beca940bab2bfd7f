"""Corticomuscular coherence against closed forms and other packages, and across gaps."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.signal
from eeg2emg.connectivity.segment_result import SegmentSource
from eeg2emg.corticomuscular.coherence import (
    coherence_of,
    coherency_of,
    independent_averages,
    paired_signals,
    pooled,
    pooled_sum,
    window_spectra,
    windows_in,
)
from eeg2emg.errors import EstimationError
from making.corticomuscular import RATE_HZ, follows, noise, paired


def coherence(signals, window_s=1.0):
    frequencies_hz, spectra = window_spectra(signals, window_s)
    return frequencies_hz, coherence_of(pooled(spectra))


def source_of(eeg, emg, *, eeg_runs=(), emg_runs=()):
    return SegmentSource(
        name="s", subject="sub-01", recording="r", phase="activity", cycle=0, onset_s=0.0,
        eeg_v=eeg, emg_v=emg, emg_before_v=emg, muscle_v=None, muscle_components=0,
        eeg_channels=tuple("ABC"[: len(eeg)]), emg_channels=tuple("MNO"[: len(emg)]),
        eeg_runs=eeg_runs, emg_runs=emg_runs,
    )  # fmt: skip


@pytest.mark.parametrize("share", [0.0, 0.15, 0.5, 0.9])
def test_coherence_of_a_linear_mix_is_its_share(share):
    eeg = noise(1, 1, 400_000)
    emg = follows(eeg, 2, share=share, delay=2)
    frequencies_hz, found = coherence(paired(eeg, emg))
    inner = (frequencies_hz > 2) & (frequencies_hz < 120)
    # The delay of 2 of 250 samples costs next to nothing; the mean over frequencies has an error
    # far below that of one, sqrt(2 C) (1 - C) / sqrt(L) with about 3000 averages.
    assert found[inner, 0, 0].mean() == pytest.approx(share, abs=0.015)
    error = max(np.sqrt(2 * share) * (1 - share), 0.02) / np.sqrt(2900)
    assert np.mean(np.abs(found[inner, 0, 0] - share) < 4 * error + 0.015) > 0.97


def test_phase_is_that_of_the_delay():
    eeg = noise(3, 1, 200_000)
    emg = follows(eeg, 4, share=0.9, delay=5)
    frequencies_hz, spectra = window_spectra(paired(eeg, emg), 1.0)
    turn = np.angle(coherency_of(pooled(spectra))[20, 0, 0])
    expected = 2 * np.pi * frequencies_hz[20] * 5 / RATE_HZ
    assert np.angle(np.exp(1j * (turn - expected))) == pytest.approx(0, abs=0.05)


def test_it_agrees_with_scipy():
    eeg, emg = noise(5, 2, 20_000), noise(6, 2, 20_000)
    emg[1] += eeg[0]
    frequencies_hz, found = coherence(paired(eeg, emg))
    for e in range(2):
        for m in range(2):
            theirs_hz, theirs = scipy.signal.coherence(
                eeg[e], emg[m], RATE_HZ, window="hann", nperseg=250, noverlap=125
            )
            np.testing.assert_allclose(frequencies_hz, theirs_hz)
            np.testing.assert_allclose(found[1:, e, m], theirs[1:], atol=1e-5)


def test_it_agrees_with_spectral_connectivity():
    spectral = pytest.importorskip("spectral_connectivity")
    eeg = noise(7, 1, 50_000)
    emg = follows(eeg, 8, share=0.3)
    frequencies_hz, spectra = window_spectra(paired(eeg, emg), 1.0)
    found = coherence_of(pooled(spectra))
    coefficients = np.concatenate([spectra.eeg, spectra.emg], axis=1)  # frequency, channel, window
    theirs = spectral.Connectivity(
        coefficients.transpose(2, 0, 1)[None, :, None].astype(complex),
        frequencies=frequencies_hz,
    ).coherence_magnitude()[0]
    # It takes the coefficients for those of a two-sided transform, and gives the first half.
    np.testing.assert_allclose(found[1 : len(theirs), 0, 0], theirs[1:, 0, 1], atol=1e-4)


def test_channels_and_scale_do_not_matter():
    eeg, emg = noise(9, 3, 5_000), noise(10, 2, 5_000)
    emg[0] += eeg[1]
    _, found = coherence(paired(eeg, emg))
    _, turned = coherence(paired(7 * eeg[::-1], 0.1 * emg[::-1]))
    np.testing.assert_allclose(found, turned[:, ::-1, ::-1], atol=1e-6)
    assert found.min() >= 0
    assert found.max() <= 1


def test_a_silent_muscle_has_no_coherence():
    eeg, emg = noise(11, 1, 5_000), np.zeros((1, 5_000))
    assert not coherence(paired(eeg, emg))[1].any()


def test_pooling_equals_one_estimate_of_all_windows():
    one, other = (paired(noise(k, 2, 5_000), noise(k + 9, 2, 5_000)) for k in (12, 13))
    both = replace(one, eeg=one.eeg + other.eeg, emg=one.emg + other.emg)
    sums = [pooled(window_spectra(part, 1.0)[1]) for part in (one, other)]
    np.testing.assert_allclose(coherence_of(pooled_sum(sums)), coherence(both)[1], atol=1e-6)
    np.testing.assert_allclose(pooled_sum(sums).less(sums[0]).cross, sums[1].cross, atol=1e-9)


def test_no_window_crosses_a_gap():
    # A spike at the border would be seen by both signals in a window that held both of its sides.
    eeg, emg = noise(14, 1, 5_000), noise(15, 1, 5_000)
    signals = paired(eeg, emg, runs=2)
    assert windows_in(signals, 1.0) == [19, 19]
    apart = [paired(eeg[:, part], emg[:, part]) for part in (slice(0, 2500), slice(2500, None))]
    sums = pooled_sum([pooled(window_spectra(part, 1.0)[1]) for part in apart])
    np.testing.assert_allclose(
        pooled(window_spectra(signals, 1.0)[1]).cross, sums.cross, rtol=1e-4, atol=1e-2
    )
    assert windows_in(paired(eeg, emg), 1.0) == [39]


def test_a_run_that_is_shorter_than_a_window_is_refused():
    signals = paired(noise(16, 1, 1_000), noise(17, 1, 1_000), runs=8)
    with pytest.raises(EstimationError, match=r"trial of 0\.5 s is shorter than a window"):
        window_spectra(signals, 1.0)


def test_independent_averages_give_the_spread_of_white_noise():
    # The mean coherence of unrelated signals is 1 / L.
    eeg, emg = noise(18, 20, 250 * 30), noise(19, 20, 250 * 30)
    signals = paired(eeg, emg)
    _, found = coherence(signals)
    averages = independent_averages(windows_in(signals, 1.0))
    assert averages < sum(windows_in(signals, 1.0))
    assert 1 / found[2:-2].mean() == pytest.approx(averages, rel=0.03)


def test_averages_of_runs_add_up():
    assert independent_averages([]) == 0
    assert independent_averages([1]) == 1
    assert independent_averages([7, 7]) == pytest.approx(2 * independent_averages([7]))


class TestPairedSignals:
    def test_a_drive_of_the_amplitude_is_seen_in_rectified_emg_only(self):
        n = 100_000
        drive = scipy.signal.sosfiltfilt(
            scipy.signal.butter(2, [15, 30], "bandpass", fs=1000, output="sos"), noise(20, 1, n)
        )
        drive /= drive.std()
        emg = noise(21, 2, n)
        emg[0] *= 1 + 0.3 * drive[0]
        eeg = scipy.signal.decimate(drive, 4, axis=1) + 0.5 * noise(22, 1, n // 4)
        found = {}
        for rectify in (True, False):
            signals = paired_signals(source_of(eeg, emg), RATE_HZ, 1000.0, rectify=rectify)
            found[rectify] = coherence(signals)[1][20:26, 0, 0].max()
        assert found[True] > 0.1
        assert found[False] < 0.05

    def test_both_have_one_length_and_unit_variance(self):
        source = source_of(noise(23, 2, 2_500), noise(24, 2, 10_000))
        signals = paired_signals(source, RATE_HZ, 1000.0, rectify=True)
        assert [run.shape for run in signals.eeg + signals.emg] == [(2, 2_500)] * 2
        np.testing.assert_allclose(signals.emg[0].std(axis=1), 1)
        np.testing.assert_allclose(signals.emg[0].mean(axis=1), 0, atol=1e-12)

    def test_runs_stay_apart(self):
        # Decimation by a Fourier transform of both runs at once would spread a step over both.
        emg = noise(25, 1, 8_000)
        emg[:, 4_000:] *= 100
        source = source_of(
            noise(26, 1, 2_000), emg, eeg_runs=(1_000, 1_000), emg_runs=(4_000, 4_000)
        )
        signals = paired_signals(source, RATE_HZ, 1000.0, rectify=True)
        assert [run.shape[1] for run in signals.emg] == [1_000, 1_000]
        quiet = signals.emg[0][0]
        assert np.ptp(quiet[-5:]) < 3 * np.ptp(quiet[:500])

    def test_a_muscle_recorded_more_slowly_than_the_brain_is_refused(self):
        source = source_of(noise(27, 1, 2_500), noise(28, 1, 1_000))
        with pytest.raises(EstimationError, match="The EMG has 100 Hz, the EEG 250 Hz"):
            paired_signals(source, RATE_HZ, 100.0, rectify=True)

    def test_a_dead_channel_is_named(self):
        emg = noise(29, 2, 10_000)
        emg[1] = 0
        with pytest.raises(EstimationError, match="N: constant"):
            paired_signals(source_of(noise(30, 1, 2_500), emg), RATE_HZ, 1000.0, rectify=True)
