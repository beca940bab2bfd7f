"""Channels of a model found in other recordings: by name, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.packing import reordered
from eeg2emg.recordings.channel_names import canonical_name
from eeg2emg.stored.conditions import refuse_other_montage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset


def places_of(wanted: Sequence[str], available: Sequence[str]) -> np.ndarray | None:
    """Say where each wanted channel is among those available; None where one is missing."""
    keys = [canonical_name(name) for name in available]
    own = [canonical_name(name) for name in wanted]
    if not set(own) <= set(keys):
        return None
    return np.array([keys.index(key) for key in own], dtype=int)


def in_montage(dataset: ConnectivityDataset, wanted: Sequence[str]) -> ConnectivityDataset:
    """Put the EEG channels of a dataset into the order of a model's montage.

    Parameters
    ----------
    dataset : ConnectivityDataset
        Other recordings.
    wanted : sequence of str
        EEG channels of the model.

    Returns
    -------
    ConnectivityDataset
        With channels in the order of the model, and its names.

    Raises
    ------
    ConfigurationError
        If it is another montage.
    """
    refuse_other_montage(wanted, dataset.eeg_channels)
    keys = [canonical_name(name) for name in dataset.eeg_channels]
    places = np.array([keys.index(canonical_name(name)) for name in wanted], dtype=int)
    if np.array_equal(places, np.arange(len(places))):
        return replace(dataset, eeg_channels=tuple(wanted))
    further = dataset.log_coherency
    if further is not None:
        packs = np.moveaxis(further.features, -1, 1)
        further = further._replace(features=np.moveaxis(reordered(packs, places), 1, -1))
    return replace(
        dataset,
        features=dataset.features[:, places[:, None], places],
        eeg_channels=tuple(wanted),
        log_coherency=further,
    )
