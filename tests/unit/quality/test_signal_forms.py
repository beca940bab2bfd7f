"""Signals that were processed before they were saved are told; raw ones are not."""

import numpy as np
import pytest
from eeg2emg.quality.recording_checks import check_quality
from eeg2emg.quality.signal_forms import form_notes, symmetry

RATE_HZ = 500.0


def emg(seed=0):
    """Raw EMG of two muscles: noise of 20-200 Hz in bursts."""
    from scipy.signal import butter, sosfiltfilt

    rng = np.random.default_rng(seed)
    noise = sosfiltfilt(butter(2, [20, 200], "band", fs=RATE_HZ, output="sos"),
                        rng.standard_normal((2, 15_000)), axis=1)  # fmt: skip
    bursts = 1.0 + 4.0 * (np.arange(15_000) // 2500 % 2)
    return 2e-5 * noise * bursts


def eeg(seed=1):
    """EEG of four channels: noise of power 1/f and the noise of an amplifier."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal((4, 15_000)), axis=1)
    spectrum[:, 1:] /= np.sqrt(np.arange(1, spectrum.shape[1]))
    x = np.fft.irfft(spectrum, axis=1)
    return 1e-5 * x / x.std() + 2e-7 * rng.standard_normal(x.shape)


def notes(eeg_v, emg_v):
    names = {"eeg_channels": list("abcd")[: len(eeg_v)], "emg_channels": ["BSH", "DEL"]}
    found = check_quality(eeg_v, emg_v, RATE_HZ, **names)
    return form_notes(found.eeg, found.emg, 250.0, RATE_HZ)


def smooth(x, samples):
    return np.array([np.convolve(row, np.ones(samples) / samples, "same") for row in x])


T = np.arange(15_000) / RATE_HZ


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x,
        lambda x: x + 5e-3,
        lambda x: -x,
        lambda x: x + 1e-3 * T / T[-1],
        lambda x: x + 2e-5 * np.sin(2 * np.pi * 50 * T),
        lambda x: x + 3e-4 * (np.arange(T.size) % 450 < 15),  # a heart
        lambda x: x + 1e-3 * np.sin(2 * np.pi * 0.3 * T),
    ],
)
def test_raw_emg_is_raw_with_offset_drift_mains_heart_or_sway(change):
    assert notes(eeg(), change(emg())) == []


@pytest.mark.parametrize(
    "change",
    [
        np.abs,
        lambda x: -np.abs(x) * -1 + 5e-3,
        lambda x: x**2 / 1e-5,
        lambda x: smooth(np.abs(x), 25),
        lambda x: smooth(np.abs(x), 100),
        lambda x: np.sqrt(smooth(x**2, 50)),
    ],
)
def test_rectified_and_smoothed_emg_is_told(change):
    (note,) = notes(eeg(), change(emg()))
    assert note.startswith("the EMG of BSH, DEL looks rectified or smoothed")


def test_one_muscle_alone_is_named():
    x = emg()
    x[1] = np.abs(x[1])
    (note,) = notes(eeg(), x)
    assert note.startswith("the EMG of DEL looks")


@pytest.mark.parametrize(("up", "down"), [(1, 5), (2, 5), (1, 3)])
def test_eeg_that_was_recorded_slower_is_told(up, down):
    from scipy.signal import resample_poly

    slow = resample_poly(resample_poly(eeg(), up, down, axis=1), down, up, axis=1)
    (note,) = notes(slow[:, :15_000], emg())
    assert "next to no power above" in note
    assert "lower connectivity.eeg_rate_hz" in note


def test_symmetry_of_known_laws():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 60_000))
    assert symmetry(x, RATE_HZ)[0] == pytest.approx(0.5, abs=0.01)
    # The quantiles 0.05, 0.5 and 0.95 of the absolute value of a normal number.
    assert symmetry(np.abs(x), RATE_HZ)[0] == pytest.approx((0.674 - 0.063) / 1.897, abs=0.01)
    assert symmetry(np.zeros((2, 1000)), RATE_HZ).tolist() == [0.5, 0.5]
    assert symmetry(np.zeros((2, 0)), RATE_HZ).tolist() == [0.5, 0.5]
