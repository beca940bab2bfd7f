"""Values of the EEG electrodes as maps of the head seen from above, the nose at the top.

An electrode stands where the 10-20 system draws it: Cz in the middle, and each other one as far
from there as its angle from the vertex says. MNE's own maps project from the point between the
ears, which puts Cz a fifth of the radius too far to the front and the frontal poles outside the
head.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.figures.style import INK
from eeg2emg.recordings.electrodes import eeg_info, without_standard_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

FEWEST_ELECTRODES = 4
"""Fewest electrodes with a known position that a map is drawn from."""

_PIXELS = 48
_REACH = 1.02  # half the width of a map's picture; the circle has the radius 1
_FURTHER = 1.5  # so far from the middle what lies nearest to an electrode still counts
_RING = 0.86  # of the radius: where the lowest electrodes of the 10-20 system are drawn

_AROUND = ("Cz", "Fpz", "AF7", "F7", "T7", "P7", "O1", "Oz", "O2", "P8", "T8", "F8", "AF8")
"""The vertex, and electrodes on a ring about the head: they tell where its middle is."""


def electrode_places(
    channels: Sequence[str], positions_m: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray] | None:
    """Find the electrodes whose position on the head is known, and where a map shows them.

    Parameters
    ----------
    channels : sequence of str
        Names, as configured.
    positions_m : ndarray, shape (n, 3), optional
        Positions from the dataset in head coordinates, in metres; by default those of the standard
        10-05 system, by name.

    Returns
    -------
    rows : ndarray of int, shape (k,)
        Which channels they are.
    places : ndarray, shape (k, 2)
        Right and front; the head is the circle of radius 1.
        ``None`` in place of both where there are too few for a map.
    """
    if positions_m is not None:
        rows = np.flatnonzero(np.isfinite(positions_m).all(axis=1))
        positions = np.asarray(positions_m, dtype=float)[rows]
    else:
        unknown = set(without_standard_position(channels))
        rows = np.array([k for k, name in enumerate(channels) if name not in unknown], dtype=int)
        positions = _standard_positions(tuple(channels[int(row)] for row in rows))
    if len(rows) < FEWEST_ELECTRODES:
        return None
    return rows, _seen_from_above(positions)


@lru_cache(maxsize=32)
def _standard_positions(channels: tuple[str, ...]) -> np.ndarray:
    """Give the standard positions in the head's coordinates, in metres, shape (n, 3)."""
    if not channels:
        return np.empty((0, 3))
    return np.array([channel["loc"][:3] for channel in eeg_info(channels, 1.0)["chs"]])


@lru_cache(maxsize=1)
def _head() -> tuple[np.ndarray, np.ndarray, float]:
    """Find the middle of the standard head, how to turn it so that Cz is on top, and its scale."""
    around = _standard_positions(_AROUND)
    # A sphere through points p: |p|^2 = 2 p c + (r^2 - |c|^2), which is linear in c.
    terms = np.column_stack([2 * around, np.ones(len(around))])
    middle = np.linalg.lstsq(terms, np.sum(around**2, axis=1), rcond=None)[0][:3]
    up = around[0] - middle
    up /= np.linalg.norm(up)
    front = np.cross(up, [1.0, 0.0, 0.0])
    front /= np.linalg.norm(front)
    turn = np.array([np.cross(front, up), front, up])
    return middle, turn, float(_RING / _angles((around[1:] - middle) @ turn.T).mean())


def _angles(turned: np.ndarray) -> np.ndarray:
    return np.arctan2(np.hypot(turned[:, 0], turned[:, 1]), turned[:, 2])


def _seen_from_above(positions: np.ndarray) -> np.ndarray:
    middle, turn, scale = _head()
    turned = (positions - middle) @ turn.T
    across = np.hypot(turned[:, 0], turned[:, 1])
    share = scale * _angles(turned) / np.where(across > 0, across, 1.0)
    return turned[:, :2] * share[:, None]


