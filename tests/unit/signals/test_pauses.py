"""What lies beyond a pause of the recorder changes nothing: no filter, no rate, no window."""

from itertools import pairwise

import numpy as np
import pytest
from eeg2emg.quality.local_outlier_factor import local_outlier_factors
from eeg2emg.quality.windows import read_windows, window_grid, window_values
from eeg2emg.signals.band_amplitude import band_amplitude
from eeg2emg.signals.filters import prepared_eeg, prepared_emg, prepared_for_ica
from eeg2emg.signals.interpolation import interpolated
from eeg2emg.signals.pieces import (
    ArraySignals,
    FiniteSignals,
    SignalsOfRows,
    SignalsOfSpan,
    held_if_small,
    runs_of,
)
from eeg2emg.signals.welch import WelchAverage, median_density
from scipy.signal import welch

RATE_HZ = 500.0
SAMPLES = 6000
LINE = {"line_freq_hz": 50.0}

MADE = {
    "EEG at its rate": lambda x: prepared_eeg(x, RATE_HZ, analysis_rate_hz=500.0, **LINE),
    "EEG at half its rate": lambda x: prepared_eeg(x, RATE_HZ, analysis_rate_hz=250.0, **LINE),
    "EEG at another rate": lambda x: prepared_eeg(x, RATE_HZ, analysis_rate_hz=128.0, **LINE),
    "EMG": lambda x: prepared_emg(x, RATE_HZ, **LINE),
    "EMG at another rate": lambda x: prepared_emg(x, RATE_HZ, emg_rate_hz=300.0, **LINE),
    "EEG for the ICA": lambda x: prepared_for_ica(x, RATE_HZ, **LINE),
    "EEG for the local outlier factor": lambda x: prepared_for_ica(
        x, RATE_HZ, low_hz=1.0, high_hz=45.0, target_rate_hz=100.0, **LINE
    ),
}
"""Everything that filters: signals to signals and their rate."""

JOINS = [
    (3000,),
    (1,),
    (5999,),
    (1777, 1778),
    (251, 2000, 2003, 4999),
    tuple(range(500, 6000, 500)),
]


def drifting(seed=0, samples=SAMPLES):
    return np.random.default_rng(seed).standard_normal((2, samples)).cumsum(axis=1)


@pytest.mark.parametrize("joins", JOINS)
@pytest.mark.parametrize("name", MADE)
def test_a_run_is_the_same_whatever_the_other_runs_are(name, joins):
    x = drifting()
    made, _ = MADE[name](ArraySignals(x, joins))
    whole = made.read()
    places = runs_of(made.joins, made.shape[1])
    ratio = made.shape[1] / SAMPLES
    for first, last in runs_of(joins, SAMPLES):
        own = slice(int(np.ceil(first * ratio - 1e-9)), int(np.ceil(last * ratio - 1e-9)))
        assert own.start == own.stop or (own.start, own.stop) in places
        other = 1e3 * drifting(1) + 1e5
        other[:, first:last] = x[:, first:last]
        alone = MADE[name](ArraySignals(other, joins))[0].read()
        np.testing.assert_allclose(alone[:, own], whole[:, own], atol=1e-8)


@pytest.mark.parametrize("factor", [2.0, 4.0, 1.5, 1000 / 512, 10 / 3])
@pytest.mark.parametrize(
    "joins", [(300.0,), (0.5, 599.25), (100.2, 100.4, 411.75), (299.999999999,)]
)
def test_a_run_of_a_slow_channel_is_interpolated_by_itself(factor, joins):
    x, other_x = drifting(samples=600)[0], 1e3 * drifting(1, 600)[0]
    whole = interpolated(x, factor, joins)
    assert whole.shape == interpolated(x, factor).shape
    for first, last in pairwise([0.0, *joins, 600.0]):
        own = np.ceil(np.array([first, last]) - 1e-6).astype(int)
        if own[0] == own[1]:
            continue
        other = other_x.copy()
        other[own[0] : own[1]] = x[own[0] : own[1]]
        times = np.arange(whole.size) / factor
        inside = (times > first - 1e-6) & (times < last - 1e-6)
        found = interpolated(other, factor, joins)
        np.testing.assert_allclose(found[inside], whole[inside], atol=1e-8)
        # And it goes through the samples, as without pauses.
        near = [k for k in range(own[0], own[1]) if (k * factor) % 1 == 0]
        np.testing.assert_allclose(whole[[round(k * factor) for k in near]], x[near], atol=0.2)


