"""The local outlier factor of channels, an option of the quality rules."""

import numpy as np
import pytest
from eeg2emg.quality.local_outlier_factor import local_outlier_factors
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.thresholds import QualityThresholds
from eeg2emg.recordings.channel_names import TEN_TWENTY

P7 = TEN_TWENTY.index("P7")


@pytest.fixture(scope="module")
def sound(signals):
    return signals(artefacts=("blinks", "muscle left", "line"))


@pytest.fixture(scope="module")
def noisy_v(sound):
    """EEG in which P7 carries noise of its own, within the band and the amplitude of EEG."""
    rng = np.random.default_rng(1)
    spectrum = np.fft.rfft(rng.standard_normal(sound.eeg_v.shape[1]))
    spectrum[np.fft.rfftfreq(sound.eeg_v.shape[1], 1 / sound.rate_hz) > 40] = 0.0
    noise = np.fft.irfft(spectrum, sound.eeg_v.shape[1])
    eeg_v = sound.eeg_v.copy()
    eeg_v[P7] += 35e-6 * noise / noise.std()
    return eeg_v


def check(eeg_v, sound, **limits):
    return check_quality(
        eeg_v, sound.emg_v[:0], sound.rate_hz, eeg_channels=TEN_TWENTY, emg_channels=(),
        thresholds=QualityThresholds(min_segments=0, **limits),
    )  # fmt: skip


def test_a_planted_bad_channel_stands_out(sound, noisy_v):
    before = local_outlier_factors(sound.eeg_v, sound.rate_hz, 50.0)
    after = local_outlier_factors(noisy_v, sound.rate_hz, 50.0)
    assert before.max() < 1.5
    assert after[P7] > 2.0
    assert np.delete(after, P7).max() < 1.5


def test_it_decides_with_its_score_where_it_is_asked(sound, noisy_v):
    asked = check(noisy_v, sound, max_local_outlier_factor=1.8)
    assert asked.bad_eeg_channels == ["P7"]
    assert asked.channel_reasons["P7"][-1].startswith("local outlier factor ")
    assert asked.channel_reasons["P7"][-1].endswith("(at most 1.8)")
    assert asked.eeg["P7"]["local_outlier_factor"] > 1.8
    assert check(sound.eeg_v, sound, max_local_outlier_factor=1.8).bad_eeg_channels == []


def test_off_by_default_and_then_without_a_score(sound, noisy_v):
    quality = check(noisy_v, sound)
    assert quality.bad_eeg_channels == []
    assert "local_outlier_factor" not in quality.eeg["P7"]


def test_it_follows_the_channels_and_not_the_unit(sound, noisy_v):
    factors = local_outlier_factors(noisy_v, sound.rate_hz, 50.0)
    order = np.random.default_rng(0).permutation(19)
    shuffled = local_outlier_factors(1e6 * noisy_v[order], sound.rate_hz, 50.0)
    np.testing.assert_allclose(shuffled, factors[order], rtol=1e-9)


def test_dead_and_broken_channels_take_no_part(sound, noisy_v):
    eeg_v = noisy_v.copy()
    eeg_v[0], eeg_v[1, 7] = 0.0, np.nan
    factors = local_outlier_factors(eeg_v, sound.rate_hz, 50.0)
    assert np.isnan(factors[:2]).all()
    assert factors[P7] > 2.0
    assert np.isnan(local_outlier_factors(eeg_v[:7], sound.rate_hz, 50.0)).all()
