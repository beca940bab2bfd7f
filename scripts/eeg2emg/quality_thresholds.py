"""The limits of the quality rules; imported while a workflow is parsed (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QualityThresholds:
    """Limits beyond which a channel or a recording is not used.

    Attributes
    ----------
    max_flat_share : float
        Share of one-second windows in which a channel does not move.
    flat_v : float
        Peak-to-peak amplitude in volts at or below which a window counts as not moving.
    max_clipped_share : float
        Share of samples held at the channel's own highest or lowest value.
    max_eeg_amplitude_v, min_eeg_amplitude_v : float
        Median over windows of the standard deviation of an EEG channel, in volts.
    max_emg_amplitude_v : float
        The same of an EMG channel.
    max_line_share : float
        Share of the power at the line frequency, of EEG or EMG, above which the contact is lost.
    max_high_frequency_ratio : float
        Amplitude of EEG above 50 Hz relative to that of 1-50 Hz.
    max_deviation : float
        Robust z score of a channel's log amplitude among the EEG channels (PREP: 5).
    min_deviation_factor : float
        A deviating channel differs from the median amplitude by at least this factor too.
    min_correlation : float
        Median over windows of the highest correlation with another EEG channel (PREP: 0.4).
    max_bad_eeg_share : float
        Share of bad EEG channels above which the recording is left out.
    min_emg_snr_db : float
        Median over the muscles of the power in activity relative to rest, in decibels.
    max_bad_emg_channels : int
        Bad EMG channels that a recording may have; EMG is never interpolated.
    min_rate_hz : float
        Lowest sampling rate.
    min_segments : int
        Fewest segments.
    """

    max_flat_share: float = 0.05
    flat_v: float = 1e-8
    max_clipped_share: float = 0.005
    max_eeg_amplitude_v: float = 300e-6
    min_eeg_amplitude_v: float = 0.1e-6
    max_emg_amplitude_v: float = 10e-3
    max_line_share: float = 0.9
    max_high_frequency_ratio: float = 2.0
    max_deviation: float = 5.0
    min_deviation_factor: float = 4.0
    min_correlation: float = 0.4
    max_bad_eeg_share: float = 0.2
    min_emg_snr_db: float = 3.0
    max_bad_emg_channels: int = 0
    min_rate_hz: float = 100.0
    min_segments: int = 1
