"""Amplitude in a band: closed forms, and what must not count."""

import numpy as np
import pytest
from eeg2emg.signals import band_amplitude as module
from eeg2emg.signals.band_amplitude import band_amplitude
from eeg2emg.signals.pieces import SignalsOfRows, as_signals

RATE_HZ, BAND_HZ = 500.0, (60.0, 220.0)
CUT_HZ = 3 * 4.0  # around 100, 150 and 200 Hz


def noise(channels=3, seconds=60, seed=0):
    return np.random.default_rng(seed).standard_normal((channels, round(seconds * RATE_HZ)))


def sine(hz, height=1.0, seconds=60):
    return height * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def measured(x, rate_hz=RATE_HZ, band_hz=BAND_HZ, line_freq_hz=50.0):
    return band_amplitude(x, rate_hz, band_hz, line_freq_hz=line_freq_hz)


@pytest.mark.parametrize("level", [1e-7, 1.0, 30.0])
def test_white_noise_has_the_share_of_its_power_that_the_band_is(level):
    expected = level * np.sqrt((BAND_HZ[1] - BAND_HZ[0] - CUT_HZ) / (RATE_HZ / 2))
    assert measured(level * noise()) == pytest.approx(np.full(3, expected), rel=0.02)


@pytest.mark.parametrize("hz", [61.0, 77.3, 103.0, 219.0])
def test_a_sine_within_the_band_is_measured_in_its_channel_alone(hz):
    x = np.zeros((2, round(60 * RATE_HZ)))
    x[1] = sine(hz, 2.0)
    found = measured(x)
    assert found[1] == pytest.approx(2.0 / np.sqrt(2), rel=0.01)
    assert found[0] == 0.0


@pytest.mark.parametrize("line_freq_hz", [50.0, 60.0])
@pytest.mark.parametrize("harmonic", [1, 2, 3])
@pytest.mark.parametrize("wavers_hz", [-0.2, 0.0, 0.2])
def test_mains_of_any_height_do_not_count(line_freq_hz, harmonic, wavers_hz):
    x = noise(1)
    line = sine(harmonic * line_freq_hz + wavers_hz, 30.0)
    quiet = measured(x, line_freq_hz=line_freq_hz)
    assert measured(x + line, line_freq_hz=line_freq_hz) == pytest.approx(quiet, rel=0.01)


@pytest.mark.parametrize("slow", ["offset", "drift", "alpha", "sway"])
def test_what_is_slow_does_not_count(slow):
    time = np.arange(round(60 * RATE_HZ)) / RATE_HZ
    large = {
        "offset": np.full(time.size, 1e5),
        "drift": 1e3 * time / 60,
        "alpha": sine(10.0, 100.0),
        "sway": sine(0.3, 1e4),
    }[slow]
    assert measured(noise(1) + large) == pytest.approx(measured(noise(1)), rel=0.01)


def test_blocks_and_offsets_in_the_file_change_nothing(monkeypatch):
    x = noise(4)
    whole = measured(x)
    monkeypatch.setattr(module, "WORK_BYTES", 8 * 4 * 777)
    assert measured(x) == pytest.approx(whole, rel=1e-9)
    assert measured(SignalsOfRows(as_signals(x), [2, 0])) == pytest.approx(whole[[2, 0]])


@pytest.mark.parametrize("seconds", [2, 3.3, 5, 60])
def test_segments_of_any_length_have_one(seconds):
    expected = np.sqrt((BAND_HZ[1] - BAND_HZ[0] - CUT_HZ) / (RATE_HZ / 2))
    assert measured(noise(1, seconds)) == pytest.approx([expected], rel=0.1)
