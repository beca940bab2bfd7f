"""Features under a division of the segments, centred and scaled once for all that see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.learning.candidates import Problem
from eeg2emg.learning.features import FeatureVectors
from eeg2emg.learning.groups import groups_of
from eeg2emg.learning.residuals import centred_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

KEPT_BYTES = 2**28
"""How much is kept for the next member that sees the same."""


class Divided(NamedTuple):
    """Features under one division.

    Attributes
    ----------
    centre : ndarray, shape (segments, d)
        The means that were taken from the features.
    problem : Problem
        The features less these means, scaled.
    """

    centre: np.ndarray
    problem: Problem


class DividedFeatures:
    """Features of all segments, to be divided in several ways for members of several models.

    Parameters
    ----------
    vectors : ndarray, shape (segments, d), or FeatureVectors
        The features (`eeg2emg.learning.features.vectors_of`); an array is of connectivity alone.
    segments : DataFrame
        Columns subject, phase; rows as in `vectors`.
    """

    def __init__(self, vectors: np.ndarray | FeatureVectors, segments: pd.DataFrame) -> None:
        self.vectors = FeatureVectors.of(vectors)
        self.groups = groups_of(segments)
        self._kept: dict[tuple[tuple[str, ...], bytes, bool], Divided] = {}
        self._room = KEPT_BYTES

    def of(self, inputs: Sequence[str], parts: np.ndarray, *, adapted: bool) -> Divided:
        """Centre and scale some sets of features under a division.

        Parameters
        ----------
        inputs : sequence of str
            The sets (`eeg2emg.names.features`).
        parts : ndarray of str, shape (segments,)
            Part of each segment.
        adapted : bool
            As of `eeg2emg.learning.residuals.centred_features`.

        Returns
        -------
        Divided
            It is kept while there is room for it.
        """
        key = tuple(inputs), parts.astype("U").tobytes(), adapted
        if key in self._kept:
            return self._kept[key]
        values = self.vectors.values[:, self.vectors.columns(inputs)]
        centred = centred_features(values, self.groups, parts, adapted=adapted)
        found = Divided(values - centred, Problem.of(centred, self.groups, parts))
        size = found.centre.nbytes + found.problem.x.nbytes
        if size <= self._room:
            self._kept[key] = found
            self._room -= size
        return found
