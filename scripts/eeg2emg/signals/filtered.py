"""Filtered and resampled signals: made as they are read, from true neighbouring samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Signals

_HALF_FILTER = 10  # times the larger factor: that of scipy's polyphase resampling


@dataclass(frozen=True)
class FilteredSignals:
    """Each channel filtered with a symmetric kernel, without delay, every `step`-th sample kept.

    A block is filtered with the samples beside it, as many as the kernel reaches; beyond the ends
    of the recording the signals are continued by odd reflection. So it does not matter in which
    blocks they are read, but for rounding.

    Attributes
    ----------
    signals : Signals
        What is filtered.
    kernel : ndarray, shape (2 k + 1,)
        Symmetric FIR kernel.
    step : int
        Which samples are kept; the kernel must hold the anti-alias filter.
    """

    signals: Signals
    kernel: NDArray[np.float64]
    step: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples that are kept."""
        n, t = self.signals.shape
        return n, -(-t // self.step)

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Filter a block, as in `eeg2emg.signals.pieces.Signals`.

        Raises
        ------
        EstimationError
            There are NaN or infinite samples.
        """
        from scipy import fft

        t, half = self.signals.shape[1], self.kernel.size // 2
        edge = min(half, max(t - 1, 0))
        stop = self.shape[1] if stop is None else min(stop, self.shape[1])
        first, last = start * self.step, min(stop * self.step, t)
        begin, end = max(0, first - half), min(t, last + half)
        x_v = self.signals.read(rows, begin, end)
        if not np.all(np.isfinite(x_v)):
            msg = "the data hold NaN or infinite samples"
            raise EstimationError(
                msg, "a filter spreads them", "leave the channel or recording out"
            )
        before, after = min(edge, max(0, half - first)), min(edge, max(0, last + half - t))
        size = fft.next_fast_len(x_v.shape[1] + before + after + 2 * half, real=True)
        response = fft.rfft(self.kernel, size)
        place = first - begin + before + half
        filtered = np.empty((x_v.shape[0], max(0, stop - start)))
        for row, x in enumerate(x_v):  # channel by channel, to spare memory
            padded = x
            if before or after:
                padded = np.pad(x, (before, after), mode="reflect", reflect_type="odd")
            spectrum = fft.rfft(padded, size)
            spectrum *= response
            kept = slice(place, place + last - first, self.step)
            filtered[row] = fft.irfft(spectrum, size)[kept]
        return filtered


@dataclass(frozen=True)
class ResampledSignals:
    """Each channel at `up` / `down` times its rate, by scipy's polyphase filter.

    Attributes
    ----------
    signals : Signals
        What is resampled; nothing is assumed beyond its ends.
    up, down : int
        Without a common factor.
    """

    signals: Signals
    up: int
    down: int

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels, and of samples at the new rate."""
        n, t = self.signals.shape
        return n, -(-t * self.up // self.down)

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Resample a block, as in `eeg2emg.signals.pieces.Signals`."""
        from scipy.signal import resample_poly

        up, down = self.up, self.down
        t = self.signals.shape[1]
        stop = self.shape[1] if stop is None else min(stop, self.shape[1])
        # Every `up` samples the old and the new rate meet: there a block can begin.
        beside = -(-(_HALF_FILTER * max(up, down) // up + 1) // down)
        begin = max(0, start // up - beside)
        end = min(t, (-(-stop // up) + beside) * down)
        x_v = self.signals.read(rows, begin * down, end)
        place = start - begin * up
        return resample_poly(x_v, up, down, axis=1)[:, place : place + stop - start]
