"""Subset controls: a subset of the EEG beside the whole of it, on the same segments.

- *overall level of connectivity*: what all pairs of electrodes share of each plane, and
  *connectivity without its overall level*: the rest. What makes all connectivity of EEG and EMG
  rise and fall together, as a level of noise does, is in the first; a skill that rests on it is
  lost in the second.
- *below 30 Hz*: the measures of low frequencies alone. Muscles of the head reach the EEG mostly
  above them, so that a skill which rests on such muscles is lost.
- *muscle components, connectivity* and *muscle components, amplitude*: the EEG rebuilt from what
  was labelled muscle alone. What predicts as well from these as from the brain may be muscle.
- *amplitude above 60 Hz* (or another limit): how loud each channel is where the brain hardly is,
  before anything is removed. Amplifier noise, movement and muscles all are: a skill that this
  reaches need not come from the brain.
- *head muscles*: how strong the EMG of neck, jaw or face is, where it was recorded. It is no EEG:
  what predicts as well from it as from the EEG may be a muscle that the electrodes pick up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eeg2emg.connectivity.file import BELOW_LIMIT, MUSCLE
from eeg2emg.learning.features import vectorise
from eeg2emg.names.controls import (
    BELOW_30_HZ,
    HEAD_MUSCLES,
    LIMIT_HZ,
    MUSCLE_COMPONENTS,
    OVERALL_LEVEL,
    WITHOUT_LEVEL,
    control_above,
)

if TYPE_CHECKING:
    from eeg2emg.cohort.dataset import ConnectivityDataset, Planes

_FEWEST_ENTRIES = 3  # of a plane: two coefficients leave nothing of fewer


class EegSubset(NamedTuple):
    """Features of a control.

    Attributes
    ----------
    name : str
        As in the table.
    vectors : ndarray, shape (segments, d)
        NaN where a segment has none.
    left_out : ndarray of str, shape (segments,)
        Why a segment has none; empty where it has.
    """

    name: str
    vectors: np.ndarray
    left_out: np.ndarray


def subsets_of_dataset(
    dataset: ConnectivityDataset,
    planes: dict[str, Planes],
    high_v: np.ndarray | None = None,
    limit_hz: float = LIMIT_HZ,
    head_v: np.ndarray | None = None,
) -> list[EegSubset]:
    """Make the features of every control that the dataset has the planes or amplitudes of.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort; where muscle was asked for, its segments have the columns
        ``muscle_amplitude_v`` and ``muscle_left_out``; with amplitudes the column
        ``high_frequencies_left_out``.
    planes : dict of str to Planes
        By group (`eeg2emg.cohort.dataset.load_planes`); groups that are missing were not asked for.
    high_v : ndarray, shape (segments, n), or None
        Amplitude of each channel above `limit_hz` (`eeg2emg.cohort.dataset.load_amplitudes`), in
        volts; None where it was not asked for.
    limit_hz : float
        That limit.
    head_v : ndarray, shape (segments, k), or None
        Amplitude of each muscle of the head, in volts; None where none were recorded.

    Returns
    -------
    list of EegSubset
    """
    everybody = np.full(len(dataset.segments), "")
    levels, without = _levels(dataset)
    subsets = [
        EegSubset(OVERALL_LEVEL, levels, everybody),
        EegSubset(WITHOUT_LEVEL, without, everybody),
    ]
    if BELOW_LIMIT in planes:
        vectors = vectorise(*planes[BELOW_LIMIT])
        subsets.append(EegSubset(BELOW_30_HZ, vectors, np.full(len(vectors), "")))
    if MUSCLE in planes:
        left_out = dataset.segments["muscle_left_out"].to_numpy(dtype=str)
        amplitude = dataset.segments["muscle_amplitude_v"].to_numpy(dtype=float)
        missing = np.isnan(amplitude)
        subsets += [
            EegSubset(f"{MUSCLE_COMPONENTS}, connectivity", vectorise(*planes[MUSCLE]), left_out),
            EegSubset(
                f"{MUSCLE_COMPONENTS}, amplitude",
                _log(amplitude)[:, None],
                np.where(missing, left_out, ""),
            ),
        ]
    if head_v is not None:
        subsets.append(EegSubset(HEAD_MUSCLES, _log(head_v), everybody))
    if high_v is not None:
        left_out = dataset.segments["high_frequencies_left_out"].to_numpy(dtype=str)
        subsets.append(EegSubset(control_above(limit_hz), _log(high_v), left_out))
    return subsets


def _levels(dataset: ConnectivityDataset) -> tuple[np.ndarray, np.ndarray]:
    """Part each plane into what all pairs share, and the rest.

    A level of noise adds to all pairs alike, or stretches and flattens the pattern that they have
    on average. So the constant and that pattern (the mean over all segments, of EEG alone) are
    taken out of every segment by least squares; their two coefficients are the level.
    """
    nothing = np.zeros((len(dataset.segments), 1))
    levels, rests = [nothing], [nothing]
    for k, plane in enumerate(dataset.planes):
        values = vectorise(dataset.features[..., [k]], [plane])
        # A diagonal that is always the same shares nothing with the others.
        values = values[:, np.ptp(values, axis=0) > 0]
        if values.shape[1] < _FEWEST_ENTRIES:
            continue
        mean = values.mean(axis=0)
        shared = np.stack([np.ones_like(mean), mean - mean.mean()], axis=1)
        of_segments, *_ = np.linalg.lstsq(shared, values.T, rcond=None)
        levels.append(of_segments.T)
        rests.append(values - (shared @ of_segments).T)
    return np.concatenate(levels, axis=1), np.concatenate(rests, axis=1)


def _log(amplitude_v: np.ndarray) -> np.ndarray:
    """Logarithm of amplitudes, of which one may be zero or NaN."""
    return np.log(np.maximum(amplitude_v, np.finfo(float).tiny))
