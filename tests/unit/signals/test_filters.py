import math
from itertools import pairwise

import numpy as np
import pytest
from eeg2emg.errors import EstimationError
from eeg2emg.signals.filters import (
    apply_kernel,
    prepare_eeg,
    prepare_emg,
    prepare_for_ica,
    prepared_emg,
    zero_phase_kernel,
)
from eeg2emg.signals.pieces import ArraySignals

RATE_HZ = 1000.0
LINE = {"line_freq_hz": 50.0}
FIFTY_DB = 10 ** (-50 / 20)


def tone(frequency_hz, *, seconds=40.0, rate_hz=RATE_HZ, phase=0.3):
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.sin(2 * np.pi * frequency_hz * time + phase)[None]


def inner(x, rate_hz, margin_s=8.0):
    margin = round(margin_s * rate_hz)
    return x[:, margin:-margin]


@pytest.mark.parametrize("frequency_hz", [2.0, 10.0, 30.0, 45.0, 70.0])
def test_eeg_below_the_line_passes_without_delay(frequency_hz):
    prepared, rate = prepare_eeg(tone(frequency_hz), RATE_HZ, line_freq_hz=50.0)
    assert rate == 250.0
    expected = inner(tone(frequency_hz, rate_hz=250.0), rate)
    np.testing.assert_allclose(inner(prepared, rate), expected, atol=0.01)


@pytest.mark.parametrize("line_freq_hz", [50.0, 60.0])
@pytest.mark.parametrize("harmonic", [1, 2, 3, 4, 5])
def test_line_noise_and_its_harmonics_go(line_freq_hz, harmonic):
    noise = tone(harmonic * line_freq_hz)
    prepared, rate = prepare_eeg(noise, RATE_HZ, line_freq_hz=line_freq_hz)
    assert np.abs(inner(prepared, rate)).max() < FIFTY_DB
    emg, rate = prepare_emg(noise, RATE_HZ, line_freq_hz=line_freq_hz)
    assert np.abs(inner(emg, rate)).max() < FIFTY_DB


def test_offset_and_drift_go():
    drift = np.linspace(-5.0, 5.0, 60_000)[None] + 3.0
    prepared, rate = prepare_eeg(drift, RATE_HZ, line_freq_hz=50.0)
    assert np.abs(inner(prepared, rate)).max() < 1e-3


def test_nothing_folds_back_into_the_kept_band():
    # 240 Hz sampled at 250 Hz without a filter would look like 10 Hz.
    prepared, rate = prepare_eeg(tone(240.0 + 3.0), RATE_HZ, line_freq_hz=50.0)
    assert np.abs(inner(prepared, rate)).max() < 5e-3


def test_emg_keeps_its_band_and_loses_movement():
    slow, rate = prepare_emg(tone(5.0), RATE_HZ, line_freq_hz=50.0)
    assert rate == RATE_HZ
    assert np.abs(inner(slow, rate)).max() < 2e-3
    for frequency_hz in (30.0, 130.0, 430.0):
        kept, _ = prepare_emg(tone(frequency_hz), RATE_HZ, line_freq_hz=50.0)
        np.testing.assert_allclose(inner(kept, rate), inner(tone(frequency_hz), rate), atol=0.01)


def test_the_joint_filter_is_that_of_mne_one_after_the_other():
    import mne
    from scipy.signal import resample_poly

    x = np.random.default_rng(0).standard_normal((2, 60_000))
    notched = mne.filter.notch_filter(
        x, RATE_HZ, np.arange(50.0, 498.0, 50.0), notch_widths=1.0, verbose="error"
    )
    passed = mne.filter.filter_data(notched, RATE_HZ, 1.0, None, verbose="error")
    expected = resample_poly(passed, 1, 4, axis=1)
    prepared, rate = prepare_eeg(x, RATE_HZ, line_freq_hz=50.0)
    np.testing.assert_allclose(inner(prepared, rate), inner(expected, rate), atol=1e-10)


@pytest.mark.parametrize(
    ("rate_hz", "expected_hz", "samples"),
    [
        (1000.0, 250.0, 10_000),
        (500.0, 250.0, 10_000),
        (1024.0, 250.0, 10_000),
        (160.0, 160.0, 6400),
    ],
)
def test_any_rate_comes_to_the_analysis_rate_or_stays_below(rate_hz, expected_hz, samples):
    prepared, rate = prepare_eeg(tone(10.0, rate_hz=rate_hz), rate_hz, line_freq_hz=50.0)
    assert (rate, prepared.shape[1]) == (expected_hz, samples)
    expected = inner(tone(10.0, rate_hz=expected_hz), rate)
    np.testing.assert_allclose(inner(prepared, rate), expected, atol=0.01)


