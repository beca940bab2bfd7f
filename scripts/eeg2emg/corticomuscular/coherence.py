"""Corticomuscular coherence: the spectra of windows of EEG and EMG, pooled over segments.

A segment is the unit in which signals are standardised and exchanged for surrogates. Within it no
window reaches from one run into the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.fft

from eeg2emg.connectivity.channels import standardise
from eeg2emg.connectivity.runs import split_runs
from eeg2emg.connectivity.windows import window_length
from eeg2emg.errors import EstimationError
from eeg2emg.rates import same_rate
from eeg2emg.signals.lower_rate import at_lower_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.connectivity.segment_result import SegmentSource

OVERLAP_CORRELATION = 1 / 36
"""Squared correlation of the spectra of two Hann windows that overlap by half."""


@dataclass(frozen=True)
class PairedSignals:
    """EEG and EMG of one segment on one time axis.

    Attributes
    ----------
    phase : str
        Its phase.
    eeg : list of ndarray, each of shape (n_electrodes, n_samples of the run)
        Standardised over the segment.
    emg : list of ndarray, each of shape (n_muscles, n_samples of the run)
        Rectified where asked for, at the rate of the EEG, standardised over the segment.
    rate_hz : float
        Their rate.
    """

    phase: str
    eeg: list[np.ndarray]
    emg: list[np.ndarray]
    rate_hz: float


@dataclass(frozen=True)
class WindowSpectra:
    """Fourier coefficients of the windows of one segment.

    Attributes
    ----------
    eeg : ndarray of complex64, shape (n_frequencies, n_electrodes, n_windows)
    emg : ndarray of complex64, shape (n_frequencies, n_muscles, n_windows)
    """

    eeg: np.ndarray
    emg: np.ndarray

    @property
    def n_windows(self) -> int:
        """Number of windows."""
        return self.eeg.shape[2]


class PooledSpectra(NamedTuple):
    """Sums over all windows of one or more segments.

    Attributes
    ----------
    cross : ndarray of complex, shape (n_frequencies, n_electrodes, n_muscles)
        EEG times the conjugate of the EMG.
    eeg : ndarray, shape (n_frequencies, n_electrodes)
        Power.
    emg : ndarray, shape (n_frequencies, n_muscles)
        Power.
    """

    cross: np.ndarray
    eeg: np.ndarray
    emg: np.ndarray

    def less(self, other: PooledSpectra) -> PooledSpectra:
        """Leave some of the windows out again."""
        return PooledSpectra(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


def paired_signals(
    source: SegmentSource, rate_hz: float, emg_rate_hz: float, *, rectify: bool
) -> PairedSignals:
    """Bring EEG and EMG of a segment to one rate, run by run.

    Parameters
    ----------
    source : SegmentSource
        Its cleaned signals; the EEG is at `rate_hz`.
    rate_hz, emg_rate_hz : float
        Rates of the EEG and of the EMG.
    rectify : bool
        Whether the modulus of the EMG is taken. It brings the rate at which motor units fire into
        the spectrum of surface EMG, where their waveforms' own spectrum lies higher.

    Returns
    -------
    PairedSignals

    Raises
    ------
    EstimationError
        When a channel is constant or not finite, or the EMG has a lower rate than the EEG.
    """
    if emg_rate_hz < rate_hz and not same_rate(emg_rate_hz, rate_hz):
        raise EstimationError(
            f"The EMG has {emg_rate_hz:g} Hz, the EEG {rate_hz:g} Hz",
            "the EMG is brought to the rate of the EEG, and cannot be made finer than it is",
            "Lower connectivity.eeg_rate_hz, or record the EMG at a higher rate",
        )
    emg = np.abs(source.emg_v) if rectify else np.asarray(source.emg_v)
    eeg_runs = split_runs(standardise(source.eeg_v, source.eeg_channels), source.eeg_runs)
    slow = [
        at_lower_rate(run - run.mean(axis=1, keepdims=True), emg_rate_hz, rate_hz)
        for run in split_runs(emg, source.emg_runs)
    ]
    lengths = [min(one.shape[1], other.shape[1]) for one, other in zip(eeg_runs, slow, strict=True)]
    beside = np.hstack([run[:, :length] for run, length in zip(slow, lengths, strict=True)])
    return PairedSignals(
        source.phase,
        [run[:, :length] for run, length in zip(eeg_runs, lengths, strict=True)],
        split_runs(standardise(beside, source.emg_channels), lengths),
        rate_hz,
    )


def window_spectra(
    signals: PairedSignals, window_s: float, frequencies_hz: np.ndarray | None = None
) -> tuple[np.ndarray, WindowSpectra]:
    """Transform Hann windows that overlap by half, each without its mean.

    Parameters
    ----------
    signals : PairedSignals
        One segment.
    window_s : float
        Length of a window.
    frequencies_hz : ndarray, optional
        Keep these only; all from 0 to half the rate by default.

    Returns
    -------
    frequencies_hz : ndarray, shape (n_frequencies,)
    spectra : WindowSpectra

    Raises
    ------
    ConfigurationError
        When a window holds fewer than 4 samples.
    EstimationError
        When the segment is shorter than two windows, or a run than one.
    """
    length = window_length(signals.eeg, signals.rate_hz, window_s)
    grid_hz = np.fft.rfftfreq(length, 1 / signals.rate_hz)
    keep = np.arange(len(grid_hz))
    if frequencies_hz is not None:
        keep = np.abs(grid_hz[:, None] - frequencies_hz).argmin(axis=0)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)

    def transformed(runs: Sequence[np.ndarray]) -> np.ndarray:
        step = length - length // 2
        windows = np.concatenate(
            [
                np.lib.stride_tricks.sliding_window_view(run, length, axis=1)[:, ::step]
                for run in runs
            ],
            axis=1,
        )
        tapered = (windows - windows.mean(axis=2, keepdims=True)) * hann
        spectra = scipy.fft.rfft(tapered, axis=2)[:, :, keep]
        return np.ascontiguousarray(spectra.transpose(2, 0, 1), dtype=np.complex64)

    return grid_hz[keep], WindowSpectra(transformed(signals.eeg), transformed(signals.emg))


def pooled(spectra: WindowSpectra) -> PooledSpectra:
    """Sum cross-spectra and powers over the windows of a segment."""
    return PooledSpectra(
        (spectra.eeg @ spectra.emg.conj().transpose(0, 2, 1)).astype(np.complex128),
        _power(spectra.eeg),
        _power(spectra.emg),
    )


def pooled_sum(parts: Sequence[PooledSpectra]) -> PooledSpectra:
    """Sum over segments."""
    return PooledSpectra(*(np.sum(kind, axis=0) for kind in zip(*parts, strict=True)))


def _power(coefficients: np.ndarray) -> np.ndarray:
    return (coefficients.real**2 + coefficients.imag**2).sum(axis=2, dtype=np.float64)


def coherency_of(spectra: PooledSpectra) -> np.ndarray:
    r"""Divide the cross-spectra by the roots of both powers.

    .. math:: c_{em}(f) = \frac{\sum_w X_{ew}(f) \overline{Y_{mw}(f)}}
              {\sqrt{\sum_w |X_{ew}(f)|^2 \sum_w |Y_{mw}(f)|^2}}

    Parameters
    ----------
    spectra : PooledSpectra
        Sums over the windows w.

    Returns
    -------
    ndarray of complex, shape (n_frequencies, n_electrodes, n_muscles)
        Its squared modulus is the magnitude-squared coherence, and its phase that of the electrode
        less that of the muscle: where the muscle follows by a delay d it is :math:`2 \pi f d`.
        0 where there is no power.
    """
    scale = np.sqrt(spectra.eeg[:, :, None] * spectra.emg[:, None, :])
    return np.divide(spectra.cross, scale, out=np.zeros_like(spectra.cross), where=scale > 0)


def coherence_of(spectra: PooledSpectra) -> np.ndarray:
    """Magnitude-squared coherence, shape (n_frequencies, n_electrodes, n_muscles), 0 to 1."""
    coherency = coherency_of(spectra)
    return np.minimum(coherency.real**2 + coherency.imag**2, 1.0)


def independent_averages(windows_of_runs: Sequence[int]) -> float:
    r"""Count the independent windows that half-overlapping Hann windows are worth.

    Neighbours share half of their samples, and the spectra of noise in them have a correlation of
    1/6. The variance of a mean over W windows of one run is that of

    .. math:: L = \frac{W}{1 + 2 (1 - 1/W) / 36}

    independent ones.

    Parameters
    ----------
    windows_of_runs : sequence of int
        Windows of each uninterrupted run.

    Returns
    -------
    float
        Summed over the runs.

    References
    ----------
    Welch (1967), doi:10.1109/TAU.1967.1161901.
    """
    return float(
        sum(
            count / (1 + 2 * (1 - 1 / count) * OVERLAP_CORRELATION)
            for count in windows_of_runs
            if count
        )
    )


def windows_in(signals: PairedSignals, window_s: float) -> list[int]:
    """Count the half-overlapping windows of each run."""
    length = round(window_s * signals.rate_hz)
    step = length - length // 2
    return [max((run.shape[1] - length) // step + 1, 0) for run in signals.eeg]
