"""Signals of a file that MNE has opened, read from the disk when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.recordings.edf_records import EDF_ENDINGS, header_of, signals_of
from eeg2emg.signals.interpolation import interpolated
from eeg2emg.signals.pieces import WORK_BYTES, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_DOUBLE = 8


@dataclass(frozen=True)
class RawSignals:
    """Channels of an open file, in volts.

    A reader decodes all channels of the time that it is asked for: so it is asked for a little at
    a time. Channels that the file holds at a lower rate than others (EDF, BDF) are an exception:
    the reader resamples each piece that it is asked for by itself, so that a drift rings at its
    ends. They are read whole, once, interpolated as an import does, and kept.

    Attributes
    ----------
    raw : mne.io.Raw
        The file.
    rows : tuple of int
        Its channels, in the order wanted.
    fault : callable
        Makes the error to be raised of what a reader raises.
    joins : tuple of int
        Samples before which the recorder paused.
    """

    raw: Any
    rows: tuple[int, ...]
    fault: Callable[[Exception], Exception]
    joins: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of channels and of samples."""
        return len(self.rows), int(self.raw.n_times)

    def read(
        self, rows: Sequence[int] | None = None, start: int = 0, stop: int | None = None
    ) -> NDArray[np.float64]:
        """Read samples, as in `eeg2emg.signals.pieces.Signals`.

        Raises
        ------
        UserError
            The file cannot be read; it is named.
        """
        n, t = self.shape
        wanted = range(n) if rows is None else rows
        stop = t if stop is None else min(stop, t)
        x_v = np.empty((len(wanted), max(0, stop - start)))
        slow = self._slow
        fast = [place for place, row in enumerate(wanted) if row not in slow]
        for place, row in enumerate(wanted):
            if row in slow:
                x_v[place] = slow[row][start:stop]
        picks = [self.rows[wanted[place]] for place in fast]
        size = max(1, WORK_BYTES // (_DOUBLE * len(self.raw.ch_names)))
        for first, last in spans(x_v.shape[1], size) if picks else ():
            x_v[fast, first:last] = self._decoded(picks, start + first, start + last)
        return x_v

    @cached_property
    def _slow(self) -> dict[int, NDArray[np.float64]]:
        """Whole channels that the reader resamples, by their number."""
        (extras, *_) = getattr(self.raw, "_raw_extras")  # noqa: B009 - no public name tells the rates
        if not isinstance(extras, dict) or "max_samp" not in extras or self.raw.preload:
            return {}
        signals = np.asarray(extras["sel"])
        ratio = np.asarray(extras["n_samps"])[signals] / extras["max_samp"]
        path = Path(self.raw.filenames[0])
        if path.suffix.lower() not in EDF_ENDINGS:
            return {
                row: self._decoded([pick], 0, self.shape[1])[0]
                for row, pick in enumerate(self.rows)
                if ratio[pick] != 1
            }
        header = header_of(path)
        return {
            row: np.asarray(
                float(extras["units"][pick])
                * interpolated(
                    signals_of(path, header, [int(signals[pick])])[0],
                    1 / ratio[pick],
                    [join * ratio[pick] for join in self.joins],
                ),
                dtype=float,
            )
            for row, pick in enumerate(self.rows)
            if ratio[pick] != 1
        }

    def _decoded(self, picks: list[int], start: int, stop: int) -> NDArray[np.float64]:
        try:
            return self.raw.get_data(picks=picks, start=start, stop=stop, verbose="error")
        except Exception as error:
            raise self.fault(error) from error
