"""Cleaned recording: the cleaned EEG and EMG that connectivity is estimated from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.errors import EstimationError
from eeg2emg.rates import same_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eeg2emg.recordings.segments import Segment

EEG_UNITS = ("V", "V m-2")
"""Units of cleaned EEG: potentials, and their current source density."""


class HighFrequencies(NamedTuple):
    """How loud the EEG of each segment is above a limit.

    Attributes
    ----------
    amplitude_v : ndarray, shape (segments, n)
        Root mean square of each channel in volts; NaN where there is none.
    left_out : str
        Why the recording has none; empty where it has.
    """

    amplitude_v: NDArray[np.float64]
    left_out: str


class HeadMuscles(NamedTuple):
    """How strong the EMG of each segment is at muscles of the head.

    Attributes
    ----------
    channels : tuple of str
        Names.
    amplitude_v : ndarray, shape (segments, channels)
        Root mean square in volts.
    """

    channels: tuple[str, ...]
    amplitude_v: NDArray[np.float64]


@dataclass(frozen=True)
class CleanedRecording:
    """A cleaned recording, or the reason why there is none.

    Its signals are arrays, or what can be sliced like them, as in an open file
    (`eeg2emg.cleaning.cleaned_file`).

    Attributes
    ----------
    name, subject : str
        BIDS entities of the recording; label of the subject.
    eeg_v : ndarray, shape (n, t)
        Cleaned EEG in volts at `eeg_rate_hz`; with `laplacian` its current source density, in
        V/m^2.
    emg_v : ndarray, shape (m, s)
        Cleaned EMG in volts at `emg_rate_hz`.
    eeg_rate_hz, emg_rate_hz : float
        Sampling rates.
    eeg_channels, emg_channels : tuple of str
        Names, in the order of the rows.
    eeg_rank : int
        Linearly independent EEG channels that are left.
    segments : tuple of Segment
        What is cut from the recording.
    left_out : str
        Why the recording is left out; empty when it is used. One left out holds no samples.
    eeg_before_v : ndarray, shape (n, t), or None
        EEG before its ICA, bad channels zero; not kept in the file.
    emg_before_v : ndarray, shape (m, s), or None
        EMG before its ICA, where the ICA changed it.
    muscle_v : ndarray, shape (n, t), or None
        EEG rebuilt from its muscle components alone, in the unit of `eeg_v`; None where none is
        labelled so.
    muscle_components : int
        Their number.
    high : HighFrequencies or None
        How loud each segment's EEG is above a limit before its ICA; None where nobody asked.
    laplacian : ndarray, shape (n, n), or None
        What turned the cleaned potentials into current source density
        (`eeg2emg.recordings.laplacian.laplacian_matrix`); None where they are potentials.
    head : HeadMuscles or None
        How strong each segment's head muscles are; None where none were asked for.
    notes : dict
        What was done, for the report.
    """

    name: str
    subject: str
    eeg_v: NDArray[np.floating]
    emg_v: NDArray[np.floating]
    eeg_rate_hz: float
    emg_rate_hz: float
    eeg_channels: tuple[str, ...]
    emg_channels: tuple[str, ...]
    eeg_rank: int
    segments: tuple[Segment, ...]
    left_out: str = ""
    eeg_before_v: NDArray[np.floating] | None = None
    emg_before_v: NDArray[np.floating] | None = None
    muscle_v: NDArray[np.floating] | None = None
    muscle_components: int = 0
    high: HighFrequencies | None = None
    laplacian: NDArray[np.float64] | None = None
    head: HeadMuscles | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    def segment_arrays(self, segment: Segment) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Cut one segment: EEG (n, segment samples) and EMG (m, segment samples)."""
        return (
            cut(self.eeg_v, self.eeg_rate_hz, segment),
            cut(self.emg_v, self.emg_rate_hz, segment),
        )

    def muscle_of(self, segment: Segment) -> NDArray[np.floating] | None:
        """Cut one segment from `muscle_v`; None without muscle components."""
        if self.muscle_v is None:
            return None
        return cut(self.muscle_v, self.eeg_rate_hz, segment)

    def high_of(self, segment: Segment) -> NDArray[np.float64] | None:
        """Give the amplitude of one segment above the limit, shape (n,); None if nobody asked."""
        return None if self.high is None else self.high.amplitude_v[self.segments.index(segment)]

    def head_of(self, segment: Segment) -> NDArray[np.float64] | None:
        """Give the amplitude of the head muscles in one segment; None if nobody asked."""
        return None if self.head is None else self.head.amplitude_v[self.segments.index(segment)]


def cut(x: NDArray[np.floating], rate_hz: float, segment: Segment) -> NDArray[np.floating]:
    """Cut a segment from (channels, samples) at `rate_hz`, its runs side by side.

    Equal lengths for equal durations; `run_lengths` says where a run ends.
    """
    runs = []
    for (onset_s, _), length in zip(segment.runs, run_lengths(rate_hz, segment), strict=True):
        start = min(round(onset_s * rate_hz), x.shape[1] - length)
        if start < 0:
            msg = f"the segment of {segment.duration_s} s is longer than the data"
            raise ValueError(msg)
        runs.append(np.asarray(x[:, start : start + length], dtype=np.float64))
    return runs[0] if len(runs) == 1 else np.hstack(runs)


def run_lengths(rate_hz: float, segment: Segment) -> tuple[int, ...]:
    """Count the samples of each uninterrupted run of a segment."""
    return tuple(round(duration_s * rate_hz) for _, duration_s in segment.runs)


def require_eeg_rate(recording: CleanedRecording, rate_hz: float) -> None:
    """Refuse a recording whose EEG is not at the rate of the analysis.

    Parameters
    ----------
    recording : CleanedRecording
        A cleaned recording; one of a lower rate than that of the analysis kept its own.
    rate_hz : float
        Rate of the analysis.

    Raises
    ------
    EstimationError
        When the rates differ: bands and orders would mean something else than in the others.
    """
    if not same_rate(recording.eeg_rate_hz, rate_hz):
        raise EstimationError(
            f"Its EEG has {recording.eeg_rate_hz:g} Hz, less than connectivity.eeg_rate_hz "
            f"({rate_hz:g} Hz)",
            "bands and autoregressive orders belong to one rate for all recordings",
            f"Set connectivity.eeg_rate_hz to {recording.eeg_rate_hz:g} or less, and eeg_order "
            "with it, or leave the recording out",
        )


def left_out_recording(
    name: str,
    subject: str,
    reason: str,
    *,
    eeg_channels: tuple[str, ...],
    emg_channels: tuple[str, ...],
    eeg_rate_hz: float,
    emg_rate_hz: float,
) -> CleanedRecording:
    """Make what stands for a recording that is left out: the reason and no samples."""
    return CleanedRecording(
        name=name,
        subject=subject,
        eeg_v=np.zeros((len(eeg_channels), 0)),
        emg_v=np.zeros((len(emg_channels), 0)),
        eeg_rate_hz=eeg_rate_hz,
        emg_rate_hz=emg_rate_hz,
        eeg_channels=tuple(eeg_channels),
        emg_channels=tuple(emg_channels),
        eeg_rank=0,
        segments=(),
        left_out=reason,
    )
