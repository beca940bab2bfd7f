"""Connectivity matrices as vectors for linear and kernel models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


_TRANSFORMS: dict[str, tuple[Callable[[np.ndarray], np.ndarray], bool]] = {
    "correlation": (fisher_z, True),
    "coherence": (_root_coherence, True),
    "pli": (np.asarray, True),
    "wpli": (np.asarray, True),
    "debiased_wpli2": (np.asarray, True),
    "imaginary_coherence": (np.asarray, True),
}
"""By measure: its transform, and whether one triangle says everything. All others are directed."""


def vectorise(features: np.ndarray, planes: Sequence[str]) -> np.ndarray:
    """Turn connectivity matrices into one vector per segment.

    Fisher's z of correlation, atanh of the root of coherence, log(x + 1e-4) of directed measures
    (DTF, Granger causality and their kin), phase lag indices as they are. Symmetric planes give
    their upper triangle, directed ones every entry.

    Parameters
    ----------
    features : ndarray, shape (segments, n, n, planes)
        Connectivity, [sink, source].
    planes : sequence of str
        Names of the planes: the measure, or ``<measure>_<band>`` as in ``coherence_8-13``.

    Returns
    -------
    ndarray, shape (segments, d)
        One vector per segment.
    """
    n = features.shape[1]
    upper = np.triu_indices(n, 1)
    vectors = []
    for k, plane in enumerate(planes):
        transform, symmetric = _TRANSFORMS.get(_measure_of(plane), (_log, False))
        matrices = features[..., k]
        entries = matrices[:, *upper] if symmetric else matrices.reshape(len(matrices), -1)
        vectors.append(transform(entries))
    return np.concatenate(vectors, axis=1)


def _measure_of(plane: str) -> str:
    """Take the band from the name of a plane (measures may have underscores of their own)."""
    if plane in _TRANSFORMS:
        return plane
    head, _, tail = plane.rpartition("_")
    return head if tail[:1].isdigit() else plane
