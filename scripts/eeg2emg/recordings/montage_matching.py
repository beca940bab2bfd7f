"""Electrodes by position: which one of a file stands at a site of the 10-05 system.

All positions are compared on a sphere of 95 mm, as directions from the centre of the head: heads
differ in size, and a cap's layout is drawn on a sphere anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.errors import RecordingError
from eeg2emg.recordings.channel_names import canonical_name, match_channels
from eeg2emg.recordings.electrodes import standard_places, why_no_head
from eeg2emg.recordings.montage_names import (
    SITES_OF_BIOSEMI_64,
    cap_of_biosemi,
    electrode_of_biosemi,
    is_site_too,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Places = Mapping[str, NDArray[np.float64]]

FARTHEST_MM = 20.0
"""How far from a site an electrode may be that stands for it."""

_RADIUS_MM = 95.0
_POSSIBLE_RADIUS_M = (0.06, 0.13)
_FEWEST_PLACES = 8  # a sphere has four unknowns


@dataclass(frozen=True)
class MatchedChannels:
    """The channels of a file that the configured ones are.

    Attributes
    ----------
    names : dict of str to str
        The file's name of each configured channel.
    distances_mm : dict of str to float
        How far from its site the electrode of each EEG channel is; empty where they were found by
        name.
    note : tuple of str
        Which electrode stands for which site; empty where they were found by name.
    """

    names: dict[str, str]
    distances_mm: dict[str, float] = field(default_factory=dict)
    note: tuple[str, ...] = ()


class Electrode(NamedTuple):
    """An electrode that stands for a site.

    Attributes
    ----------
    name : str
        As the file names it.
    distance_mm : float
        How far it is from the site, on a head of 95 mm.
    """

    name: str
    distance_mm: float


def match_montage(
    sites: Sequence[str],
    available: Sequence[str],
    montage: str,
    *,
    places_m: Places | None = None,
) -> dict[str, Electrode]:
    """Find the electrode that stands at each site.

    Of all ways to give each site an electrode of its own, the one of the smallest sum of distances
    is taken.

    Parameters
    ----------
    sites : sequence of str
        The configured channels, names of the 10-05 system.
    available : sequence of str
        The channels of the file.
    montage : str
        Of `eeg2emg.recordings.montage_names.MONTAGES`. Where the positions come from: the layout
        of a cap of BioSemi, whose electrodes are named A1, A2, ..., or the dataset (``positions``).
    places_m : mapping of str to ndarray of shape (3,), optional
        Positions in the head frame by the file's names, for ``"positions"``.

    Returns
    -------
    dict of str to Electrode
        In the order of `sites`.

    Raises
    ------
    RecordingError
        The file has other electrodes, names the sites itself, or has none near enough to one.
    """
    _refuse_own_names(sites, available, montage)
    if montage == "positions":
        names, electrodes_mm, sites_mm = _by_positions(sites, available, places_m)
    else:
        names, electrodes_mm, sites_mm = _by_layout(sites, available, montage)
    if len(names) < len(sites):
        raise RecordingError(
            f"{len(sites)} EEG channels are configured, but only {len(names)} electrodes of the "
            "file have a position",
            "each stands for one site",
            "name fewer sites in channels.eeg",
        )
    distances_mm = np.linalg.norm(sites_mm[:, None] - electrodes_mm[None], axis=-1)
    chosen = _assigned(distances_mm, sites, names)
    found = {
        site: Electrode(names[column], round(float(distances_mm[row, column]), 1))
        for row, (site, column) in enumerate(zip(sites, chosen, strict=True))
    }
    far = {site: one for site, one in found.items() if one.distance_mm > FARTHEST_MM}
    if far:
        raise RecordingError(
            f"no electrode lies within {FARTHEST_MM:g} mm of "
            + ", ".join(
                f"{site} ({one.name} at {one.distance_mm:.1f} mm)" for site, one in far.items()
            ),
            "what is recorded there is not what the name says"
            + (
                "; or the positions are in another frame than coordsystem.json says"
                if montage == "positions"
                else ""
            ),
            "leave these sites out of channels.eeg"
            + (
                ", or set channels.montage to the cap's layout, if it is one of BioSemi's"
                if montage == "positions"
                else ""
            ),
        )
    return found


def match_recorded(
    eeg_channels: Sequence[str],
    emg_channels: Sequence[str],
    available: Sequence[str],
    *,
    montage: str | None,
    places_m: Places | None = None,
) -> MatchedChannels:
    """Find the configured channels among those of a file, by name or the EEG by position.

    Parameters
    ----------
    eeg_channels, emg_channels : sequence of str
        The configured names.
    available : sequence of str
        The channels of the file.
    montage : str or None
        As in `match_montage`; None where the EEG is found by name.
    places_m : mapping, optional
        As in `match_montage`.

    Returns
    -------
    MatchedChannels

    Raises
    ------
    RecordingError
        As in `match_montage` and `eeg2emg.recordings.channel_names.match_channels`; or the EEG
        asked for by name is of a cap of BioSemi and may be meant otherwise.
    """
    if montage is None:
        _refuse_double_meaning(eeg_channels, available)
        try:
            return MatchedChannels(match_channels([*eeg_channels, *emg_channels], available))
        except RecordingError as error:
            cap = cap_of_biosemi(available)
            if cap is None or all(electrode_of_biosemi(name) for name in eeg_channels):
                raise
            remedy = f"set channels.montage to {cap}: sites are then found by their position"
            raise RecordingError(error.what, error.why, f"{remedy}; or {error.remedy}") from None
    if not eeg_channels:
        return MatchedChannels(match_channels(emg_channels, available))
    found = match_montage(eeg_channels, available, montage, places_m=places_m)
    names = {site: one.name for site, one in found.items()}
    others = [name for name in available if name not in names.values()]
    return MatchedChannels(
        names | match_channels(emg_channels, others),
        {site: one.distance_mm for site, one in found.items()},
        (f"channels.montage {montage}: {matches_in_words(found)}",),
    )


def matches_in_words(found: Mapping[str, Electrode]) -> str:
    """Write sites and what stands for them: ``Fz is C21 (0.0 mm), ...``."""
    return ", ".join(
        f"{site} is {one.name} ({one.distance_mm:.1f} mm)" for site, one in found.items()
    )


def _refuse_own_names(sites: Sequence[str], available: Sequence[str], montage: str) -> None:
    """Refuse a file that names a site itself; C3 of a cap of BioSemi is another place."""
    of_cap = cap_of_biosemi(available) is not None
    keys = {
        canonical_name(name): name
        for name in available
        if not (of_cap and electrode_of_biosemi(name))
    }
    own = [keys[canonical_name(site)] for site in sites if canonical_name(site) in keys]
    if own:
        raise RecordingError(
            f"channels.montage is {montage}, but the file names the sites {', '.join(own[:5])} "
            "itself",
            "one of the two is wrong"
            + ("" if montage == "positions" else "; A1 and A2 may be the ear lobes then"),
            "leave channels.montage null for files with names of the 10-05 system, or rename the "
            "channels that are none",
        )


def _refuse_double_meaning(wanted: Sequence[str], available: Sequence[str]) -> None:
    """Refuse C3 and the like of a cap of BioSemi, where it is another place than in the 10-20."""
    cap = cap_of_biosemi(available)
    if cap is None or not wanted or not all(map(is_site_too, wanted)):
        return
    raise RecordingError(
        f"{', '.join(map(repr, wanted))}: sites of the 10-05 system or electrodes of a cap of "
        "BioSemi, which are other places?",
        f"the other channels of the file have BioSemi's names ({cap})",
        f"set channels.montage to {cap}, and the sites are found by their position; where the "
        "electrodes of these names are meant, rename them in the recordings",
    )


def _by_layout(
    sites: Sequence[str], available: Sequence[str], montage: str
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    cap = cap_of_biosemi(available)
    if cap != montage:
        raise RecordingError(
            f"channels.montage is {montage}, but the channels are not those of that cap",
            f"their names are of {cap}"
            if cap
            else "too few have names of its electrodes, such as A7, B3 or D12",
            f"set channels.montage to {cap or 'null'}"
            + ("" if cap else ", or correct the names in the recordings"),
        )
    electrodes, of_sites = cap_places_m(montage), _cap_sites_m()
    _refuse_unknown(sites, of_sites, f"the layout of {montage}")
    own = {name: key for name in available if (key := electrode_of_biosemi(name)) in electrodes}
    electrodes_mm = _directions_mm(np.array([electrodes[str(key)] for key in own.values()]))
    wanted_mm = _directions_mm(np.array([of_sites[canonical_name(site)] for site in sites]))
    return list(own), electrodes_mm, wanted_mm


def cap_places_m(cap: str) -> dict[str, NDArray[np.float64]]:
    """Give the places of a BioSemi cap's electrodes on its sphere, by their own names."""
    if cap != "biosemi64":
        return _layout_m(cap)
    names = [f"{block}{number}" for block in "AB" for number in range(1, 33)]
    places = _layout_m(cap)
    return {name: places[site] for name, site in zip(names, SITES_OF_BIOSEMI_64, strict=True)}


