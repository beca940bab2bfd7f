"""Spectra and excerpts of independent components, kept for the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STRETCH_S = 6.0
HIGHEST_HZ = 100.0
COURSE_RATE_HZ = 125.0


@dataclass(frozen=True)
class ComponentSignals:
    """Spectra and courses of r components, each as it is at the electrode where it is strongest.

    In single precision, as they are kept.

    Attributes
    ----------
    sites : tuple of str
        That electrode of each component.
    frequencies_hz : ndarray, shape (f,)
        1 Hz apart, from 1 Hz to 100 Hz or to what the rate allows.
    spectra : ndarray, shape (r, f)
        Power spectral density, median over windows of a second, in V^2/Hz.
    onset_s : float
        Where the stretch begins in what was decomposed (the pieces joined).
    rate_hz : float
        Rate of the courses.
    courses_v : ndarray, shape (r, t)
        The stretch in which what is removed is largest, in volts.
    """

    sites: tuple[str, ...]
    frequencies_hz: NDArray[np.float64]
    spectra: NDArray[np.float32]
    onset_s: float
    rate_hz: float
    courses_v: NDArray[np.float32]


def component_signals(
    sources: NDArray[np.floating],
    mixing: NDArray[np.floating],
    rate_hz: float,
    *,
    channels: Sequence[str],
    lengths: Sequence[int],
    removed: Sequence[int],
) -> ComponentSignals:
    """Describe components by their spectra and a few seconds of their courses.

    Parameters
    ----------
    sources : ndarray, shape (r, t)
        Courses of the components; pieces of a recording, joined.
    mixing : ndarray, shape (g, r)
        Their maps, in volts per unit of the source.
    rate_hz : float
        Sampling rate.
    channels : sequence of str
        Names of the g channels.
    lengths : sequence of int
        Samples of each piece; the stretch, and each window, lies within one of them.
    removed : sequence of int
        Components that are removed; the stretch is that in which they are largest, or the first
        one where none is.

    Returns
    -------
    ComponentSignals
    """
    from eeg2emg.signals.fir_design import thinned
    from eeg2emg.signals.welch import median_density

    strongest = np.argmax(np.abs(mixing), axis=0)
    weight = mixing[strongest, np.arange(mixing.shape[1])]
    window = min(round(rate_hz), *lengths)
    frequencies, density = median_density(
        sources, rate_hz, window, np.cumsum(lengths)[:-1].tolist()
    )
    shown = (frequencies >= 1.0 - 1e-9) & (frequencies <= min(HIGHEST_HZ, 0.45 * rate_hz))
    first, last = _stretch(sources, mixing, rate_hz, lengths=lengths, removed=removed)
    step = max(1, int(rate_hz // COURSE_RATE_HZ))
    courses = sources[:, first:last]
    courses = courses if step == 1 else thinned(courses, step)
    return ComponentSignals(
        sites=tuple(channels[row] for row in strongest),
        frequencies_hz=frequencies[shown],
        spectra=(density[:, shown] * weight[:, None] ** 2).astype(np.float32),
        onset_s=first / rate_hz,
        rate_hz=rate_hz / step,
        courses_v=(courses * weight[:, None]).astype(np.float32),
    )


def _stretch(
    sources: NDArray[np.floating],
    mixing: NDArray[np.floating],
    rate_hz: float,
    *,
    lengths: Sequence[int],
    removed: Sequence[int],
) -> tuple[int, int]:
    """Find the stretch in which the removed components have most power at the electrodes."""
    numbers = list(removed)
    strength = np.square(mixing[:, numbers]).sum(axis=0)
    best, found = -1.0, (0, min(lengths[0], round(STRETCH_S * rate_hz)))
    begin = 0
    for length in lengths:
        size = min(length, round(STRETCH_S * rate_hz))
        for first in range(begin, begin + length - size + 1, size):
            piece = sources[numbers, first : first + size]
            power = float(strength @ np.square(piece).mean(axis=1))
            if power > best:
                best, found = power, (first, first + size)
        begin += length
    return found