@pytest.mark.parametrize("joins", JOINS)
def test_no_window_of_a_second_reaches_across(joins):
    runs = runs_of(joins, SAMPLES)
    # Each sample is the number of its run: a window of two has more than one value.
    number = np.concatenate(
        [np.full(last - first, float(k)) for k, (first, last) in enumerate(runs)]
    )
    signals = ArraySignals(np.stack([number, -number]), joins)
    length, count = window_grid(signals, RATE_HZ)
    windows = [window for _, _, some in read_windows(signals, RATE_HZ) for window in some[0]]
    assert len(windows) == count == sum((last - first) // length for first, last in runs) > 0
    assert all(np.ptp(window) == 0 for window in windows)
    np.testing.assert_array_equal(window_values(signals, RATE_HZ).spread_v, 0.0)


def test_runs_shorter_than_a_second_are_windows_of_their_own_length():
    x = ArraySignals(drifting(), tuple(range(100, 6000, 100)))
    assert window_grid(x, RATE_HZ) == (100, 60)
    assert np.isfinite(window_values(x, RATE_HZ).power).all()


@pytest.mark.parametrize("block", [250, 999, 6000])
@pytest.mark.parametrize("joins", JOINS)
def test_a_spectrum_is_that_of_the_runs(joins, block):
    x = drifting() + np.searchsorted(joins, np.arange(SAMPLES), "right") * 1e3
    average = WelchAverage(RATE_HZ, 400, joins)
    for start in range(0, SAMPLES, block):
        average.add(x[:, start : start + block])
    own = [x[:, first:last] for first, last in runs_of(joins, SAMPLES) if last - first >= 400]
    counts = [(run.shape[1] - 200) // 200 for run in own]
    of_runs = [welch(run, RATE_HZ, nperseg=400)[1] for run in own]
    expected = np.average(of_runs, axis=0, weights=counts)
    np.testing.assert_allclose(average.result()[1], expected, rtol=1e-9, atol=1e-9)
    levelled = x - np.searchsorted(joins, np.arange(SAMPLES), "right") * 1e3
    found = [median_density(some, RATE_HZ, 400, joins)[1] for some in (x, levelled)]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-6, atol=1e-12)


def test_where_no_run_holds_a_window_the_longest_is_one():
    x, average = drifting(samples=700), WelchAverage(RATE_HZ, 400, (300, 690))
    average.add(x)
    frequencies, density = average.result()
    expected = welch(x[:, 300:690], RATE_HZ, nperseg=390)
    np.testing.assert_allclose(frequencies, expected[0])
    np.testing.assert_allclose(density, expected[1])


def test_a_jump_at_a_pause_is_no_high_frequency():
    x = np.random.default_rng(2).standard_normal((2, SAMPLES))
    jumped = x + np.where(np.arange(SAMPLES) < 3001, 0.0, 1e6)
    options = {"rate_hz": RATE_HZ, "band_hz": (60.0, 200.0), **LINE}
    calm = band_amplitude(ArraySignals(x, (3001,)), **options)
    np.testing.assert_allclose(band_amplitude(ArraySignals(jumped, (3001,)), **options), calm)
    assert band_amplitude(ArraySignals(jumped), **options).min() > 10 * calm.max()


@pytest.mark.parametrize("length", [1, 2, 50, 400, 1200])
@pytest.mark.parametrize("name", MADE)
def test_an_offset_ends_with_no_run_however_short(name, length):
    """A filter is longer than some runs; what it takes off must not begin and end with them."""
    x, joins = drifting(), (3000, 3000 + length)
    offset = np.zeros(SAMPLES)
    offset[joins[0] : joins[1]] = 1e6
    alone, moved = (MADE[name](ArraySignals(some, joins))[0].read() for some in (x, x + offset))
    np.testing.assert_allclose(moved, alone, atol=0.1)


@pytest.mark.parametrize("place", [1000, 3333, 5900])
def test_a_jump_at_a_pause_makes_no_channel_an_outlier(place):
    """Electrodes that were put on anew have other offsets: that is nothing of their signals."""
    rng = np.random.default_rng(3)
    common = rng.standard_normal((3, SAMPLES)).cumsum(axis=1)
    x = rng.standard_normal((12, 3)) @ common + rng.standard_normal((12, SAMPLES)).cumsum(axis=1)
    jumped = x + np.where(np.arange(SAMPLES) < place, 0.0, 1e5 * rng.standard_normal((12, 1)))
    calm = local_outlier_factors(ArraySignals(x, (place,)), RATE_HZ, 50.0)
    found = local_outlier_factors(ArraySignals(jumped, (place,)), RATE_HZ, 50.0)
    np.testing.assert_allclose(found, calm, atol=1e-6)
    across = local_outlier_factors(ArraySignals(jumped), RATE_HZ, 50.0)
    assert np.abs(across - calm).max() > 0.01


def test_pauses_go_along_with_the_signals():
    signals = ArraySignals(drifting(), (100, 2000, 4000))
    assert SignalsOfRows(signals, [1]).joins == (100, 2000, 4000)
    assert FiniteSignals(signals).joins == (100, 2000, 4000)
    assert held_if_small(SignalsOfRows(signals, [0])).joins == (100, 2000, 4000)
    # At its first sample a span has no other side.
    assert SignalsOfSpan(signals, 100, 4001).joins == (1900, 3900)
    assert SignalsOfSpan(signals, 2000, 4000).joins == ()
