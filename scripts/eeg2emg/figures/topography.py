"""Values of the EEG electrodes as maps of the scalp, drawn by MNE."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.recordings.electrodes import eeg_info, without_standard_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    import mne
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

_RING = {"marker": "o", "markerfacecolor": "none", "markeredgecolor": "k", "markersize": 5}

FEWEST_ELECTRODES = 4
"""Fewest electrodes with a known position that a map is drawn from."""


def electrode_info(
    channels: Sequence[str], positions_m: np.ndarray | None = None
) -> tuple[np.ndarray, mne.Info] | None:
    """Find the electrodes whose position on the scalp is known.

    Parameters
    ----------
    channels : sequence of str
        Names, as configured.
    positions_m : ndarray, shape (n, 3), optional
        Positions from the dataset in head coordinates, in metres; by default those of the standard
        10-05 system, by name.

    Returns
    -------
    rows : ndarray of int
        Which channels they are.
    info : mne.Info
        Their positions.
        ``None`` in place of both where there are too few for a map.
    """
    if positions_m is not None:
        rows = np.flatnonzero(np.isfinite(positions_m).all(axis=1))
    else:
        unknown = set(without_standard_position(channels))
        rows = np.array([k for k, name in enumerate(channels) if name not in unknown], dtype=int)
    if len(rows) < FEWEST_ELECTRODES:
        return None
    places = None if positions_m is None else np.asarray(positions_m)[rows]
    return rows, eeg_info([channels[int(row)] for row in rows], 1.0, positions_m=places)


def draw_map(
    ax: Axes,
    values: np.ndarray,
    info: mne.Info,
    *,
    cmap: str,
    limits: tuple[float, float],
    ringed: np.ndarray | None = None,
) -> AxesImage:
    """Draw one map into `ax`.

    Parameters
    ----------
    ax : Axes
        Where.
    values : ndarray, shape (electrodes,)
        One value per electrode of `info`.
    info : mne.Info
        As from `electrode_info`.
    cmap : str
        Colour map.
    limits : tuple of float
        Values at its ends.
    ringed : ndarray of bool, shape (electrodes,), optional
        Electrodes that are marked by a ring.

    Returns
    -------
    AxesImage
        For a colour bar.
    """
    import mne

    image, _ = mne.viz.plot_topomap(
        values,
        info,
        axes=ax,
        show=False,
        cmap=cmap,
        vlim=limits,
        contours=4,
        sensors="k.",
        mask=ringed,
        mask_params=_RING,
        # Cubic interpolation overshoots: it paints extremes where no electrode has them.
        image_interp="linear",
    )
    for line in ax.lines:
        if line.get_marker() == ".":
            line.set_markersize(1.5)
    return image
