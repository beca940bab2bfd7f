"""BrainVision recordings of the project's own: three files, written whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

RESOLUTION_UV = 0.1
"""What one step of a sample means."""


def write_brainvision(
    folder: Path,
    base: str,
    signals_v: NDArray[Any] | Iterable[NDArray[Any]],
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
    signals_v : ndarray, shape (n, t), or iterable of ndarray, shape (n, k)
        Signals in volts, whole or one stretch after the other.
    rate_hz : float
        Sampling rate.
    channels : sequence of str
        Names of the n rows.
    number_format : {"binary_int16", "binary_float32"}
        Of the samples, in steps of `RESOLUTION_UV`.
    events : sequence of dict, optional
        As in ``pybv.write_brainvision``: onset and duration in samples, description, type; for
        signals that are given whole.
    """
    import pybv

    stretches = iter([signals_v] if isinstance(signals_v, np.ndarray) else signals_v)

    def write(stretch: NDArray[Any], name: str) -> Path:
        pybv.write_brainvision(
            data=stretch,
            sfreq=rate_hz,
            ch_names=list(channels),
            fname_base=name,
            folder_out=scratch,
            events=events,
            resolution=RESOLUTION_UV,
            unit="µV",
            fmt=number_format,
            overwrite=True,
        )
        return Path(scratch) / f"{name}.eeg"

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as scratch:
        whole = write(next(stretches), base)
        # Header and markers do not depend on the length, and the samples of all channels at one
        # time lie side by side.
        with whole.open("ab") as file:
            for stretch in stretches:
                with write(stretch, "stretch").open("rb") as further:
                    shutil.copyfileobj(further, file)
        for ending in (".eeg", ".vmrk", ".vhdr"):
            (Path(scratch) / f"{base}{ending}").replace(folder / f"{base}{ending}")
