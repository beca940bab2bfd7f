"""Settings of the vectors of the EMG (`eeg2emg.connectivity.vectors.catalogue`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Band = tuple[float, float]


@dataclass(frozen=True)
class VectorSettings:
    """How vectors are estimated of one EMG segment.

    Attributes
    ----------
    rate_hz : float
        Sampling rate of the segments.
    lowest_hz : float
        Where the spectrum of the cleaned EMG begins: its high-pass.
    envelope_rate_hz : float
        Rate of the rectified envelopes.
    bands : tuple of tuple of float
        Of intermuscular coherence, in Hz.
    rectified : bool
        Whether its EMG is rectified first.
    window_s : float
        Length of the windows of all spectra.
    """

    rate_hz: float = 1000.0
    lowest_hz: float = 20.0
    envelope_rate_hz: float = 250.0
    bands: tuple[Band, ...] = ((8.0, 15.0), (15.0, 30.0), (30.0, 45.0))
    rectified: bool = True
    window_s: float = 1.0

    @classmethod
    def at(cls, options: Mapping[str, Any], rate_hz: float) -> VectorSettings:
        """Make the settings of one recording.

        Parameters
        ----------
        options : mapping
            The other fields; bands may be lists.
        rate_hz : float
            Rate at which the EMG of the recording is analysed.

        Returns
        -------
        VectorSettings
        """
        bands = tuple((low, high) for low, high in options["bands"])
        return cls(**{**options, "bands": bands, "rate_hz": rate_hz})

    @property
    def whole_band(self) -> Band:
        """From the high-pass to 0.45 of the rate, where a recorder's low-pass has not begun."""
        highest = 0.45 * self.rate_hz
        return min(self.lowest_hz, highest / 2), highest
