"""BrainVision recordings of the project's own: three files, written whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RESOLUTION_UV = 0.1
"""What one step of a sample means."""


def write_brainvision(
    folder: Path,
    base: str,
    signals_v: NDArray[Any],
    rate_hz: float,
    channels: Sequence[str],
    *,
    number_format: Literal["binary_int16", "binary_float32"],
    events: Sequence[dict[str, Any]] | None = None,
) -> None:
    """Write the three files in a folder of their own, then move them: the header goes last.

    Parameters
    ----------
    folder : Path
        Where they go; made when it does not exist.
    base : str
        Their name without the ending.
    signals_v : ndarray, shape (n, t)
        Signals in volts.
    rate_hz : float
        Sampling rate.
    channels : sequence of str
        Names of the n rows.
    number_format : {"binary_int16", "binary_float32"}
        Of the samples, in steps of `RESOLUTION_UV`.
    events : sequence of dict, optional
        As in ``pybv.write_brainvision``: onset and duration in samples, description, type.
    """
    import pybv

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        pybv.write_brainvision(
            data=signals_v,
            sfreq=rate_hz,
            ch_names=list(channels),
            fname_base=base,
            folder_out=scratch,
            events=events,
            resolution=RESOLUTION_UV,
            unit="µV",
            fmt=number_format,
        )
        for ending in (".eeg", ".vmrk", ".vhdr"):
            (Path(scratch) / f"{base}{ending}").replace(folder / f"{base}{ending}")
