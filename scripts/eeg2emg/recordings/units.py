"""Units of a recording, and whether they are plausible: volts are mistaken for microvolts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.signals.pieces import as_signals, read_thinned, row_groups

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from eeg2emg.signals.pieces import Given

_STEP_S = 0.01
_PLAUSIBLE_STEP_V = {"EEG": (2e-8, 1e-3), "EMG": (2e-8, 5e-3)}


def check_unit(path: Path, kind: str, x_v: Given, rate_hz: float) -> None:
    """Refuse amplitudes that only a wrong unit explains.

    Judged on the change within 10 ms, which neither a drift nor an electrode offset enlarges.

    Parameters
    ----------
    path : Path
        The file, to name it.
    kind : {"EEG", "EMG"}
        What the channels are.
    x_v : ndarray, shape (n, t), or Signals
        Samples, in volts as the file states them.
    rate_hz : float
        Sampling rate.

    Raises
    ------
    RecordingError
        The typical channel changes by less or more than EEG or EMG can.
    """
    signals = as_signals(x_v)
    n, t = signals.shape
    lag = max(1, round(_STEP_S * rate_hz))
    medians = []
    for rows in row_groups(n, 2 * 8 * t // lag):  # with a copy
        thinned = read_thinned(signals, lag, rows)
        with np.errstate(invalid="ignore"):  # infinite samples are found by the quality checks
            medians += [_finite_median(np.abs(np.diff(x))) for x in thinned]
    per_channel = np.array(medians) * 1.4826
    moving = per_channel[per_channel > 0]
    if moving.size == 0:
        return
    typical_v = float(np.median(moving))
    low_v, high_v = _PLAUSIBLE_STEP_V[kind]
    if low_v <= typical_v <= high_v:
        return
    raise RecordingError(
        f"{path}: the {kind} changes by {typical_v * 1e6:.3g} uV within 10 ms",
        f"plausible is {low_v * 1e6:g} to {high_v * 1e6:g} uV: the unit in the file is wrong"
        f"{_suggested_unit(typical_v, low_v, high_v)}",
        "correct the unit in the file's header (volts, millivolts or microvolts) and try again",
    )


def _suggested_unit(typical_v: float, low_v: float, high_v: float) -> str:
    for factor, text in (
        (1e-3, "it would be plausible if the numbers were a thousandth of that"),
        (1e-6, "it would be plausible if volts were microvolts"),
        (1e3, "it would be plausible if the numbers were a thousand times that"),
        (1e6, "it would be plausible if microvolts were volts"),
    ):
        if low_v <= typical_v * factor <= high_v:
            return f" ({text})"
    return ""


def _finite_median(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else 0.0
