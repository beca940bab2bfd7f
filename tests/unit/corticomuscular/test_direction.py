"""Direction: known delays and known influences."""

import numpy as np
import pytest
from eeg2emg.corticomuscular.coherence import (
    PairedSignals,
    coherency_of,
    pooled,
    pooled_sum,
    window_spectra,
)
from eeg2emg.corticomuscular.direction import (
    granger_both_ways,
    phase_slope_index,
    phase_slope_of_segments,
)
from making.corticomuscular import RATE_HZ, SETTINGS, follows, noise, segments_of

BETA = SETTINGS.rows_of_bands()[0]


def leads(eeg, seed):
    return follows(eeg, seed, share=0.3, delay=3)


def lags(eeg, seed):
    return follows(eeg, seed, share=0.3, delay=-3)


def mixed(eeg, seed):
    return follows(eeg, seed, share=0.3, delay=0)


def slope_of(make, **more):
    return phase_slope_of_segments([one.sums for one in segments_of(make, **more)], BETA)


def granger_of(make, **more):
    grams = [one.gram for one in segments_of(make, **more)]
    return granger_both_ways(grams, 3, RATE_HZ, (15.0, 30.0))


@pytest.mark.parametrize(("make", "sign"), [(leads, 1), (lags, -1)])
def test_the_sign_is_that_of_the_delay(make, sign):
    slope, contrast = slope_of(make), granger_of(make).contrast
    assert sign * slope.z[0, 0] > 4
    assert sign * contrast.z[0, 0] > 4
    assert np.abs(slope.z[1:]).max() < 4
    assert np.abs(contrast.z[1:]).max() < 4


def test_mixing_without_delay_has_no_direction():
    slopes = [slope_of(mixed, seed=seed).z[0, 0] for seed in range(12)]
    contrasts = [granger_of(mixed, seed=seed, count=6).contrast.z[0, 0] for seed in range(6)]
    assert np.abs(slopes).mean() < 2
    assert np.abs(contrasts).mean() < 2


def test_granger_runs_from_the_leader_and_not_back():
    both = granger_of(leads)
    assert both.to_muscle[0, 0] > 5 * both.to_brain[0, 0]
    assert both.to_muscle[0, 0] > 5 * both.to_muscle[1:].max()
    back = granger_of(lags)
    assert back.to_brain[0, 0] > 5 * back.to_muscle[0, 0]


def test_the_contrast_turns_round_with_time():
    grams = [one.gram for one in segments_of(leads)]
    forward = granger_both_ways(grams, 3, RATE_HZ, (15.0, 30.0)).contrast.value
    reverse = [gram.reversed_in_time() for gram in grams]
    backward = granger_both_ways(reverse, 3, RATE_HZ, (15.0, 30.0)).contrast.value
    np.testing.assert_allclose(forward, -backward, atol=1e-12)


def test_unrelated_signals_have_no_direction_more_often_than_the_level():
    # The index is of second order in coherency, so that its standard error is too large at 0.
    made = slope_of(lambda eeg, seed: noise(seed, 2, eeg.shape[1]), n_electrodes=150, count=12)
    assert np.mean(np.abs(made.z) > 1.96) < 0.06
    assert 0.5 < made.z.std() < 1.1
    assert abs(made.z.mean()) < 0.2


def test_two_segments_have_no_standard_error():
    assert np.isnan(slope_of(leads, count=2).z).all()
    assert np.isfinite(slope_of(leads, count=2).value).all()


def test_phase_slope_agrees_with_mne_connectivity():
    theirs = pytest.importorskip("mne_connectivity")
    eeg = noise(1, 1, 250 * 60)
    emg = follows(eeg, 2, share=0.4)[:1]
    epochs = np.stack([np.vstack([eeg, emg])[:, k : k + 250] for k in range(0, 14_751, 125)])
    psi = theirs.phase_slope_index(  # its edges lie outside of its band
        epochs, sfreq=RATE_HZ, mode="fourier", fmin=14.5, fmax=30.5, indices=([0], [1]),
        verbose="error",
    ).get_data()  # fmt: skip
    signals = PairedSignals("activity", [eeg], [emg], RATE_HZ)
    _, spectra = window_spectra(signals, 1.0, SETTINGS.frequencies_hz)
    own = phase_slope_index(coherency_of(pooled_sum([pooled(spectra)])), BETA)
    assert own[0, 0] == pytest.approx(float(np.ravel(psi)[0]), rel=0.05)
