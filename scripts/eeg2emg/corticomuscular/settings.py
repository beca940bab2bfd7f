"""Settings of corticomuscular coherence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.channels import require_band
from eeg2emg.corticomuscular.checks import kept_frequencies, line_frequencies
from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class CoherenceSettings:
    """How coherence is estimated.

    Attributes
    ----------
    rate_hz : float
        Rate at which the EEG is analysed.
    order : int
        Order of the autoregressive models of Granger causality, in samples.
    line_hz : float
        Frequency of the mains.
    seed : int
        Seed of the cohort.
    bands_hz : sequence of (float, float)
        Low and high edge of each band; both are included.
    window_s : float
        Length of a window.
    rectify : bool
        Whether the EMG is rectified.
    surrogates : int
        How many surrogates.
    confidence : float
        1 less the level of the thresholds.
    """

    rate_hz: float
    order: int
    line_hz: float
    seed: int
    bands_hz: Sequence[tuple[float, float]] = ((8.0, 13.0), (15.0, 30.0), (31.0, 45.0))
    window_s: float = 1.0
    rectify: bool = True
    surrogates: int = 199
    confidence: float = 0.95

    @property
    def alpha(self) -> float:
        """Level of the thresholds."""
        return round(1 - self.confidence, 12)

    @property
    def frequencies_hz(self) -> np.ndarray:
        """Frequencies that are looked at: those of the bands, and those about each line."""
        length = round(self.window_s * self.rate_hz)
        grid_hz = np.fft.rfftfreq(length, 1 / self.rate_hz)
        lines_hz = line_frequencies(self.line_hz, self.rate_hz)
        return kept_frequencies(grid_hz, self.bands_hz, lines_hz)

    def rows_of_bands(self) -> list[np.ndarray]:
        """List the indices of the frequencies of each band.

        Raises
        ------
        ConfigurationError
            When a band ends beyond half the rate.
        EstimationError
            When a band holds none.
        """
        at_hz = self.frequencies_hz
        rows = []
        for band in self.bands_hz:
            low, high = require_band(band, self.rate_hz)
            inside = np.flatnonzero((at_hz >= low - 1e-9) & (at_hz <= high + 1e-9))
            if not len(inside):
                raise EstimationError(
                    f"No frequency lies in {low:g}-{high:g} Hz",
                    f"windows of {self.window_s:g} s have frequencies {1 / self.window_s:g} Hz "
                    "apart",
                    "Use a wider band or longer windows (corticomuscular.window_s)",
                )
            rows.append(inside)
        return rows
