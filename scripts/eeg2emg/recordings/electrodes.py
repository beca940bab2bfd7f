"""Electrode positions, and interpolation by spherical splines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import canonical_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_FEWEST_PLACES = 4
_MOST_TIMES = 2.0  # a head that is twice as large, or half as large, is none
_LEAST_LIKENESS = 0.8  # of a true head above 0.95; a quarter turn gives about a half


def eeg_info(
    channels: Sequence[str],
    rate_hz: float,
    *,
    positions_m: NDArray[np.floating] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Any:
    """Make MNE's description of EEG channels, with positions where all of them are known.

    Parameters
    ----------
    channels : sequence of str
        Names of the EEG channels.
    rate_hz : float
        Sampling rate.
    positions_m : ndarray, shape (n, 3), optional
        Positions in the head frame; by default those of the standard 10-05 montage.
    extra : mapping of str to str, optional
        Further channels and their MNE types, after the EEG.

    Returns
    -------
    mne.Info
    """
    import mne

    extra = extra or {}
    info = mne.create_info(
        [*channels, *extra], rate_hz, ["eeg"] * len(channels) + [*extra.values()]
    )
    montage = None
    if positions_m is not None:
        places = dict(zip(channels, np.asarray(positions_m, dtype=float), strict=True))
        montage = mne.channels.make_dig_montage(places, coord_frame="head")
    elif not without_standard_position(channels):
        montage = _standard_montage(channels)
    if montage is not None:
        info.set_montage(montage, on_missing="ignore", verbose="error")
    return info


def without_standard_position(channels: Sequence[str]) -> list[str]:
    """List the channels that the standard 10-05 montage does not know."""
    standard = standard_places()
    return [name for name in channels if canonical_name(name) not in standard]


def why_no_head(
    channels: Sequence[str],
    positions_m: NDArray[np.floating],
    usual: Mapping[str, NDArray[np.floating]] | None = None,
) -> str:
    """Say why positions cannot be those of electrodes on a head, as their names tell.

    A wrong unit makes a head of ten or a thousand times the size; exchanged or mirrored axes put
    the nose elsewhere.

    Parameters
    ----------
    channels : sequence of str
        Names of the EEG channels.
    positions_m : ndarray, shape (n, 3)
        Their positions in the head frame.
    usual : mapping of str to ndarray, optional
        The usual places by canonical name; by default those of the 10-05 system.

    Returns
    -------
    str
        Empty where they can, or where the usual places of fewer than four are known.
    """
    standard = standard_places() if usual is None else usual
    known = [k for k, name in enumerate(channels) if canonical_name(name) in standard]
    if len(known) < _FEWEST_PLACES:
        return ""
    own = np.asarray(positions_m, dtype=float)[known]
    there = np.array([standard[canonical_name(channels[k])] for k in known])
    own, there = own - own.mean(axis=0), there - there.mean(axis=0)
    times = float(np.linalg.norm(own) / np.linalg.norm(there))
    if not 1 / _MOST_TIMES < times < _MOST_TIMES:
        return (
            f"the electrodes lie {times:.3g} times as far apart as on a head: make sure that "
            "EEGCoordinateUnits in coordsystem.json is the unit of electrodes.tsv"
        )
    if np.sum(own * there) < _LEAST_LIKENESS * np.linalg.norm(own) * np.linalg.norm(there):
        return (
            "the electrodes lie in other directions than their names say: make sure that "
            "EEGCoordinateSystem in coordsystem.json is that of electrodes.tsv"
        )
    return ""


def interpolation_matrix(
    channels: Sequence[str],
    bad_channels: Sequence[str],
    *,
    positions_m: NDArray[np.floating] | None = None,
) -> NDArray[np.float64]:
    """Matrix that replaces bad channels by spherical splines through the good ones.

    Parameters
    ----------
    channels, bad_channels : sequence of str
        The montage, and which of it are replaced.
    positions_m : ndarray, shape (n, 3), optional
        Positions in the head frame; by default the standard ones.

    Returns
    -------
    ndarray, shape (n, n)
        Its columns at bad channels are zero; its rank is the number of good channels.

    Raises
    ------
    RecordingError
        The position of a channel is unknown, or too few good channels are left.

    References
    ----------
    Perrin F. et al. (1989), Spherical splines for scalp potential and current density mapping,
    Electroencephalography and Clinical Neurophysiology 72(2), doi 10.1016/0013-4694(89)90180-6.
    """
    bad = [name for name in channels if name in bad_channels]
    matrix = np.eye(len(channels))
    if not bad:
        return matrix
    if len(channels) - len(bad) < 4:
        raise RecordingError(
            f"{len(bad)} of {len(channels)} EEG channels are bad ({', '.join(bad)})",
            "at least four good ones are needed to interpolate the others",
            "leave the recording out",
        )
    unknown = [] if positions_m is not None else without_standard_position(channels)
    if unknown:
        raise RecordingError(
            f"the position of {', '.join(map(repr, unknown))} is unknown",
            f"{', '.join(bad)} cannot be interpolated without it",
            "add electrodes.tsv to the dataset, or use names of the 10-05 system",
        )
    import mne

    # What MNE's interpolation does to unit impulses at each channel is its matrix.
    raw = mne.io.RawArray(matrix, eeg_info(channels, 1.0, positions_m=positions_m), verbose="error")
    raw.info["bads"] = bad
    raw.interpolate_bads(reset_bads=False, verbose="error")
    return raw.get_data()


def standard_places() -> dict[str, NDArray[np.float64]]:
    """Give the places of the standard 10-05 montage in m, by canonical name."""
    import mne

    places = mne.channels.make_standard_montage("colin27_1005").get_positions()["ch_pos"]
    return {canonical_name(name): place for name, place in places.items()}


def _standard_montage(channels: Sequence[str]) -> Any:
    import mne

    standard = mne.channels.make_standard_montage("colin27_1005")
    given = standard.get_positions()
    places = {canonical_name(name): place for name, place in given["ch_pos"].items()}
    return mne.channels.make_dig_montage(
        {name: places[canonical_name(name)] for name in channels},
        nasion=given["nasion"],
        lpa=given["lpa"],
        rpa=given["rpa"],
        coord_frame=given["coord_frame"],
    )