def test_the_copy_for_the_ica_is_the_band_thinned_out():
    copy, rate = prepare_for_ica(tone(20.0), RATE_HZ, line_freq_hz=50.0)
    assert rate == 250.0
    np.testing.assert_allclose(inner(copy, rate), inner(tone(20.0, rate_hz=rate), rate), atol=0.01)
    for stopped in (130.0, 150.0, 240.0):
        rest, _ = prepare_for_ica(tone(stopped), RATE_HZ, line_freq_hz=50.0)
        assert np.abs(inner(rest, rate)).max() < FIFTY_DB


def test_the_filter_is_linear_and_the_same_for_all_channels():
    rng = np.random.default_rng(1)
    x, mixing = rng.standard_normal((3, 20_000)), rng.standard_normal((3, 3))
    mixed_first, _ = prepare_eeg(mixing @ x, RATE_HZ, line_freq_hz=50.0)
    mixed_last = mixing @ prepare_eeg(x, RATE_HZ, line_freq_hz=50.0)[0]
    np.testing.assert_allclose(mixed_first, mixed_last, atol=1e-10)


def test_the_input_is_not_changed():
    x = np.random.default_rng(2).standard_normal((2, 20_000))
    before = x.copy()
    prepare_eeg(x, RATE_HZ, line_freq_hz=50.0)
    np.testing.assert_array_equal(x, before)


def test_a_symmetric_kernel_gives_what_convolution_gives():
    x = np.random.default_rng(3).standard_normal((2, 500))
    kernel = zero_phase_kernel(100.0, 50.0, 4.0)
    np.testing.assert_allclose(kernel, kernel[::-1], atol=1e-15)
    short = kernel[kernel.size // 2 - 20 : kernel.size // 2 + 21]
    expected = np.array([np.convolve(row, short, mode="same") for row in x])
    np.testing.assert_allclose(
        apply_kernel(x, short, step=3)[:, 7:-7], expected[:, ::3][:, 7:-7], atol=1e-12
    )


def test_missing_samples_are_refused():
    x = tone(10.0)
    x[0, 5] = np.nan
    with pytest.raises(EstimationError, match="NaN or infinite samples"):
        prepare_eeg(x, RATE_HZ, line_freq_hz=50.0)


class TestPauses:
    """Where the recorder paused, samples that lie side by side are none in time."""

    @pytest.mark.parametrize("analysis_rate_hz", [1000.0, 250.0, 300.0, 256.0])
    @pytest.mark.parametrize("joins_s", [(20.0,), (11.003, 20.0, 27.5)])
    def test_what_lies_beyond_a_pause_makes_no_difference(self, analysis_rate_hz, joins_s):
        rng = np.random.default_rng(1)
        x = rng.standard_normal((2, 40_000)).cumsum(axis=1)
        options = LINE | {"analysis_rate_hz": analysis_rate_hz, "joins_s": joins_s}
        whole, rate_hz = prepare_eeg(x, 1000.0, **options)
        for begin, end in pairwise([0.0, *joins_s, 40.0]):
            other = 100 * rng.standard_normal(x.shape).cumsum(axis=1)
            first, last = round(begin * 1000), round(end * 1000)
            other[:, first:last] = x[:, first:last]
            alone, _ = prepare_eeg(other, 1000.0, **options)
            own = slice(math.ceil(begin * rate_hz - 1e-6), math.ceil(end * rate_hz - 1e-6))
            np.testing.assert_allclose(alone[:, own], whole[:, own], atol=1e-9)
        apart, _ = prepare_eeg(x, 1000.0, **LINE, analysis_rate_hz=analysis_rate_hz)
        assert apart.shape == whole.shape
        assert np.abs(apart - whole).max() > 0.1

    def test_a_jump_at_a_pause_does_not_ring(self):
        tone_v = tone(20.0)
        jumped = tone_v + np.where(np.arange(tone_v.shape[1]) < 20_000, 0.0, 500.0)
        joined, rate_hz = prepare_eeg(jumped, RATE_HZ, **LINE, joins_s=(20.0,))
        across, _ = prepare_eeg(jumped, RATE_HZ, **LINE)
        still, _ = prepare_eeg(tone_v, RATE_HZ, **LINE)
        near = slice(round(19.9 * rate_hz), round(20.1 * rate_hz))
        assert np.abs(joined - still)[:, near].max() < 1.0
        assert np.abs(across - still)[:, near].max() > 50.0

    @pytest.mark.parametrize("emg_rate_hz", [1000.0, 500.0, 400.0])
    def test_blocks_do_not_matter(self, emg_rate_hz):
        x = np.random.default_rng(2).standard_normal((2, 9000))
        signals, _ = prepared_emg(
            ArraySignals(x, (2000, 4500)), 1000.0, **LINE, emg_rate_hz=emg_rate_hz
        )
        whole = signals.read()
        for size in (700, 1234):
            starts = range(0, signals.shape[1], size)
            blocks = [signals.read(None, start, start + size) for start in starts]
            np.testing.assert_allclose(np.hstack(blocks), whole, atol=1e-9)
