"""Applying a stored model: the muscle network of other recordings, from their EEG alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.cohort.dataset import ConnectivityDataset, load_dataset
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.errors import ConfigurationError
from eeg2emg.files.tables import read_json
from eeg2emg.learning.features import vectors_of
from eeg2emg.learning.groups import group_means, groups_of
from eeg2emg.learning.keras_networks import GROUPS, MEAN, input_names
from eeg2emg.learning.residuals import without_rounding
from eeg2emg.names.stored_models import CARD, KNOWN, NEW
from eeg2emg.stored.archives import read_keras
from eeg2emg.stored.card import MEANS, keras_file, read_card
from eeg2emg.stored.conditions import TARGET_OPTIONS, differences, refuse_other_conditions
from eeg2emg.stored.covering import (
    kept_segments,
    refuse_other_phases,
    refuse_other_planes,
    refuse_other_rate,
    who_is_who,
)
from eeg2emg.stored.means import read_means, segment_digests
from eeg2emg.stored.montage import in_montage, places_of
from eeg2emg.stored.words import NO_EVIDENCE

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd

    from eeg2emg.learning.features import FeatureVectors
    from eeg2emg.stored.card import Card
    from eeg2emg.stored.means import Means


_TOGETHER = 256
"""Segments that a network gets at a time."""


@dataclass(frozen=True)
class Applied:
    """What a stored model estimates.

    Attributes
    ----------
    card : Card
        Of the model.
    segments : DataFrame
        The segments that are estimated: subject, recording, phase, onset_s, ``used`` (`KNOWN` or
        `NEW`), and ``seen``, whether the model has learned from this very segment.
    estimates, starts : ndarray, shape (segments, m, m)
        The estimates, and the means that they start from, [sink, source].
    measured : ndarray, shape (segments, m, m), or None
        The measured matrices, where EMG was recorded.
    people : DataFrame
        Columns subject, phase, segments, used, reason: every cell (subject x phase) of the
        recordings, by what it is estimated, or why it is not.
    remarks : tuple of str
        What has to be said of all estimates.
    """

    card: Card
    segments: pd.DataFrame
    estimates: np.ndarray
    starts: np.ndarray
    measured: np.ndarray | None
    people: pd.DataFrame
    remarks: tuple[str, ...] = ()


def apply_model(
    folder: str | os.PathLike[str],
    recordings: str | os.PathLike[str] | ConnectivityDataset,
    *,
    configuration: Mapping[str, Any] | None = None,
    same_people: bool | None = None,
) -> Applied:
    """Estimate the muscle network of other recordings by a stored model.

    A person in the card is estimated by the model of known people, and starts from the own mean;
    anybody else by that of new people, and starts from the mean of the phase.

    Parameters
    ----------
    folder : path-like
        Of the model (`eeg2emg.stored.storing.store_model`).
    recordings : path-like or ConnectivityDataset
        ``dataset.nc`` of another run, with or without EMG, or its content.
    configuration : mapping, optional
        All options of that run; by default those of ``configuration.json`` beside the file.
    same_people : bool, optional
        Whether a name that is also in the card means the same person. It has to be said where
        there is such a name: every laboratory has a sub-01.

    Returns
    -------
    Applied
        The estimates; `eeg2emg.stored.tables` lays them out with the held-out skill beside each.

    Raises
    ------
    ConfigurationError
        If the montage, the rate, a setting of the estimates or a phase is not that of the card, or
        if it is not said who is who.
    NotEstimableError
        If nobody is left who can be estimated.
    OwnFileError
        If a file of the model or of the run is missing or damaged.
    """
    card = read_card(folder)
    place = Path(folder) / CARD
    if configuration is None:
        configuration = _configuration_beside(recordings)
    refuse_other_conditions(card.conditions, configuration, place)
    given = _read(recordings, card)
    dataset = in_montage(given.dataset, card.eeg_channels)
    refuse_other_rate(given.rate_hz, card)
    refuse_other_planes(dataset, card)
    refuse_other_phases(dataset, card)
    means = read_means(Path(folder) / MEANS)
    people = who_is_who(dataset.segments, card, means, same_people=same_people)
    kept = kept_segments(dataset.segments, people)
    dataset = dataset.of_rows(kept.index.to_numpy())
    vectors = vectors_of(dataset)
    segments = kept.reset_index(drop=True)
    segments["seen"] = np.isin(segment_digests(vectors), means.seen)
    size = len(card.emg_channels)
    estimates, starts = np.empty((2, len(segments), size, size))
    for used in (KNOWN, NEW):
        rows = np.flatnonzero(segments["used"] == used)
        if len(rows):
            own = _inputs(
                _Stored(card, means, used),
                vectors.changed(vectors.values[rows]),
                segments.iloc[rows],
            )
            estimates[rows] = _estimated(read_keras(Path(folder) / keras_file(used)), own)
            starts[rows] = own[MEAN].reshape(-1, size, size)
    measured, why_not = _measured(given, configuration, card)
    remarks = [why_not] if why_not else []
    seen = int(segments["seen"].sum())
    if seen:
        remarks.append(
            f"The model has learned from {seen} of these {len(segments)} segments: that it "
            "estimates them well would show nothing."
        )
    if card.simulated and not dataset.simulated:
        remarks.insert(0, NO_EVIDENCE)
    return Applied(
        card,
        segments[["segment", "subject", "recording", "phase", "onset_s", "used", "seen"]],
        estimates,
        starts,
        None if measured is None else measured[kept.index.to_numpy()],
        people,
        tuple(remarks),
    )


class _Stored(NamedTuple):
    """A stored model, and which of its two networks is meant."""

    card: Card
    means: Means
    used: str


class _Given(NamedTuple):
    """The recordings as they were given: the EEG, its rate, and measured matrices if any."""

    dataset: ConnectivityDataset
    rate_hz: float | None
    measured: np.ndarray | None
    emg_channels: tuple[str, ...]


def _configuration_beside(recordings: object) -> Mapping[str, Any]:
    if isinstance(recordings, ConnectivityDataset):
        raise ConfigurationError(
            "It is not said how these recordings were analysed",
            "a model knows matrices that were estimated as its own, and no others",
            "Give the options of their run (configuration=...)",
        )
    return read_json(Path(str(recordings)).with_name("configuration.json"))


def _read(recordings: str | os.PathLike[str] | ConnectivityDataset, card: Card) -> _Given:
    if isinstance(recordings, ConnectivityDataset):
        has = recordings.emg_channels and recordings.target_name == card.target
        return _Given(
            recordings, None, recordings.targets if has else None, recordings.emg_channels
        )
    contents = read_connectivity(recordings)
    emg = contents.groups.get("emg")
    target = card.target if emg is not None and card.target in emg.measures else None
    dataset = load_dataset(recordings, target=target)
    rate_hz = float(str(contents.attributes["eeg_rate_hz"]))
    return _Given(dataset, rate_hz, dataset.targets if target else None, dataset.emg_channels)


def _inputs(
    stored: _Stored, vectors: FeatureVectors, segments: pd.DataFrame
) -> dict[str, np.ndarray]:
    """Make the inputs of one of the two Keras models for some segments."""
    card, means, used = stored
    phase = np.array([card.phases.index(name) for name in segments["phase"]])
    numbers = {"phase": phase}
    if used == KNOWN:
        subject = np.array([card.people.index(name) for name in segments["subject"]])
        cell = subject * len(card.phases) + phase
        numbers |= {"subject": subject, "cell": cell}
        place = np.searchsorted(means.cells, cell)
        start = means.targets[place]
        centres = {name: values[place] for name, values in means.features.items()}
    else:
        start = means.phase_targets[phase]
        cell = groups_of(segments).cell
        every = np.full(len(segments), True)
        centres = {
            name: group_means(vectors.values[:, columns], cell, every)[cell]
            for name, columns in vectors.sets.items()
        }
    belongs = [_belongs(group, numbers, len(segments)) for group in card.models[used].groups]
    found = {MEAN: start.reshape(len(segments), -1), GROUPS: np.stack(belongs, axis=1)}
    for name in card.planes:
        values, centre = input_names(name)
        features = vectors.values[:, vectors.sets[name]]
        # The difference is taken here, since single precision would lose digits of it.
        found[values] = without_rounding(features - centres[name], centres[name])
        found[centre] = np.zeros_like(features)
    return found


def _estimated(network: Any, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """Run a network on some segments at a time."""
    ends = range(_TOGETHER, len(inputs[MEAN]) + _TOGETHER, _TOGETHER)
    pieces = (
        {name: values[end - _TOGETHER : end] for name, values in inputs.items()} for end in ends
    )
    return np.concatenate([network.predict_on_batch(piece) for piece in pieces])


def _belongs(group: str, numbers: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Say which segments belong to a group that shares slopes."""
    kind, _, number = group.partition(" ")
    return (numbers[kind] == int(number)).astype(float) if number else np.ones(count)


def _measured(
    given: _Given, configuration: Mapping[str, Any], card: Card
) -> tuple[np.ndarray | None, str]:
    """Give the measured matrices in the order of the model's muscles, or say why there are none."""
    if given.measured is None:
        return None, ""
    places = places_of(card.emg_channels, given.emg_channels)
    if places is None:
        return None, (
            f"The EMG of these recordings ({', '.join(given.emg_channels)}) is not of the "
            f"muscles of the model ({', '.join(card.emg_channels)}), so estimates are compared "
            "with nothing."
        )
    other = differences(card.conditions, configuration, TARGET_OPTIONS)
    if other:
        return None, (
            "The EMG of these recordings was analysed otherwise than that of the model "
            f"({'; '.join(other)}), so estimates are compared with nothing."
        )
    return given.measured[:, places[:, None], places], ""
