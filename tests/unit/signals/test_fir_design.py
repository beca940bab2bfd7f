import mne.filter
import numpy as np
import pytest
from eeg2emg.signals.filters import zero_phase_kernel
from eeg2emg.signals.fir_design import anti_alias, high_pass, thinned
from scipy.signal import firwin, resample_poly

RATES_HZ = (100.0, 128.0, 250.0, 256.0, 300.0, 512.0, 999.41, 1000.0, 1024.0, 2048.0, 5000.0)


def answer_of_mne(rate_hz, line_freq_hz, edge_hz):
    """Filter an impulse with MNE."""
    impulse = np.zeros(2 * round(8 * rate_hz) + 1)
    impulse[impulse.size // 2] = 1.0
    answer = mne.filter.filter_data(impulse, rate_hz, edge_hz, None, verbose="error")
    harmonics = np.arange(line_freq_hz, rate_hz / 2 - 2.0, line_freq_hz)
    if not harmonics.size:
        return answer
    return mne.filter.notch_filter(answer, rate_hz, harmonics, notch_widths=1.0, verbose="error")


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("line_freq_hz", [50.0, 60.0])
@pytest.mark.parametrize("edge_hz", [0.5, 1.0, 10.0, 20.0, 47.5])
def test_notch_and_high_pass_are_those_of_mne(rate_hz, line_freq_hz, edge_hz):
    expected = answer_of_mne(rate_hz, line_freq_hz, edge_hz)
    kernel = zero_phase_kernel(rate_hz, line_freq_hz, edge_hz)
    edge = (expected.size - kernel.size) // 2
    np.testing.assert_allclose(np.pad(kernel, edge), expected, rtol=0, atol=1e-12)
    assert np.abs(kernel[[0, -1]]).max() > 1e-12  # as long as it must be, and no longer


@pytest.mark.parametrize("edge_hz", [-1.0, 0.0, 50.0, 70.0])
def test_an_edge_outside_of_the_band_is_refused(edge_hz):
    with pytest.raises(ValueError, match="no high-pass"):
        high_pass(100.0, edge_hz)


@pytest.mark.parametrize("factor", [2, 4, 5, 40])
def test_low_pass_is_that_of_scipy(factor):
    theirs = firwin(20 * factor + 1, 1.0 / factor, window=("kaiser", 5.0))
    np.testing.assert_allclose(anti_alias(factor), theirs, rtol=0, atol=1e-15)


@pytest.mark.parametrize("samples", [1, 7, 40, 1500, 1501])
@pytest.mark.parametrize("step", [2, 3, 8])
def test_thinned_signals_are_those_of_scipy(samples, step):
    x = np.random.default_rng(samples).standard_normal((3, samples))
    expected = resample_poly(x, 1, step, axis=1)
    np.testing.assert_allclose(thinned(x, step), expected, rtol=0, atol=1e-13)


def test_no_signals_are_thinned_to_none():
    assert thinned(np.zeros((0, 9)), 2).shape == (0, 5)
