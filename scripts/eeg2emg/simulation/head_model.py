"""Head model: where the electrodes are, and how sources and artefacts reach them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.errors import ConfigurationError
from eeg2emg.files.atomic import atomic_path
from eeg2emg.seeds import derive_seed
from eeg2emg.simulation.coupling import CORTICAL_SITES
from eeg2emg.simulation.settings import TEN_TWENTY

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from eeg2emg.simulation.settings import SimulationSettings

MONTAGE = "colin27_1005"  # MNE's name for what was called standard_1005 before version 1.13
REFERENCE = ("A1", "A2")
SPHERE_CENTRE_M = (0.0, 0.01, 0.04)  # fitted to that montage in head coordinates
SPHERE_RADIUS_M = 0.098
BRAIN_SHELL = 0.90  # the innermost of MNE's four shells, as a share of the head's radius
CLIP = 0.90  # dipoles nearer to the shell than this make the series of the model inaccurate
N_BACKGROUND = 150
ARTEFACTS = ("blink", "saccade", "muscle_left", "muscle_right", "heart")
EYES_M = ((-0.032, 0.100, 0.010), (0.032, 0.100, 0.010))
CANTHI_M = ((-0.060, 0.080, 0.000), (0.060, 0.080, 0.000))


@dataclass(frozen=True)
class SubjectHead:
    """Everything about a person's head that does not change from recording to recording.

    Parameters
    ----------
    channels : ndarray of str, shape (n,)
        EEG channels.
    positions_m : ndarray, shape (n, 3)
        Electrodes in MNE's head coordinates (right, anterior, superior).
    fiducials_m : ndarray, shape (3, 3)
        Nasion, left and right preauricular point.
    sources : ndarray of str, shape (s,)
        Cortical sources.
    source_positions_m, source_orientations : ndarray, shape (s, 3)
        Where the dipoles are and where they point.
    lead_field_v_per_am : ndarray, shape (n, s)
        Potential of a dipole of 1 A m at each electrode, against linked earlobes.
    source_gain : ndarray, shape (n, s)
        The same for a source of unit activity: at most 1 over the 10-20 sites.
    background_root : ndarray, shape (n, n)
        Turns independent signals into background activity with the covariance of many small
        dipoles; mean power over channels 1.
    artefact_gain : ndarray, shape (n, artefacts)
        Topographies of `ARTEFACTS`, about 1 where each is largest.
    """

    channels: NDArray[np.str_]
    positions_m: NDArray[np.floating]
    fiducials_m: NDArray[np.floating]
    sources: NDArray[np.str_]
    source_positions_m: NDArray[np.floating]
    source_orientations: NDArray[np.floating]
    lead_field_v_per_am: NDArray[np.floating]
    source_gain: NDArray[np.floating]
    background_root: NDArray[np.floating]
    artefact_gain: NDArray[np.floating]


def save_head(head: SubjectHead, path: str | os.PathLike[str]) -> None:
    """Write a head as an ``.npz`` file, atomically."""
    arrays = {field.name: getattr(head, field.name) for field in fields(head)}
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def load_head(path: str | os.PathLike[str]) -> SubjectHead:
    """Read what `save_head` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return SubjectHead(**{field.name: arrays[field.name] for field in fields(SubjectHead)})


