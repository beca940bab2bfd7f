"""Surface Laplacian: current source density of the EEG, by spherical splines, as one matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.electrodes import eeg_info, without_standard_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST = 5  # four lie on a sphere wherever they are
_SMALLEST_M, _LARGEST_M = 0.04, 0.15  # radii between which a head lies


def laplacian_matrix(
    channels: Sequence[str], *, positions_m: NDArray[np.floating] | None = None
) -> NDArray[np.float64]:
    r"""Matrix that turns potentials into current source density.

    The potentials are interpolated on a sphere through the electrodes by splines of order 4, of
    which the surface Laplacian is known in closed form; the density is that Laplacian with its
    sign changed, :math:`-\nabla^2 V`. It is MNE's `compute_current_source_density` with its own
    smoothing (``lambda2`` 1e-5), applied to unit impulses.

    Parameters
    ----------
    channels : sequence of str
        Names of the EEG channels, none of them bad.
    positions_m : ndarray, shape (n, 3), optional
        Positions in the head frame; by default those of the standard 10-05 montage.

    Returns
    -------
    ndarray, shape (n, n)
        Density in V/m^2 = matrix @ potentials in V. A potential that all electrodes share gives
        0, whatever the reference was, so that its rank is n - 1.

    Raises
    ------
    RecordingError
        The position of a channel is unknown, or the electrodes lie on no head.

    References
    ----------
    Perrin F. et al. (1989), Spherical splines for scalp potential and current density mapping,
    Electroencephalography and Clinical Neurophysiology 72(2), doi 10.1016/0013-4694(89)90180-6,
    corrected in volume 76, page 565.
    """
    unknown = [] if positions_m is not None else without_standard_position(channels)
    if unknown:
        raise RecordingError(
            f"the position of {', '.join(map(repr, unknown))} is unknown",
            "the surface Laplacian (eeg.laplacian) needs that of every electrode",
            "add electrodes.tsv to the dataset, use names of the 10-05 system, or set "
            "eeg.laplacian to false",
        )
    import mne

    info = eeg_info(channels, 1.0, positions_m=positions_m)
    # MNE's own choice ("auto") takes the origin of the head frame, between the ears, for the
    # centre of the head, which lies 4 cm higher: towards it the electrodes would be projected.
    sphere = _sphere_through([channel["loc"][:3] for channel in info["chs"]])
    impulses = mne.io.RawArray(np.eye(len(channels)), info, verbose="error")
    density = mne.preprocessing.compute_current_source_density(
        impulses, sphere=sphere, verbose="error"
    )
    return density.get_data()


def _sphere_through(places_m: Sequence[NDArray[np.floating]]) -> tuple[float, ...]:
    """Fit a sphere to electrodes by least squares: its centre and its radius, in m.

    For a place p, |p|^2 = 2 c p + (r^2 - |c|^2) is linear in the centre c and the bracket.
    """
    points = np.asarray(places_m, dtype=float)
    system = np.column_stack([2 * points, np.ones(len(points))])
    found, _, rank, _ = np.linalg.lstsq(system, np.square(points).sum(axis=1), rcond=1e-6)
    radius = float(np.sqrt(max(found[3] + found[:3] @ found[:3], 0.0)))
    if len(points) < _FEWEST or rank < 4 or not _SMALLEST_M < radius < _LARGEST_M:
        raise RecordingError(
            f"the {len(points)} EEG electrodes lie on no sphere of the size of a head",
            "the surface Laplacian (eeg.laplacian) is that of a sphere through them",
            "correct electrodes.tsv, name more channels in channels.eeg, or set eeg.laplacian to "
            "false",
        )
    return (*found[:3].tolist(), radius)
