"""Features: connectivity matrices as vectors for linear and kernel models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eeg2emg.connectivity.catalogue import MEASURES
from eeg2emg.names.features import CONNECTIVITY, LOG_COHERENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eeg2emg.cohort.dataset import ConnectivityDataset
    from eeg2emg.connectivity.catalogue import Measure

LOG_OFFSET = 1e-4
"""Added before the logarithm of directed measures, which may be 0."""

_LARGEST_CORRELATION = 1 - 1e-9


def fisher_z(correlation: np.ndarray) -> np.ndarray:
    """Fisher's z of correlations: atanh(r), whose spread does not depend on r.

    Parameters
    ----------
    correlation : ndarray
        Between -1 and 1; +-1 is brought just inside.

    Returns
    -------
    ndarray
        Of the same shape.

    References
    ----------
    Fisher (1921), Metron 1, 3-32.
    """
    return np.arctanh(np.clip(correlation, -_LARGEST_CORRELATION, _LARGEST_CORRELATION))


def _root_coherence(coherence: np.ndarray) -> np.ndarray:
    return fisher_z(np.sqrt(np.maximum(coherence, 0)))


def _log(values: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(values, 0) + LOG_OFFSET)


TRANSFORMS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "fisher_z": fisher_z,
    "root_coherence": _root_coherence,
    "identity": np.asarray,
    "log": _log,
}
"""By the name that the entry of a measure gives (`eeg2emg.connectivity.catalogue.Measure`)."""


@dataclass(frozen=True)
class FeatureVectors:
    """Features of all segments, in sets of which a model may see some.

    Attributes
    ----------
    values : ndarray, shape (segments, d)
        One vector per segment.
    sets : dict of str to ndarray of int
        Columns of each set (`eeg2emg.names.features`), in the order of the columns.
    """

    values: np.ndarray
    sets: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        """Count the segments."""
        return len(self.values)

    @classmethod
    def of(cls, vectors: np.ndarray | FeatureVectors) -> FeatureVectors:
        """Take vectors without sets as those of connectivity alone."""
        if isinstance(vectors, FeatureVectors):
            return vectors
        return cls(vectors, {CONNECTIVITY: np.arange(vectors.shape[1])})

    def columns(self, sets: Sequence[str]) -> np.ndarray:
        """List the columns of some sets, of those that there are."""
        return np.concatenate([self.sets[name] for name in sets if name in self.sets])

    def keep(self, kept: np.ndarray) -> FeatureVectors:
        """Keep some columns, a bool of each; where none is kept, one of zeros."""
        if not kept.any():
            return FeatureVectors.of(np.zeros((len(self.values), 1)))
        place = np.cumsum(kept) - 1
        left = {name: place[columns[kept[columns]]] for name, columns in self.sets.items()}
        return FeatureVectors(
            self.values[:, kept], {name: columns for name, columns in left.items() if len(columns)}
        )

    def of_rows(self, rows: np.ndarray) -> FeatureVectors:
        """Choose or exchange segments."""
        return replace(self, values=self.values[rows])

    def changed(self, values: np.ndarray) -> FeatureVectors:
        """Put other values in the same columns."""
        return replace(self, values=values)


def vectors_of(dataset: ConnectivityDataset) -> FeatureVectors:
    """Turn all features of a cohort into vectors: every set that it has.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.

    Returns
    -------
    FeatureVectors
    """
    found = {CONNECTIVITY: vectorise(dataset.features, dataset.planes)}
    if dataset.log_coherency is not None:
        found[LOG_COHERENCY] = vectorise(*dataset.log_coherency)
    ends = np.cumsum([values.shape[1] for values in found.values()])
    sets = {
        name: np.arange(end - values.shape[1], end)
        for (name, values), end in zip(found.items(), ends, strict=True)
    }
    return FeatureVectors(np.concatenate(list(found.values()), axis=1), sets)


def vectorise(features: np.ndarray, planes: Sequence[str]) -> np.ndarray:
    """Turn connectivity matrices into one vector per segment.

    Fisher's z of correlation, atanh of the root of coherence, log(x + 1e-4) of directed measures
    (DTF, Granger causality and their kin), phase lag indices as they are. Symmetric planes give
    their upper triangle, directed ones every entry; so do packed ones (log-Euclidean coherency),
    whose entries are real parts, imaginary parts below the diagonal.

    Parameters
    ----------
    features : ndarray, shape (segments, n, n, planes)
        Connectivity, [sink, source].
    planes : sequence of str
        Names of the planes (`eeg2emg.connectivity.settings.plane_names`): the measure, with its
        band behind it where there is one per band, as in ``coherence 8-13 Hz``.

    Returns
    -------
    ndarray, shape (segments, d)
        One vector per segment.
    """
    vectors = []
    for k, plane in enumerate(planes):
        transform = TRANSFORMS[_measure_of(plane).transform]
        vectors.append(transform(features[:, *_entries(features.shape[1], plane), k]))
    return np.concatenate(vectors, axis=1)


def vector_entries(n_channels: int, planes: Sequence[str]) -> np.ndarray:
    """Say where each entry of `vectorise`'s vectors comes from.

    Parameters
    ----------
    n_channels : int
        EEG channels, n.
    planes : sequence of str
        Names of the planes.

    Returns
    -------
    ndarray of int, shape (d, 3)
        Sink, source and plane.
    """
    return np.concatenate(
        [
            np.stack([*entries, np.full(len(entries[0]), k)], axis=1)
            for k, plane in enumerate(planes)
            for entries in [_entries(n_channels, plane)]
        ]
    )


def entries_of(dataset: ConnectivityDataset) -> tuple[np.ndarray, tuple[str, ...]]:
    """Say where each column of `vectors_of` comes from.

    Parameters
    ----------
    dataset : ConnectivityDataset
        The cohort.

    Returns
    -------
    entries : ndarray of int, shape (d, 3)
        Sink, source and plane.
    planes : tuple of str
        Names of the planes, those of networks first; the bands of the log-Euclidean coherency are
        one.
    """
    n = len(dataset.eeg_channels)
    planes = dataset.planes
    entries = vector_entries(n, planes)
    if dataset.log_coherency is not None:
        further = vector_entries(n, dataset.log_coherency.names)
        further[:, 2] = len(planes)
        entries = np.concatenate([entries, further])
        planes = (*planes, _measure_of(dataset.log_coherency.names[0]).name)
    return entries, planes


def _entries(n_channels: int, plane: str) -> tuple[np.ndarray, np.ndarray]:
    """List the sinks and sources of a plane that say everything."""
    measure = _measure_of(plane)
    if measure.directed or measure.packed:
        sinks, sources = np.indices((n_channels, n_channels)).reshape(2, -1)
        return sinks, sources
    return np.triu_indices(n_channels, 1)


def _measure_of(plane: str) -> Measure:
    """Find the measure of a plane; a band behind the name is no matter."""
    return MEASURES[plane.partition(" ")[0]]