def simulate_subject_head(settings: SimulationSettings, subject_index: int) -> SubjectHead:
    """Make a person's head: size, cortical dipoles, lead field, background, artefact topographies.

    Parameters
    ----------
    settings : SimulationSettings
        The knobs; only `eeg_channels` and `seed` matter here.
    subject_index : int
        The person, from 0.

    Returns
    -------
    SubjectHead
        The same for the same seed, montage and person.

    Raises
    ------
    ConfigurationError
        If a channel is not in MNE's montage.
    """
    template, fiducials = template_positions()
    _check_sites(settings, template)
    size = head_size(settings, subject_index)
    rng = np.random.default_rng(derive_seed(settings.seed, "head", subject_index))
    electrodes = [*settings.eeg_channels, *TEN_TWENTY, *REFERENCE]
    positions = np.array([template[name] for name in electrodes]) * size
    centre = np.array(SPHERE_CENTRE_M) * size
    radius = SPHERE_RADIUS_M * size

    sites = np.array([template[site] for site in CORTICAL_SITES.values()]) * size
    dipoles, orientations = _cortical_dipoles(rng, sites, centre, radius)
    background = _background_dipoles(rng, centre, radius)
    field_v = _lead_field(
        positions,
        np.vstack([dipoles, background[0]]),
        np.vstack([orientations, background[1]]),
        (centre, radius),
    )
    field_v -= field_v[-len(REFERENCE) :].mean(axis=0)
    n, s = len(settings.eeg_channels), len(CORTICAL_SITES)
    reach = np.abs(field_v[n : n + len(TEN_TWENTY), :s]).max(axis=0)
    # The sign of a dipole is arbitrary; positive at its largest site makes activity comparable.
    largest = np.abs(field_v[n : n + len(TEN_TWENTY), :s]).argmax(axis=0)
    sign = np.sign(field_v[n + largest, np.arange(s)])
    background_scale = np.sqrt(np.square(field_v[n : n + len(TEN_TWENTY), s:]).sum(axis=1).mean())
    topographies = _artefact_topographies(rng, positions / size)
    return SubjectHead(
        channels=np.array(settings.eeg_channels),
        positions_m=positions[:n],
        fiducials_m=fiducials * size,
        sources=np.array(list(CORTICAL_SITES)),
        source_positions_m=dipoles,
        source_orientations=orientations * sign[:, None],
        lead_field_v_per_am=field_v[:n, :s] * sign,
        source_gain=field_v[:n, :s] * sign / reach,
        background_root=_symmetric_root(field_v[:n, s:] / background_scale),
        artefact_gain=topographies[:n],
    )


def head_size(settings: SimulationSettings, subject_index: int) -> float:
    """Size of a person's head relative to the template."""
    rng = np.random.default_rng(derive_seed(settings.seed, "head size", subject_index))
    return float(1.0 + 0.03 * np.clip(rng.standard_normal(), -2.0, 2.0))


