"""Filtered and resampled signals: made as they are read, from true neighbouring samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import EstimationError
from eeg2emg.signals.pieces import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Signals

_HALF_FILTER = 10  # times the larger factor: that of scipy's polyphase resampling


@dataclass(frozen=True)
class FilteredSignals:
    """Each channel filtered with a symmetric kernel, without delay, every `step`-th sample kept.

    A block is filtered with the samples beside it, as many as the kernel reaches; beyond the ends
    of the recording, and where the recorder paused, the signals are continued by odd reflection. So
    it does not matter in which blocks they are read, but for rounding.

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

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples that are kept before which the recorder paused."""
        return tuple(sorted({-(-join // self.step) for join in self.signals.joins}))

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Filter a block, as in `eeg2emg.signals.pieces.Signals`.

        Raises
        ------
        EstimationError
            There are NaN or infinite samples.
        """
        t = self.signals.shape[1]
        stop = self.shape[1] if stop is None else min(stop, self.shape[1])
        runs = uninterrupted(self.signals.joins, t, start * self.step, min(stop * self.step, t))
        found = [self._of_run(rows, *run) for run in runs]
        if len(found) == 1:
            return found[0]
        return np.hstack(found) if found else self.signals.read(rows, 0, 0)

    def _of_run(
        self, rows: Sequence[int] | None, run: tuple[int, int], first: int, last: int
    ) -> NDArray[np.float64]:
        """Filter the samples from first to last of a run, of which every `step`-th is kept."""
        from scipy import fft

        half = self.kernel.size // 2
        begin, end = max(run[0], first - half), min(run[1], last + half)
        x_v = self.signals.read(rows, begin, end)
        if not np.all(np.isfinite(x_v)):
            msg = "the data hold NaN or infinite samples"
            raise EstimationError(
                msg, "a filter spreads them", "leave the channel or recording out"
            )
        # A run shorter than half of the kernel is reflected more than once: what a high-pass takes
        # off, an offset of the electrodes, must not end where the run does.
        before = max(0, half - (first - run[0]))
        after = max(0, last + half - run[1])
        size = fft.next_fast_len(x_v.shape[1] + before + after + 2 * half, real=True)
        response = fft.rfft(self.kernel, size)
        kept_first = -(-first // self.step) * self.step
        place = kept_first - begin + before + half
        kept = slice(place, place + last - kept_first, self.step)
        filtered = np.empty((x_v.shape[0], max(0, -(-(last - kept_first) // self.step))))
        for row, x in enumerate(x_v):  # channel by channel, to spare memory
            padded = x
            if before or after:
                padded = np.pad(x, (before, after), mode="reflect", reflect_type="odd")
            spectrum = fft.rfft(padded, size)
            spectrum *= response
            filtered[row] = fft.irfft(spectrum, size)[kept]
        return filtered


@dataclass(frozen=True)
class ResampledSignals:
    """Each channel at `up` / `down` times its rate, by scipy's polyphase filter.

    Attributes
    ----------
    signals : Signals
        What is resampled; nothing is assumed beyond its ends, and where the recorder paused a run
        goes on as it ended.
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

    @property
    def joins(self) -> tuple[int, ...]:
        """Samples at the new rate before which the recorder paused."""
        return tuple(sorted({-(-join * self.up // self.down) for join in self.signals.joins}))

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
        found = np.empty((x_v.shape[0], max(0, stop - start)))
        # A run's samples at the new rate are those whose time lies within it.
        for run, first, last in uninterrupted(self.signals.joins, t, begin * down, end):
            wanted = slice(max(start, -(-first * up // down)), min(stop, -(-last * up // down)))
            own_v = _continued(x_v, run[0] - begin * down, run[1] - begin * down)
            made = resample_poly(own_v, up, down, axis=1)[:, place : place + stop - start]
            inside = slice(wanted.start - start, max(wanted.start, wanted.stop) - start)
            found[:, inside] = made[:, inside]
        return found


def _continued(x: NDArray[np.floating], first: int, last: int) -> NDArray[np.floating]:
    """Hold the first and the last sample of a run beyond it."""
    first, last = max(first, 0), min(last, x.shape[1])
    if (first, last) == (0, x.shape[1]):
        return x
    places = np.clip(np.arange(x.shape[1]), first, last - 1)
    return x[:, places]
