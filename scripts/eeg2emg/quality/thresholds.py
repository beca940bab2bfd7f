"""Limits of the quality rules; imported while a workflow is parsed (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from eeg2emg.limits import Limits, check_limits

_Volts = Annotated[float, Limits(0, 1e6, "no electrode gives more than a volt, or less than none")]
_Share = Annotated[float, Limits(0, 1, "a share is at most 1, and not negative")]
_Score = Annotated[float, Limits(0, 1e4, "beyond that no recording is ever refused, or none kept")]
_Channels = Annotated[int, Limits(0, 1000, "it is a number of channels, and not negative")]
_Decibels = Annotated[float, Limits(-100, 200, "amplifiers span less than 200 dB")]
_Rate = Annotated[float, Limits(0, 100_000, "no recorder of EEG is faster, and no rate negative")]
_Segments = Annotated[int, Limits(0, 100_000, "no recording has more segments, or less than none")]
_Offset = Annotated[float, Limits(0, 3_600_000, "EEG and EMG an hour apart are not one recording")]
_Drift = Annotated[float, Limits(0, 60_000, "a drift of a minute per minute is no clock")]


@dataclass(frozen=True)
class QualityThresholds:
    """Limits beyond which a channel or a recording is not used.

    Attributes
    ----------
    flat_eeg_uv : float
        Standard deviation at or below which EEG does not move in a one-second window, in uV.
    flat_emg_uv : float
        The same of EMG, in uV; EMG at rest may be very quiet.
    max_flat_share : float
        Largest share of windows in which a channel does not move.
    max_clipped_share : float
        Largest share of samples held at the channel's own highest or lowest value.
    max_eeg_uv : float
        Largest amplitude of EEG (median over windows of the standard deviation), in uV.
    max_emg_uv : float
        Largest amplitude of EMG, in uV.
    max_line_share : float
        Largest share of the power, in EEG or EMG, at the line frequency and its harmonics.
    max_deviation : float
        Largest robust z score of an EEG channel's log amplitude among the EEG channels (PREP: 5).
    min_deviation_factor : float
        A deviating channel also differs from the median amplitude by at least this factor:
        channels of one person can be so alike that a small difference is five deviations.
    max_noise_ratio : float
        Largest amplitude density of EEG above 50 Hz, without the line, relative to that of
        1-50 Hz; white noise has 1.
    min_correlation : float
        Smallest correlation of an EEG channel with the channel most like it, on 1-45 Hz over the
        whole recording (real and simulated EEG has 0.3 to 1, a loose electrode below 0.2).
    max_local_outlier_factor : float or None
        Largest local outlier factor of an EEG channel on 1-45 Hz: how much farther its signal lies
        from those of the third of the channels most like it than theirs lie from each other. Null:
        not judged. Sound channels have 1 to 1.5, a channel of noise 2 or more; 1.8 is a start.
    max_dropped_share : float
        Largest share of the samples in which every EEG channel repeats the sample before, as
        recorders write when samples were lost.
    max_bad_eeg : int
        Bad EEG channels that a recording may have.
    max_bad_emg : int
        Bad EMG channels that a recording may have; EMG is never interpolated.
    min_emg_snr_db : float
        Smallest power of EMG in the louder phase relative to the quieter one (median over the
        muscles), in decibels; not judged in recordings of one phase.
    min_rate_hz : float
        Lowest sampling rate, in Hz.
    min_segments : int
        Fewest segments of a recording.
    max_start_offset_ms : float
        Where the EMG is a file of its own: largest time between the begins of EEG and EMG, in ms,
        told by the events that both files have (triggers of both devices), else by the headers.
    max_drift_ms_per_min : float
        Largest drift between the clocks of the two devices, in ms per minute, told by the same
        events, else (which is weaker) by the lengths; clocks of good recorders stay below 3.
    """

    flat_eeg_uv: _Volts = 0.1
    flat_emg_uv: _Volts = 0.01
    max_flat_share: _Share = 0.05
    max_clipped_share: _Share = 0.005
    max_eeg_uv: _Volts = 300.0
    max_emg_uv: _Volts = 5000.0
    max_line_share: _Share = 0.9
    max_deviation: _Score = 5.0
    min_deviation_factor: _Score = 4.0
    max_noise_ratio: _Score = 0.8
    min_correlation: _Share = 0.2
    max_local_outlier_factor: _Score | None = None
    max_dropped_share: _Share = 0.005
    max_bad_eeg: _Channels = 3
    max_bad_emg: _Channels = 0
    min_emg_snr_db: _Decibels = 3.0
    min_rate_hz: _Rate = 100.0
    min_segments: _Segments = 1
    max_start_offset_ms: _Offset = 10.0
    max_drift_ms_per_min: _Drift = 6.0

    def __post_init__(self) -> None:
        check_limits(self, "quality")
