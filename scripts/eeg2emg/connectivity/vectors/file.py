"""File of vectors: one target of the EMG, or one group of features of the EEG, as named numbers.

In the file of a recording one group each: dimensions ``segment``, ``entry`` and ``half``, with the
variables ``segment`` and ``entry`` (names), ``value`` (segment, entry) and ``half_value`` (half,
segment, entry), from the odd and from the even blocks of each segment (NaN of features, and where a
segment is too short).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eeg2emg.files.netcdf import read_netcdf, written_netcdf

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

HALVES = 2
"""Of a segment: its odd and its even blocks."""


class CohortVectors(NamedTuple):
    """The vectors of all segments.

    Attributes
    ----------
    name : str
        Of the target or group.
    segments, entries : tuple of str
        Names of rows and columns.
    values : ndarray, shape (segments, p)
        The vectors.
    halves : ndarray, shape (2, segments, p)
        NaN where there are none.
    lengthening : float
        How many times as long as a half a segment is; NaN where there are no halves.
    refused : dict of str to str
        Segments that have no vector, with the reason.
    """

    name: str
    segments: tuple[str, ...]
    entries: tuple[str, ...]
    values: np.ndarray
    halves: np.ndarray
    lengthening: float
    refused: Mapping[str, str]


def write_vectors(path: str | os.PathLike[str], vectors: Sequence[CohortVectors]) -> None:
    """Write vectors of the same recordings atomically; equal contents give equal bytes.

    Parameters
    ----------
    path : path-like
        The file to write.
    vectors : sequence of CohortVectors
        One group each.
    """
    with written_netcdf(path) as file:
        for one in vectors:
            _write_group(file.createGroup(one.name), one)


def _write_group(target: Any, one: CohortVectors) -> None:
    target.createDimension("half", HALVES)
    for dimension, labels in (("segment", one.segments), ("entry", one.entries)):
        # A length of 0 would be netCDF's way to say "unlimited", which an empty file needs.
        target.createDimension(dimension, len(labels) or None)
        variable = target.createVariable(dimension, str, (dimension,))
        if labels:
            variable[:] = np.array(labels, dtype=object)
    value = target.createVariable("value", "f8", ("segment", "entry"))
    half_value = target.createVariable("half_value", "f8", ("half", "segment", "entry"))
    if one.values.size:
        value[:], half_value[:] = one.values, one.halves
    target.setncattr("lengthening", one.lengthening)
    target.setncattr("refused_segments", json.dumps(dict(one.refused), sort_keys=True))


def read_vectors(paths: Iterable[str | os.PathLike[str]], name: str) -> CohortVectors:
    """Read one target or group of features of all recordings.

    Parameters
    ----------
    paths : iterable of path-like
        Files that `write_vectors` wrote; at least one.
    name : str
        Which group of them.

    Returns
    -------
    CohortVectors
        Of the recordings one after the other.

    Raises
    ------
    OwnFileError
        If a file is missing, damaged, or does not have this layout.
    """
    found = [_read_group(path, name) for path in paths]
    filled = [one for one in found if one.segments] or found[:1]
    return CohortVectors(
        name,
        tuple(segment for one in filled for segment in one.segments),
        filled[0].entries,
        np.concatenate([one.values for one in filled]),
        np.concatenate([one.halves for one in filled], axis=1),
        filled[0].lengthening,
        {segment: why for one in found for segment, why in one.refused.items()},
    )


def _read_group(path: str | os.PathLike[str], name: str) -> CohortVectors:
    with read_netcdf(path, "vectors of segments") as file:
        group = file.groups[name]
        return CohortVectors(
            name,
            tuple(group.variables["segment"][:].tolist()),
            tuple(group.variables["entry"][:].tolist()),
            np.asarray(group.variables["value"][:], dtype=float),
            np.asarray(group.variables["half_value"][:], dtype=float),
            float(group.getncattr("lengthening")),
            json.loads(group.getncattr("refused_segments")),
        )