def draw_map(
    ax: Axes,
    values: np.ndarray,
    places: np.ndarray,
    *,
    cmap: str,
    limits: tuple[float, float],
    ringed: np.ndarray | None = None,
    dots: float = 1.5,
) -> AxesImage:
    """Draw one map into `ax`.

    Parameters
    ----------
    ax : Axes
        Where.
    values : ndarray, shape (electrodes,)
        One value per electrode.
    places : ndarray, shape (electrodes, 2)
        As from `electrode_places`.
    cmap : str
        Colour map.
    limits : tuple of float
        Values at its ends.
    ringed : ndarray of bool, shape (electrodes,), optional
        Electrodes that are marked by a ring.
    dots : float
        Size of the electrodes, in points.

    Returns
    -------
    AxesImage
        For a colour bar.
    """
    from matplotlib.patches import Circle

    weights = _weights(places.tobytes(), len(places))
    picture = (weights @ np.asarray(values, dtype=float)).reshape(_PIXELS, _PIXELS)
    image = ax.imshow(
        picture,
        extent=(-_REACH, _REACH, -_REACH, _REACH),
        origin="lower",
        cmap=cmap,
        vmin=limits[0],
        vmax=limits[1],
        interpolation="bilinear",
    )
    image.set_clip_path(Circle((0, 0), 1.0, transform=ax.transData))
    draw_head(ax)
    ax.plot(*places.T, ".", ms=dots, color=INK, mew=0)
    if ringed is not None and np.any(ringed):
        ax.plot(*places[ringed].T, "o", ms=5, mfc="none", mec=INK, mew=0.8)
    return image


def draw_head(ax: Axes) -> None:
    """Draw the outline of a head from above, with the nose at the top, and no axis."""
    around = np.linspace(0, 2 * np.pi, 101)
    ax.plot(np.cos(around), np.sin(around), color=INK, lw=0.7)
    ax.plot([-0.1, 0, 0.1], [0.995, 1.13, 0.995], color=INK, lw=0.7)
    side = np.linspace(-np.pi / 2, np.pi / 2, 21)
    for sign in (-1, 1):
        ax.plot(sign * (0.995 + 0.07 * np.cos(side)), 0.16 * np.sin(side), color=INK, lw=0.7)
    ax.set(xlim=(-1.12, 1.12), ylim=(-1.06, 1.18), aspect="equal")
    ax.set_axis_off()


@lru_cache(maxsize=32)
def _weights(places: bytes, count: int) -> np.ndarray:
    """Weigh the electrodes at each pixel of a map by the areas that it takes from theirs.

    Sibson's natural neighbours, counted in pixels: exact at the electrodes, smooth between, and
    never beyond the values of the neighbours, as splines are, which paint extremes where no
    electrode has them.

    Parameters
    ----------
    places : bytes
        Of an array of float64, shape (count, 2).
    count : int
        Number of electrodes.

    Returns
    -------
    ndarray, shape (pixels, count)
        Rows add up to 1.
    """
    electrodes = np.frombuffer(places).reshape(count, 2)
    step = 2 * _REACH / _PIXELS
    pixels = _grid(_REACH, _PIXELS)
    area = _grid(_FURTHER, round(2 * _FURTHER / step))
    apart = np.linalg.norm(area[:, None] - electrodes, axis=2)
    nearest = apart.argmin(axis=1)
    reach = apart.min(axis=1)
    weights = np.zeros((len(pixels), count))
    for electrode in range(count):
        own = nearest == electrode
        between = np.linalg.norm(pixels[:, None] - area[own], axis=2)
        weights[:, electrode] = np.sum(between <= reach[own], axis=1)
    # A pixel upon an electrode may take nothing from anybody: it is that electrode's.
    none = np.flatnonzero(weights.sum(axis=1) == 0)
    closest = np.linalg.norm(pixels[none, None] - electrodes, axis=2).argmin(axis=1)
    weights[none, closest] = 1
    return weights / weights.sum(axis=1, keepdims=True)


def _grid(reach: float, pixels: int) -> np.ndarray:
    at = (np.arange(pixels) + 0.5) / pixels * 2 * reach - reach
    x, y = np.meshgrid(at, at)
    return np.column_stack([x.ravel(), y.ravel()])
