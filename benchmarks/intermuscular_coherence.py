"""Coherence of a band by Welch's method and by multitapers, against the truth.

    python benchmarks/intermuscular_coherence.py

Two signals share white noise, or a rhythm at 20 Hz (an autoregressive process of order 2), beside
white noise of their own, so that the true coherence follows from the spectra. Prints bias and root
mean squared error of Fisher's z of the root of the coherence in 15-30 Hz, the target, for segments
of two lengths (docs/targets.md). Takes about a minute.
"""

import sys
import time
from pathlib import Path

import numpy as np
import scipy.signal

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.coherence import estimator_function, squared_magnitude

RATE_HZ, WINDOW_S, BAND_HZ, DRAWS = 1000.0, 1.0, (15.0, 30.0), 60
POLE = 0.995 * np.exp(2j * np.pi * 20 / RATE_HZ)
RHYTHM = np.array([1.0, -2 * POLE.real, abs(POLE) ** 2])


def cases():
    """List names, filters of the shared noise, and its share of the power where it peaks."""
    for power in (0.0, 0.5, 2.0):
        yield f"white, {power:g} of the own noise", np.array([1.0]), power
    for power in (1.0, 10.0):
        yield f"rhythm, {power:g} of the own noise at its peak", RHYTHM, power


def true_z(denominator, power):
    """Give Fisher's z of the root of the mean coherence of the band."""
    frequencies_hz = np.arange(BAND_HZ[0], BAND_HZ[1] + 0.5)
    shared = power * gain(denominator, frequencies_hz)
    return np.arctanh(np.sqrt(np.mean((shared / (shared + 1)) ** 2)))


def gain(denominator, frequencies_hz):
    """Power of the filtered noise, 1 where it is largest."""
    grid = np.linspace(1, RATE_HZ / 2, 20_000)
    largest = np.max(np.abs(scipy.signal.freqz(1, denominator, grid, fs=RATE_HZ)[1]) ** 2)
    response = scipy.signal.freqz(1, denominator, frequencies_hz, fs=RATE_HZ)[1]
    return np.abs(response) ** 2 / largest


def draw(rng, denominator, power, length_s):
    """Draw one segment of two signals."""
    samples = round(length_s * RATE_HZ)
    grid = np.linspace(1, RATE_HZ / 2, 20_000)
    largest = np.max(np.abs(scipy.signal.freqz(1, denominator, grid, fs=RATE_HZ)[1]))
    noise = rng.standard_normal(samples + 2000)
    shared = scipy.signal.lfilter([1 / largest], denominator, noise)[2000:]
    return np.sqrt(power) * shared + rng.standard_normal((2, samples))


def main():
    """Print the table."""
    print("| shared | segment | estimator | bias of z | error of z | ms |")
    print("|---|--:|---|--:|--:|--:|")
    for name, denominator, power in cases():
        for length_s in (15.0, 60.0):
            for estimator in ("welch", "multitaper"):
                rng = np.random.default_rng(1)
                found, start_s = [], time.process_time()
                for _ in range(DRAWS):
                    x = standardise(draw(rng, denominator, power, length_s))
                    coherency = estimator_function(estimator)(x, RATE_HZ, WINDOW_S, BAND_HZ)[1]
                    mean = squared_magnitude(coherency)[:, 0, 1].mean()
                    found.append(np.arctanh(np.sqrt(mean)))
                each_ms = 1000 * (time.process_time() - start_s) / DRAWS
                error = np.array(found) - true_z(denominator, power)
                print(
                    f"| {name} | {length_s:g} s | {estimator} | {error.mean():.3f} "
                    f"| {np.sqrt(np.mean(error**2)):.3f} | {each_ms:.0f} |"
                )


if __name__ == "__main__":
    main()