def simulate_subject_positions(
    settings: SimulationSettings, subject_index: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Electrodes (n, 3) and fiducials (3, 3) of a person in head coordinates (m)."""
    template, fiducials = template_positions()
    _check_sites(settings, template)
    size = head_size(settings, subject_index)
    return np.array([template[name] for name in settings.eeg_channels]) * size, fiducials * size


def _check_sites(settings: SimulationSettings, template: dict[str, NDArray[np.floating]]) -> None:
    unknown = [name for name in settings.eeg_channels if name not in template]
    if unknown:
        raise ConfigurationError(
            f"The simulation's eeg_channels name {', '.join(unknown)}",
            f"MNE's montage {MONTAGE} knows no such site, so no potential can be computed there",
            "Use names of the extended 10-20 system, for instance Fp1, Cz, P7, PO3",
        )


def template_positions() -> tuple[dict[str, NDArray[np.floating]], NDArray[np.floating]]:
    """Electrode positions of MNE's montage, and fiducials, in head coordinates (m)."""
    import mne

    montage = mne.channels.make_standard_montage(MONTAGE)
    montage = mne.channels.montage.transform_to_head(montage)
    positions = montage.get_positions()
    fiducials = np.array([positions[name] for name in ("nasion", "lpa", "rpa")])
    return dict(positions["ch_pos"]), fiducials


def _cortical_dipoles(
    rng: np.random.Generator,
    sites: NDArray[np.floating],
    centre: NDArray[np.floating],
    radius: float,
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Place a dipole under each site, some millimetres off, mostly radial."""
    radial = sites - centre + 0.006 * rng.standard_normal(sites.shape)
    radial /= np.linalg.norm(radial, axis=1, keepdims=True)
    limit = CLIP * BRAIN_SHELL * radius
    depth = limit * rng.uniform(0.75, 0.90, (len(sites), 1))
    tilt = 0.35 * rng.standard_normal(sites.shape)
    orientations = radial + tilt
    return centre + depth * radial, orientations / np.linalg.norm(
        orientations, axis=1, keepdims=True
    )


def _background_dipoles(
    rng: np.random.Generator, centre: NDArray[np.floating], radius: float
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Scatter dipoles of any orientation through the upper cortex."""
    directions = rng.standard_normal((N_BACKGROUND, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    directions[:, 2] = np.where(
        directions[:, 2] < -0.4, -directions[:, 2], directions[:, 2]
    )  # nothing from below the brain
    depth = CLIP * BRAIN_SHELL * radius * rng.uniform(0.4, 0.95, (N_BACKGROUND, 1))
    orientations = rng.standard_normal((N_BACKGROUND, 3))
    return centre + depth * directions, orientations / np.linalg.norm(
        orientations, axis=1, keepdims=True
    )


def _lead_field(
    electrodes_m: NDArray[np.floating],
    dipoles_m: NDArray[np.floating],
    orientations: NDArray[np.floating],
    sphere: tuple[NDArray[np.floating], float],
) -> NDArray[np.floating]:
    """Potentials (electrodes, dipoles) in V per A m, by MNE's four-shell spherical model."""
    import mne

    centre, radius = sphere
    model = mne.make_sphere_model(r0=centre, head_radius=radius, verbose=False)
    names = [f"E{number:03d}" for number in range(len(electrodes_m))]
    info = mne.create_info(names, 1000.0, "eeg", verbose=False)
    montage = mne.channels.make_dig_montage(
        dict(zip(names, electrodes_m, strict=True)), coord_frame="head"
    )
    info.set_montage(montage, verbose=False)
    count = len(dipoles_m)
    dipole = mne.Dipole(
        times=np.arange(count, dtype=float),
        pos=dipoles_m,
        amplitude=np.ones(count),
        ori=orientations,
        gof=np.full(count, 100.0),
        verbose=False,
    )
    forward, _ = mne.make_forward_dipole(dipole, model, info, trans=None, verbose=False)
    return np.asarray(forward["sol"]["data"], dtype=float)


def _artefact_topographies(
    rng: np.random.Generator, positions_m: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Potentials of `ARTEFACTS` at the electrodes of a head of standard size."""
    template = dict(zip([*TEN_TWENTY, *REFERENCE], positions_m[-21:], strict=True))

    def falloff(point: NDArray[np.floating], reach_m: float) -> NDArray[np.floating]:
        return np.exp(-np.square(np.linalg.norm(positions_m - point, axis=1) / reach_m) / 2)

    def decay(point: tuple[float, float, float], reach_m: float) -> NDArray[np.floating]:
        return np.exp(-np.linalg.norm(positions_m - np.array(point), axis=1) / reach_m)

    blink = decay(EYES_M[0], 0.065) * rng.uniform(0.9, 1.1) + decay(EYES_M[1], 0.065)
    saccade = decay(CANTHI_M[1], 0.040) - decay(CANTHI_M[0], 0.040)
    muscles = [
        falloff(template[site] + 0.008 * rng.standard_normal(3), 0.028) for site in ("T7", "T8")
    ]
    axis = np.array([-0.7, 0.3, -0.6]) + 0.2 * rng.standard_normal(
        3
    )  # heart: below, left of the head
    heart = positions_m @ axis
    places = {name: len(positions_m) - 21 + i for i, name in enumerate(TEN_TWENTY)}
    topographies = np.column_stack([blink, saccade, *muscles, heart])
    topographies -= topographies[-len(REFERENCE) :].mean(axis=0)
    sites = topographies[list(places.values())]
    topographies[:, 0] /= topographies[[places["Fp1"], places["Fp2"]], 0].mean()
    topographies[:, 1] /= (topographies[places["F8"], 1] - topographies[places["F7"], 1]) / 2
    topographies[:, 2:] /= np.abs(sites[:, 2:]).max(axis=0)
    return topographies


def _symmetric_root(gain: NDArray[np.floating]) -> NDArray[np.floating]:
    """Symmetric root of ``gain @ gain.T``: one signal per channel stands for many dipoles."""
    values, vectors = np.linalg.eigh(gain @ gain.T)
    return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
