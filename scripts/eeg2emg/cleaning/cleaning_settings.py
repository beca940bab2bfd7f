"""Settings of cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class CleaningSettings:
    """How a recording is cleaned.

    Attributes
    ----------
    eeg_channels, emg_channels : sequence of str
        The configured channels.
    eeg_rate_hz, emg_rate_hz : float
        Rates of the results; a lower rate of the recording is kept.
    emg_high_pass_hz : float
        Edge of the EMG's high-pass.
    emg_ica : bool
        Whether a component of the EMG may be removed.
    laplacian : bool
        Whether the cleaned EEG is turned into its current source density.
    minimum_rank : int or None
        A recording whose cleaned EEG has fewer dimensions is left out.
    high_frequencies_hz : float or None
        Above it each segment's EEG is measured before the ICA, for a control; None for no such
        control.
    head_muscles : sequence of str
        Channels of the neck, the jaw or the face, which serve as a control.
    seed : int
        Seed of the cohort, from which that of each EMG's ICA is derived.
    """

    eeg_channels: Sequence[str]
    emg_channels: Sequence[str]
    eeg_rate_hz: float = 250.0
    emg_rate_hz: float = 1000.0
    emg_high_pass_hz: float = 20.0
    emg_ica: bool = True
    laplacian: bool = False
    minimum_rank: int | None = None
    high_frequencies_hz: float | None = None
    head_muscles: Sequence[str] = ()
    seed: int = 0
