"""Estimates of one person: what is known of every electrode, muscle, band and phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SPECTRA = ("coherence", "of_surrogates")
"""What is known by frequency: (phases, frequencies, electrodes, muscles)."""

VALUES = (
    *("coherence", "frequency_hz", "mean_coherence", "mean_of_surrogates"),
    *("analytic_threshold", "surrogate_threshold", "amplitude_threshold", "p", "p_corrected"),
    *("phase_slope", "phase_slope_z", "granger_to_muscle", "granger_to_brain"),
    *("granger_contrast", "granger_contrast_z"),
    *("zero_lag_share", "p_delay", "common_line"),
)
"""What is known by band: (phases, bands, electrodes, muscles)."""


@dataclass(frozen=True)
class PersonCoherence:
    """What was estimated of one person.

    Attributes
    ----------
    subject : str
        Label of the person.
    phases, electrodes, muscles : tuple of str
        Names; the phases of which there are segments.
    frequencies_hz : ndarray, shape (n_frequencies,)
    bands_hz : ndarray, shape (n_bands, 2)
    segments : ndarray of int, shape (n_phases,)
        How many segments were pooled.
    averages : ndarray, shape (n_phases,)
        Independent windows in them.
    spectra : dict of str to ndarray
        `SPECTRA`.
    values : dict of str to ndarray
        `VALUES`.
    refused : dict of str to str
        Recordings, segments and quantities that could not be used, with the reason.
    """

    subject: str
    phases: tuple[str, ...]
    electrodes: tuple[str, ...]
    muscles: tuple[str, ...]
    frequencies_hz: np.ndarray
    bands_hz: np.ndarray
    segments: np.ndarray
    averages: np.ndarray
    spectra: dict[str, np.ndarray]
    values: dict[str, np.ndarray]
    refused: dict[str, str] = field(default_factory=dict)