def _cap_sites_m() -> dict[str, NDArray[np.float64]]:
    return {canonical_name(name): place for name, place in _layout_m("biosemi64").items()}


def _layout_m(cap: str) -> dict[str, NDArray[np.float64]]:
    """Read a layout as MNE has it: on a sphere about the origin."""
    import mne

    return mne.channels.make_standard_montage(cap).get_positions()["ch_pos"]


def _by_positions(
    sites: Sequence[str], available: Sequence[str], places_m: Places | None
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    known = {
        name: np.asarray(places_m[name], dtype=float)
        for name in available
        if places_m and name in places_m and np.all(np.isfinite(places_m[name]))
    }
    if len(known) < _FEWEST_PLACES:
        raise RecordingError(
            f"channels.montage is positions, but {len(known) or 'no'} channels have one",
            "sites are found by the positions of electrodes.tsv, with its coordsystem.json",
            "add both to the dataset, or set channels.montage to the layout of the cap",
        )
    standard = standard_places()
    _refuse_unknown(sites, standard, "the 10-05 system")
    own_m = np.array(list(known.values()))
    centre_m, radius_m = _fitted_sphere(own_m)
    least, most = _POSSIBLE_RADIUS_M
    if not least < radius_m < most:
        raise RecordingError(
            f"the electrodes lie on a head of {1000 * radius_m:.3g} mm radius",
            "no head is of that size",
            "make sure that EEGCoordinateUnits in coordsystem.json is the unit of electrodes.tsv",
        )
    doubt = _why_not_as_named(known)
    if doubt:
        raise RecordingError(
            "the positions are not used",
            doubt,
            "correct them, or set channels.montage to the layout of the cap",
        )
    usual_m, _ = _fitted_sphere(
        np.array([standard[canonical_name(site)] for site in SITES_OF_BIOSEMI_64])
    )
    wanted_m = np.array([standard[canonical_name(site)] for site in sites])
    return list(known), _directions_mm(own_m - centre_m), _directions_mm(wanted_m - usual_m)


def _why_not_as_named(places_m: Places) -> str:
    """Compare positions with the layout of the cap of BioSemi whose names the electrodes have."""
    cap = cap_of_biosemi(places_m)
    if cap is None:
        return ""
    layout = {name.casefold(): place for name, place in cap_places_m(cap).items()}
    return why_no_head(list(places_m), np.array(list(places_m.values())), layout)


def _refuse_unknown(sites: Sequence[str], places: Mapping[str, object], of: str) -> None:
    unknown = [site for site in sites if canonical_name(site) not in places]
    if unknown:
        raise RecordingError(
            f"{', '.join(map(repr, unknown))}: no site of {of}",
            "its place is not known",
            "name sites such as Fp1, Cz, PO3 in channels.eeg",
        )


def _fitted_sphere(places_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Fit a sphere to places by least squares: its centre and radius."""
    system = np.column_stack([2 * places_m, np.ones(len(places_m))])
    solution, *_ = np.linalg.lstsq(system, (places_m**2).sum(axis=1), rcond=None)
    centre_m = solution[:3]
    return centre_m, float(np.sqrt(max(solution[3] + centre_m @ centre_m, 0.0)))


def _directions_mm(places: NDArray[np.float64]) -> NDArray[np.float64]:
    return _RADIUS_MM * places / np.linalg.norm(places, axis=1, keepdims=True)


def _assigned(
    distances: NDArray[np.float64], sites: Sequence[str], names: Sequence[str]
) -> list[int]:
    """Give each site (row) an electrode (column); of equally near ones names decide."""
    from scipy.optimize import linear_sum_assignment

    rows = sorted(range(len(sites)), key=lambda row: sites[row])
    columns = sorted(range(len(names)), key=lambda column: names[column])
    # To the micrometre, so that rounding decides nothing.
    _, found = linear_sum_assignment(np.round(distances, 3)[np.ix_(rows, columns)])
    chosen = dict(zip(rows, found, strict=True))
    return [columns[chosen[row]] for row in range(len(sites))]
